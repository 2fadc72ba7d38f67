# mpi: catapult-mpi, the command sweep over the ranks of mpirun; the only folder that knows MPI.
if MPI
bin_PROGRAMS += catapult-mpi
catapult_mpi_CFLAGS = $(AM_CFLAGS) $(GSL_CFLAGS) $(MPI_CFLAGS)
catapult_mpi_SOURCES = \
	src/cmd/cmd.h src/cmd/cmd_sweep.c src/cmd/fail.c src/cmd/kernels.c src/cmd/kernels.h \
	src/cmd/options.c src/cmd/options.h src/cmd/progress.c src/cmd/progress.h src/cmd/sweep.h %D%/main.c \
	%D%/ranks.c %D%/ranks.h
catapult_mpi_LDADD = libsweep.a libdata.a libcore.a $(BLAS_LIBS) $(FORMAT_LIBS) $(MPI_LIBS)
endif
