/* worker.h - the compute thread: what it owns, and its parts.
 *
 * worker.c   the loop, the commands, when to publish
 * load.c     from settings to an experiment at w0, and back
 * travel.c   steps, the schedule, the stops; back in time; restart
 * run.c      forks, and which run is in focus
 * undo.c     undo and redo
 * bound.c    eta_max in slices
 * script.c   records events, plays events
 * probes.c   probes that screens want beyond the snapshot, each in a file of its own
 *
 * All of it runs on the compute thread; queue and board have their own locks. */
#ifndef SESSION_WORKER_H
#define SESSION_WORKER_H

#include <stdint.h>

#include <catapult/experiment.h>

#include "session/thread/board.h"
#include "session/thread/checkpoint.h"
#include "session/thread/pace.h"
#include "session/thread/plan.h"
#include "session/thread/probes.h"
#include "session/thread/queue.h"
#include "session/thread/run.h"
#include "session/thread/script.h"

struct bound {
    struct catapult_eta_max_search *search; /* in progress, else NULL */
    bool given_up;                 /* it cannot be measured here */
    int steps;                     /* steps per slice: adjusted so that a slice takes a few milliseconds */
    int64_t cost;                  /* of the last slice, ns */
    bool lr_waits;                 /* `lr` is pending: in units of eta_max, applied when that is known */
    struct catapult_lr lr;
};

/* What the thread is doing.  The order counts: from WORKER_READY on there is an experiment. */
enum worker_state {
    WORKER_LOAD,        /* an experiment is wanted: it is loaded next */
    WORKER_INTERRUPTED, /* the loading was interrupted by a restart, which is still in the queue, or by the end */
    WORKER_FAILED,      /* could not load, see now.message */
    WORKER_READY,       /* the experiment is at the newest row of the run in focus: paused or stepping, see `steps` */
    WORKER_TRAVELLING,  /* on the way to journey.target; nothing is recorded */
    WORKER_REMAKING     /* from journey.target to journey.goal: these steps are made again and recorded */
};

/* Why the run in focus goes to an iteration. */
enum journey_why {
    JOURNEY_ENTER, /* to where a run was left, or was forked */
    JOURNEY_BACK,  /* the rows after the target are cut */
    JOURNEY_UNDO,
    JOURNEY_REDO
};

/* The way to an iteration: from a checkpoint to the target with the learning rates of the rows, which stay until the
 * target is reached, so that another journey can replace this one.  Then perhaps on to a goal. */
struct journey {
    long from;    /* where the experiment started */
    long target;
    long goal;    /* target or less: nowhere further */
    enum journey_why why;
};

enum { STEPS_UNLIMITED = -1 };

struct worker {
    struct queue queue;
    struct board board;

    struct catapult_settings settings;      /* seed: of the current runs */
    session_loader load;
    enum worker_state state;
    struct journey journey;        /* while WORKER_TRAVELLING or WORKER_REMAKING */
    long steps;                    /* to take once WORKER_READY: 0 paused; STEPS_UNLIMITED running, at the pace */
    struct catapult_dataset *data;
    struct catapult_experiment *experiment;
    struct run all[RUNS_MAX];
    int runs, focus;
    struct run *run;               /* the run in focus */
    unsigned long stamp;           /* the last stamp used */
    struct checkpoints checkpoints; /* of all runs */
    size_t history;                 /* memory limit for the rows of all runs, bytes */

    struct bound bound;
    struct pace pace;
    struct probing probing;
    struct script script;
    struct catapult_outcome outcome[CATAPULT_MODEL_COUNT]; /* of rows of the run in focus, without the newest */
    unsigned long moment;          /* changes with every row recorded, and makes probe results stale */

    struct snapshot now;           /* the next snapshot; holds eta, task, diverged_at, ... of the run in focus */
    int64_t published;             /* time of the last publication */
    bool unseen;                   /* there is news since then */
};

/* Publishes that loading begins.  Returns false if a resource that a thread needs is missing. */
bool worker_init(struct worker *worker, const struct catapult_settings *settings, session_loader load, bool running);
void worker_done(struct worker *worker);

/* Runs until the queue is closed. */
void worker_main(struct worker *worker);

/* --- worker.c --- */

bool worker_loaded(const struct worker *worker);
bool worker_running(const struct worker *worker);
bool worker_stepping(const struct worker *worker); /* running, stepping forward or making steps again */

/* Sets snapshot.task; fraction negative: unknown or none.  An empty text clears it.  Published soon. */
void worker_say(struct worker *worker, double fraction, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Restarts from w0, see session_restart. */
void worker_restart(struct worker *worker, bool next_seed);

/* A change sets `unseen`; the loop publishes it, at most thirty times a second.  A change of rows publishes itself
 * with the rows (worker_show). */
void worker_publish(struct worker *worker);      /* now */
void worker_publish_soon(struct worker *worker); /* now if it is due */
bool worker_due(const struct worker *worker);    /* the last publication is a frame ago */

/* Copies the current state into worker->now; it stays there if a jump then begins. */
void worker_fill(struct worker *worker);

/* Fills worker->now and publishes it; for callers that have the board open. */
void worker_show(struct worker *worker);

/* --- load.c --- */

/* Loads the data, creates the experiment and records the first row.  Ends with a run, with a failure, or with neither
 * if a restart or the end of the session interrupts it. */
void load_run(struct worker *worker);

/* Frees the experiment and everything that belongs to it, and publishes that there is none. */
void load_undo(struct worker *worker);

/* The same after a failure, with its message. */
void load_fail(struct worker *worker, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- travel.c --- */

/* The experiment is at w0: restarts the run in focus with its lr. */
void travel_begin(struct worker *worker);

void travel_step(struct worker *worker);               /* one GD step, recorded and published */

/* Sets the rate by hand and records the current row again. lr has the value eta; meant is the rate as written, which
 * a restart uses. */
void travel_set_lr(struct worker *worker, const struct catapult_lr *lr, const struct catapult_lr *meant, double eta);
void travel_renew(struct worker *worker);              /* records the current row again, for its phases */
void travel_to(struct worker *worker, enum journey_why why, long t); /* stops, then starts a journey and says so */
void travel_on(struct worker *worker);                 /* one step of the journey towards its target */

/* Starts a journey.  off_path: the experiment's state is not on this run's path.  Does not publish. */
void travel_set_out(struct worker *worker, enum journey_why why, long target, long goal, bool off_path);

/* Ends steps that are being made again, as if the run had been taken back from the last of them. */
void travel_settle(struct worker *worker);

/* Cancels a jump in progress; the rows stay.  Returns whether there was one. */
bool travel_drop(struct worker *worker);

void travel_restart(struct worker *worker);            /* same seed */
bool travel_over(const struct worker *worker);         /* every model has diverged */

/* --- bound.c --- */

void bound_forget(struct worker *worker);              /* forgets everything: call it before the experiment changes */
bool bound_wanted(const struct worker *worker);        /* eta_max is still to be measured */
void bound_slice(struct worker *worker);               /* measures for a few milliseconds */

/* Sets eta to the plain value of a learning rate.  Returns false if it has none (lambda_1(0) = 0, eta_max unknown). */
bool bound_resolve(const struct worker *worker, const struct catapult_lr *lr, double *eta);

/* Sets a learning rate by hand: applied at once, or when eta_max is known. */
void bound_set_lr(struct worker *worker, const struct catapult_lr *lr);

#endif
