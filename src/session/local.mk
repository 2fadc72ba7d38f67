# session: one compute thread.
noinst_LIBRARIES += libsession.a
libsession_a_SOURCES = \
	%D%/probes/probe.h %D%/probes/probe_bifurcation.c %D%/probes/probe_class.h %D%/probes/probe_kernel.c \
	%D%/probes/probe_outputs.c %D%/probes/probe_scan.c %D%/probes/probe_series.c %D%/probes/probe_table.c \
	%D%/tape/tape.h %D%/tape/tape_read.c %D%/tape/tape_write.c \
	%D%/thread/bridge.c %D%/thread/bridge.h %D%/thread/checkpoint.c %D%/thread/checkpoint.h %D%/thread/eta.c \
	%D%/thread/event.h %D%/thread/load.c %D%/thread/pace.c %D%/thread/pace.h %D%/thread/plan.c %D%/thread/plan.h \
	%D%/thread/probes.c %D%/thread/run.c %D%/thread/script.c %D%/thread/session.c %D%/thread/session.h \
	%D%/thread/state.c %D%/thread/travel.c %D%/thread/worker.c %D%/thread/worker.h
