/* script.c - see worker.h: plays events.  Each takes effect before the step from its iteration, while running or
 * stepping forward.  When the user changes the run meanwhile, the playing ends and the user controls the run. */
#include <math.h>

#include "session/thread/worker.h"

/* --- playing --- */

static void stop_playing(struct worker *w, enum script_state state, const char *why)
{
    w->script.next = w->script.count;
    w->now.script = state;
    w->unseen = true;
    if (worker_running(w))
        w->steps = 0;
    if (worker_loaded(w))
        worker_say(w, -1, "%s at step %ld", why, board_newest(&w->board));
}

static void script_leave(struct worker *w)
{
    if (w->script.next == w->script.count)
        return;
    w->script.next = w->script.count;
    w->now.script = SCRIPT_LEFT;
}

static void play_eta(struct worker *w, const struct event *event)
{
    if (isfinite(event->eta)) {
        travel_change_eta(w, &(struct catapult_lr){event->eta, CATAPULT_LR_PLAIN}, &event->lr);
        return;
    }
    w->eta.pending = PENDING_RESTART;
    w->eta.lr = event->lr;
    worker_report_eta(w, &event->lr, NAN);
}

static void play_back(struct worker *w, const struct event *event)
{
    travel_to(w, JOURNEY_BACK, event->number);
}

static void play_fork(struct worker *w, const struct event *event)
{
    runs_fork(w, event->number);
}

static void play_focus(struct worker *w, const struct event *event)
{
    runs_focus(w, (char)event->number);
}

static void play_delete(struct worker *w, const struct event *event)
{
    runs_delete(w, (char)event->number);
}

static void play_undo(struct worker *w, const struct event *event)
{
    runs_undo(w, event->kind == EVENT_REDO);
}

static void play_restart(struct worker *w, const struct event *event)
{
    (void)event;
    worker_report(w, EVENT_RESTART, 0);
    load_restart(w, false);
}

static void play_seed(struct worker *w, const struct event *event)
{
    worker_report(w, EVENT_SEED, event->number);
    w->settings.seed = (int)event->number - 1;
    load_restart(w, true);
}

/* Events without a function only say how far the run went. */
static void (*const players[EVENT_COUNT])(struct worker *w, const struct event *event) = {
    [EVENT_ETA] = play_eta,
    [EVENT_BACK] = play_back,
    [EVENT_FORK] = play_fork,
    [EVENT_FOCUS] = play_focus,
    [EVENT_DELETE] = play_delete,
    [EVENT_UNDO] = play_undo,
    [EVENT_REDO] = play_undo,
    [EVENT_RESTART] = play_restart,
    [EVENT_SEED] = play_seed,
};

static bool can_play(const struct worker *w)
{
    const struct script *s = &w->script;
    return s->next < s->count && w->state == WORKER_READY && w->eta.pending != PENDING_ETA_MAX
           && (s->playing || w->steps > 0);
}

/* Plays the next event if the run is at its iteration.  Returns false if steps come first or nothing more can be
 * played. */
static bool play_next(struct worker *w)
{
    struct script *s = &w->script;
    const struct event *event = &s->events[s->next];
    long t = catapult_experiment_t(w->experiment);
    if (t < event->t && event->kind == EVENT_END && travel_over(w))
        t = event->t; /* the run diverged before all requested steps were taken */
    if (t > event->t || (t < event->t && travel_over(w))) {
        stop_playing(w, SCRIPT_LEFT, "the recording cannot be followed");
        return false;
    }
    if (t < event->t) {
        if (s->playing && w->steps == 0)
            w->steps = STEPS_UNLIMITED;
        return false;
    }
    s->next++;
    bool running = worker_running(w);
    if (players[event->kind])
        players[event->kind](w, event);
    if (running) /* an event that pauses the run when a user sends it does not end the playing */
        w->steps = STEPS_UNLIMITED;
    return true;
}

void script_serve(struct worker *w)
{
    while (can_play(w) && play_next(w))
        ;
    if (w->now.script == SCRIPT_PLAYING && w->script.next == w->script.count && w->state == WORKER_READY)
        stop_playing(w, SCRIPT_ENDED, "end of the recording");
}

/* --- commands --- */

static void take_play(struct worker *w, const struct session_command *command)
{
    w->script.events = command->to.play.events;
    w->script.count = command->to.play.count;
    w->script.next = 0;
    w->script.playing = worker_running(w);
    w->now.script = SCRIPT_PLAYING;
}

static void take_restart(struct worker *w, bool next_seed)
{
    long seed = w->settings.seed < INT32_MAX ? w->settings.seed + 1L : 0;
    script_leave(w);
    if (w->eta.pending == PENDING_ETA_MAX && next_seed) /* the next seed begins with it */
        worker_report_eta(w, &w->eta.lr, NAN);
    worker_report(w, next_seed ? EVENT_SEED : EVENT_RESTART, next_seed ? seed : 0);
}

void script_command(struct worker *w, const struct session_command *command)
{
    switch (command->kind) {
    case COMMAND_LISTEN:
        w->hear = command->to.listen.hear;
        w->hear_context = command->to.listen.context;
        break;
    case COMMAND_PLAY:
        take_play(w, command);
        break;
    case COMMAND_RUN:
        worker_report(w, command->to.flag ? EVENT_RUN : EVENT_PAUSE, 0);
        w->script.playing = command->to.flag;
        break;
    case COMMAND_FORWARD:
        w->script.playing = false;
        if (worker_loaded(w) && command->to.t > 0)
            worker_report(w, EVENT_FORWARD, command->to.t);
        break;
    case COMMAND_RESTART:
        take_restart(w, command->to.flag);
        break;
    case COMMAND_GOTO:
    case COMMAND_FOCUS:
    case COMMAND_DELETE:
    case COMMAND_FORK:
    case COMMAND_UNDO:
    case COMMAND_REDO:
    case COMMAND_SET_LR:
        script_leave(w);
        break;
    default:
        break;
    }
}
