/* team.h - the workers of a sweep, as whoever hands out the jobs sees them: give one a job, take replies.
 *
 * A team of processes on this machine is in processes.c, one of ranks in src/mpi.  A worker has one job at a time.
 * It ends with exactly one of the last replies of the list; ticks may come before. */
#ifndef SWEEP_TEAM_H
#define SWEEP_TEAM_H

#include "sweep/job.h"

enum reply_kind {
    REPLY_TICK,    /* still at it: fraction */
    REPLY_ROW,     /* done: row */
    REPLY_ETA_MAX, /* measured: eta_max */
    REPLY_FAILED,  /* this job cannot be done: text */
    REPLY_UNFIT,   /* its seed cannot be set up, so none of its jobs can be done: text */
    REPLY_CRASHED, /* the worker died of it (text says how) and there is a new one in its place */
    REPLY_LOST     /* the worker is gone, whether it had a job or not: text */
};

/* Small enough for one atomic write into a pipe. */
struct reply {
    enum reply_kind kind;
    long job; /* the index of the job that it is about; the worker's own death has none */
    double fraction, eta_max;
    struct sweep_row row;
    char text[600];
};

struct team;

struct team_class {
    const char *word; /* what a worker is called: "process", "rank" */
    bool (*give)(struct team *team, int worker, const struct job *job); /* false: it is lost */
    /* Waits for a reply, at most so long; false if none came, or a signal did. */
    bool (*take)(struct team *team, int milliseconds, int *worker, struct reply *reply);
    void (*end)(struct team *team); /* stops the workers, whatever they are doing; frees the team */
};

/* The first member of every team. */
struct team {
    const struct team_class *class;
    int workers;
};

/* Processes of this machine, forked now.  NULL if not even one can be had (errno). */
struct team *team_processes(int workers);

/* What a worker does with a job; listen as for library calls: its answer to stop gives the job up. */
void team_work(struct bench *bench, const struct job *job, const struct catapult_progress *listen, struct reply *reply);

#endif
