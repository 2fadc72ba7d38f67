/* session.h - one compute thread that owns an experiment, and the interface to its front end.
 *
 * The front end sends commands (queued, applied between steps, answered at once) and fetches a snapshot.  The thread
 * publishes after a step by copying under one mutex held for microseconds.  Nothing in a snapshot points into the
 * core.  The thread sleeps while paused with nothing to measure.
 *
 * Pauses, rates, jumps back, the search for eta_max and other runs change no bit of a trajectory: it equals a plain
 * loop over catapult_experiment_step with the same learning rates.  There is one front end, on one thread.
 *
 * There may be several runs of the experiment, which begin at the same w0.  One of them is in focus: commands act on
 * it, and the others wait where they are. */
#ifndef CATAPULT_SESSION_H
#define CATAPULT_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/history.h>
#include <catapult/outcome.h>
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
    SCRIPT_PLAYING,  /* there are more events to play */
    SCRIPT_ENDED,    /* all events have been played, and the run has stopped there */
    SCRIPT_LEFT      /* the user changed the run, or it took another path */
};

enum { RUNS_MAX = 8 };

/* Summary of a run. */
struct run_summary {
    char name;                   /* from 'A' on */
    unsigned long stamp;         /* identifies its rows while it waits: another stamp, other rows; see session_rows */
    int seed;
    long t;
    double eta;
    struct run_model {
        double loss, lambda_1;   /* the newest known values */
        double peak;             /* the largest finite loss */
        long peak_t;             /* iteration of the peak */
        enum catapult_phase phase;
        struct catapult_outcome_facts did; /* the outcome of its rows up to t */
        long diverged_at;        /* -1: not diverged */
    } model[CATAPULT_MODEL_COUNT];
};

enum eta_max_kind { ETA_MAX_UNKNOWN, ETA_MAX_MEASURING, ETA_MAX_MEASURED };

struct snapshot {
    unsigned long generation;    /* changes with every publication */
    unsigned long epoch;         /* changes when histories are cut or restarted */
    unsigned long restarts;      /* changes when a run is restarted from w0: session_ghost returns the old one */
    enum session_state state;
    char task[80];               /* current task (loading, going to a step, measuring eta_max for a learning rate that
                                    needs it), else the last thing that happened by itself or failed ("converged at
                                    step 83"), else "" */
    double fraction;             /* of the task, 0..1; negative: unknown or none */
    char message[600];           /* why SESSION_FAILED */
    size_t n, n_test, d, outputs;/* of the data, 0 while loading */
    size_t image[3];             /* channels, height, width of an example that is an image, else 0 */
    int models;                  /* how many models run; 0 while loading */
    int kind[CATAPULT_MODEL_COUNT];       /* enum catapult_model_kind of each; [0] is the preset's own */
    struct catapult_measure now[CATAPULT_MODEL_COUNT];
    bool diverged[CATAPULT_MODEL_COUNT];
    long diverged_at[CATAPULT_MODEL_COUNT]; /* the iteration at which it was found diverged; -1 if it is not */
    int runs, focus;             /* number of runs (0 while loading); index of the run in focus */
    struct run_summary run[RUNS_MAX];
    bool travelling;             /* going to a requested iteration: a jump, another run, an undo */
    char undo[48], redo[48];     /* next undo and redo of the run in focus ("eta at step 40"), else "" */
    long t;                      /* iteration */
    double eta;                  /* the next step uses it */
    double lambda_1;             /* lambda_1(0) of c*K; eta_crit = 2/lambda_1 (or the momentum's own) */
    double eta_ms;               /* the linear model's threshold with mini-batches (experiment.h); NaN: full batches,
                                    momentum, not known yet, or never */
    double eta_max_proved[CATAPULT_MODEL_COUNT]; /* catapult_experiment_eta_max of each model; NaN: no proof */
    enum eta_max_kind eta_max_kind;
    double eta_max;              /* of model [0] when measured; while measuring: the bracket's low end; else 0 */
    double eta_max_high;         /* the bracket's high end, the first rate that fails; +inf: none yet, or no rate fails */
    enum catapult_outcome_word eta_max_fails; /* when measured: what the run at eta_max_high did */
    int eta_max_holes;           /* how many larger rates converged */
    long eta_max_steps;          /* of a run at most */
    bool searching;              /* eta_ms or eta_max is being looked for */
    double steps_per_second;     /* measured while running, 0 otherwise */
    double rate;                 /* requested iterations per second; 0: as fast as possible */
    int seed;
    enum script_state script;    /* of session_play */
    unsigned long applied;       /* commands taken from the queue so far; equal to the number sent: this snapshot
                                    includes the effect of all of them */
};

/* Reads the data for settings; called on the compute thread. */
typedef enum catapult_status (*session_loader)(const struct catapult_settings *settings, struct catapult_dataset **out,
                                               const struct catapult_progress *progress, struct catapult_error *err);

/* A session whose thread waits for session_start. settings are copied.  Returns NULL if there is no thread, memory or
 * descriptor left; nothing else fails. */
struct session *session_new(const struct catapult_settings *settings, session_loader load, bool running);

/* Loads, then runs or pauses as session_new asked.  Commands sent before take effect before the first step. */
void session_start(struct session *session);

/* Ends the thread (a long computation is cancelled) and frees everything.  NULL is allowed. */
void session_stop(struct session *session);

/* A file descriptor that becomes readable when there is something new.  session_fetch drains it. */
int session_fd(const struct session *session);

