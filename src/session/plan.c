/* plan.c - see plan.h. */
#include "session/plan.h"

#include <stdlib.h>
#include <string.h>

void plan_init(struct plan *plan, const struct lr *base)
{
    *plan = (struct plan){.base = *base};
}

void plan_done(struct plan *plan)
{
    free(plan->change);
    *plan = (struct plan){.base = plan->base};
}

static bool reserve(struct plan *plan, size_t count)
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

bool plan_change(struct plan *plan, long t, const struct lr *lr)
{
    if (!reserve(plan, plan->count + 1))
        return false;
    plan->change[plan->count++] = (struct plan_change){t, *lr};
    return true;
}

/* How many changes lie at or before t. */
static size_t changes_until(const struct plan *plan, long t)
{
    size_t count = plan->count;
    while (count > 0 && plan->change[count - 1].t > t)
        count--;
    return count;
}

void plan_cut(struct plan *plan, long t)
{
    plan->count = changes_until(plan, t);
}

bool plan_copy(const struct plan *plan, long t, struct plan *copy)
{
    size_t count = changes_until(plan, t);
    if (!reserve(copy, count))
        return false;
    copy->base = plan->base;
    copy->count = count;
    if (count > 0)
        memcpy(copy->change, plan->change, count * sizeof *plan->change);
    return true;
}

void plan_at(const struct plan *plan, const struct settings *settings, long t, struct lr *lr, double *factor)
{
    const struct lr *own = settings_lr_at(settings, t);
    long at = -1; /* of the schedule's entry in force */
    for (int i = 0; i < settings->n_schedule && settings->schedule[i].at <= t; i++)
        at = settings->schedule[i].at;
    size_t count = changes_until(plan, t);
    bool by_hand = count > 0 && plan->change[count - 1].t >= at;
    *lr = by_hand ? plan->change[count - 1].lr : own == &settings->eta ? plan->base : *own;
    *factor = by_hand ? 1 : settings_warmup_at(settings, t);
}
