# figure: the paper's figures, through gnuplot.
noinst_LIBRARIES += libfigure.a
libfigure_a_SOURCES = \
	%D%/directions.c %D%/draw.c %D%/draw.h %D%/evidence.c %D%/evidence.h %D%/figure.c %D%/figure.h \
	%D%/figure_table.c %D%/kernel.c %D%/kind.h %D%/live.c %D%/live.h %D%/page.c %D%/page.h %D%/regimes.c \
	%D%/setting.c %D%/sweep_claims.c %D%/sweep_claims.h %D%/sweeps.c %D%/sweeps.h \
	%D%/trace.c %D%/trace.h %D%/two_rates.c %D%/width.c
