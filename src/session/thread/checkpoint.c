/* checkpoint.c - see checkpoint.h. */
#include "session/thread/checkpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { COST_SHARE = 50 }; /* a recent state is kept once 50 times the cost of the last one has passed: 2 % */

void checkpoints_init(struct checkpoints *c, size_t budget)
{
    memset(c, 0, sizeof *c);
    c->budget = budget;
    c->spacing = 1;
}

void checkpoints_done(struct checkpoints *c)
{
    for (int i = 0; i < c->count; i++)
        free(c->held[i].state);
    checkpoints_init(c, c->budget);
}

static bool checkpoint_is_spread(const struct checkpoints *c, long t)
{
    return t % c->spacing == 0;
}

static void checkpoint_drop(struct checkpoints *c, int i)
{
    free(c->held[i].state);
    c->held[i] = c->held[--c->count];
}

/* Whether state i is dropped before state k: states where a run waits are kept longest. */
static bool before(const struct checkpoints *c, int i, int k)
{
    const struct checkpoint *a = &c->held[i], *b = &c->held[k];
    return !a->parked != !b->parked ? !a->parked : a->serial < b->serial;
}

/* The first to drop of the states whose t is not a multiple of spacing, or -1. *others counts these states, *loose
 * those of them where no run waits. */
static int oldest_recent(const struct checkpoints *c, int *others, int *loose)
{
    int oldest = -1;
    *others = *loose = 0;
    for (int i = 0; i < c->count; i++) {
        if (checkpoint_is_spread(c, c->held[i].t))
            continue;
        (*others)++;
        *loose += !c->held[i].parked;
        if (oldest < 0 || before(c, i, oldest))
            oldest = i;
    }
    return oldest;
}

/* Chooses the state to drop.  The loop ends: at the latest when spacing exceeds every t except 0. */
static int victim(struct checkpoints *c)
{
    assert(c->count > 1);
    for (;;) {
        int others, loose, oldest = oldest_recent(c, &others, &loose);
        if (loose >= c->recent || others == c->count - 1)
            return oldest;
        c->spacing *= 2;
    }
}

static void set_capacity(struct checkpoints *c)
{
    size_t fits = c->state_size ? c->budget / c->state_size : 1;
    c->capacity = fits < 1 ? 1 : fits > CHECKPOINTS_MAX ? CHECKPOINTS_MAX : (int)fits;
    c->recent = c->capacity / 4 < CHECKPOINTS_RECENT ? c->capacity / 4 : CHECKPOINTS_RECENT;
    if (c->recent < 1)
        c->recent = 1;
}

void checkpoints_set_budget(struct checkpoints *c, size_t budget)
{
    c->budget = budget;
    set_capacity(c);
    while (c->count > c->capacity)
        checkpoint_drop(c, victim(c));
}

/* Memory for one more state: new, or that of a dropped state.  NULL: no memory, or only t = 0 fits. */
static void *checkpoint_room(struct checkpoints *c)
{
    if (c->count < c->capacity) {
        void *state = malloc(c->state_size);
        if (state || c->count == 0)
            return state;
        c->capacity = c->count; /* the budget exceeds the available memory */
    }
    if (c->count < 2)
        return NULL;
    int i = victim(c);
    void *state = c->held[i].state;
    c->held[i] = c->held[--c->count];
    return state;
}

static bool checkpoint_keep(struct checkpoints *c, const struct catapult_experiment *experiment, unsigned runs)
{
    int64_t begin = clock_now();
    void *state = checkpoint_room(c);
    if (!state)
        return false;
    catapult_experiment_save(experiment, state);
    c->held[c->count++] = (struct checkpoint){.t = catapult_experiment_t(experiment), .state = state, .runs = runs,
                                              .serial = ++c->serial};
    int64_t end = clock_now();
    c->worthwhile = end + COST_SHARE * (end - begin);
    return true;
}

bool checkpoints_begin(struct checkpoints *c, const struct catapult_experiment *experiment)
{
    assert(catapult_experiment_t(experiment) == 0);
    checkpoints_done(c);
    c->state_size = catapult_experiment_state_size(experiment);
    set_capacity(c);
    return checkpoint_keep(c, experiment, ~0u);
}

static struct checkpoint *checkpoint_find(struct checkpoints *c, int run, long t)
{
    for (int i = 0; i < c->count; i++)
        if (c->held[i].t == t && c->held[i].runs >> run & 1)
            return &c->held[i];
    return NULL;
}

void checkpoints_keep(struct checkpoints *c, const struct catapult_experiment *experiment, int run, bool wanted)
{
    long t = catapult_experiment_t(experiment);
    if ((wanted || checkpoint_is_spread(c, t) || clock_now() >= c->worthwhile) && !checkpoint_find(c, run, t))
        checkpoint_keep(c, experiment, 1u << run);
}

const struct checkpoint *checkpoints_nearest(const struct checkpoints *c, int run, long t)
{
    const struct checkpoint *nearest = NULL;
    for (int i = 0; i < c->count; i++)
        if (c->held[i].runs >> run & 1 && c->held[i].t <= t && (!nearest || c->held[i].t > nearest->t))
            nearest = &c->held[i];
    assert(nearest);
    return nearest;
}

void checkpoints_cut(struct checkpoints *c, int run, long t)
{
    for (int i = c->count - 1; i >= 0; i--) {
        struct checkpoint *held = &c->held[i];
        if (held->t <= t)
            continue;
        held->runs &= ~(1u << run);
        held->parked &= ~(1u << run);
        if (!held->runs)
            checkpoint_drop(c, i);
    }
    if (c->count == 1)
        c->spacing = 1;
}

void checkpoints_fork(struct checkpoints *c, int from, int to, long t)
{
    checkpoints_cut(c, to, 0);
    for (int i = 0; i < c->count; i++)
        if (c->held[i].t <= t && c->held[i].runs >> from & 1)
            c->held[i].runs |= 1u << to;
}

void checkpoints_park(struct checkpoints *c, const struct catapult_experiment *experiment, int run)
{
    checkpoints_keep(c, experiment, run, true);
    struct checkpoint *here = checkpoint_find(c, run, catapult_experiment_t(experiment));
    if (here)
        here->parked |= 1u << run;
}

void checkpoints_unpark(struct checkpoints *c, int run)
{
    for (int i = 0; i < c->count; i++)
        c->held[i].parked &= ~(1u << run);
}
