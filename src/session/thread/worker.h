/* worker.h - the compute thread: what it owns, and its parts, from the bottom up.  Each part calls only those above it
 * in this list.
 *
 * state.c    what the thread says, publishes and reports
 * probes.c   when the probes are made that screens want beyond the snapshot
 * eta.c      the learning rate of the next step; eta_ms and eta_max in slices
 * travel.c   steps, stops, a learning rate set by hand; journeys to another iteration
 * run.c      several runs: fork, focus, delete; undo and redo
 * load.c     from settings to an experiment at w0, and back; restart
 * script.c   plays recorded events
 * worker.c   the loop, the commands
 *
 * All of it runs on the compute thread.  Only bridge.h is used by both threads. */
#ifndef SESSION_WORKER_H
#define SESSION_WORKER_H

#include <stdint.h>

#include <catapult/experiment.h>

#include "session/thread/bridge.h"
#include "session/thread/checkpoint.h"
#include "session/thread/pace.h"
#include "session/thread/plan.h"

/* What the thread is doing.  The order counts: from WORKER_READY on there is an experiment to see. */
enum worker_state {
    WORKER_LOAD,        /* an experiment is wanted: it is loaded next */
    WORKER_INTERRUPTED, /* the loading was interrupted by a restart, which is still in the queue, or by the end */
    WORKER_FAILED,      /* see now.message */
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

/* From a checkpoint to the target with the learning rates of the rows, which stay until the target is reached, so that
 * another journey can replace this one.  Then perhaps on to a goal. */
struct journey {
    long from;    /* where the experiment started */
    long target;
    long goal;    /* the target or less: no further */
    enum journey_why why;
};

enum { STEPS_UNLIMITED = -1 };

/* When a learning rate set by hand takes effect, if not at once. */
enum pending { PENDING_NONE, PENDING_ETA_MAX /* when that is known */, PENDING_RESTART };

struct eta {
    enum pending pending;
    struct catapult_lr lr;         /* if pending */
    struct catapult_eta_max_search *search; /* in progress, else NULL */
    struct catapult_eta_ms *moment; /* eta_ms, in progress, else NULL */
    bool given_up;                 /* eta_max cannot be measured here */
    int steps;                     /* steps per slice: adjusted so that a slice takes a few milliseconds */
    int64_t cost;                  /* of the last slice, ns */
};

/* A probe on the compute thread. */
struct probe_seat {
    void *own, *result;      /* allocated when first wanted */
    bool started;            /* `step` is called even while nobody wants the probe */
    bool slices_left;
    unsigned long moment;    /* worker->moment of the result; 0: none */
    int model;
    int64_t due;             /* earliest time of the next result, while running */
};

struct probing {
    unsigned wanted;         /* PROBE_BITs */
    int model;               /* index of the model in focus */
    unsigned long serial;
    int64_t cost;            /* of the last slice, ns */
    int64_t slice_due;       /* earliest time of the next slice, while steps follow each other without a pause */
    struct probe_seat seat[PROBE_COUNT];
};

/* A run is determined to the bit by its node and the iteration it has reached, which its rows tell (bridge.h).  The
 * experiment is shared by all runs: a waiting run stores little more than its rows, and continues from the nearest
 * checkpoint. */
struct run {
    char name;
    struct plan_node *node;
    long stopped_at;         /* where running stopped by itself, which happens once; -1: not yet */
    struct changes changes;
};

/* The events being played, borrowed. */
struct script {
    const struct event *events;
    size_t count, next;
    bool playing;            /* the user asked for running; stops that the run makes by itself are ignored */
};

struct worker {
    struct queue queue;
    struct board board;

    struct catapult_settings settings;      /* seed: of the current runs */
    session_loader load;
    event_listener hear;           /* NULL: no listener */
    void *hear_context;

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

