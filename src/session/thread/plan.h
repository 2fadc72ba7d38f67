/* plan.h - the tree of learning rates set by hand, and the changes of a run that can be undone.
 *
 * A node says that a learning rate holds from step t on; what holds before is said by its parent.  A root is the rate
 * that a run begins with; the warm-up raises the rate to that value.  The path from a root to a node is a plan: with
 * the schedule of the settings, which sets another rate at its steps, it gives the learning rate of every step.
 *
 * A node never changes and may have several owners: runs, and places that an undo or redo goes to.  So a run is a node
 * and an iteration, a fork shares the nodes of its parent run, and undo and redo only move between nodes. */
#ifndef SESSION_PLAN_H
#define SESSION_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

struct plan_node {
    struct plan_node *parent; /* owned together with others; NULL: a root */
    int owners, depth;
    long t;                   /* first step that uses it; not before the parent's */
    struct catapult_lr lr;
    struct catapult_lr meant; /* as written; a restart uses it, because 1.1crit is another number for another kernel */
};

/* Both return a node with one owner, the caller.  A child becomes an owner of its parent. */
struct plan_node *plan_root(const struct catapult_lr *lr);
struct plan_node *plan_child(struct plan_node *parent, long t, const struct catapult_lr *lr,
                             const struct catapult_lr *meant);

/* One more owner; returns node.  One owner fewer: the last one frees it.  NULL is allowed. */
struct plan_node *plan_share(struct plan_node *node);
void plan_release(struct plan_node *node);

/* The last node of the path that holds at step t. */
struct plan_node *plan_node_at(struct plan_node *node, long t);

/* The last iteration that both paths share, which begin at the same root; LONG_MAX if they are the same. */
long plan_parting(const struct plan_node *a, const struct plan_node *b);

/* The rate at step t is the value of *lr times *factor. */
void plan_at(const struct plan_node *node, const struct catapult_settings *settings, long t, struct catapult_lr *lr,
             double *factor);

/* What determines a run to the bit, and where it stopped by itself, which happens once; -1: not yet. */
struct place {
    struct plan_node *node; /* owned */
    long t;
    long stopped_at;
};

enum change_kind { CHANGE_ETA, CHANGE_BACK, CHANGE_FORK };

struct change {
    enum change_kind kind;
    long at;            /* iteration of the change; FORK: of the fork */
    struct place place; /* where undo or redo goes; FORK: no node, and the iteration to which a redo goes on */
    char parent;        /* FORK: the run it was forked from */
};

enum { CHANGES_MAX = 64 };

/* The changes of a run in their order.  The first `done` can be undone, the others were undone. */
struct changes {
    int count, done;
    struct change list[CHANGES_MAX];
};

void changes_clear(struct changes *changes);

/* Adds a change that was made; place.node becomes owned.  Those undone are forgotten; if the list is full, the oldest
 * too. */
void changes_note(struct changes *changes, const struct change *change);

/* Forgets those undone. */
void changes_commit(struct changes *changes);

/* The change that the next undo or redo concerns; NULL: none. */
struct change *changes_next(struct changes *changes, bool redo);

/* Undo or redo: exchanges the place with that of the next change, and moves past it. */
void changes_exchange(struct changes *changes, bool redo, struct place *place);

/* Adds a change as the next to be redone; removes that. */
void changes_add_undone(struct changes *changes, const struct change *change);
void changes_drop_undone(struct changes *changes);

/* The next undo or redo in words, "" if there is none. */
void changes_describe(const struct changes *changes, bool redo, char *text, size_t size);

#endif
