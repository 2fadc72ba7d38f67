/* run.h - the data of each run; the experiment is shared by all runs.
 *
 * A run is determined to the bit by its plan and the iteration it has reached; its rows and states follow from these.
 * So a waiting run stores little more than its rows (board.h) and continues from the nearest checkpoint.  An undo
 * goes to another plan and iteration: back to the last iteration that both plans share, then forward. */
#ifndef SESSION_RUN_H
#define SESSION_RUN_H

#include "session/thread/plan.h"
#include "session/thread/queue.h"
#include "session/thread/session.h"

struct worker;

enum { CHANGES_MAX = 64 };

enum change_kind { CHANGE_ETA, CHANGE_BACK, CHANGE_FORK };

/* The target of an undo or redo: the plan's first `kept` changes, then the tail, at iteration t. */
struct change {
    enum change_kind kind;
    long at;                  /* iteration of the change; FORK: of the fork */
    long t;                   /* target iteration; FORK: a redone fork continues to there */
    long stopped_at;
    size_t kept, tails;
    struct plan_change *tail; /* owned */
    struct catapult_lr lr;
    char parent;              /* FORK: the run it was forked from */
};

/* The newest is last; when the list is full the oldest is dropped. */
struct changes {
    int count;
    struct change list[CHANGES_MAX];
};

struct run {
    char name;
    struct catapult_lr lr; /* a restart begins with it: the last one set by hand up to here, else the preset's */
    struct plan plan;
    long stopped_at;  /* where running stopped by itself, which happens once; -1: not yet */
    struct changes undo, redo;
};

/* The run's number for checkpoint.h. */
int run_number(const struct run *run);

/* --- run.c: several runs --- */

/* Creates the only run, which begins with lr. */
void runs_init(struct worker *worker, const struct catapult_lr *lr);
void runs_done(struct worker *worker);

/* Forgets all runs except the one in focus, which becomes the first. */
void runs_alone(struct worker *worker);

/* See session_fork etc.; each reports failure with worker_say. */
void runs_fork(struct worker *worker, long t);
bool runs_refork(struct worker *worker, long t, long goal); /* redo of a fork, which had gone on to the goal */
void runs_focus(struct worker *worker, char name);
void runs_delete(struct worker *worker, char name);

/* Forgets the run in focus and puts `next` in focus. */
void runs_replace(struct worker *worker, char next);
bool runs_there(const struct worker *worker, char name);

/* Whether the command (focus or delete) moves the focus to another run. */
bool runs_left_by(const struct worker *worker, const struct session_command *command);

/* Updates the summary of the run in focus after its newest row changed; anew: computes it again from all rows. */
void runs_measure(struct worker *worker, bool anew);

/* The outcome of the run in focus.  runs_judge_rows: adds the rows before iteration t, which do not change any more;
 * rows from t on are forgotten. runs_judge: writes the outcome of all rows into the summary. */
void runs_judge_rows(struct worker *worker, long t);
void runs_judge(struct worker *worker);

/* --- undo.c: changes of the run in focus --- */

/* Record a change: after eta was set by hand; before rows are cut from iteration `from` back to `to`; after a fork at
 * t. */
void undo_note_eta(struct worker *worker);
void undo_note_back(struct worker *worker, long from, long to);
void undo_note_fork(struct worker *worker, long t, char parent);
void undo_forget(struct worker *worker);

/* Starts an undo or redo.  The change takes effect when the experiment has reached the iteration that both plans
 * share. */
void undo_begin(struct worker *worker, bool redo);

/* Called there: exchanges the plans.  The run then continues to *t.  Returns false if out of memory. */
bool undo_arrive(struct worker *worker, bool redo, long *t);

/* Writes the next possible undo and redo of the run in focus into the snapshot. */
void undo_show(struct worker *worker);

void changes_clear(struct changes *changes);

#endif
