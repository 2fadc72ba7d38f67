/* worker.c - see worker.h: the loop of the compute thread, and the commands. */
#include "session/thread/worker.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

static const size_t default_budget = (size_t)48 << 20; /* so that three models of CIFAR-2 size stay under 400 MB */
static const size_t default_history = (size_t)1 << 30;

/* --- commands ------------------------------------------------------------------------------------------ */

/* Clears the text of the last event: the user has sent a new command.  A task in progress keeps its text. */
static void clear_event(struct worker *w)
{
    if (w->state == WORKER_READY && w->eta.pending != PENDING_ETA_MAX)
        worker_say(w, -1, "%s", "");
}

static void worker_run(struct worker *w, bool running)
{
    w->steps = running ? STEPS_UNLIMITED : 0;
    pace_start(&w->pace, clock_now());
    clear_event(w);
}

static void worker_forward(struct worker *w, long steps)
{
    if (!worker_loaded(w))
        return;
    if (worker_running(w))
        w->steps = 0;
    w->steps += steps > 0 ? steps : 0;
    clear_event(w);
}

static void set_lr(struct worker *w, const struct catapult_lr *lr)
{
    if (worker_loaded(w)) {
        travel_set_lr(w, lr);
        return;
    }
    run_begin_with(w, lr);
    worker_report_eta(w, lr, NAN);
}

/* Commands that change the run, the focus or the set of runs.  Each publishes itself or starts a journey that does. */
static void worker_change(struct worker *w, const struct session_command *command)
{
    if (command->kind == COMMAND_GOTO)
        travel_to(w, JOURNEY_BACK, command->to.t);
    else if (command->kind == COMMAND_FORK)
        runs_fork(w, command->to.t);
    else if (command->kind == COMMAND_FOCUS)
        runs_focus(w, command->to.name);
    else if (command->kind == COMMAND_DELETE)
        runs_delete(w, command->to.name);
    else
        runs_undo(w, command->kind == COMMAND_REDO);
}

/* Whether the command ends steps that are being made again (the run then stays where it is). */
static bool leaves(const struct worker *w, const struct session_command *command)
{
    return (command->kind == COMMAND_RUN && !command->to.flag) || command->kind == COMMAND_GOTO
           || command->kind == COMMAND_RESTART || runs_left_by(w, command);
}

static void worker_apply(struct worker *w, const struct session_command *command)
{
    w->now.applied++;
    w->unseen = true;
    if (leaves(w, command))
        travel_settle(w);
    script_command(w, command);
    switch (command->kind) {
    case COMMAND_RUN:
        worker_run(w, command->to.flag);
        break;
    case COMMAND_FORWARD:
        worker_forward(w, command->to.t);
        break;
    case COMMAND_GOTO:
    case COMMAND_FORK:
    case COMMAND_FOCUS:
    case COMMAND_DELETE:
    case COMMAND_UNDO:
    case COMMAND_REDO:
        if (!worker_loaded(w))
            break;
        clear_event(w);
        worker_change(w, command);
        break;
    case COMMAND_SET_LR:
        set_lr(w, &command->to.lr);
        break;
    case COMMAND_RESTART:
        load_restart(w, command->to.flag);
        break;
    case COMMAND_SET_RATE:
        pace_set_rate(&w->pace, command->to.rate, clock_now());
        break;
    case COMMAND_SET_HISTORY:
        w->history = command->to.bytes;
        break;
    case COMMAND_SET_BUDGET:
        checkpoints_set_budget(&w->checkpoints, command->to.bytes);
        break;
    case COMMAND_WANT:
        probes_want(w, command->to.want.probes, command->to.want.model);
        break;
    case COMMAND_MEASURE:
        w->measure = command->to.flag;
        w->unseen = true;
        break;
    case COMMAND_LISTEN:
    case COMMAND_PLAY:
        break; /* script_command has handled it */
    }
    if (w->unseen && w->state != WORKER_LOAD) /* load_run publishes when there is a run of that seed, or none */
        worker_publish(w);
}

/* Whether steps that were asked for are still to be taken. */
static bool busy(const struct worker *w)
{
    return w->state > WORKER_READY || w->steps > 0;
}

/* A learning rate belongs to the iteration at which it was sent: it waits for steps and jumps sent before it.  So do
 * fork, undo and redo.  The other commands either end those steps and jumps or do not depend on them.  Commands sent
 * while loading are applied after it. */
