/* team.h - the workers of a sweep, as seen by the code that hands out the jobs: give a worker a job, take replies.
 *
 * processes.c has a team of processes on this machine, src/mpi a team of MPI ranks.  A worker has one job at a time.
 * For each job it sends exactly one reply other than REPLY_TICK; ticks may come before it. */
#ifndef SWEEP_TEAM_H
#define SWEEP_TEAM_H

#include "sweep/job.h"

enum reply_kind {
    REPLY_TICK,    /* still working: fraction */
    REPLY_ROW,     /* done: row */
    REPLY_ETA_MAX, /* measured: eta_max */
    REPLY_FAILED,  /* this job cannot be done: text */
    REPLY_UNFIT,   /* its seed cannot be set up, so none of the seed's jobs can be done: text */
    REPLY_CRASHED, /* the worker died of the job (text says how) and has been replaced */
    REPLY_LOST     /* the worker is gone, whether it had a job or not: text */
};

/* Small enough for one atomic write into a pipe. */
struct reply {
    enum reply_kind kind;
    long job; /* the index of its job; a report of a worker's death has none */
    double fraction, eta_max;
    struct sweep_row row;
    char text[600];
};

struct team;

struct team_class {
    const char *word; /* the word for a worker in messages: "process", "rank" */
    bool (*give)(struct team *team, int worker, const struct job *job); /* false: the worker is lost */
    /* Waits for a reply for at most that time; false if none came, or a signal came. */
    bool (*take)(struct team *team, int milliseconds, int *worker, struct reply *reply);
    void (*end)(struct team *team); /* stops the workers, even busy ones; frees the team */
};

/* The first member of every team. */
struct team {
    const struct team_class *class;
    int workers;
};

/* A team of processes on this machine, forked now.  NULL if not even one could be started (errno). */
struct team *team_processes(int workers);

/* What a worker does with a job.  listen works as for library calls: its answer to stop ends the job. */
void team_work(struct job_context *context, const struct job *job, const struct catapult_progress *listen,
               struct reply *reply);

#endif
