/* rows.h - the rows of every run on the screen, with their pyramids: the run in focus, the waiting runs and their
 * differences from it, and the run that a restart ended (its ghost). */
#ifndef TUI_ROWS_H
#define TUI_ROWS_H

#include <stdbool.h>

#include "tui/panes/view.h"
#include "tui/plot/pyramid.h"

struct link;

/* The rows of one run, in the snapshot's order of models. */
struct model_rows {
    struct catapult_history histories[CATAPULT_MODEL_COUNT];
    struct pyramid pyramids[CATAPULT_MODEL_COUNT];
};

/* Written only by rows.c. */
struct rows {
    struct model_rows focus, ghost;
    char ghost_of;                /* name of the run that the ghost was */
    struct waiting {              /* a waiting run, in the snapshot's order of runs */
        unsigned long stamp;      /* of these rows; 0: none */
        struct model_rows rows;
        struct catapult_history difference; /* from the run in focus, of one model */
        struct pyramid difference_pyramid;
        struct {                  /* what the difference was computed from */
            unsigned long stamp, epoch;
            int model;
        } of;
    } waiting[RUNS_MAX];
};

/* top: how many eigenvalues a row has. rows_reset: forgets all of it, for another session. */
void rows_init(struct rows *rows, int top);
void rows_done(struct rows *rows);
void rows_reset(struct rows *rows, int top);

/* Gets what is new from the session, into the link's snapshot and the rows of the run in focus; and the ghost, after a
 * restart.  settings: of the run.  Returns whether anything was new. */
bool rows_fetch(struct rows *rows, struct link *link, const struct catapult_settings *settings);

/* Sets the members of the view for the ghost and the waiting runs, as far as it shows them; updates these first. */
void rows_show(struct rows *rows, const struct link *link, struct view *view);

#endif