    struct eta eta;
    struct pace pace;
    struct probing probing;
    struct script script;
    struct catapult_outcome outcome[CATAPULT_MODEL_COUNT]; /* of rows of the run in focus, without the newest */
    bool measure;                  /* eta_max is measured in the background */
    unsigned long moment;          /* changes with every row recorded, and makes probe results stale */

    struct snapshot now;           /* the next snapshot */
    int64_t published;             /* time of the last publication */
    bool unseen;                   /* there is news since then */
};

/* --- state.c --- */

bool worker_loaded(const struct worker *worker);
bool worker_running(const struct worker *worker);
bool worker_stepping(const struct worker *worker); /* running, stepping forward or making steps again */
bool worker_visible(const struct worker *worker);  /* the experiment is at a row of the run in focus */

/* Number of the run in focus for checkpoint.h; where it is. */
int worker_run_number(const struct worker *worker);
struct place worker_place(const struct worker *worker);

/* Sets snapshot.task; fraction negative: unknown or none.  An empty text clears it.  Published soon. */
void worker_say(struct worker *worker, double fraction, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* WORKER_FAILED with that message; the loop then frees the experiment. */
void worker_fail(struct worker *worker, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A change sets `unseen`; the loop publishes it, at most thirty times a second.  A change of rows publishes itself
 * with the rows (worker_show). */
void worker_publish(struct worker *worker);      /* now */
void worker_publish_soon(struct worker *worker); /* now if it is due */
bool worker_due(const struct worker *worker);    /* the last publication is a frame ago */
void worker_rest(struct worker *worker, int64_t until); /* publishes what is due, then sleeps */

/* Whether eta_ms or eta_max is being looked for. */
bool worker_searches(const struct worker *worker);

/* Copies the current state into worker->now; it stays there if a journey then begins. */
void worker_fill(struct worker *worker);

/* Fills worker->now and publishes it; for callers that have the board open. */
void worker_show(struct worker *worker);

/* Updates the summary of the run in focus after its newest row changed; again: computes it from all rows. */
void worker_summarize(struct worker *worker, bool again);

/* The outcome of the run in focus: adds the rows before iteration t, which do not change any more, and forgets those
 * from t on; writes the outcome of all rows into the summary; the next rows are those of another run. */
void worker_judge_rows(struct worker *worker, long t);
void worker_judge(struct worker *worker);
void worker_judge_another(struct worker *worker);

/* Reports an event that has taken effect at iteration t, or at the newest one.  So a delay between a key and the thread
 * does not matter.  eta NaN: the next run begins with that learning rate. */
void worker_report_at(struct worker *worker, enum event_kind kind, long t, long number);
void worker_report(struct worker *worker, enum event_kind kind, long number);
void worker_report_eta(struct worker *worker, const struct catapult_lr *lr, double eta);

/* --- probes.c --- */

/* The experiment changes: forgets everything except which probes are wanted. */
void probes_forget(struct worker *worker);

/* Another run comes into focus: forgets the series of the old one. */
void probes_forget_series(struct worker *worker);

void probes_done(struct worker *worker);

void probes_want(struct worker *worker, unsigned wanted, int model);

/* Call it after a step with eta; NaN: the experiment reached its current w in another way. */
void probes_step(struct worker *worker, double eta);

/* Makes the probes that are wanted, stale and due.  Call it between steps. */
void probes_serve(struct worker *worker);

/* Whether a wanted probe has background work; and does a few milliseconds of it. */
bool probes_slices_left(const struct worker *worker);
void probes_slice(struct worker *worker);

/* --- eta.c --- */

void eta_forget(struct worker *worker);                /* call it before the experiment changes */
void eta_ms_begin(struct worker *worker);              /* the experiment is at w0 */
bool eta_ms_wanted(const struct worker *worker);
void eta_ms_slice(struct worker *worker);              /* a step of the search */
bool eta_max_wanted(const struct worker *worker);      /* eta_max is still to be measured */
bool eta_max_slice(struct worker *worker);             /* measures for a few milliseconds; returns false at the end */

/* Sets eta to the plain value of a learning rate.  Returns false if it has none (lambda_1(0) = 0, eta_max unknown). */
bool eta_value(const struct worker *worker, const struct catapult_lr *lr, double *eta);

/* Each sets now.eta from the plan of the run in focus: for the experiment's next step, which is somewhere else now or
 * has another plan; after a step; for step t, to be shown while the experiment is not there. */
void eta_follow(struct worker *worker);
void eta_step(struct worker *worker);
void eta_show(struct worker *worker, long t);

void eta_say(struct worker *worker, const struct catapult_lr *lr, double fraction, const char *before);

/* --- travel.c --- */

/* The experiment is at w0: restarts the run in focus with the last learning rate of its plan. */
void travel_begin(struct worker *worker);

void travel_step(struct worker *worker);               /* one GD step, recorded and published */

/* Sets a learning rate by hand: at once, or when eta_max is known; then travel_set_pending sets it. */
void travel_set_lr(struct worker *worker, const struct catapult_lr *lr);
void travel_set_pending(struct worker *worker);

/* The same for a rate that has a value; meant is the rate as written, which a restart uses. */
void travel_change_eta(struct worker *worker, const struct catapult_lr *lr, const struct catapult_lr *meant);

/* Starts a journey.  off_path: the experiment's state is not on this run's path.  Does not publish. */
void travel_set_out(struct worker *worker, enum journey_why why, long target, long goal, bool off_path);
void travel_to(struct worker *worker, enum journey_why why, long t); /* stops, then starts a journey and says so */
void travel_on(struct worker *worker);                 /* one step of the journey towards its target */

/* Ends steps that are being made again, as if the run had been taken back from the last of them. */
void travel_settle(struct worker *worker);

/* Stops, and cancels a journey; the rows stay.  Returns whether there was one. */
bool travel_drop(struct worker *worker);

void travel_restart(struct worker *worker);            /* same seed */
bool travel_over(const struct worker *worker);         /* every model has diverged */

/* --- run.c --- */

/* Creates the only run, which begins with lr. */
void runs_init(struct worker *worker, const struct catapult_lr *lr);
void runs_done(struct worker *worker);

/* Forgets all runs except the one in focus, which becomes the first and begins with its last learning rate. */
void runs_alone(struct worker *worker);

/* The run in focus begins with lr, once there is an experiment. */
void run_begin_with(struct worker *worker, const struct catapult_lr *lr);

/* See session_fork etc.; each reports failure with worker_say. */
void runs_fork(struct worker *worker, long t);
void runs_focus(struct worker *worker, char name);
void runs_delete(struct worker *worker, char name);
void runs_undo(struct worker *worker, bool redo);

/* Whether the command (focus or delete) moves the focus to another run. */
bool runs_left_by(const struct worker *worker, const struct session_command *command);

/* --- load.c --- */

/* Loads the data, creates the experiment and records the first row.  Ends with a run, with a failure, or with neither
 * if a restart or the end of the session interrupts it. */
void load_run(struct worker *worker);

/* Frees the experiment and everything that belongs to it, and publishes that there is none.  Not while it is loaded. */
void load_free(struct worker *worker);

/* Restarts from w0, see session_restart. */
void load_restart(struct worker *worker, bool next_seed);

/* --- script.c --- */

/* Call it before a command from the user is applied: reports it if it is an event, and ends the playing if it changes
 * the run. */
void script_command(struct worker *worker, const struct session_command *command);

/* Call it between commands and steps: plays the events that are due. */
void script_serve(struct worker *worker);

/* --- worker.c --- */

/* Publishes that loading begins.  Returns false if a resource that a thread needs is missing. */
bool worker_init(struct worker *worker, const struct catapult_settings *settings, session_loader load, bool running);
void worker_done(struct worker *worker);

/* Runs until the queue is closed. */
void worker_main(struct worker *worker);

#endif
