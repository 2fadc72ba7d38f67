# verify: the properties of a sound experiment; `catapult check` and the unit tests run the same table.
noinst_LIBRARIES += libverify.a
libverify_a_CFLAGS = $(AM_CFLAGS) $(GSL_CFLAGS) $(OPENBLAS_CFLAGS)
libverify_a_SOURCES = \
	%D%/boundaries.c %D%/boundaries.h %D%/diagnosis.c %D%/diagnosis.h %D%/differences.c %D%/differences.h \
	%D%/eigen.c %D%/forward.c %D%/forward.h %D%/gradient.c %D%/prediction.c %D%/prediction.h \
	%D%/properties.c %D%/properties.h %D%/ray.c %D%/ray.h %D%/recurrence.c %D%/reduce.c %D%/reduce.h \
	%D%/single.c %D%/subject.c %D%/subject.h %D%/taylor.c %D%/values.c %D%/vector.c %D%/vector.h \
	%D%/verify.h %D%/warnings.c %D%/warnings.h %D%/warnings_data.c %D%/warnings_seed.c
