# Tests.  First the scripts that take longest.
slow_scripts = \
	%D%/sanitize.sh %D%/byhand.sh \
	%D%/cli/dump.sh %D%/cli/examples.sh %D%/cli/weights.sh \
	%D%/configurations.sh %D%/reproducible.sh %D%/valgrind.sh
scripts = \
	%D%/cli/bad-input.sh %D%/cli/blas.sh %D%/cli/check.sh %D%/cli/children.sh %D%/cli/closed.sh \
	%D%/cli/completion.sh %D%/cli/config.sh %D%/cli/data.sh %D%/cli/faults.sh %D%/cli/figure.sh %D%/cli/get.sh \
	%D%/cli/help.sh %D%/cli/json.sh %D%/cli/kept.sh %D%/cli/kernels.sh %D%/cli/kill.sh %D%/cli/known.sh %D%/cli/lab-figure.sh \
	%D%/cli/lessons.sh %D%/cli/limits.sh %D%/cli/man.sh %D%/cli/memory.sh %D%/cli/mpi.sh %D%/cli/outcome.sh \
	%D%/cli/plain.sh %D%/cli/play.sh %D%/cli/presets.sh %D%/cli/readme.sh %D%/cli/same-bits.sh %D%/cli/shot.sh \
	%D%/cli/source-tree.sh %D%/cli/sweep-race.sh %D%/cli/sweep.sh %D%/cli/writing-a-preset.sh \
	%D%/circles.sh %D%/cxx.sh %D%/documents.sh %D%/layers.sh %D%/library.sh %D%/package.sh
TESTS = $(slow_scripts) $(scripts)
EXTRA_DIST += \
	$(scripts) $(slow_scripts) %D%/arm64.sh \
	%D%/cli/common.sh %D%/cli/tab.py \
	%D%/coverage.sh %D%/debian-system.sh %D%/debian.sh \
	%D%/faults/fault.c %D%/faults/kernels.c \
	%D%/get/serve.py \
	%D%/library/outside.c %D%/library/threads.c \
	%D%/oracle %D%/slow.sh %D%/summary

# What a test meets besides its own: plain TAP from cmocka, and nothing of the user's own folders.
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; XDG_CONFIG_HOME=/nonexistent; \
	CC='$(CC)'; MANDOC='$(MANDOC)'; \
	export CMOCKA_MESSAGE_OUTPUT XDG_CONFIG_HOME CC MANDOC; \
	unset CATAPULT_SOURCE NO_COLOR CDPATH MAKEFLAGS MFLAGS MAKELEVEL;

# What every test program links with.
check_PROGRAMS =
check_LIBRARIES =
LDADD =
include %D%/tui/local.mk
include %D%/unit/local.mk
include %D%/fuzz/local.mk
if UNIT_TESTS
LDADD += \
	libunit.a libverify.a libfigure.a libsession.a libsweep.a libdata.a libcore.a $(BLAS_LIBS) $(FORMAT_LIBS) \
	$(CMOCKA_LIBS)
endif

# For `./quickstart --test`: forget the results of earlier runs; say where those of this one are.
.PHONY: check-forget check-results
check-forget:
	@rm -f $(TEST_LOGS) $(TEST_LOGS:.log=.trs) $(TEST_SUITE_LOG)
check-results:
	@echo $(TEST_LOGS)

# What a developer runs between two edits: under a minute on two cores, once everything is built.
.PHONY: check-quick golden format lint
check-quick:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS="$(quick_unit_tests) $(screen_tests) %D%/documents.sh %D%/layers.sh"

# The golden screens as they are drawn now, and what is different in them.
golden:
	$(MAKE) $(AM_MAKEFLAGS) tests/tui/test_screen$(EXEEXT)
	CATAPULT_GOLDEN_UPDATE=1 srcdir=$(srcdir) tests/tui/test_screen$(EXEEXT)
	cd $(srcdir) && git --no-pager diff -- tests/tui/golden

# The lines changed since the commit FORMAT_SINCE, as .clang-format has them: the tree as a whole is not touched.
FORMAT_SINCE = HEAD
format:
	cd $(srcdir) && git diff -U0 --no-color --relative $(FORMAT_SINCE) -- '*.[ch]' | clang-format-diff -p1 -i

# Beside the compilers: what the arrows, shellcheck and cppcheck find.
lint:
	srcdir=$(srcdir) $(SHELL) $(srcdir)/tests/layers.sh | grep -v '^ok'; test $$? -ne 0
	cd $(srcdir) && shellcheck --shell=sh --severity=error quickstart tests/*.sh tests/cli/*.sh bench/*.sh
	cd $(srcdir) && cppcheck -q --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
		--suppress=autoVariables --suppress=uninitvar --suppress=nullPointerArithmeticRedundantCheck \
		--suppress=arrayIndexOutOfBoundsCond --suppress=incorrectLogicOperator --suppress=arrayIndexThenCheck \
		-I include -I src src

# A cross-build for arm64 with its unit tests under qemu, in a new system: needs root, debootstrap and the network.
# DEBIAN_CACHE=FOLDER keeps the packages for the next time.
.PHONY: check-arm64
check-arm64:
	srcdir=$(srcdir) MAKE='$(MAKE)' $(SHELL) $(srcdir)/tests/arm64.sh trixie $(DEBIAN_CACHE)

# Which lines the tests run (configure --enable-gcov).
.PHONY: coverage
coverage:
	$(MAKE) $(AM_MAKEFLAGS) check
	srcdir=$(srcdir) $(SHELL) $(srcdir)/tests/coverage.sh
