/* session.h - one compute thread that owns an experiment, and the bridge to whoever looks at it.
 *
 * The front end sends commands (queued, applied between steps, answered at once) and fetches a snapshot;
 * the thread publishes after a step by copying under one mutex held for microseconds.  Nothing in a
 * snapshot points into the core.  The thread sleeps while paused with nothing to measure.
 *
 * Pauses, rates, jumps back, the search for eta_max and other runs change no bit of a trajectory: it is that of a
 * plain loop over catapult_experiment_step with the same learning rates.  One front end, on one thread.
 *
 * There may be several runs of the experiment side by side, which begin at the same w0.  One of them is in focus: what
 * is asked for is done to it, and the others wait where they are. */
#ifndef CATAPULT_SESSION_H
#define CATAPULT_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/history.h>
#include <catapult/settings.h>

#include "session/thread/event.h"
#include "session/probes/probe.h"

struct session;

enum session_state {
    SESSION_LOADING,  /* reading data, drawing w0, first kernel: see task and fraction */
    SESSION_PAUSED,
    SESSION_RUNNING,
    SESSION_FAILED    /* could not load: see message */
};

enum script_state {
    SCRIPT_NONE,
    SCRIPT_PLAYING,  /* there are events to come */
    SCRIPT_ENDED,    /* all have been played, and the run has stopped there */
    SCRIPT_LEFT      /* something else was done to the run, or it went another way */
};

enum { RUNS_MAX = 8 };

/* A run in a line of a table. */
struct run_summary {
    char name;                   /* from 'A' on */
    unsigned long stamp;         /* of its rows while it waits: another stamp, other rows; see session_rows */
    int seed;
    long t;
    double eta;
    struct run_model {
        double loss, lambda_1;   /* the newest that are known */
        double peak;             /* the largest finite loss */
        long peak_t;             /* where it was */
        enum catapult_phase phase;
        long diverged_at;        /* -1: it has not */
    } model[CATAPULT_MODEL_COUNT];
};

enum eta_max_kind { ETA_MAX_UNKNOWN, ETA_MAX_MEASURING, ETA_MAX_MEASURED };

struct snapshot {
    unsigned long generation;    /* changes with every publication */
    unsigned long epoch;         /* changes when histories were cut or restarted */
    unsigned long restarts;      /* changes when a run was restarted from w0: session_ghost has the old one */
    enum session_state state;
    char task[80];               /* what is being done (loading, going to a step, measuring eta_max for a learning
                                    rate that needs it), else the last thing that happened by itself or could
                                    not be done ("converged at step 83"), else "" */
    double fraction;             /* of the task, 0..1; negative: unknown or none */
    char message[600];           /* why SESSION_FAILED */
    size_t n, n_test, d, outputs;/* of the data, 0 while loading */
    size_t image[3];             /* channels, height, width of an example that is an image, else 0 */
    int models;                  /* how many models run; 0 while loading */
    int kind[CATAPULT_MODEL_COUNT];       /* enum catapult_model_kind of each; [0] is the preset's own */
    struct catapult_measure now[CATAPULT_MODEL_COUNT];
    bool diverged[CATAPULT_MODEL_COUNT];
    long diverged_at[CATAPULT_MODEL_COUNT]; /* the iteration at which it was found diverged; -1 if it is not */
    int runs, focus;             /* how many there are, none while loading; which of them is in focus */
    struct run_summary run[RUNS_MAX];
    bool travelling;             /* on the way to an iteration that was asked for: a jump, another run, a change undone */
    char undo[48], redo[48];     /* what of the run in focus can be undone and redone ("eta at step 40"), else "" */
    long t;                      /* iteration */
    double eta;                  /* the next step uses it */
    double lambda_1;             /* lambda_1(0) of c*K; eta_crit = 2/lambda_1 (or the momentum's own), theory's
                                    eta_max = 4/lambda_1 */
    enum eta_max_kind eta_max_kind;
    double eta_max;              /* of model [0], once measured; while measuring: the bracket's low end; else 0 */
    double eta_max_high;         /* the bracket's high end, +inf if none yet, or if no eta tried diverged */
    double steps_per_second;     /* measured while running, 0 otherwise */
    double rate;                 /* asked-for iterations per second; 0: as fast as it goes */
    int seed;
    enum script_state script;    /* of session_play */
    unsigned long applied;       /* commands taken from the queue so far: as many as were sent means that this
                                    snapshot knows of all of them */
};

/* Reads the data for settings; called on the compute thread. */
typedef enum catapult_status (*session_loader)(const struct catapult_settings *settings, struct catapult_dataset **out,
                                               const struct catapult_progress *progress, struct catapult_error *err);

/* A session whose thread waits for session_start.  settings are copied.  Never fails but for lack of a thread, of memory
 * or of descriptors (NULL). */
struct session *session_new(const struct catapult_settings *settings, session_loader load, bool running);

/* Loads, and then steps or is paused, as session_new was told.  What was sent before takes effect before the first
 * step. */
void session_start(struct session *session);

/* Ends the thread (a long computation is cancelled) and frees everything.  NULL is allowed. */
void session_stop(struct session *session);

/* A file descriptor that becomes readable when there is something new.  session_fetch drains it. */
int session_fd(const struct session *session);

