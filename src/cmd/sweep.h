/* sweep.h - the command `sweep`, for whoever brings workers of their own (src/mpi). */
#ifndef CMD_SWEEP_H
#define CMD_SWEEP_H

struct team;

/* The whole command, argv[0] being its name; team NULL: processes of this machine.  Returns the exit status. */
int cmd_sweep(int argc, char **argv, struct team *team);

#endif
