/* script.h - events told as they happen, and events played; inner part of the compute thread.
 *
 * Told: each when it has taken effect, with the iteration at which it did, so that no delay between a key and the
 * thread can matter.  Played: before the step from its iteration, while running or stepping forward.  Whatever a
 * person does to the run meanwhile ends the playing: from there on the run is theirs. */
#ifndef SESSION_SCRIPT_H
#define SESSION_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "session/thread/event.h"
#include "session/thread/queue.h"

struct worker;

struct script {
    event_listener hear;       /* NULL: nobody listens */
    void *context;
    const struct event *events; /* being played, borrowed */
    size_t count, next;
    bool playing;              /* running was asked for; a stop that the run makes by itself is gone over */
    bool silent;               /* what is done now is part of what is told */
    bool jump;                 /* on the way back, which is told when it has arrived: */
    long from, to;
};

/* A command that a person sent is about to be applied. */
void script_command(struct worker *worker, const struct command *command);

/* eta was set by hand to that value; NaN: it is what the next run begins with. */
void script_eta(struct worker *worker, const struct catapult_lr *lr, double eta);

/* Something was done to the run in focus, or to which that is: an event of now, or with another iteration. */
void script_run(struct worker *worker, enum event_kind kind, long number);
void script_run_at(struct worker *worker, enum event_kind kind, long t, long number);

/* Between two commands or steps: tells of a jump that has arrived, and plays what is due. */
void script_serve(struct worker *worker);

/* The thread ends. */
void script_end(struct worker *worker);

#endif
