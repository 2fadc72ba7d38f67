/* event.h - the user's actions on a run: the words of a recorded session.
 *
 * An event belongs to the iteration of the run in focus at which it took effect.  The settings and the list of events
 * determine the run: played again, each at its iteration, they give the same bits (script.c).  Some events only say
 * how far a run went (run, pause, forward, end).  They change no number; they say where a recording stops.
 *
 * A row of EVENT_LIST: the constant, the word in a file (tape.h), and the kind of argument after the word. */
#ifndef SESSION_EVENT_H
#define SESSION_EVENT_H

#include <catapult/lr.h>

#define EVENT_LIST(X)                     \
    X(EVENT_ETA, "eta", EVENT_LR)         \
    X(EVENT_BACK, "back", EVENT_NUMBER)   \
    X(EVENT_FORK, "fork", EVENT_NUMBER)   \
    X(EVENT_FOCUS, "focus", EVENT_NAME)   \
    X(EVENT_DELETE, "delete", EVENT_NAME) \
    X(EVENT_UNDO, "undo", EVENT_WORD)     \
    X(EVENT_REDO, "redo", EVENT_WORD)     \
    X(EVENT_RESTART, "restart", EVENT_WORD) \
    X(EVENT_SEED, "seed", EVENT_NUMBER)   \
    X(EVENT_RUN, "run", EVENT_WORD)       \
    X(EVENT_PAUSE, "pause", EVENT_WORD)   \
    X(EVENT_FORWARD, "forward", EVENT_NUMBER) \
    X(EVENT_END, "end", EVENT_WORD)

#define EVENT_ENUM(constant, ...) constant,
enum event_kind { EVENT_LIST(EVENT_ENUM) EVENT_COUNT };
#undef EVENT_ENUM

enum event_argument {
    EVENT_WORD,   /* no argument */
    EVENT_NUMBER, /* a whole number >= 0: a target iteration, a seed, steps */
    EVENT_NAME,   /* name of a run: a letter */
    EVENT_LR      /* the exact value of eta, and its notation as written, which the next restart uses */
};

struct event {
    enum event_kind kind;
    long t;       /* the iteration at which it took effect; 0 while loading */
    long number;  /* EVENT_NAME: the letter's code */
    double eta;   /* NaN: had no value yet; the next run begins with it */
    struct catapult_lr lr;
};

/* Called on the compute thread as soon as an event has taken effect. */
typedef void (*event_listener)(void *context, const struct event *event);

#endif
