/* plan.c - see plan.h. */
#include "session/thread/plan.h"

#include <stdlib.h>
#include <string.h>

void plan_init(struct plan *plan, const struct catapult_lr *base)
{
    *plan = (struct plan){.base = *base};
}

void plan_done(struct plan *plan)
{
    free(plan->change);
    *plan = (struct plan){.base = plan->base};
}

static bool plan_reserve(struct plan *plan, size_t count)
{
    if (count <= plan->capacity)
        return true;
    size_t capacity = plan->capacity ? 2 * plan->capacity : 16;
    capacity = capacity < count ? count : capacity;
    struct plan_change *change = realloc(plan->change, capacity * sizeof *change);
    if (!change)
        return false;
    plan->change = change;
    plan->capacity = capacity;
    return true;
}

bool plan_change(struct plan *plan, long t, const struct catapult_lr *lr, const struct catapult_lr *meant)
{
    if (!plan_reserve(plan, plan->count + 1))
        return false;
    plan->change[plan->count++] = (struct plan_change){t, *lr, *meant};
    return true;
}

size_t plan_changes(const struct plan *plan, long t)
{
    size_t count = plan->count;
    while (count > 0 && plan->change[count - 1].t > t)
        count--;
    return count;
}

bool plan_exchange(struct plan *plan, size_t kept, struct plan_change **tail, size_t *tails)
{
    size_t mine = plan->count - kept;
    struct plan_change *old = mine > 0 ? malloc(mine * sizeof *old) : NULL;
    if ((mine > 0 && !old) || !plan_reserve(plan, kept + *tails)) {
        free(old);
        return false;
    }
    if (mine > 0)
        memcpy(old, plan->change + kept, mine * sizeof *old);
    if (*tails > 0)
        memcpy(plan->change + kept, *tail, *tails * sizeof **tail);
    plan->count = kept + *tails;
    free(*tail);
    *tail = old;
    *tails = mine;
    return true;
}

void plan_cut(struct plan *plan, long t)
{
    plan->count = plan_changes(plan, t);
}

const struct catapult_lr *plan_by_hand(const struct plan *plan)
{
    return plan->count > 0 ? &plan->change[plan->count - 1].meant : &plan->base;
}

bool plan_copy(const struct plan *plan, long t, struct plan *copy)
{
    size_t count = plan_changes(plan, t);
    if (!plan_reserve(copy, count))
        return false;
    copy->base = plan->base;
    copy->count = count;
    if (count > 0)
        memcpy(copy->change, plan->change, count * sizeof *plan->change);
    return true;
}

void plan_at(const struct plan *plan, const struct catapult_settings *settings, long t, struct catapult_lr *lr,
             double *factor)
{
    const struct catapult_lr *own = catapult_settings_lr_at(settings, t);
    long at = -1; /* step of the schedule entry in force */
    for (int i = 0; i < settings->n_schedule && settings->schedule[i].at <= t; i++)
        at = settings->schedule[i].at;
    size_t count = plan_changes(plan, t);
    bool by_hand = count > 0 && plan->change[count - 1].t >= at;
    *lr = by_hand ? plan->change[count - 1].lr : own == &settings->eta ? plan->base : *own;
    *factor = by_hand ? 1 : catapult_settings_warmup_at(settings, t);
}
