/* run.h - the runs side by side: what belongs to each of them, and not to the experiment that they share.
 *
 * A run is its plan and the iteration it has come to: the rest, rows and states, follows from these to the bit.  So it
 * waits as little more than its rows (board.h), and is taken up again from the nearest state that was kept; and a change
 * is undone by going to another plan and iteration, along what both have in common. */
#ifndef SESSION_RUN_H
#define SESSION_RUN_H

#include "session/thread/plan.h"
#include "session/thread/queue.h"
#include "session/thread/session.h"

struct worker;

enum { CHANGES_MAX = 64 };

enum change_kind { CHANGE_ETA, CHANGE_BACK, CHANGE_FORK };

/* Where an undo or redo leads to: the plan's first `kept` changes and the tail behind them, at iteration t. */
struct change {
    enum change_kind kind;
    long at;                  /* where the change was made; FORK: where the fork was */
    long t;                   /* FORK: redone, the fork goes on to there */
    long stopped_at;
    size_t kept, tails;
    struct plan_change *tail; /* owned */
    struct catapult_lr lr;
    char parent;              /* FORK: the run it was forked from */
};

/* The newest is last; when there is no room the oldest is forgotten. */
struct changes {
    int count;
    struct change list[CHANGES_MAX];
};

struct run {
    char name;
    struct catapult_lr lr; /* what it begins with when restarted: the last set by hand up to here, else the preset's */
    struct plan plan;
    long stopped_at;  /* where running ended by itself, which it does once; -1 */
    struct changes undo, redo;
};

/* A number for checkpoint.h. */
int run_number(const struct run *run);

/* --- run.c: more than one --- */

/* The only one, which begins with lr. */
void runs_init(struct worker *worker, const struct catapult_lr *lr);
void runs_done(struct worker *worker);

/* All but the one in focus are forgotten, and that is the first. */
void runs_alone(struct worker *worker);

/* See session_fork and so on; each says what it could not do. */
void runs_fork(struct worker *worker, long t);
void runs_focus(struct worker *worker, char name);
void runs_delete(struct worker *worker, char name);

/* The run in focus is forgotten, and `next` in focus instead. */
void runs_replace(struct worker *worker, char next);
bool runs_there(const struct worker *worker, char name);

/* Whether the command, to focus or delete, takes the focus away from the run that has it. */
bool runs_left_by(const struct worker *worker, const struct command *command);

/* The run in focus has another newest row; anew: its rows are others. */
void runs_measure(struct worker *worker, bool anew);

/* --- undo.c: changes of the run in focus --- */

/* When eta has been set by hand; before its rows are cut from iteration `from` to `to`; when it was forked at t. */
void undo_note_eta(struct worker *worker);
void undo_note_back(struct worker *worker, long from, long to);
void undo_note_fork(struct worker *worker, long t, char parent);
void undo_forget(struct worker *worker);

/* Begin: the change takes effect when the way has led to the iteration that both have in common. */
void undo_begin(struct worker *worker, bool redo);

/* The way has led there, and ends at *t: the plan is the other one.  False without memory. */
bool undo_arrive(struct worker *worker, long *t);

/* What could be undone and redone of the run in focus, into the snapshot. */
void undo_show(struct worker *worker);

void changes_clear(struct changes *changes);

#endif
