# sweep: many runs, by processes of this machine or, in src/mpi, by ranks.
noinst_LIBRARIES += libsweep.a
libsweep_a_CFLAGS = $(AM_CFLAGS) $(GSL_CFLAGS)
libsweep_a_SOURCES = \
	%D%/adopt.c %D%/conduct.c %D%/conduct.h %D%/folder.c %D%/folder.h %D%/hand_out.c %D%/job.c %D%/job.h \
	%D%/journal.c %D%/journal.h %D%/processes.c %D%/row.c %D%/row.h %D%/slots.c %D%/summary.c %D%/summary.h \
	%D%/sweep.c %D%/sweep.h %D%/team.h %D%/work.c
