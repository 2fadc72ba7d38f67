/* event.h - what a person does to a run: the words of a recorded session.
 *
 * An event belongs to the iteration of the run in focus at which it took effect, and the list of events, with the
 * settings, is the run: played again, each at its iteration, they give the same bits (script.h).  Those that only tell how far a run went
 * (run, pause, forward, end) change no number; they are what says where a recording stops.
 *
 * A row of EVENT_LIST: the constant, the word in a file (tape.h), and what stands behind the word. */
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
    EVENT_WORD,   /* nothing */
    EVENT_NUMBER, /* a whole number from 0: an iteration to go to, a seed, steps */
    EVENT_NAME,   /* of a run: a letter */
    EVENT_LR      /* the value of eta to the last bit, and how it was written, which the next restart goes by */
};

struct event {
    enum event_kind kind;
    long t;       /* the iteration at which it took effect; 0 while loading */
    long number;  /* EVENT_NAME: the letter's code */
    double eta;   /* NaN: it had no value yet, and is what the next run begins with */
    struct catapult_lr lr;
};

/* Hears of an event as soon as it has taken effect; called on the compute thread. */
typedef void (*event_listener)(void *context, const struct event *event);

#endif
