/* link.h - the laboratory's side of a session: the commands sent to it, what they will lead to, and its newest
 * snapshot and probe results.
 *
 * Commands go to another thread, which may be in the middle of a long step.  Until a snapshot has answered all of
 * them, `asked` is the state they lead to: it is shown at once, and the next key builds on it. */
#ifndef TUI_LINK_H
#define TUI_LINK_H

#include <stdbool.h>

#include "session/tape/tape.h"
#include "session/thread/session.h"

struct lab_options;

/* Read by all of the laboratory, written only by link.c. */
struct link {
    struct session *session;
    struct snapshot snapshot;         /* the newest, with the effect of pending commands */
    bool running;                     /* running or paused, as last requested or as the session decided */
    struct probes probes;             /* newest probe results */
    unsigned wanted;                  /* probes requested from the session, and of which model */
    int wanted_model;
    unsigned long sent;               /* commands sent to this session; those applied are in the snapshot */
    unsigned long harmless;           /* of them, those that do not change the run */
    unsigned long reopened;           /* sessions that replaced another one */
    struct {
        bool eta_set, rate_set, t_set, running_set;
        double eta, rate;
        long t;                       /* target of a jump back */
        char name;                    /* the run that will be in focus; 0: unchanged */
        int runs;                     /* number of runs there will be; 0: unchanged */
    } asked;
    session_loader load;
    struct tape_writer *recorder;     /* of the run's events, or NULL */
    const struct tape *tape;          /* being played, or NULL */
    int part;                         /* the part of `tape` that the session plays */
    size_t memory, history;           /* bytes for checkpoints and for rows */
    bool unmeasured;                  /* eta_max is measured only for a learning rate that needs it */
};

/* Before there is a session: loading, at the rate of the options. */
void link_init(struct link *link, const struct lab_options *options);

/* link_begin starts the session, with its events recorded and played as the options ask. link_end stops it, and
 * reports a recording that could not be written if there is no other error. */
enum catapult_status link_begin(struct link *link, const struct catapult_settings *settings, session_loader load,
                                const struct lab_options *options, bool running, struct catapult_error *err);
enum catapult_status link_end(struct link *link, enum catapult_status status, struct catapult_error *err);

/* Replaces the session by one with these settings, at the same rate.  Returns false, with nothing changed, without
 * memory or a thread. */
bool link_reopen(struct link *link, const struct catapult_settings *settings, bool running);

/* The settings of the recording's next part, which link_reopen then plays, if the current part has been played to its
 * end; else NULL.  After an action by the user nothing more is played. */
const struct catapult_settings *link_next_part(struct link *link);
void link_stop_playing(struct link *link);

/* Gets the newest snapshot, its histories (see session_fetch) and the wanted probes.  Returns whether anything was
 * new. */
bool link_fetch(struct link *link, struct catapult_history *histories);

/* --- state --- */

/* Some command has not been answered yet. */
bool link_pending(const struct link *link);

/* The session that the program was started with failed. */
bool link_failed(const struct link *link);

/* Every model has diverged: no step can be taken. */
bool link_over(const struct link *link);

/* Whether every command has been answered and iteration `goal` (-1: any) is reached, or cannot be. */
bool link_at_rest(const struct link *link, long goal);

/* Including the effect of pending commands: the iteration, the name of the run in focus, the number of runs. */
long link_t(const struct link *link);
char link_name(const struct link *link);
int link_runs(const struct link *link);

/* The index of the run of that name in the snapshot; -1: there is none. */
int link_run_index(const struct link *link, char name);

/* The number of commands sent so far that change the run. */
unsigned long link_changes(const struct link *link);

/* --- commands: see session.h for what each does --- */

void link_run(struct link *link, bool running);
void link_forward(struct link *link, int steps);
void link_goto(struct link *link, long t);
void link_fork(struct link *link, long t);
void link_focus(struct link *link, char name);
void link_delete(struct link *link, char name);
void link_undo(struct link *link, bool redo);
void link_restart(struct link *link, bool next_seed);
void link_set_rate(struct link *link, double rate);
void link_set_eta(struct link *link, const struct catapult_lr *lr, double eta); /* eta: its value; NaN: not known yet */

/* Requests the probes of a screen, if that differs from what was requested before. */
void link_want(struct link *link, unsigned probes, int model);

/* Around Ctrl-Z: a running session pauses while the program is stopped. */
void link_suspend(const struct link *link);
void link_resume(struct link *link);

#endif
