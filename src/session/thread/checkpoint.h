/* checkpoint.h - whole states of an experiment at some iterations of its runs, within a budget of memory.
 *
 * A run is a number below CHECKPOINTS_RUNS.  Runs that are forked share what lies before the fork, and all share t = 0.
 * Two kinds share the room.  States at multiples of `spacing` are spread evenly over the run; when there is no
 * room for another, spacing doubles and every second one may go.  The others are recent ones, so that a step
 * back is quick; the oldest of these gives way first, and last the one where a waiting run stands.  t = 0 is a multiple
 * of everything and always kept, even if the budget is smaller than one state. */
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
    unsigned runs;       /* a bit for each run that comes by it */
    unsigned parked;     /* a bit for each of these that waits there */
    unsigned long serial; /* the larger, the later it was kept */
};

struct checkpoints {
    size_t budget;     /* bytes */
    size_t state_size;
    int capacity;      /* how many states may be held */
    int recent;        /* how many of these are left to recent ones */
    int count;
    long spacing;      /* a power of two */
    unsigned long serial;
    int64_t worthwhile; /* when a recent state may be kept again: keeping takes at most 2 % of the time */
    struct checkpoint held[CHECKPOINTS_MAX]; /* in no order */
};

/* Empty, with that budget. */
void checkpoints_init(struct checkpoints *checkpoints, size_t budget);
void checkpoints_done(struct checkpoints *checkpoints);

/* Forgets all and keeps the present state, at t = 0, for every run.  False without memory. */
bool checkpoints_begin(struct checkpoints *checkpoints, const struct catapult_experiment *experiment);

/* Takes effect at once: states give way until the rest fit. */
void checkpoints_set_budget(struct checkpoints *checkpoints, size_t budget);

/* Keeps the present state of a run if its turn has come; always if wanted.  Not keeping it is no failure. */
void checkpoints_keep(struct checkpoints *checkpoints, const struct catapult_experiment *experiment, int run,
                      bool wanted);

/* The newest one of a run at or before t >= 0. */
const struct checkpoint *checkpoints_nearest(const struct checkpoints *checkpoints, int run, long t);

/* Forgets what lies after t of a run. */
void checkpoints_cut(struct checkpoints *checkpoints, int run, long t);

/* A run `to` begins with what `from` has up to t. */
void checkpoints_fork(struct checkpoints *checkpoints, int from, int to, long t);

/* The run waits where the experiment is now; and it goes on. */
void checkpoints_park(struct checkpoints *checkpoints, const struct catapult_experiment *experiment, int run);
void checkpoints_unpark(struct checkpoints *checkpoints, int run);

#endif
