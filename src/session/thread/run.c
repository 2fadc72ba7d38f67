/* run.c - see worker.h: several runs of one experiment: which is in focus, forks, undo and redo. */
#include <math.h>
#include <string.h>

#include "session/thread/worker.h"

/* --- life ------------------------------------------------------------------------------------------------ */

static void run_forget(struct run *run)
{
    plan_release(run->node);
    changes_clear(&run->changes);
}

void runs_init(struct worker *w, const struct catapult_lr *lr)
{
    w->runs = 1;
    w->focus = 0;
    w->run = &w->all[0];
    *w->run = (struct run){.name = 'A', .node = plan_root(lr), .stopped_at = -1};
}

void runs_done(struct worker *w)
{
    for (int i = 0; i < w->runs; i++)
        run_forget(&w->all[i]);
}

void runs_alone(struct worker *w)
{
    struct catapult_lr lr = w->run->node->meant;
    runs_done(w);
    runs_init(w, &lr);
}

void run_begin_with(struct worker *w, const struct catapult_lr *lr)
{
    plan_release(w->run->node);
    w->run->node = plan_root(lr);
}

static int run_find(const struct worker *w, char name)
{
    for (int i = 0; i < w->runs && worker_loaded(w); i++)
        if (w->all[i].name == name)
            return i;
    return -1;
}

bool runs_left_by(const struct worker *w, const struct session_command *command)
{
    char name = command->to.name;
    if (command->kind == COMMAND_FOCUS)
        return name != w->run->name && run_find(w, name) >= 0;
    return command->kind == COMMAND_DELETE && name == w->run->name && w->runs > 1;
}

static char free_name(const struct worker *w)
{
    char name = 'A';
    while (run_find(w, name) >= 0)
        name++;
    return name;
}

/* --- changing the focus --------------------------------------------------------------------------------------- */

/* The run in focus waits from now on. */
static void run_leave(struct worker *w)
{
    if (w->eta.pending == PENDING_ETA_MAX) /* the pending learning rate was for this run */
        worker_say(w, -1, "%s", "");
    w->eta.pending = PENDING_NONE;
    if (!travel_drop(w))
        checkpoints_park(&w->checkpoints, w->experiment, worker_run_number(w));
    w->now.run[w->focus].stamp = ++w->stamp;
    worker_judge(w);
    worker_judge_another(w);
}

/* Shows the run's newest row until the experiment has reached it. */
static void show_newest(struct worker *w)
{
    struct snapshot *now = &w->now;
    const struct catapult_history *rows = board_rows(&w->board);
    const struct run_summary *s = &now->run[w->focus];
    now->t = board_newest(&w->board);
    eta_show(w, now->t);
    for (int i = 0; i < now->models; i++) {
        catapult_history_row(&rows[i], (size_t)now->t, &now->now[i]);
        now->diverged_at[i] = s->model[i].diverged_at;
        now->diverged[i] = now->diverged_at[i] >= 0;
    }
}

/* Leaves the run in focus for the one at index. */
static void run_switch(struct worker *w, int index)
{
    run_leave(w);
    probes_forget_series(w);
    w->focus = index;
    w->run = &w->all[index];
    travel_set_out(w, JOURNEY_ENTER, w->now.run[index].t, -1, true);
    checkpoints_unpark(&w->checkpoints, worker_run_number(w));
}

void runs_focus(struct worker *w, char name)
{
    int index = run_find(w, name);
    if (index < 0 || index == w->focus)
        return;
    worker_report(w, EVENT_FOCUS, name);
    run_switch(w, index);
    board_open(&w->board);
    board_focus(&w->board, index);
    show_newest(w);
    worker_show(w);
    board_close(&w->board);
}

/* --- fork ------------------------------------------------------------------------------------------------------- */

static bool run_copy_rows(const struct worker *w, long t, struct catapult_history copies[CATAPULT_MODEL_COUNT])
{
    bool ok = true;
    for (int i = 0; i < w->board.models; i++) {
        struct catapult_history part = board_rows(&w->board)[i];
        part.length = (size_t)t + 1;
        catapult_history_init(&copies[i], part.top);
        ok = ok && catapult_history_follow(&copies[i], &part);
    }
    for (int i = 0; i < w->board.models && !ok; i++)
        catapult_history_done(&copies[i]);
    return ok;
}

/* Adds a run with these rows, equal to the one in focus up to iteration t, and puts it in focus. */
static void run_add(struct worker *w, const struct run *fresh, const struct catapult_history rows[CATAPULT_MODEL_COUNT],
                    long t, long goal)
{
    struct run_summary *s = &w->now.run[w->runs];
    *s = w->now.run[w->focus];
    s->stamp = ++w->stamp;
    for (int i = 0; i < w->board.models; i++)
        if (s->model[i].diverged_at > t)
            s->model[i].diverged_at = -1;
    w->all[w->runs] = *fresh;
    w->focus = w->runs++;
    w->run = &w->all[w->focus];
    travel_set_out(w, JOURNEY_ENTER, t, goal, false);
    board_open(&w->board);
    board_add(&w->board, rows);
    show_newest(w);
    worker_summarize(w, true);
    worker_show(w);
    board_close(&w->board);
}

