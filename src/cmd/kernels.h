/* kernels.h - at its start the program makes OpenBLAS use what the processor has.  See base/blas.h. */
#ifndef CMD_KERNELS_H
#define CMD_KERNELS_H

/* Must be called first in main: before MPI_Init, and before streams_open, which remembers closed streams.  If better
 * kernels exist, sets OPENBLAS_CORETYPE and executes the program again, at most twice, with the same arguments,
 * process id and open files; in all other cases, and if that is not possible, returns.  Afterwards the environment is
 * the user's: OPENBLAS_CORETYPE has the user's value or none.  Ends the program with a message and status 2 if the
 * kernels are known to multiply wrongly and no others are available. */
void kernels_choose(int argc, char **argv);

#endif
