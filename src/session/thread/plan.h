/* plan.h - which learning rate a run has at which step, and why.
 *
 * A run begins with `base`; the warm-up raises the rate to that value.  The schedule sets another rate at its steps.
 * A rate set by hand holds, without warm-up, until the schedule's next step.  A plan depends only on its base, on the
 * changes by hand and on the step, so that a run taken back to a step continues as it did from there. */
#ifndef SESSION_PLAN_H
#define SESSION_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

struct plan_change {
    long t;       /* first step that uses it */
    struct catapult_lr lr;
    struct catapult_lr
        meant; /* as written; a restart uses it, because 1.1crit is another number for another kernel */
};

struct plan {
    struct catapult_lr base;
    size_t count, capacity;
    struct plan_change *change; /* owned; ascending in t, the last one at a given t counts */
};

void plan_init(struct plan *plan, const struct catapult_lr *base);
void plan_done(struct plan *plan);

/* Appends a change by hand, whose t is not before the last one's.  Returns false if out of memory. */
bool plan_change(struct plan *plan, long t, const struct catapult_lr *lr, const struct catapult_lr *meant);

/* Replaces the changes after the first `kept` ones with the *tails changes of *tail (owned), and returns the replaced
 * ones in *tail.  If out of memory returns false and changes nothing. */
bool plan_exchange(struct plan *plan, size_t kept, struct plan_change **tail, size_t *tails);

/* Number of changes up to t. */
size_t plan_changes(const struct plan *plan, long t);

/* Drops the changes after t. */
void plan_cut(struct plan *plan, long t);

/* The last change by hand as it was written, or the base: the current rate without the schedule. */
const struct catapult_lr *plan_by_hand(const struct plan *plan);

/* Copies the changes up to t into `copy`, which is initialised.  Returns false if out of memory. */
bool plan_copy(const struct plan *plan, long t, struct plan *copy);

/* The rate at step t is the value of *lr times *factor. */
void plan_at(const struct plan *plan, const struct catapult_settings *settings, long t, struct catapult_lr *lr,
             double *factor);

#endif
