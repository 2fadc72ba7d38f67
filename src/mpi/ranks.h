/* ranks.h - a team whose workers are the ranks of an MPI program; rank 0 hands out the jobs and works as well.
 *
 * Every rank has its own compute process (team_processes, forked before MPI_Init), so a job that crashes takes down
 * neither its rank nor, with it, the whole MPI job.  A rank sends something every second; one that is silent for a
 * minute counts as lost, and so does its job.  (Usually mpirun is quicker and ends the other ranks when one dies:
 * then the journal remains, and --resume continues.) */
#ifndef MPI_RANKS_H
#define MPI_RANKS_H

#include "sweep/team.h"

/* Rank 0: all ranks as a team.  own: rank 0's own compute process; the team takes ownership. */
struct team *team_ranks(struct team *own);

/* Rank 0: whether a rank was lost, so that MPI_Finalize would wait forever. */
bool team_ranks_lost(const struct team *team);

/* The other ranks: run the jobs that rank 0 sends until it ends the team.  own is freed. */
void ranks_serve(struct team *own);

#endif
