/* travel.c - see worker.h: moves the experiment through its iterations.
 *
 * Forward: steps, each of which appends a row.  Back: restores the nearest checkpoint, then steps forward with the
 * learning rates of the rows.  The rows after the target stay until the jump has arrived, so that another jump can
 * replace it. */
#include <math.h>

#include "base/clock.h"
#include "session/thread/worker.h"

bool travel_over(const struct worker *w)
{
    for (int i = 0; i < catapult_experiment_models(w->experiment); i++)
        if (!catapult_experiment_diverged(w->experiment, i))
            return false;
    return true;
}

/* Updates diverged_at.  Returns true if a model has just diverged. */
static bool note_divergence(struct worker *w)
{
    bool news = false;
    for (int i = 0; i < catapult_experiment_models(w->experiment); i++) {
        long *at = &w->now.diverged_at[i];
        if (!catapult_experiment_diverged(w->experiment, i))
            *at = -1;
        else if (*at < 0) {
            *at = catapult_experiment_t(w->experiment);
            news = true;
        }
    }
    return news;
}

/* The measure of a model that diverged earlier. */
static struct catapult_measure nothing(void)
{
    struct catapult_measure none = {NAN, NAN, NAN, NAN, NAN, .phase = CATAPULT_PHASE_DIVERGED};
    for (int k = 0; k < CATAPULT_TOP_MAX; k++)
        none.lambda[k] = none.pi[k] = none.overlap[k] = NAN;
    return none;
}

/* Writes the row of the current iteration in every history; replaces this row and all after it.  The board is open. */
static bool travel_record(struct worker *w)
{
    long t = catapult_experiment_t(w->experiment);
    struct catapult_measure none = nothing();
    bool ok = true;
    board_cut(&w->board, (size_t)t);
    for (int i = 0; i < catapult_experiment_models(w->experiment); i++) {
        bool over = w->now.diverged_at[i] >= 0 && w->now.diverged_at[i] < t;
        ok = ok && board_push(&w->board, i, w->now.eta, over ? &none : catapult_experiment_measure(w->experiment, i));
    }
    return ok;
}

/* Records the row; publishes if there is news or a frame is due. begin: restarts the histories first. */
static void record_and_show(struct worker *w, bool news, bool begin)
{
    if (!begin)
        runs_judge_rows(w, catapult_experiment_t(w->experiment)); /* here and not while the board is open */
    board_open(&w->board);
    if (begin)
        board_restart(&w->board, catapult_experiment_models(w->experiment), w->settings.spectrum.top);
    if (begin)
        runs_judge_rows(w, 0);
    bool ok = travel_record(w);
    runs_measure(w, begin);
    w->moment++;
    w->unseen = true;
    if (ok && (news || worker_due(w)))
        worker_show(w);
    board_close(&w->board);
    if (!ok)
        load_fail(w, "no memory for iteration %ld of the history", catapult_experiment_t(w->experiment));
}

/* The plan's learning rate for the current step.  Returns false if it has no value; loading rules this out. */
static bool travel_planned(const struct worker *w, double *eta)
{
    struct catapult_lr lr;
    double factor;
    plan_at(&w->run->plan, &w->settings, catapult_experiment_t(w->experiment), &lr, &factor);
    bool ok = bound_resolve(w, &lr, eta);
    *eta *= factor;
    return ok;
}

void travel_begin(struct worker *w)
{
    plan_done(&w->run->plan);
    plan_init(&w->run->plan, &w->run->lr);
    undo_forget(w);
    w->state = WORKER_READY;
    w->steps = worker_running(w) ? STEPS_UNLIMITED : 0;
    w->run->stopped_at = -1;
    if (!travel_planned(w, &w->now.eta))
        w->now.eta = NAN;
    catapult_experiment_set_lr(w->experiment, w->now.eta);
    pace_start(&w->pace, clock_now());
    probes_step(w, NAN);
    note_divergence(w);
    record_and_show(w, true, true);
}

/* --- forward -------------------------------------------------------------------------------------------- */

static void follow_plan(struct worker *w)
{
    double eta;
    if (!travel_planned(w, &eta) || eta == w->now.eta)
        return;
    w->now.eta = eta;
    catapult_experiment_set_lr(w->experiment, eta);
}

static bool travel_converged(const struct worker *w)
{
    return !catapult_experiment_diverged(w->experiment, 0)
           && catapult_experiment_measure(w->experiment, 0)->train_loss < w->settings.stop.loss;
}

/* Stops running if a stop condition holds.  Returns whether it does. */
static bool travel_stop(struct worker *w)
{
    long t = catapult_experiment_t(w->experiment);
    bool over = travel_over(w);
    if (over)
        worker_say(w, -1, "diverged at step %ld", t);
    else if (w->run->stopped_at < 0 && travel_converged(w))
        worker_say(w, -1, "converged at step %ld", t);
    else if (w->run->stopped_at < 0 && t == w->settings.stop.steps)
        worker_say(w, -1, "end of the run: step %ld", t);
    else
        return false;
    if (over || worker_running(w)) /* divergence also ends steps forward */
        w->steps = 0;
    w->run->stopped_at = t;
    return true;
}

/* For steps that are made again the stop conditions do not apply.  Returns true at the last of them. */
static bool remade(struct worker *w)
{
    const struct journey *journey = &w->journey;
    long t = catapult_experiment_t(w->experiment);
    if (t < journey->goal) {
        worker_say(w, (double)(t - journey->target) / (double)(journey->goal - journey->target), "going on to step %ld",
                   journey->goal);
        return false;
    }
    w->state = WORKER_READY;
    worker_say(w, -1, "%s", "");
    return true;
}

