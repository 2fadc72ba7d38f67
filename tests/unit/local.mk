# Unit tests: the core against a naive reference and against what is known exactly, and each library by itself.
# A test links with LDADD of tests/local.mk.
if UNIT_TESTS
check_LIBRARIES += libunit.a
libunit_a_SOURCES = \
	%D%/check.c %D%/check.h %D%/hyperdual.c %D%/hyperdual.h %D%/naive.c %D%/naive.h %D%/naive_conv.c \
	%D%/naive_eigen.c %D%/reading.c %D%/reading.h %D%/sandbox.c %D%/sandbox.h %D%/seat.c %D%/seat.h \
	%D%/twin.c %D%/twin.h

quick_unit_tests = \
	%D%/test_allocation %D%/test_allowed %D%/test_blas %D%/test_dataset %D%/test_direction %D%/test_evidence \
	%D%/test_files %D%/test_formats %D%/test_general %D%/test_gradient %D%/test_hessian %D%/test_history \
	%D%/test_lesson %D%/test_look %D%/test_lr %D%/test_map %D%/test_mean_square %D%/test_momentum \
	%D%/test_oracles %D%/test_page %D%/test_phase %D%/test_preset %D%/test_readers %D%/test_scales \
	%D%/test_settings %D%/test_sharpness %D%/test_sources %D%/test_spectrum
slow_unit_tests = \
	%D%/test_conv %D%/test_determinism %D%/test_eta_max %D%/test_fig3 %D%/test_models %D%/test_mutants \
	%D%/test_probes %D%/test_runs %D%/test_session %D%/test_session_parts %D%/test_stress %D%/test_sweep \
	%D%/test_verify
check_PROGRAMS += $(slow_unit_tests) $(quick_unit_tests)
TESTS += $(slow_unit_tests) $(quick_unit_tests)

if CURL
check_PROGRAMS += %D%/test_get
TESTS += %D%/test_get
endif

tests_unit_test_formats_CFLAGS = $(AM_CFLAGS) $(MATIO_CFLAGS) $(SNDFILE_CFLAGS)
tests_unit_test_formats_LDADD = $(LDADD) $(MATIO_LIBS)
tests_unit_test_formats_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=try_array
tests_unit_test_readers_CPPFLAGS = $(AM_CPPFLAGS) -DSRC_DATADIR='"$(abs_top_srcdir)/data"'
tests_unit_test_readers_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=try_array
tests_unit_test_mutants_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=activation_apply,--wrap=batches_rows,--wrap=catapult_experiment_w0,--wrap=loss_accuracy \
	-Wl,--wrap=loss_derivative,--wrap=loss_residual,--wrap=loss_scale,--wrap=architecture_of \
	-Wl,--wrap=spectrum_all,--wrap=spectrum_lambda,--wrap=spectrum_new \
	-Wl,--wrap=spectrum_restore,--wrap=spectrum_track,--wrap=spectrum_vector
endif