/* Copies the newest snapshot, and brings histories[i] (i < models; initialised by the caller with
 * catapult_history_init(h, settings.spectrum.top)) up to date: rows are appended and the newest one, whose eta may
 * still have changed, is renewed; where the epoch changed they are cut and copied anew.  Snapshot and
 * histories belong together: every history has t + 1 rows; past diverged_at a row holds eta, NaN and
 * CATAPULT_PHASE_DIVERGED.  With models = 0 (loading, failed) histories are left as they are.  Returns whether anything
 * is new since the last call. */
bool session_fetch(struct session *session, struct snapshot *out, struct catapult_history *histories);

/* The rows of a run that waits: histories[i] (i < models) are brought up to date with run[index] of a snapshot, which
 * had that stamp.  They begin empty for another stamp.  False if they cannot be had: there are others by now. */
bool session_rows(struct session *session, int index, unsigned long stamp, struct catapult_history *histories);

/* The run that the last restart ended, whole to its last step: its histories are handed over, in place of what
 * ghosts[i] (i < CATAPULT_MODEL_COUNT; initialised by the caller) held.  Call it when snapshot.restarts has changed.
 * False, with ghosts unchanged, if no run of at least one step was ended since the last call. */
bool session_ghost(struct session *session, struct catapult_history *ghosts);

/* Commands.  They are applied in the order in which they are sent; what cannot be done in the present state
 * (a step while SESSION_FAILED) does nothing.  Without memory to queue it a command is lost. */

/* Running ends by itself when every model has diverged, and once when model [0] converges (stop.loss) or
 * stop.steps is reached: task says so, and running again goes on.  Going back before that point arms it again. */
void session_run(struct session *session, bool running);

/* Pauses, then takes steps as fast as it goes.  A pause, a run or a jump ends it early. */
void session_forward(struct session *session, int steps);

/* Pauses, then goes back to iteration t (clamped to 0 .. present), exact to the bit: from a checkpoint, and
 * forward again with the learning rates of the history.  Rows after t are cut when it is there; until then
 * another goto, to any iteration of the old run, takes its place. */
void session_goto(struct session *session, long t);

/* Pauses.  A run more, which begins with the rows of this one up to iteration t (clamped to 0 .. present) and is in
 * focus then.  Nothing happens while there are RUNS_MAX. */
void session_fork(struct session *session, long t);

/* Pauses, and puts the run of that name in focus, where it was left.  A jump that has not arrived is given up. */
void session_focus(struct session *session, char name);

/* Forgets the run of that name, unless there is no other; if it was in focus, the one beside it is then. */
void session_delete(struct session *session, char name);

/* Pauses, and undoes the last change of the run in focus: a learning rate set by hand (the run stands where it was set,
 * as it was before), a jump back (what was cut is made again, to the bit) or the fork it began with (it is forgotten, and
 * the run it was forked from in focus).  Jumps without a step between them are one change. */
void session_undo(struct session *session);

/* What was undone last, as it was; not after another change. */
void session_redo(struct session *session);

/* Any notation.  One in units of eta_max has that measured first, running or not, and is then applied.  The
 * schedule goes on: at its steps it sets eta again. */
void session_set_lr(struct session *session, const struct catapult_lr *lr);

/* The run in focus from w0; paused or running as before, with the learning rate that was last set by hand on the way
 * to where it is (not after a step it was taken back to), else the preset's, in its notation, so 1.2crit is 1.2crit of
 * the next seed, too, and with the schedule from its beginning.
 * next_seed: with other data and another w0, where no other run can go on: they are forgotten; else the
 * measured eta_max is kept.  Cancels loading; after a failure it loads again. */
void session_restart(struct session *session, bool next_seed);

void session_set_rate(struct session *session, double iterations_per_second); /* 0: no limit */

/* Memory for checkpoints of all runs, in bytes; 48 MB at the start, which keeps three models of CIFAR-2 size under 400 MB
 * in all.  The one at t = 0 is always kept. */
void session_set_budget(struct session *session, size_t bytes);

/* Memory for the rows of all runs, in bytes; 1 GB at the start.  Where it is used up a run takes no further step and says so;
 * nothing that is there is given up. */
void session_set_history(struct session *session, size_t bytes);

/* Before session_start: everything that is done to the run is told, as it takes effect, on the compute thread; EVENT_END
 * when the session is stopped.  hear must be quick, and context live until session_stop has returned. */
void session_listen(struct session *session, event_listener hear, void *context);

/* Before session_start: plays events, in the order in which they stand, while the session runs or steps forward, each at its iteration; then
 * it pauses.  A run that stops by itself meanwhile goes on.  A learning rate, jump or restart sent meanwhile ends the
 * playing, and so does an event whose iteration cannot be reached.  events are borrowed until the session is stopped. */
void session_play(struct session *session, const struct event *events, size_t count);

/* Which probes (PROBE_BITs) the front end wants from now on, of which model: see probe.h. */
void session_want(struct session *session, unsigned probes, int model);

/* Copies a probe's result into the kind's struct if it is newer than what is there (head.serial); whether it was. */
bool session_probe(struct session *session, enum probe_kind kind, struct probe_head *result);

#endif
