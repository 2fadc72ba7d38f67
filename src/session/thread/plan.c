/* plan.c - see plan.h. */
#include "session/thread/plan.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* --- nodes ------------------------------------------------------------------------------------------------- */

struct plan_node *plan_root(const struct catapult_lr *lr)
{
    struct plan_node *node = xnew_array(1, sizeof *node);
    *node = (struct plan_node){.owners = 1, .lr = *lr, .meant = *lr};
    return node;
}

struct plan_node *plan_child(struct plan_node *parent, long t, const struct catapult_lr *lr,
                             const struct catapult_lr *meant)
{
    struct plan_node *node = xnew_array(1, sizeof *node);
    *node = (struct plan_node){.parent = plan_share(parent), .owners = 1, .depth = parent->depth + 1, .t = t, .lr = *lr,
                               .meant = *meant};
    return node;
}

struct plan_node *plan_share(struct plan_node *node)
{
    node->owners++;
    return node;
}

void plan_release(struct plan_node *node)
{
    while (node && --node->owners == 0) {
        struct plan_node *parent = node->parent;
        free(node);
        node = parent;
    }
}

struct plan_node *plan_node_at(struct plan_node *node, long t)
{
    while (node->parent && node->t > t)
        node = node->parent;
    return node;
}

long plan_parting(const struct plan_node *a, const struct plan_node *b)
{
    long t = LONG_MAX;
    while (a != b) {
        const struct plan_node **deeper = a->depth >= b->depth ? &a : &b;
        t = (*deeper)->t < t ? (*deeper)->t : t;
        *deeper = (*deeper)->parent;
        assert(*deeper);
    }
    return t;
}

void plan_at(const struct plan_node *node, const struct catapult_settings *settings, long t, struct catapult_lr *lr,
             double *factor)
{
    const struct catapult_lr *own = catapult_settings_lr_at(settings, t);
    long at = -1; /* step of the schedule entry in force */
    for (int i = 0; i < settings->n_schedule && settings->schedule[i].at <= t; i++)
        at = settings->schedule[i].at;
    while (node->parent && node->t > t)
        node = node->parent;
    bool by_hand = node->parent && node->t >= at;
    while (node->parent && !by_hand)
        node = node->parent;
    *lr = by_hand || own == &settings->eta ? node->lr : *own;
    *factor = by_hand ? 1 : catapult_settings_warmup_at(settings, t);
}

/* --- changes ------------------------------------------------------------------------------------------------ */

static void change_remove(struct changes *changes, int index)
{
    plan_release(changes->list[index].place.node);
    changes->count--;
    changes->done -= index < changes->done;
    memmove(&changes->list[index], &changes->list[index + 1],
            (size_t)(changes->count - index) * sizeof changes->list[0]);
}

/* Inserts it after those that were made. */
static void change_insert(struct changes *changes, const struct change *change)
{
    if (changes->count == CHANGES_MAX)
        change_remove(changes, changes->done > 0 ? 0 : CHANGES_MAX - 1);
    struct change *place = &changes->list[changes->done];
    memmove(place + 1, place, (size_t)(changes->count - changes->done) * sizeof *place);
    *place = *change;
    changes->count++;
}

void changes_clear(struct changes *changes)
{
    changes->done = 0;
    changes_commit(changes);
}

void changes_commit(struct changes *changes)
{
    while (changes->count > changes->done)
        change_remove(changes, changes->count - 1);
}

void changes_note(struct changes *changes, const struct change *change)
{
    changes_commit(changes);
    change_insert(changes, change);
    changes->done++;
}

struct change *changes_next(struct changes *changes, bool redo)
{
    int index = redo ? changes->done : changes->done - 1;
    return index >= 0 && index < changes->count ? &changes->list[index] : NULL;
}

void changes_exchange(struct changes *changes, bool redo, struct place *place)
{
    struct change *change = changes_next(changes, redo);
    struct place before = *place;
    *place = change->place;
    change->place = before;
    changes->done += redo ? 1 : -1;
}

void changes_add_undone(struct changes *changes, const struct change *change)
{
    change_insert(changes, change);
}

void changes_drop_undone(struct changes *changes)
{
    if (changes->done < changes->count)
        change_remove(changes, changes->done);
}

void changes_describe(const struct changes *changes, bool redo, char *text, size_t size)
{
    static const char *const words[] = {"eta at step %ld", "the jump back to step %ld", "the fork at step %ld"};
    int index = redo ? changes->done : changes->done - 1;
    *text = '\0';
    if (index >= 0 && index < changes->count)
        snprintf(text, size, words[changes->list[index].kind], changes->list[index].at);
}