/* A fork of the run in focus at iteration t, and its first change: the fork. */
static struct run run_fork(const struct worker *w, long t)
{
    const struct run *from = w->run;
    struct run fresh = {.name = free_name(w), .node = plan_share(plan_node_at(from->node, t)),
                        .stopped_at = from->stopped_at > t ? -1 : from->stopped_at};
    changes_note(&fresh.changes, &(struct change){.kind = CHANGE_FORK, .at = t, .place.t = t, .parent = from->name});
    return fresh;
}

/* Forks at iteration t, and goes on to the goal.  Reports an event of that kind if there is room for the run. */
static bool fork_and_report(struct worker *w, long t, long goal, enum event_kind kind)
{
    struct catapult_history rows[CATAPULT_MODEL_COUNT];
    int from = worker_run_number(w);
    long present = board_newest(&w->board);
    t = t < 0 ? 0 : t > present ? present : t;
    memset(rows, 0, sizeof rows);
    if (w->runs == RUNS_MAX || !run_copy_rows(w, t, rows)) {
        worker_say(w, -1, w->runs == RUNS_MAX ? "there are %d runs already" : "no memory for another run", RUNS_MAX);
        return false;
    }
    struct run fresh = run_fork(w, t);
    worker_report(w, kind, kind == EVENT_FORK ? t : 0);
    run_leave(w);
    checkpoints_fork(&w->checkpoints, from, fresh.name - 'A', t);
    run_add(w, &fresh, rows, t, goal);
    return true;
}

void runs_fork(struct worker *w, long t)
{
    fork_and_report(w, t, -1, EVENT_FORK);
}

/* --- delete ------------------------------------------------------------------------------------------------------ */

/* Removes a run that is not in focus; the board is open. */
static void remove_run(struct worker *w, int index)
{
    struct run *run = &w->all[index];
    checkpoints_unpark(&w->checkpoints, run->name - 'A');
    checkpoints_cut(&w->checkpoints, run->name - 'A', 0);
    run_forget(run);
    w->runs--;
    size_t behind = (size_t)(w->runs - index);
    memmove(run, run + 1, behind * sizeof *run);
    memset(&w->all[w->runs], 0, sizeof *run);
    memmove(&w->now.run[index], &w->now.run[index + 1], behind * sizeof w->now.run[0]);
    w->focus -= w->focus > index;
    w->run = &w->all[w->focus];
    board_remove(&w->board, index);
}

/* Removes the run in focus; the run at index `next` gets the focus, and the change as the next to be redone. */
static void replace_run(struct worker *w, int next, const struct change *undone)
{
    int old = w->focus;
    run_switch(w, next);
    board_open(&w->board);
    board_focus(&w->board, next);
    show_newest(w);
    remove_run(w, old);
    if (undone)
        changes_add_undone(&w->run->changes, undone);
    worker_show(w);
    board_close(&w->board);
}

void runs_delete(struct worker *w, char name)
{
    int index = run_find(w, name);
    if (index < 0 || w->runs == 1) {
        worker_say(w, -1, index < 0 ? "there is no run %c" : "run %c is the only one", name);
        return;
    }
    worker_report(w, EVENT_DELETE, name);
    if (index == w->focus)
        replace_run(w, index > 0 ? index - 1 : 1, NULL);
    else {
        board_open(&w->board);
        remove_run(w, index);
        worker_show(w);
        board_close(&w->board);
    }
}

/* --- undo and redo -------------------------------------------------------------------------------------------------
 *
 * A change stores the place of the run before it, or after it when it was undone.  To get there, the run goes back to
 * the last iteration that both plans share (travel.c), and forward from it. */

/* Forgets the run in focus.  Its parent run keeps the change, to be redone. */
static void undo_fork(struct worker *w, const struct change *fork)
{
    struct change change = *fork;
    int parent = run_find(w, change.parent);
    if (parent < 0) {
        worker_say(w, -1, "the run it was forked from is gone");
        return;
    }
    change.place.t = board_newest(&w->board);
    worker_report(w, EVENT_UNDO, 0);
    replace_run(w, parent, &change);
}

static void redo_fork(struct worker *w, const struct change *fork)
{
    struct changes *from = &w->run->changes;
    if (fork_and_report(w, fork->at, fork->place.t, EVENT_REDO))
        changes_drop_undone(from);
}

/* The last iteration that the run in focus and a place share. */
static long shared_with(const struct worker *w, const struct place *place)
{
    long newest = board_newest(&w->board), t = plan_parting(w->run->node, place->node);
    t = place->t < t ? place->t : t;
    return newest < t ? newest : t;
}

void runs_undo(struct worker *w, bool redo)
{
    const struct change *change = changes_next(&w->run->changes, redo);
    if (!change)
        worker_say(w, -1, redo ? "nothing to redo" : "nothing to undo");
    else if (change->kind != CHANGE_FORK)
        travel_to(w, redo ? JOURNEY_REDO : JOURNEY_UNDO, shared_with(w, &change->place));
    else if (redo)
        redo_fork(w, change);
    else
        undo_fork(w, change);
}
