/* session.h - one compute thread that owns an experiment, and the bridge to whoever looks at it.
 *
 * The front end sends commands (queued, applied between steps, answered at once) and fetches a snapshot;
 * the thread publishes after a step by copying under one mutex held for microseconds.  Nothing in a
 * snapshot points into the core.  The thread sleeps while paused with nothing to measure. */
#ifndef CATAPULT_SESSION_H
#define CATAPULT_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/history.h>
#include <catapult/settings.h>

struct session;

enum session_state {
    SESSION_LOADING,  /* reading data, drawing w0, first kernel: see task and fraction */
    SESSION_PAUSED,
    SESSION_RUNNING,
    SESSION_FAILED    /* could not load: see message */
};

enum eta_max_kind { ETA_MAX_UNKNOWN, ETA_MAX_MEASURING, ETA_MAX_MEASURED };

struct snapshot {
    unsigned long generation;    /* changes with every publication */
    unsigned long epoch;         /* changes when histories were cut or restarted */
    enum session_state state;
    char task[80];               /* what SESSION_LOADING, or a jump back, is doing */
    double fraction;             /* of the task, 0..1; negative: unknown or none */
    char message[600];           /* why SESSION_FAILED */
    size_t n, n_test, d, outputs;/* of the data, 0 while loading */
    int models;                  /* how many models run; 0 while loading */
    int kind[MODEL_COUNT];       /* enum model_kind of each; [0] is the preset's own */
    struct measure now[MODEL_COUNT];
    bool diverged[MODEL_COUNT];
    long diverged_at[MODEL_COUNT]; /* the iteration at which it was found diverged */
    long t;                      /* iteration */
    double eta;                  /* the next step uses it */
    double lambda_1;             /* lambda_1(0) of c*K; eta_crit = 2/lambda_1, theory's eta_max = 4/lambda_1 */
    enum eta_max_kind eta_max_kind;
    double eta_max;              /* of model [0], once measured; while measuring: the bracket's low end */
    double eta_max_high;         /* the bracket's high end, +inf if none yet */
    double steps_per_second;     /* measured while running, 0 otherwise */
    double rate;                 /* asked-for iterations per second; 0: as fast as it goes */
    int seed;
};

/* Reads the data for settings; called on the compute thread. */
typedef enum status (*session_loader)(const struct settings *settings, struct dataset **out,
                                      const struct progress *progress, struct error *err);

/* Starts the thread, paused or running.  settings are copied.  Never fails but for lack of a thread or of
 * memory (NULL). */
struct session *session_start(const struct settings *settings, session_loader load, bool running);

/* Ends the thread (a long computation is cancelled) and frees everything. */
void session_stop(struct session *session);

/* A file descriptor that becomes readable when there is something new.  session_fetch drains it. */
int session_fd(const struct session *session);

/* Copies the newest snapshot, and brings histories[i] (i < models; initialised by the caller with
 * history_init(h, settings.spectrum.top)) up to date: rows are appended, or, where the epoch changed, cut
 * and copied anew.  Returns whether anything is new since the last call. */
bool session_fetch(struct session *session, struct snapshot *out, struct history *histories);

void session_run(struct session *session, bool running);
void session_forward(struct session *session, int steps);   /* pauses, then steps */
void session_goto(struct session *session, long t);         /* pauses; exact, from a checkpoint; t <= present */
void session_set_lr(struct session *session, const struct lr *lr); /* any notation; LR_MAX needs a measured one */
void session_restart(struct session *session, bool next_seed);  /* from w0, eta kept, paused/running kept */
void session_set_rate(struct session *session, double iterations_per_second); /* 0: no limit */

#endif
