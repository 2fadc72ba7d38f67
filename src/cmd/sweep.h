/* sweep.h - the command `sweep`, also for a program that brings its own workers (src/mpi). */
#ifndef CMD_SWEEP_H
#define CMD_SWEEP_H

struct team;

/* Runs the whole command, argv[0] being its name; team NULL: processes of this machine.  Returns the exit status. */
int cmd_sweep(int argc, char **argv, struct team *team);

#endif
