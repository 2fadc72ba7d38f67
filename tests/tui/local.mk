# Tests of the laboratory on a real terminal: libvterm looks at what a pseudo-terminal gets.
if PTY_TESTS
if UNIT_TESTS
check_LIBRARIES += libpty.a
libpty_a_SOURCES = \
	%D%/fixture.c %D%/fixture.h %D%/pty.c %D%/pty.h %D%/replay.c %D%/replay.h
LDADD += libpty.a $(VTERM_LIBS)
pty_tests = \
	%D%/test_cast %D%/test_lab_exit %D%/test_lab_keys %D%/test_lab_lesson %D%/test_lab_output \
	%D%/test_lab_screens %D%/test_lab_terminals %D%/test_term
check_PROGRAMS += $(pty_tests) %D%/term_probe
TESTS += $(pty_tests)
tests_tui_term_probe_LDADD = libtui.a libcore.a $(NCURSES_LIBS)
endif
endif

# Tests of what the laboratory draws: canvases, no terminal needed.
EXTRA_DIST += %D%/golden
if TUI
if UNIT_TESTS
check_LIBRARIES += libstage.a
libstage_a_SOURCES = %D%/stage.c %D%/stage.h
LDADD += libstage.a libtui.a
screen_tests = \
	%D%/test_canvas %D%/test_command %D%/test_keymap %D%/test_layout %D%/test_marks %D%/test_plot \
	%D%/test_screen %D%/test_svg %D%/test_theme
check_PROGRAMS += $(screen_tests)
TESTS += $(screen_tests)
tests_tui_test_command_LDADD = $(LDADD) $(NCURSES_LIBS)
endif
endif
