/* worker.h - the compute thread: what it owns, and the parts it is made of.
 *
 * worker.c  the loop, the commands, what is published and when
 * load.c    from settings to an experiment at w0, and back
 * travel.c  steps, the schedule, the stops; back in time; restart
 * run.c     forks, and which run is in focus
 * undo.c    changes undone and redone
 * bound.c   eta_max in slices
 * script.c  events told, events played
 * probes.c  what screens want beyond the snapshot, each in a file of its own
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
    struct catapult_eta_max_search *search; /* under way, else NULL */
    bool given_up;                 /* it cannot be measured here */
    int steps;                     /* of a slice: grows and shrinks to take a few milliseconds */
    int64_t cost;                  /* of the last slice, ns */
    bool lr_waits;                 /* `lr` is in units of eta_max and is applied when that is known */
    struct catapult_lr lr;
};

/* What happens where a way ends. */
enum way { WAY_PLAIN, WAY_UNDO, WAY_REDO };

struct worker {
    struct queue queue;
    struct board board;

    struct catapult_settings settings;      /* seed: of the present runs */
    session_loader load;
    bool load_wanted;
    bool loaded, failed;           /* neither: loading */
    struct catapult_dataset *data;
    struct catapult_experiment *experiment; /* at its place in the history if loaded and not on the way back */
    struct run all[RUNS_MAX];
    int runs, focus;
    struct run *run;               /* the one in focus */
    unsigned long stamp;           /* the last one given */
    struct checkpoints checkpoints; /* of all runs */
    size_t history;                 /* bytes that rows of all runs may take */

    bool running;
    long forward;                  /* steps still to take though paused */
    bool back;                     /* on the way to iteration `target` of the history, having begun at `origin` */
    long target, origin;
    enum way way;
    long goal;                     /* steps are made again from the target to there; -1: none */
    bool remake;                   /* they are being made: `forward` counts them */
    struct bound bound;
    struct pace pace;
    struct probing probing;
    struct script script;
    unsigned long moment;          /* changes with every row recorded: what probes were made of is then old */

    struct snapshot now;           /* what will be published next; holds eta, task, diverged_at, ... of the run in focus */
    int64_t published;             /* when; `unseen` counts as news that may wait a sixtieth of a second */
    bool unseen;
};

/* False without what a thread needs; publishes that loading begins. */
bool worker_init(struct worker *worker, const struct catapult_settings *settings, session_loader load, bool running);
void worker_done(struct worker *worker);

/* Until the queue is closed. */
void worker_main(struct worker *worker);

/* --- worker.c --- */

/* What is going on, for snapshot.task; fraction negative: unknown or none.  An empty text clears it. */
void worker_say(struct worker *worker, double fraction, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* From w0, see session_restart. */
void worker_restart(struct worker *worker, bool next_seed);

void worker_publish(struct worker *worker);      /* now */
void worker_publish_soon(struct worker *worker); /* at most sixty times a second */
bool worker_due(const struct worker *worker);    /* a sixtieth of a second has gone by */

/* What will be published next is the present, and stays that if a way begins. */
void worker_fill(struct worker *worker);

/* Fills worker->now and shows it; for callers that have the board open. */
void worker_show(struct worker *worker);

/* --- load.c --- */

/* Data, experiment, first row.  Ends with a run, with a failure, or with neither where a restart or the end
 * of the session interrupts it. */
void load_run(struct worker *worker);

/* Frees the experiment and all that belongs to it, and publishes that there is none. */
void load_undo(struct worker *worker);

/* The same, because it cannot be had. */
void load_fail(struct worker *worker, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- travel.c --- */

/* The experiment is at w0: the run in focus begins anew, with its lr. */
void travel_begin(struct worker *worker);

void travel_step(struct worker *worker);               /* one GD step, recorded and published */

/* By hand; renews the present row.  lr has the value eta; meant is what a restart goes by: the same as it was written. */
void travel_set_lr(struct worker *worker, const struct catapult_lr *lr, const struct catapult_lr *meant, double eta);
void travel_renew(struct worker *worker);              /* the present row again, for its phases */
void travel_goto(struct worker *worker, long t);
void travel_back(struct worker *worker);               /* one step of the way that travel_goto began */

/* The way to t begins; astray: the experiment is not where this run comes by.  Shows nothing. */
void travel_set_out(struct worker *worker, long t, bool astray);

/* Steps that were being made again end here, as if the run had been taken back from the last of them. */
void travel_settle(struct worker *worker);

/* A way under way is given up, the rows stay: whether there was one. */
bool travel_drop(struct worker *worker);

void travel_restart(struct worker *worker);            /* same seed */
bool travel_over(const struct worker *worker);         /* every model has diverged */

/* --- bound.c --- */

void bound_forget(struct worker *worker);              /* all from the beginning: before another experiment */
bool bound_wanted(const struct worker *worker);        /* there is something left to measure */
void bound_slice(struct worker *worker);               /* a few milliseconds of it */

/* The plain value of a learning rate; false if it has none (lambda_1(0) = 0, eta_max unknown). */
bool bound_resolve(const struct worker *worker, const struct catapult_lr *lr, double *eta);

/* A learning rate set by hand: applied at once, or when eta_max is known. */
void bound_set_lr(struct worker *worker, const struct catapult_lr *lr);

#endif