/* Whether the run stops soon: the states before are then kept, because a step back is likely. */
static bool stops_soon(const struct worker *w)
{
    long left = w->state == WORKER_REMAKING ? w->journey.goal - catapult_experiment_t(w->experiment) : 0;
    return !worker_running(w) && left + w->steps < w->checkpoints.recent;
}

void travel_step(struct worker *w)
{
    catapult_experiment_step(w->experiment, w->now.eta);
    probes_step(w, w->now.eta);
    follow_plan(w);
    bool diverged = note_divergence(w);
    bool stopped = w->state == WORKER_REMAKING ? remade(w) : travel_stop(w);
    checkpoints_keep(&w->checkpoints, w->experiment, run_number(w->run), stops_soon(w));
    record_and_show(w, diverged || stopped || !worker_stepping(w), false);
}

void travel_renew(struct worker *w)
{
    catapult_experiment_set_lr(w->experiment, w->now.eta);
    record_and_show(w, true, false);
}

void travel_set_lr(struct worker *w, const struct catapult_lr *lr, const struct catapult_lr *meant, double eta)
{
    if (!plan_change(&w->run->plan, catapult_experiment_t(w->experiment), lr, meant)) {
        worker_say(w, -1, "no memory for another learning rate");
        return;
    }
    undo_note_eta(w);
    w->run->lr = *meant;
    w->now.eta = eta;
    travel_renew(w);
}

/* --- back ----------------------------------------------------------------------------------------------- */

static void say_where(struct worker *w)
{
    const struct journey *journey = &w->journey;
    double way = (double)(journey->target - journey->from);
    double done = (double)(catapult_experiment_t(w->experiment) - journey->from);
    worker_say(w, way > 0 ? done / way : 1, "going to step %ld", journey->target);
    worker_publish_soon(w);
}

void travel_set_out(struct worker *w, enum journey_why why, long target, long goal, bool off_path)
{
    const struct checkpoint *nearest = checkpoints_nearest(&w->checkpoints, run_number(w->run), target);
    long here = catapult_experiment_t(w->experiment);
    if (off_path || here > target || here < nearest->t)
        catapult_experiment_restore(w->experiment, nearest->state);
    w->state = WORKER_TRAVELLING;
    w->journey = (struct journey){catapult_experiment_t(w->experiment), target, goal, why};
    checkpoints_cut(&w->checkpoints, run_number(w->run), target);
}

void travel_to(struct worker *w, enum journey_why why, long t)
{
    long present = board_newest(&w->board);
    w->steps = 0;
    worker_fill(w); /* the current state stays in view until the journey arrives */
    t = t < 0 ? 0 : t > present ? present : t;
    travel_set_out(w, why, t, t, false);
    say_where(w);
}

/* Drops the rates set by hand after t; the next restart does not use them either. */
static void forget_after(struct worker *w, long t)
{
    plan_cut(&w->run->plan, t);
    w->run->lr = *plan_by_hand(&w->run->plan);
}

/* At the target of a jump back: cuts the plan there. */
static void travel_cut(struct worker *w, long target)
{
    long from = board_newest(&w->board);
    script_run(w, EVENT_BACK, target);
    if (from > target)
        undo_note_back(w, from, target);
    if (w->run->stopped_at > target)
        w->run->stopped_at = -1;
    forget_after(w, target);
}

static void travel_arrive(struct worker *w)
{
    struct journey *journey = &w->journey;
    worker_say(w, -1, "%s", "");
    if (journey->why == JOURNEY_BACK)
        travel_cut(w, journey->target);
    else if (journey->why != JOURNEY_ENTER && !undo_arrive(w, journey->why == JOURNEY_REDO, &journey->goal))
        worker_say(w, -1, "no memory to undo that");
    if (!travel_planned(w, &w->now.eta))
        w->now.eta = catapult_history_get(board_rows(&w->board), CATAPULT_FIELD_ETA, (size_t)journey->target);
    probes_step(w, NAN);
    catapult_experiment_set_lr(w->experiment, w->now.eta);
    note_divergence(w);
    w->state = journey->goal > journey->target ? WORKER_REMAKING : WORKER_READY;
    record_and_show(w, true, false);
}

void travel_on(struct worker *w)
{
    long t = catapult_experiment_t(w->experiment);
    if (t == w->journey.target) {
        travel_arrive(w);
        return;
    }
    catapult_experiment_step(w->experiment, catapult_history_get(board_rows(&w->board), CATAPULT_FIELD_ETA, (size_t)t));
    checkpoints_keep(&w->checkpoints, w->experiment, run_number(w->run), w->journey.target - t <= w->checkpoints.recent);
    say_where(w);
}

void travel_settle(struct worker *w)
{
    if (w->state != WORKER_REMAKING)
        return;
    long t = catapult_experiment_t(w->experiment), goal = w->journey.goal;
    w->state = WORKER_READY;
    w->steps = 0;
    script_run_at(w, EVENT_BACK, goal, t);
    undo_note_back(w, goal, t);
    forget_after(w, t);
}

bool travel_drop(struct worker *w)
{
    bool travelling = w->state == WORKER_TRAVELLING;
    if (travelling)
        w->state = WORKER_READY;
    return travelling;
}

void travel_restart(struct worker *w)
{
    catapult_experiment_restore(w->experiment, checkpoints_nearest(&w->checkpoints, run_number(w->run), 0)->state);
    checkpoints_cut(&w->checkpoints, run_number(w->run), 0);
    if (!w->bound.lr_waits)
        worker_say(w, -1, "%s", "");
    travel_begin(w);
}
