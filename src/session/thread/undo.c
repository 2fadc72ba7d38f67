/* undo.c - see run.h: undo and redo of changes of the run in focus.
 *
 * A change stores how to reach the state before it: how many of the plan's changes stay, the changes after them, and
 * the iteration.  Undo goes back to the last iteration that both plans share, exchanges the changes after it, and
 * steps forward to the stored iteration.  The state it leaves is stored in the same way, for redo. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/thread/worker.h"

static void change_drop(struct changes *changes, int index)
{
    free(changes->list[index].tail);
    changes->count--;
    memmove(&changes->list[index], &changes->list[index + 1], (size_t)(changes->count - index) * sizeof changes->list[0]);
}

void changes_clear(struct changes *changes)
{
    while (changes->count > 0)
        change_drop(changes, changes->count - 1);
}

static void push(struct changes *changes, const struct change *change)
{
    if (changes->count == CHANGES_MAX)
        change_drop(changes, 0);
    changes->list[changes->count++] = *change;
}

static struct change *newest(struct changes *changes)
{
    return changes->count > 0 ? &changes->list[changes->count - 1] : NULL;
}

/* --- what is shown ------------------------------------------------------------------------------------------- */

static void change_describe(const struct change *change, char *text, size_t size)
{
    static const char *const words[] = {"eta at step %ld", "the jump back to step %ld", "the fork at step %ld"};
    *text = '\0';
    if (change)
        snprintf(text, size, words[change->kind], change->at);
}

void undo_show(struct worker *w)
{
    change_describe(newest(&w->run->undo), w->now.undo, sizeof w->now.undo);
    change_describe(newest(&w->run->redo), w->now.redo, sizeof w->now.redo);
}

/* --- recording changes ---------------------------------------------------------------------------------------- */

/* The state before a change. */
static struct change state_now(const struct worker *w, enum change_kind kind, long at, long t)
{
    const struct run *run = w->run;
    return (struct change){.kind = kind, .at = at, .t = t, .stopped_at = run->stopped_at, .kept = run->plan.count,
                           .lr = run->lr};
}

void undo_forget(struct worker *w)
{
    changes_clear(&w->run->undo);
    changes_clear(&w->run->redo);
}

static void change_note(struct worker *w, const struct change *change)
{
    changes_clear(&w->run->redo);
    push(&w->run->undo, change);
}

void undo_note_eta(struct worker *w)
{
    long t = board_newest(&w->board);
    struct change change = state_now(w, CHANGE_ETA, t, t);
    change.kept--;
    change_note(w, &change);
}

void undo_note_fork(struct worker *w, long t, char parent)
{
    struct change change = state_now(w, CHANGE_FORK, t, t);
    change.parent = parent;
    change_note(w, &change);
}

/* Copies the plan's changes from `kept` on to the front of the tail. */
static bool lengthen(const struct plan *plan, size_t kept, struct change *change)
{
    size_t more = plan->count - kept;
    struct plan_change *tail = more + change->tails > 0 ? malloc((more + change->tails) * sizeof *tail) : NULL;
    if (more + change->tails > 0 && !tail)
        return false;
    if (more > 0)
        memcpy(tail, plan->change + kept, more * sizeof *tail);
    if (change->tails > 0)
        memcpy(tail + more, change->tail, change->tails * sizeof *tail);
    free(change->tail);
    change->tail = tail;
    change->tails += more;
    change->kept = kept;
    return true;
}

/* Jumps without a step between them are one change; undo goes to where the first began. */
void undo_note_back(struct worker *w, long from, long to)
{
    struct run *run = w->run;
    struct change *last = newest(&run->undo);
    size_t kept = plan_changes(&run->plan, to);
    changes_clear(&run->redo);
    if (!last || last->kind != CHANGE_BACK || last->at != from) {
        struct change change = state_now(w, CHANGE_BACK, to, from);
        change_note(w, &change);
        last = newest(&run->undo);
    }
    if (lengthen(&run->plan, kept, last))
        last->at = to;
    else
        undo_forget(w); /* this change cannot be undone, so neither can those before it */
}

/* --- undo and redo ----------------------------------------------------------------------------------------------- */

/* The last iteration that the current run and the target of the change share. */
static long parting(const struct worker *w, const struct change *change)
{
    const struct plan *plan = &w->run->plan;
    long t = board_newest(&w->board) < change->t ? board_newest(&w->board) : change->t;
    if (change->kept < plan->count && plan->change[change->kept].t < t)
        t = plan->change[change->kept].t;
    if (change->tails > 0 && change->tail[0].t < t)
        t = change->tail[0].t;
    return t;
}

static void undo_refuse(struct worker *w, const char *why)
{
    worker_say(w, -1, "%s", why);
}

/* Forgets the fork.  Its parent run keeps the change for redo. */
static void undo_fork(struct worker *w)
{
    struct change change = *newest(&w->run->undo);
    char parent = change.parent;
    if (!runs_there(w, parent)) {
        undo_refuse(w, "the run it was forked from is gone");
        return;
    }
    change.t = board_newest(&w->board);
    script_run(w, EVENT_UNDO, 0);
    runs_replace(w, parent);
    push(&w->run->redo, &change);
    w->unseen = true; /* the redo */
}

static void redo_fork(struct worker *w)
{
    struct change change = *newest(&w->run->redo);
    if (!runs_refork(w, change.at, change.t))
        return;
    for (int i = 0; i < w->runs; i++)
        if (w->all[i].name == change.parent)
            change_drop(&w->all[i].redo, w->all[i].redo.count - 1);
}

void undo_begin(struct worker *w, bool redo)
{
    const struct change *change = newest(redo ? &w->run->redo : &w->run->undo);
    if (!change)
        undo_refuse(w, redo ? "nothing to redo" : "nothing to undo");
    else if (change->kind == CHANGE_FORK && redo)
        redo_fork(w);
    else if (change->kind == CHANGE_FORK)
        undo_fork(w);
    else
        travel_to(w, redo ? JOURNEY_REDO : JOURNEY_UNDO, parting(w, change));
}

bool undo_arrive(struct worker *w, bool redo, long *t)
{
    struct run *run = w->run;
    struct changes *from = redo ? &run->redo : &run->undo, *to = redo ? &run->undo : &run->redo;
    struct change change = *newest(from), opposite = change;
    if (!plan_exchange(&run->plan, change.kept, &change.tail, &change.tails))
        return false;
    opposite.tail = change.tail;
    opposite.tails = change.tails;
    opposite.t = board_newest(&w->board);
    opposite.stopped_at = run->stopped_at;
    opposite.lr = run->lr;
    from->count--;
    push(to, &opposite);
    run->stopped_at = change.stopped_at;
    run->lr = change.lr;
    *t = change.t;
    script_run(w, redo ? EVENT_REDO : EVENT_UNDO, change.t);
    return true;
}
