/* checkpoint.h - complete states of an experiment at some iterations of its runs, within a memory budget.
 *
 * A run is a number below CHECKPOINTS_RUNS.  Forked runs share the states before the fork; all runs share t = 0.  Two
 * kinds of state share the budget.  States at multiples of `spacing` are spread evenly over the run; when there is no
 * room for another, spacing doubles and every second one may be dropped.  The others are recent states, so that a
 * step back is quick.  The oldest recent state is dropped first; the states where a run waits are dropped last. t = 0
 * is a multiple of every spacing and always kept, even if the budget is smaller than one state. */
#ifndef SESSION_CHECKPOINT_H
#define SESSION_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/experiment.h>

enum { CHECKPOINTS_MAX = 1024, CHECKPOINTS_RECENT = 64, CHECKPOINTS_RUNS = 8 };

struct checkpoint {
    long t;
    void *state;         /* owned */
    unsigned runs;       /* a bit for each run whose path includes this state */
    unsigned parked;     /* a bit for each of these runs that waits here */
    unsigned long serial; /* increases with every state kept */
};

struct checkpoints {
    size_t budget;     /* bytes */
    size_t state_size;
    int capacity;      /* how many states may be held */
    int recent;        /* how many of these are reserved for recent states */
    int count;
    long spacing;      /* a power of two */
    unsigned long serial;
    int64_t worthwhile; /* earliest time to keep the next recent state: keeping takes at most 2 % of the time */
    struct checkpoint held[CHECKPOINTS_MAX]; /* unordered */
};

/* Empty, with that budget. */
void checkpoints_init(struct checkpoints *checkpoints, size_t budget);
void checkpoints_done(struct checkpoints *checkpoints);

/* Drops all states and keeps the current one, at t = 0, for every run.  Returns false if out of memory. */
bool checkpoints_begin(struct checkpoints *checkpoints, const struct catapult_experiment *experiment);

/* Takes effect at once: drops states until the rest fit. */
void checkpoints_set_budget(struct checkpoints *checkpoints, size_t budget);

/* Keeps the current state of a run if it is due, always if `wanted`.  Failing to keep it is not an error. */
void checkpoints_keep(struct checkpoints *checkpoints, const struct catapult_experiment *experiment, int run,
                      bool wanted);

/* The newest state of a run at or before t >= 0. */
const struct checkpoint *checkpoints_nearest(const struct checkpoints *checkpoints, int run, long t);

/* Drops the states of a run after t. */
void checkpoints_cut(struct checkpoints *checkpoints, int run, long t);

/* Gives run `to` the states of run `from` up to t. */
void checkpoints_fork(struct checkpoints *checkpoints, int from, int to, long t);

/* park: the run waits at the experiment's current state. unpark: the run continues. */
void checkpoints_park(struct checkpoints *checkpoints, const struct catapult_experiment *experiment, int run);
void checkpoints_unpark(struct checkpoints *checkpoints, int run);

#endif