/* Copies the newest snapshot and brings histories[i] up to date (i < models; initialised by the caller with
 * catapult_history_init(h, settings.spectrum.top)).  Rows are appended; the newest one, whose eta may still have
 * changed, is copied again.  If the epoch changed, the histories are cut and copied again.  Snapshot and histories
 * belong together: every history has t + 1 rows; past diverged_at a row holds eta, NaN and CATAPULT_PHASE_DIVERGED.
 * With models = 0 (loading, failed) histories are left as they are.  Returns whether anything is new since the last
 * call. */
bool session_fetch(struct session *session, struct snapshot *out, struct catapult_history *histories);

/* The rows of a waiting run: histories[i] (i < models) are brought up to date with run[index] of a snapshot, which
 * had that stamp.  For another stamp they must be empty at first.  Returns false if these rows no longer exist. */
bool session_rows(struct session *session, int index, unsigned long stamp, struct catapult_history *histories);

/* The complete run that the last restart ended.  Its histories move to ghosts[i] (i < CATAPULT_MODEL_COUNT;
 * initialised by the caller) and replace what that held.  Call it when snapshot.restarts has changed.  Returns false,
 * with ghosts unchanged, if no run of at least one step has ended since the last call. */
bool session_ghost(struct session *session, struct catapult_history *ghosts);

/* Commands.  They are applied in the order in which they are sent.  A command that is impossible in the current state
 * (a step while SESSION_FAILED) does nothing.  Without memory to queue it a command is lost. */

/* Running stops by itself when every model has diverged, and once when model [0] converges (stop.loss) or stop.steps
 * is reached. task then says so, and running again continues.  Going back before that point enables the stop again. */
void session_run(struct session *session, bool running);

/* Pauses, then takes steps as fast as possible.  A pause, a run or a jump ends it early. */
void session_forward(struct session *session, int steps);

/* Pauses, then goes back to iteration t (clamped to 0 .. current), exact to the bit: from a checkpoint, then forward
 * with the learning rates of the history.  Rows after t are cut when it arrives; until then another goto, to any
 * iteration of the old run, can replace it. */
void session_goto(struct session *session, long t);

/* Pauses.  Adds a run that begins with the rows of this one up to iteration t (clamped to 0 .. current), and puts it
 * in focus.  Does nothing if there are RUNS_MAX runs. */
void session_fork(struct session *session, long t);

/* Pauses, and puts the run of that name in focus, where it was left.  A jump in progress is cancelled. */
void session_focus(struct session *session, char name);

/* Forgets the run of that name, unless it is the only one.  If it was in focus, a neighbour gets the focus. */
void session_delete(struct session *session, char name);

/* Pauses, and undoes the last change of the run in focus.  A learning rate set by hand: the run is back where it was
 * set, in the state before.  A jump back: the removed steps are made again, to the bit.  The fork it began with: the
 * run is forgotten, and its parent gets the focus.  Jumps without a step between them are one change. */
void session_undo(struct session *session);

/* Redoes the last undone change.  Not possible after another change. */
void session_redo(struct session *session);

/* Any notation.  For a rate in units of eta_max, eta_max is measured first, running or not; then the rate is applied.
 * The schedule still applies: at its steps it sets eta again. */
void session_set_lr(struct session *session, const struct catapult_lr *lr);

/* Restarts the run in focus from w0; paused or running as before.  The learning rate is the last one set by hand on
 * this run's path (not one after a step it was taken back to), else the preset's.  It keeps its notation: 1.2crit is
 * 1.2crit of the next seed, too.  The schedule starts again. next_seed: with other data and another w0; the other
 * runs cannot continue there and are forgotten.  Otherwise the measured eta_max is kept.  Cancels loading; after a
 * failure it loads again. */
void session_restart(struct session *session, bool next_seed);

void session_set_rate(struct session *session, double iterations_per_second); /* 0: no limit */

/* Memory for checkpoints of all runs, in bytes; initially 48 MB, which keeps three models of CIFAR-2 size under 400
 * MB in all.  The checkpoint at t = 0 is always kept. */
void session_set_budget(struct session *session, size_t bytes);

/* Memory for the rows of all runs, in bytes; initially 1 GB.  When it is used up a run takes no further step and says
 * so; no row is dropped. */
void session_set_history(struct session *session, size_t bytes);

/* Call it before session_start.  Every change of the run is reported as it takes effect, on the compute thread;
 * EVENT_END when the session is stopped. hear must be quick, and context must live until session_stop has returned. */
void session_listen(struct session *session, event_listener hear, void *context);

/* Call it before session_start.  Plays events, in the given order, while the session runs or steps forward, each at
 * its iteration; then it pauses.  Stops that the run makes by itself are ignored.  A learning rate, jump or restart
 * sent meanwhile ends the playing, and so does an event whose iteration cannot be reached. events are borrowed until
 * the session is stopped. */
void session_play(struct session *session, const struct event *events, size_t count);

/* Whether eta_max is measured while there is nothing else to do, as it is initially; else only for a learning rate that
 * needs it. */
void session_measure(struct session *session, bool background);

/* Sets which probes (PROBE_BITs) the front end wants from now on, and of which model: see probe.h. */
void session_want(struct session *session, unsigned probes, int model);

/* Copies a probe's result into the kind's struct if it is newer than the one there (head.serial).  Returns whether it
 * copied. */
bool session_probe(struct session *session, enum probe_kind kind, struct probe_head *result);

#endif
