/* travel.c - see worker.h: moves the experiment through its iterations.
 *
 * Forward: steps, each of which appends a row.  A journey goes back, to another run, or by an undo or redo to another
 * plan: it restores the nearest checkpoint, then steps forward with the learning rates of the rows. */
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
    for (int k = 0; k < CATAPULT_TOP_MAX; k++) {
        none.lambda[k] = none.pi[k] = none.overlap[k] = NAN;
        none.direction[k] = k;
    }
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
        worker_judge_rows(w, catapult_experiment_t(w->experiment)); /* here and not while the board is open */
    board_open(&w->board);
    if (begin)
        board_restart(&w->board, catapult_experiment_models(w->experiment), w->settings.spectrum.top);
    if (begin)
        worker_judge_rows(w, 0);
    bool ok = travel_record(w);
    if (ok)
        worker_summarize(w, begin);
    w->moment++;
    w->unseen = true;
    if (ok && (news || worker_due(w)))
        worker_show(w);
    board_close(&w->board);
    if (!ok)
        worker_fail(w, "no memory for iteration %ld of the history", catapult_experiment_t(w->experiment));
}

/* The experiment is where the run in focus continues: records the row. */
static void travel_arrive(struct worker *w, enum worker_state next, bool begin)
{
    w->state = next;
    eta_follow(w);
    probes_step(w, NAN);
    note_divergence(w);
    record_and_show(w, true, begin);
}

/* The plan of the run in focus from here on; node becomes owned. */
static void take_plan(struct worker *w, struct plan_node *node)
{
    plan_release(w->run->node);
    w->run->node = node;
}

void travel_begin(struct worker *w)
{
    take_plan(w, plan_root(&w->run->node->meant));
    changes_clear(&w->run->changes);
    w->run->stopped_at = -1;
    w->steps = worker_running(w) ? STEPS_UNLIMITED : 0;
    pace_start(&w->pace, clock_now());
    travel_arrive(w, WORKER_READY, true);
}

/* --- forward -------------------------------------------------------------------------------------------- */

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
    eta_step(w);
    bool diverged = note_divergence(w);
    bool stopped = w->state == WORKER_REMAKING ? remade(w) : travel_stop(w);
    checkpoints_keep(&w->checkpoints, w->experiment, worker_run_number(w), stops_soon(w));
    record_and_show(w, diverged || stopped || !worker_stepping(w), false);
}

/* --- a learning rate set by hand --------------------------------------------------------------------------- */

void travel_change_eta(struct worker *w, const struct catapult_lr *lr, const struct catapult_lr *meant)
{
    long t = catapult_experiment_t(w->experiment);
    changes_note(&w->run->changes, &(struct change){.kind = CHANGE_ETA, .at = t, .place = worker_place(w)});
    w->run->node = plan_child(w->run->node, t, lr, meant); /* the change owns the node before */
    eta_follow(w);
    worker_report_eta(w, meant, w->now.eta);
    record_and_show(w, true, false); /* the row's phases depend on eta */
}

static void set_lr_now(struct worker *w, const struct catapult_lr *lr)
{
    double eta;
    if (!eta_value(w, lr, &eta)) {
        eta_say(w, lr, -1, "no value here for");
        return;
    }
    worker_say(w, -1, "%s", "");
    travel_change_eta(w, lr, lr);
}

void travel_set_lr(struct worker *w, const struct catapult_lr *lr)
{
    bool waits = lr->unit == CATAPULT_LR_MAX && eta_max_wanted(w);
    w->eta.pending = waits ? PENDING_ETA_MAX : PENDING_NONE;
    w->eta.lr = *lr;
    if (waits)
        eta_say(w, lr, -1, "measuring eta_max for");
    else
        set_lr_now(w, lr);
}

void travel_set_pending(struct worker *w)
{
    w->eta.pending = PENDING_NONE;
    set_lr_now(w, &w->eta.lr);
}

/* --- journeys ----------------------------------------------------------------------------------------------- */

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
    const struct checkpoint *nearest = checkpoints_nearest(&w->checkpoints, worker_run_number(w), target);
    long here = catapult_experiment_t(w->experiment);
    if (off_path || here > target || here < nearest->t)
        catapult_experiment_restore(w->experiment, nearest->state);
    w->state = WORKER_TRAVELLING;
    w->journey = (struct journey){catapult_experiment_t(w->experiment), target, goal, why};
    checkpoints_cut(&w->checkpoints, worker_run_number(w), target);
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

/* Ends the run at step `to`, which it has gone beyond.  Jumps without a step between them are one change; undo goes to
 * where the first began. */
static void cut_plan(struct worker *w, long from, long to)
{
    struct run *run = w->run;
    struct change *last = changes_next(&run->changes, false);
    worker_report_at(w, EVENT_BACK, from, to);
    if (from == to)
        return;
    struct plan_node *node = plan_share(plan_node_at(run->node, to));
    if (last && last->kind == CHANGE_BACK && last->at == from) {
        changes_commit(&run->changes);
        last->at = to;
        take_plan(w, node);
    } else {
        struct place place = {run->node, from, run->stopped_at}; /* the change owns the node before */
        changes_note(&run->changes, &(struct change){.kind = CHANGE_BACK, .at = to, .place = place});
        run->node = node;
    }
    if (run->stopped_at > to)
        run->stopped_at = -1;
}

/* At the iteration that both plans share.  The journey then continues to where that plan was left. */
static void exchange_plans(struct worker *w, bool redo)
{
    struct run *run = w->run;
    struct place place = worker_place(w);
    changes_exchange(&run->changes, redo, &place);
    run->node = place.node;
    run->stopped_at = place.stopped_at;
    w->journey.goal = place.t;
    worker_report(w, redo ? EVENT_REDO : EVENT_UNDO, 0);
}

static void end_journey(struct worker *w)
{
    const struct journey *journey = &w->journey;
    worker_say(w, -1, "%s", "");
    if (journey->why == JOURNEY_BACK)
        cut_plan(w, board_newest(&w->board), journey->target);
    else if (journey->why != JOURNEY_ENTER)
        exchange_plans(w, journey->why == JOURNEY_REDO);
    travel_arrive(w, journey->goal > journey->target ? WORKER_REMAKING : WORKER_READY, false);
}

void travel_on(struct worker *w)
{
    long t = catapult_experiment_t(w->experiment);
    if (t == w->journey.target) {
        end_journey(w);
        return;
    }
    catapult_experiment_step(w->experiment, catapult_history_get(board_rows(&w->board), CATAPULT_FIELD_ETA, (size_t)t));
    checkpoints_keep(&w->checkpoints, w->experiment, worker_run_number(w),
                     w->journey.target - t <= w->checkpoints.recent);
    say_where(w);
}

void travel_settle(struct worker *w)
{
    if (w->state != WORKER_REMAKING)
        return;
    w->state = WORKER_READY;
    w->steps = 0;
    cut_plan(w, w->journey.goal, catapult_experiment_t(w->experiment));
}

bool travel_drop(struct worker *w)
{
    bool travelling = w->state == WORKER_TRAVELLING;
    w->steps = 0;
    if (travelling)
        w->state = WORKER_READY;
    return travelling;
}

void travel_restart(struct worker *w)
{
    catapult_experiment_restore(w->experiment, checkpoints_nearest(&w->checkpoints, worker_run_number(w), 0)->state);
    checkpoints_cut(&w->checkpoints, worker_run_number(w), 0);
    if (w->eta.pending != PENDING_ETA_MAX)
        worker_say(w, -1, "%s", "");
    travel_begin(w);
}
