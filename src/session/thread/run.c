/* run.c - see run.h: forks, the run in focus, the waiting runs. */
#include "session/thread/run.h"

#include <math.h>
#include <string.h>

#include "session/thread/worker.h"

int run_number(const struct run *run)
{
    return run->name - 'A';
}

/* --- life ------------------------------------------------------------------------------------------------ */

static void run_forget(struct run *run)
{
    plan_done(&run->plan);
    changes_clear(&run->undo);
    changes_clear(&run->redo);
}

void runs_init(struct worker *w, const struct catapult_lr *lr)
{
    w->runs = 1;
    w->focus = 0;
    w->run = &w->all[0];
    w->run->name = 'A';
    w->run->lr = *lr;
    w->run->stopped_at = -1;
}

void runs_done(struct worker *w)
{
    for (int i = 0; i < w->runs; i++)
        run_forget(&w->all[i]);
}

void runs_alone(struct worker *w)
{
    struct catapult_lr lr = w->run->lr;
    runs_done(w);
    memset(w->all, 0, sizeof w->all);
    runs_init(w, &lr);
}

static int run_find(const struct worker *w, char name)
{
    for (int i = 0; i < w->runs && worker_loaded(w); i++)
        if (w->all[i].name == name)
            return i;
    return -1;
}

bool runs_there(const struct worker *w, char name)
{
    return run_find(w, name) >= 0;
}

bool runs_left_by(const struct worker *w, const struct session_command *command)
{
    char name = command->to.name;
    if (command->kind == COMMAND_FOCUS)
        return name != w->run->name && runs_there(w, name);
    return command->kind == COMMAND_DELETE && name == w->run->name && w->runs > 1;
}

static char free_name(const struct worker *w)
{
    char name = 'A';
    while (run_find(w, name) >= 0)
        name++;
    return name;
}

/* --- the summary of a run ----------------------------------------------------------------------------------- */

static void run_model_see(struct run_model *m, double loss, double lambda_1, long t)
{
    if (isfinite(loss))
        m->loss = loss;
    if (isfinite(lambda_1))
        m->lambda_1 = lambda_1;
    if (isfinite(loss) && !(m->peak >= loss)) {
        m->peak = loss;
        m->peak_t = t;
    }
}

static void see_all(struct run_model *m, const struct catapult_history *rows)
{
    m->loss = m->lambda_1 = m->peak = NAN;
    m->peak_t = 0;
    for (size_t t = 0; t < rows->length; t++)
        run_model_see(m, catapult_history_get(rows, CATAPULT_FIELD_TRAIN_LOSS, t),
                      catapult_history_get(rows, CATAPULT_FIELD_LAMBDA, t), (long)t);
}

void runs_measure(struct worker *w, bool anew)
{
    struct run_summary *s = &w->now.run[w->focus];
    const struct catapult_history *rows = board_rows(&w->board);
    long t = board_newest(&w->board);
    anew = anew || (t != s->t && t != s->t + 1);
    s->name = w->run->name;
    s->seed = w->settings.seed;
    s->t = t;
    s->eta = w->now.eta;
    for (int i = 0; i < catapult_experiment_models(w->experiment); i++) {
        struct run_model *m = &s->model[i];
        size_t row = (size_t)t;
        if (anew)
            see_all(m, &rows[i]);
        else
            run_model_see(m, catapult_history_get(&rows[i], CATAPULT_FIELD_TRAIN_LOSS, row),
                          catapult_history_get(&rows[i], CATAPULT_FIELD_LAMBDA, row), t);
        m->diverged_at = w->now.diverged_at[i];
        m->phase = (enum catapult_phase)catapult_history_get(&rows[i], CATAPULT_FIELD_PHASE, row);
    }
}

void runs_judge_rows(struct worker *w, long t)
{
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&w->settings);
    for (int i = 0; i < w->board.models; i++) {
        if (w->outcome[i].rows == 0 || w->outcome[i].rows > t)
            catapult_outcome_init(&w->outcome[i], &rules);
        catapult_outcome_follow(&w->outcome[i], &board_rows(&w->board)[i], (size_t)t);
    }
}

void runs_judge(struct worker *w)
{
    long newest = board_newest(&w->board);
    if (w->board.models == 0 || newest < 0)
        return;
    runs_judge_rows(w, newest);
    for (int i = 0; i < w->board.models; i++) {
        struct catapult_outcome all = w->outcome[i]; /* the newest row's eta may still change */
        catapult_outcome_follow(&all, &board_rows(&w->board)[i], (size_t)newest + 1);
        catapult_outcome_facts(&all, &w->now.run[w->focus].model[i].did);
    }
}

/* The next rows are those of another run. */
static void judge_another(struct worker *w)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        w->outcome[i].rows = 0;
}

/* --- changing the focus --------------------------------------------------------------------------------------- */

/* The run in focus waits from now on. */
static void run_leave(struct worker *w)
{
    w->steps = 0;
    if (w->bound.lr_waits) /* the pending learning rate was for this run */
        worker_say(w, -1, "%s", "");
    w->bound.lr_waits = false;
    if (!travel_drop(w))
        checkpoints_park(&w->checkpoints, w->experiment, run_number(w->run));
    w->now.run[w->focus].stamp = ++w->stamp;
    runs_judge(w);
    judge_another(w);
}

