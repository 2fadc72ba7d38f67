# tui: panes draw into a canvas; only term.c knows ncurses.
if TUI
noinst_LIBRARIES += libtui.a
libtui_a_CFLAGS = $(AM_CFLAGS) $(NCURSES_CFLAGS)
libtui_a_SOURCES = \
	%D%/canvas/big.c %D%/canvas/big.h %D%/canvas/canvas.c %D%/canvas/canvas.h %D%/canvas/glyph.h \
	%D%/canvas/theme.c %D%/canvas/theme.h \
	%D%/input/command.c %D%/input/command.h %D%/input/form.c %D%/input/form.h \
	%D%/input/keymap.c %D%/input/keymap.h %D%/input/prompt.c %D%/input/prompt.h %D%/input/request.h \
	%D%/lab/lab.c %D%/lab/lab.h %D%/lab/lab_branch.c %D%/lab/lab_command.c %D%/lab/lab_form.c \
	%D%/lab/lab_lesson.c %D%/lab/lab_lesson.h %D%/lab/lab_plain.c %D%/lab/lab_prompt.c %D%/lab/lab_run.c \
	%D%/lab/lab_say.c %D%/lab/lab_shot.c %D%/lab/lab_sight.c %D%/lab/lab_state.c %D%/lab/lab_state.h \
	%D%/lab/lab_walk.c %D%/lab/lab_write.c %D%/lab/link.c %D%/lab/link.h %D%/lab/reproduce.c %D%/lab/reproduce.h \
	%D%/lab/rows.c %D%/lab/rows.h \
	%D%/panes/caption.h %D%/panes/chart.c %D%/panes/chart.h %D%/panes/layout.c %D%/panes/layout.h \
	%D%/panes/marks.c %D%/panes/marks.h %D%/panes/pane.c %D%/panes/pane.h %D%/panes/pane_band.c \
	%D%/panes/pane_directions.c %D%/panes/pane_function.c %D%/panes/pane_header.c %D%/panes/pane_kernel.c \
	%D%/panes/pane_main.c %D%/panes/pane_now.c %D%/panes/pane_portrait.c %D%/panes/pane_rates.c \
	%D%/panes/pane_ruler.c %D%/panes/pane_runs.c %D%/panes/pane_runs.h %D%/panes/pane_settings.c \
	%D%/panes/pane_status.c %D%/panes/pane_text.c %D%/panes/screen.c %D%/panes/screens.h %D%/panes/view.h \
	%D%/plot/pyramid.c %D%/plot/pyramid.h %D%/plot/numeral.c %D%/plot/numeral.h \
	%D%/plot/picture.c %D%/plot/picture.h %D%/plot/plot.c %D%/plot/plot.h %D%/plot/plot_axis.c \
	%D%/terminal/log.c %D%/terminal/log.h %D%/terminal/signals.c %D%/terminal/signals.h \
	%D%/terminal/term.c %D%/terminal/term.h \
	%D%/writers/ansi.c %D%/writers/ansi.h %D%/writers/cast.c %D%/writers/cast.h \
	%D%/writers/svg.c %D%/writers/svg.h
endif
