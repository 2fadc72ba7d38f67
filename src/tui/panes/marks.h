/* marks.h - the marks on the learning-rate ruler: boundaries, each with its kind and its formula, and places.
 *
 *     eta_crit        where the linear model diverges with full batches: exact
 *     eta_ms          with mini-batches, in the mean square: exact; eta_crit is then a second mark
 *     bounded up to   of one example: exact
 *     eta_max         the largest rate that converges: measured, a bracket while it is being measured; its formula is
 *                     the first rate that fails, with what that run did
 *     4/lambda_1(0)   the eta_max of the two-layer quadratic model, an estimate if it has several examples; else a place
 *     12/lambda_1(0)  a place, near which shallow ReLU networks were found to diverge (Lewkowycz et al.)
 *     2/lambda_1(t)   eta_crit for the present lambda_1
 *
 * The ruler and the column of numbers show them, and keys move from one to the next. */
#ifndef TUI_MARKS_H
#define TUI_MARKS_H

#include "tui/canvas/glyph.h"
#include "tui/panes/view.h"

enum { MARKS_MAX = 7, MARK_TEXTS = 4 };

enum mark_kind {
    MARK_EXACT,     /* proved for these settings */
    MARK_MEASURED,  /* by runs */
    MARK_ESTIMATE,  /* proved for settings like these */
    MARK_PLACE      /* a place on the ruler, nothing more */
};

struct mark {
    double eta;                 /* positive, finite */
    enum glyph glyph;
    enum style style;
    enum mark_kind kind;
    int rank;                   /* 0: shortened and omitted last */
    char name[40], formula[80]; /* formula "": the name says it */
    char text[MARK_TEXTS][160]; /* name, number, kind and formula, ever shorter */
};

/* "exact", "measured", "estimate", "mark" */
const char *mark_kind_name(enum mark_kind kind);

/* Finds the marks of the model in focus, unordered.  Returns how many; 0 while eta_crit is not known. */
int marks_find(const struct view *view, struct mark mark[MARKS_MAX]);

/* How a measured eta_max ends: "0.7083 diverged in 200 steps; 2 larger converge"; "" if no run was needed. */
void marks_failure(const struct snapshot *snapshot, char *text, size_t size);

/* The nearest mark above eta (direction 1) or below it (-1); NULL if there is none. */
const struct mark *marks_next(const struct mark *mark, int count, double eta, int direction);

/* The regimes of a model on the ruler: lazy below crit, catapult from there to max_low, divergent from max_high on; in
 * between nobody knows.  crit is eta_ms where that is known, else eta_crit. */
struct marks_regimes {
    double crit, max_low, max_high;
};
void marks_regimes(const struct view *view, int model, struct marks_regimes *out);

#endif
