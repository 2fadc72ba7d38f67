# data: presets and formats of files.
noinst_LIBRARIES += libdata.a
libdata_a_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(GSL_CFLAGS) $(MATIO_CFLAGS) $(SNDFILE_CFLAGS) $(CURL_CFLAGS)
FORMAT_LIBS = $(MATIO_LINK_LIBS) $(SNDFILE_LIBS) $(ZLIB_LIBS)
libdata_a_SOURCES = \
	%D%/checksum.c %D%/checksum.h %D%/config.c %D%/config.h %D%/csv.c %D%/csv.h %D%/fetch.c %D%/fetch.h \
	%D%/keyfile.c %D%/keyfile.h %D%/known_set.c %D%/known_set.h %D%/known_sets.c %D%/npy.c %D%/npy.h \
	%D%/pick.c %D%/pick.h %D%/preset.c %D%/preset.h %D%/read_agnews.c %D%/read_cifar10.c %D%/read_csv.c \
	%D%/read_idx.c %D%/read_npy.c %D%/read_weights.c %D%/read_weights.h %D%/search_path.c %D%/search_path.h \
	%D%/set_get.c %D%/set_get.h %D%/set_unpack.c %D%/set_unpack.h %D%/source.c %D%/source.h \
	%D%/stream.c %D%/stream.h %D%/tar.c %D%/tar.h %D%/words.c %D%/words.h
if MATIO
libdata_a_SOURCES += %D%/mat5.c %D%/mat5.h %D%/read_svhn.c
endif
if SNDFILE
libdata_a_SOURCES += %D%/read_fsdd.c %D%/spectrogram.c %D%/spectrogram.h
endif
