# session: one compute thread.
noinst_LIBRARIES += libsession.a
libsession_a_SOURCES = \
	%D%/probes/probe.h \
	%D%/probes/probe_bifurcation.c \
	%D%/probes/probe_class.h \
	%D%/probes/probe_examples.c \
	%D%/probes/probe_function.c \
	%D%/probes/probe_kernel.c \
	%D%/probes/probe_path.c \
	%D%/probes/probe_scan.c \
	%D%/probes/probe_sharpness.c \
	%D%/probes/probe_spectrum.c \
	%D%/probes/probe_table.c \
	%D%/probes/probe_weights.c \
	%D%/tape/tape.h \
	%D%/tape/tape_read.c \
	%D%/tape/tape_write.c \
	%D%/thread/board.c %D%/thread/board.h \
	%D%/thread/checkpoint.c %D%/thread/checkpoint.h \
	%D%/thread/eta.c \
	%D%/thread/event.h \
	%D%/thread/load.c \
	%D%/thread/pace.c %D%/thread/pace.h \
	%D%/thread/plan.c %D%/thread/plan.h \
	%D%/thread/probes.c \
	%D%/thread/queue.c %D%/thread/queue.h \
	%D%/thread/run.c \
	%D%/thread/script.c \
	%D%/thread/session.c %D%/thread/session.h \
	%D%/thread/state.c \
	%D%/thread/travel.c \
	%D%/thread/worker.c %D%/thread/worker.h
