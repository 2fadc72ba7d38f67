/* script.h - records events as they happen, and plays events; internal part of the compute thread.
 *
 * Recording: each event is reported when it has taken effect, with the iteration at which it did.  So a delay between
 * a key and the thread does not matter.  Playing: each event takes effect before the step from its iteration, while
 * running or stepping forward.  When the user changes the run meanwhile, the playing ends and the user controls the
 * run. */
#ifndef SESSION_SCRIPT_H
#define SESSION_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "session/thread/event.h"
#include "session/thread/queue.h"

struct worker;

struct script {
    event_listener hear;       /* NULL: no listener */
    void *context;
    const struct event *events; /* being played, borrowed */
    size_t count, next;
    bool playing;              /* the user asked for running; stops that the run makes by itself are ignored */
};

/* Call it before a command from the user is applied. */
void script_command(struct worker *worker, const struct session_command *command);

/* Reports that eta was set by hand to that value; NaN: the next run begins with it. */
void script_eta(struct worker *worker, const struct catapult_lr *lr, double eta);

/* Reports a change of the run in focus, or of the focus, at the current iteration or at t. */
void script_run(struct worker *worker, enum event_kind kind, long number);
void script_run_at(struct worker *worker, enum event_kind kind, long t, long number);

/* Call it between commands and steps: plays the events that are due. */
void script_serve(struct worker *worker);

/* Call it when the thread ends. */
void script_end(struct worker *worker);

#endif
