/* kernels.h - a program takes care at its start that OpenBLAS uses what the processor has.  See base/blas.h. */
#ifndef CMD_KERNELS_H
#define CMD_KERNELS_H

/* To be called first in main, before MPI_Init and before streams_open, which remembers what was closed.  Where better kernels are to be had, sets OPENBLAS_CORETYPE and executes
 * the program again, at most twice, with the same arguments, process id and open files; in all other cases, and where
 * that cannot be done, returns.  Afterwards the environment is what it was for the user: OPENBLAS_CORETYPE has the
 * user's value or none.  Ends the program with a message and status 2 if the kernels are known to multiply wrongly and
 * others cannot be had. */
void kernels_choose(int argc, char **argv);

#endif
