/* plan.h - which learning rate a run has at which step, and why.
 *
 * It begins with `base`, which the warm-up raises to its value; the schedule sets another at its steps; what was
 * set by hand stands, without warm-up, until the schedule's next step.  A plan is a function of its base, of the
 * changes by hand and of the step alone, so that a run taken back to a step goes on as it did from there. */
#ifndef SESSION_PLAN_H
#define SESSION_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

struct plan_change {
    long t;       /* the next step used it */
    struct catapult_lr lr;
    struct catapult_lr
        meant; /* as it was written, which a restart goes by: 1.1crit is another number with another kernel */
};

struct plan {
    struct catapult_lr base;
    size_t count, capacity;
    struct plan_change *change; /* owned; ascending in t, the later of two at the same t counts */
};

void plan_init(struct plan *plan, const struct catapult_lr *base);
void plan_done(struct plan *plan);

/* Notes a change by hand, not before the last one.  False without memory. */
bool plan_change(struct plan *plan, long t, const struct catapult_lr *lr, const struct catapult_lr *meant);

/* Puts the *tails changes of *tail (owned) in the place of what is behind the first `kept` ones, which *tail holds
 * then.  False, with all as it was, without memory. */
bool plan_exchange(struct plan *plan, size_t kept, struct plan_change **tail, size_t *tails);

/* How many changes there are up to t. */
size_t plan_changes(const struct plan *plan, long t);

/* Forgets the changes after t. */
void plan_cut(struct plan *plan, long t);

/* The last change by hand, as it was meant, or the base: what the run is on, but for the schedule. */
const struct catapult_lr *plan_by_hand(const struct plan *plan);

/* The changes up to t again, in `copy`, which is initialised.  False without memory. */
bool plan_copy(const struct plan *plan, long t, struct plan *copy);

/* The rate at step t is the value of *lr times *factor. */
void plan_at(const struct plan *plan, const struct catapult_settings *settings, long t, struct catapult_lr *lr,
             double *factor);

#endif
