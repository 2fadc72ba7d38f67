# core: the mathematics.
libcore_a_CFLAGS = $(AM_CFLAGS) $(PIC_CFLAGS) -Wconversion $(CORE_CFLAGS) $(GSL_CFLAGS) $(OPENBLAS_CFLAGS)
libcore_a_SOURCES += \
	%D%/algebra/activation.c %D%/algebra/activation.h %D%/algebra/gemm.c %D%/algebra/gemm.h \
	%D%/algebra/gram.c %D%/algebra/gram.h \
	%D%/conv/conv.c %D%/conv/conv.h %D%/conv/conv_blocks.c %D%/conv/conv_curve.c %D%/conv/conv_curve.h \
	%D%/conv/conv_look.c %D%/conv/conv_look.h %D%/conv/conv_model.c %D%/conv/conv_network.c %D%/conv/conv_ntk.c \
	%D%/conv/conv_pass.c %D%/conv/conv_pass.h %D%/conv/conv_quadratic.c \
	%D%/conv/conv_rows.c %D%/conv/conv_rows.h \
	%D%/conv/hessian_conv.c \
	%D%/dataset/batches.c %D%/dataset/batches.h %D%/dataset/dataset.c %D%/dataset/loss.c %D%/dataset/loss.h \
	%D%/dense/fc.c %D%/dense/hessian_dense.c \
	%D%/dense/layers.c %D%/dense/layers.h %D%/dense/model_network.c %D%/dense/model_quadratic.c \
	%D%/dense/net.c %D%/dense/net.h %D%/dense/network.h %D%/dense/network_apply.c \
	%D%/dense/ntk.c %D%/dense/ntk.h %D%/dense/quadratic.h %D%/dense/quadratic_kernel.c \
	%D%/dense/quadratic_rows.c %D%/dense/test_set.c \
	%D%/experiment/architectures.c %D%/experiment/architectures.h \
	%D%/experiment/eta_grid.c %D%/experiment/eta_grid.h %D%/experiment/eta_max.c %D%/experiment/experiment.c \
	%D%/experiment/experiment_cost.c %D%/experiment/experiment_query.c %D%/experiment/experiment_state.c \
	%D%/experiment/export.c %D%/experiment/history.c %D%/experiment/laboratory.h %D%/experiment/measure.c %D%/experiment/sharpness.c \
	%D%/general/general.h %D%/general/hessian_general.c %D%/general/model_general.c \
	%D%/look/direction.c %D%/look/evaluation.c %D%/look/look.c %D%/look/twin.c \
	%D%/model/draw.c %D%/model/draw.h %D%/model/hessian.h %D%/model/model.c %D%/model/model.h \
	%D%/model/model_linear.c %D%/model/momentum.c %D%/model/momentum.h \
	%D%/settings/lr.c %D%/settings/settings.c %D%/settings/settings_check.c %D%/settings/settings_check.h \
	%D%/settings/settings_eta.c %D%/settings/settings_table.c \
	%D%/spectrum/identity.c %D%/spectrum/identity.h %D%/spectrum/spectrum.c %D%/spectrum/spectrum.h \
	%D%/theory/map.c %D%/theory/mean_square.c %D%/theory/mean_square.h %D%/theory/outcome.c %D%/theory/phase.c