/* Shows the run's newest row until the experiment has reached it. */
static void show_newest(struct worker *w)
{
    struct snapshot *now = &w->now;
    const struct catapult_history *rows = board_rows(&w->board);
    const struct run_summary *s = &now->run[w->focus];
    now->t = board_newest(&w->board);
    now->eta = catapult_history_get(rows, CATAPULT_FIELD_ETA, (size_t)now->t);
    for (int i = 0; i < now->models; i++) {
        catapult_history_row(&rows[i], (size_t)now->t, &now->now[i]);
        now->diverged_at[i] = s->model[i].diverged_at;
        now->diverged[i] = now->diverged_at[i] >= 0;
    }
}

/* Shows the run that is now in focus; the board is open. */
static void show_entered(struct worker *w)
{
    board_focus(&w->board, w->focus);
    show_newest(w);
}

static void enter(struct worker *w, int index)
{
    w->focus = index;
    w->run = &w->all[index];
    travel_set_out(w, JOURNEY_ENTER, w->now.run[index].t, -1, true);
    checkpoints_unpark(&w->checkpoints, run_number(w->run));
}

void runs_focus(struct worker *w, char name)
{
    int index = run_find(w, name);
    if (index < 0 || index == w->focus)
        return;
    script_run(w, EVENT_FOCUS, name);
    run_leave(w);
    probes_elsewhere(w);
    enter(w, index);
    board_open(&w->board);
    show_entered(w);
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

/* Adds a new run, equal to the one in focus up to iteration t, and puts it in focus. */
static void run_add(struct worker *w, const struct run *fresh, const struct catapult_history rows[CATAPULT_MODEL_COUNT],
                    long t, long goal)
{
    char parent = w->run->name;
    struct run_summary *s = &w->now.run[w->runs];
    *s = w->now.run[w->focus];
    s->name = fresh->name;
    s->stamp = ++w->stamp;
    for (int i = 0; i < w->board.models; i++) {
        struct run_model *m = &s->model[i];
        m->diverged_at = m->diverged_at > t ? -1 : m->diverged_at;
        see_all(m, &rows[i]);
        m->phase = (enum catapult_phase)catapult_history_get(&rows[i], CATAPULT_FIELD_PHASE, (size_t)t);
    }
    s->t = t;
    s->eta = catapult_history_get(rows, CATAPULT_FIELD_ETA, (size_t)t);
    w->all[w->runs] = *fresh;
    w->focus = w->runs++;
    w->run = &w->all[w->focus];
    undo_note_fork(w, t, parent);
    travel_set_out(w, JOURNEY_ENTER, t, goal, false);
    board_open(&w->board);
    board_add(&w->board, rows);
    show_newest(w);
    worker_show(w);
    board_close(&w->board);
}

/* Reports the event if there is room for the run. */
static bool fork_and_report(struct worker *w, long t, long goal, enum event_kind kind)
{
    struct catapult_history rows[CATAPULT_MODEL_COUNT];
    const struct run *from = w->run;
    long present = board_newest(&w->board);
    t = t < 0 ? 0 : t > present ? present : t;
    struct run fresh = {.name = free_name(w), .stopped_at = from->stopped_at > t ? -1 : from->stopped_at};
    memset(rows, 0, sizeof rows);
    plan_init(&fresh.plan, &from->plan.base);
    if (w->runs == RUNS_MAX || !plan_copy(&from->plan, t, &fresh.plan) || !run_copy_rows(w, t, rows)) {
        plan_done(&fresh.plan);
        worker_say(w, -1, w->runs == RUNS_MAX ? "there are %d runs already" : "no memory for another run", RUNS_MAX);
        return false;
    }
    fresh.lr = *plan_by_hand(&fresh.plan);
    script_run(w, kind, kind == EVENT_FORK ? t : 0);
    run_leave(w);
    checkpoints_fork(&w->checkpoints, run_number(from), run_number(&fresh), t);
    run_add(w, &fresh, rows, t, goal);
    return true;
}

void runs_fork(struct worker *w, long t)
{
    fork_and_report(w, t, -1, EVENT_FORK);
}

bool runs_refork(struct worker *w, long t, long goal)
{
    return fork_and_report(w, t, goal, EVENT_REDO);
}

/* --- delete ------------------------------------------------------------------------------------------------------ */

/* Removes a run that is not in focus; the board is open. */
static void remove_run(struct worker *w, int index)
{
    struct run *run = &w->all[index];
    checkpoints_unpark(&w->checkpoints, run_number(run));
    checkpoints_cut(&w->checkpoints, run_number(run), 0);
    run_forget(run);
    w->runs--;
    size_t behind = (size_t)(w->runs - index);
    memmove(run, run + 1, behind * sizeof *run);
    memset(&w->all[w->runs], 0, sizeof *run);
    memmove(&w->now.run[index], &w->now.run[index + 1], behind * sizeof w->now.run[0]);
    w->focus -= w->focus > index;
    w->run = &w->all[w->focus];
    board_remove(&w->board, index);
    worker_show(w);
}

void runs_replace(struct worker *w, char next)
{
    int old = w->focus;
    run_leave(w);
    probes_elsewhere(w);
    enter(w, run_find(w, next));
    board_open(&w->board);
    show_entered(w);
    remove_run(w, old);
    board_close(&w->board);
}

void runs_delete(struct worker *w, char name)
{
    int index = run_find(w, name);
    if (index < 0 || w->runs == 1) {
        worker_say(w, -1, index < 0 ? "there is no run %c" : "run %c is the only one", name);
        return;
    }
    script_run(w, EVENT_DELETE, name);
    if (index == w->focus)
        runs_replace(w, w->all[index > 0 ? index - 1 : 1].name);
    else {
        board_open(&w->board);
        remove_run(w, index);
        board_close(&w->board);
    }
}