static void take_commands(struct worker *w)
{
    static const unsigned waiting = 1u << COMMAND_SET_LR | 1u << COMMAND_FORK | 1u << COMMAND_UNDO | 1u << COMMAND_REDO;
    struct session_command command;
    while (w->state != WORKER_LOAD && queue_take(&w->queue, busy(w) ? waiting : 0, &command))
        worker_apply(w, &command);
}

/* --- the loop ------------------------------------------------------------------------------------------ */

static void refuse_steps(struct worker *w, const char *why)
{
    travel_settle(w);
    w->steps = 0;
    worker_say(w, -1, "%s", why);
}

/* Background work between steps: first the probes of a screen, then eta_ms and eta_max. */
static bool background_wanted(const struct worker *w)
{
    return probes_slices_left(w) || worker_searches(w);
}

static int64_t *background_cost(struct worker *w)
{
    return probes_slices_left(w) ? &w->probing.cost : &w->eta.cost;
}

static void background_slice(struct worker *w)
{
    if (probes_slices_left(w))
        probes_slice(w);
    else if (eta_ms_wanted(w))
        eta_ms_slice(w);
    else
        eta_max_slice(w);
}

/* Takes a step if it is due, else returns when it will be.  A long enough gap is used for background work. */
static int64_t run_paced(struct worker *w)
{
    int64_t now = clock_now(), due = pace_due(&w->pace);
    if (due <= now) {
        pace_step(&w->pace, now);
        travel_step(w);
        return 0;
    }
    int64_t *cost = background_cost(w);
    if (!background_wanted(w) || due - now < 2 * *cost) {
        *cost -= *cost / 8; /* decays, so that one slow slice does not block the gaps forever */
        return due;
    }
    background_slice(w);
    return 0;
}

/* Does the most urgent work, in a slice that is short or can be interrupted.  Returns the time until which there is
 * nothing to do; 0: there may be more. */
static int64_t advance(struct worker *w)
{
    if (w->state == WORKER_LOAD)
        load_run(w);
    else if (!worker_loaded(w) && w->experiment)
        load_free(w); /* there was no memory for its rows */
    else if (!worker_loaded(w))
        return CLOCK_NEVER;
    else if (w->state == WORKER_TRAVELLING)
        travel_on(w);
    else if (w->eta.pending == PENDING_ETA_MAX && w->state == WORKER_READY) {
        if (!eta_max_wanted(w) || !eta_max_slice(w))
            travel_set_pending(w);
    } else if (worker_stepping(w) && travel_over(w))
        refuse_steps(w, "diverged: go back or restart");
    else if (worker_stepping(w) && board_bytes(&w->board) >= w->history)
        refuse_steps(w, "history full: go back, restart, or begin with more --history");
    else if (w->state == WORKER_REMAKING)
        travel_step(w);
    else if (w->steps > 0) {
        w->steps--;
        travel_step(w);
    } else if (worker_running(w))
        return run_paced(w);
    else if (background_wanted(w))
        background_slice(w);
    else
        return CLOCK_NEVER;
    return 0;
}

void worker_main(struct worker *w)
{
    queue_wait_open(&w->queue);
    while (!queue_closed(&w->queue)) {
        take_commands(w);
        script_serve(w);
        probes_serve(w);
        worker_rest(w, advance(w));
    }
    worker_report(w, EVENT_END, 0);
}

/* --- life ----------------------------------------------------------------------------------------------- */

bool worker_init(struct worker *w, const struct catapult_settings *settings, session_loader load, bool running)
{
    memset(w, 0, sizeof *w);
    if (!board_init(&w->board))
        return false;
    if (!queue_init(&w->queue)) {
        board_done(&w->board);
        return false;
    }
    w->settings = *settings;
    w->load = load;
    runs_init(w, catapult_settings_lr_at(settings, 0));
    w->steps = running ? STEPS_UNLIMITED : 0;
    w->state = WORKER_LOAD;
    checkpoints_init(&w->checkpoints, default_budget);
    w->history = default_history;
    w->measure = true;
    eta_forget(w);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        w->now.diverged_at[i] = -1;
    worker_say(w, -1, "loading");
    worker_publish(w);
    return true;
}

void worker_done(struct worker *w)
{
    w->state = WORKER_INTERRUPTED;
    load_free(w);
    probes_done(w);
    runs_done(w);
    queue_done(&w->queue);
    board_done(&w->board);
}
