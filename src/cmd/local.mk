# cmd: the program.
bin_PROGRAMS += catapult
catapult_CFLAGS = $(AM_CFLAGS) $(GSL_CFLAGS)
catapult_SOURCES = \
	%D%/amount.c %D%/amount.h %D%/check_print.c %D%/check_print.h \
	%D%/cmd.h %D%/cmd_check.c %D%/cmd_data.c %D%/cmd_figure.c %D%/cmd_lab.h %D%/cmd_list.c %D%/cmd_play.c \
	%D%/cmd_run.c %D%/cmd_show.c %D%/cmd_sweep.c %D%/completion.c %D%/data_get.c %D%/data_get.h \
	%D%/dump.c %D%/dump.h %D%/fail.c %D%/help.c %D%/help.h %D%/kernels.c %D%/kernels.h %D%/main.c \
	%D%/options.c %D%/options.h %D%/progress.c %D%/progress.h %D%/sweep.h
catapult_LDADD = \
	libfigure.a libsession.a libsweep.a libdata.a libverify.a libcore.a $(BLAS_LIBS) $(FORMAT_LIBS)
if TUI
catapult_SOURCES += \
	%D%/cmd_lab.c %D%/lab_config.c %D%/lab_config.h %D%/lab_parts.c %D%/lab_parts.h
catapult_LDADD += libtui.a libsession.a libcore.a $(NCURSES_LIBS)
endif
