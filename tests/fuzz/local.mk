# Hostile input: `make check` replays corpus and regressions, and damaged copies of them; `make fuzz` in a tree
# configured with --enable-fuzz CC=clang searches for FUZZ_SECONDS a target.
FUZZ_SECONDS = 600
fuzz_sources = \
	%D%/fuzz.h %D%/fuzz_files.c %D%/fuzz_kept.c %D%/fuzz_lesson.c %D%/fuzz_text.c %D%/targets.c
fuzz_libs = libsession.a libsweep.a libdata.a
if TUI
fuzz_sources += src/cmd/lab_config.c src/cmd/lab_config.h
fuzz_libs += libtui.a
endif
fuzz_libs += libcore.a $(BLAS_LIBS) $(FORMAT_LIBS)
check_PROGRAMS += %D%/replay
tests_fuzz_replay_SOURCES = %D%/replay.c $(fuzz_sources)
tests_fuzz_replay_LDADD = $(fuzz_libs)
if FUZZ
check_PROGRAMS += %D%/libfuzzer
tests_fuzz_libfuzzer_SOURCES = %D%/libfuzzer.c $(fuzz_sources)
tests_fuzz_libfuzzer_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_libfuzzer_LDADD = $(fuzz_libs)
endif
TESTS += %D%/smoke.sh
EXTRA_DIST += %D%/smoke.sh %D%/make-corpus.py %D%/corpus %D%/dict %D%/regressions
.PHONY: fuzz
fuzz: tests/fuzz/replay$(EXEEXT) $(check_PROGRAMS)
	srcdir=$(srcdir) FUZZ_SECONDS=$(FUZZ_SECONDS) $(SHELL) $(srcdir)/tests/fuzz/smoke.sh
