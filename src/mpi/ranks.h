/* ranks.h - a team whose workers are the ranks of an MPI program; rank 0 hands out the jobs and works as well.
 *
 * Every rank has a process of its own that computes (team_processes, forked before MPI_Init), so a job that crashes
 * takes neither its rank nor, with that, the whole of mpirun's job along.  A rank says something every second; one
 * that has been silent for a minute is lost, and so is its job.  (As a rule mpirun is quicker and ends the other
 * ranks when one dies: then the journal is what remains, and --resume goes on.) */
#ifndef MPI_RANKS_H
#define MPI_RANKS_H

#include "sweep/team.h"

/* Rank 0: all ranks as a team.  own: its own process, which the team takes over. */
struct team *team_ranks(struct team *own);

/* Rank 0: whether a rank was lost, so that MPI_Finalize would wait for it for ever. */
bool team_ranks_lost(const struct team *team);

/* The other ranks: does what rank 0 sends until that ends the team.  own is freed. */
void ranks_serve(struct team *own);

#endif
