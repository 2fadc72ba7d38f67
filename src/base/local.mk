# base: code that every folder may use.  Part of libcore.a, like src/core.
libcore_a_SOURCES += \
	%D%/allowed.c %D%/allowed.h %D%/blas.c %D%/blas.h %D%/clock.h %D%/clones.h %D%/json.c %D%/json.h \
	%D%/lines.c %D%/lines.h %D%/machine.c %D%/number.c %D%/number.h %D%/outfile.c %D%/outfile.h \
	%D%/arena.c %D%/arena.h %D%/parallel.c %D%/parallel.h %D%/process.c %D%/process.h %D%/rng.c %D%/rng.h \
	%D%/status.c %D%/text.c %D%/text.h %D%/xalloc.c %D%/xalloc.h
