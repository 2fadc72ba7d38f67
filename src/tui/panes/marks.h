/* marks.h - the boundaries on the learning-rate ruler: 2/lambda_1(0) = eta_crit, 2/lambda_1(t), theory's
 * 4/lambda_1(0), 12/lambda_1(0), near which shallow ReLU networks were found to diverge (Lewkowycz et al.), and the
 * measured eta_max, whose bracket is shown as it narrows.  The ruler shows them, and keys move from one to the next. */
#ifndef TUI_MARKS_H
#define TUI_MARKS_H

#include "tui/canvas/glyph.h"
#include "tui/panes/view.h"

enum { MARKS_MAX = 5, MARK_TEXTS = 3 };

struct mark {
    double eta;                 /* positive, finite */
    enum glyph glyph;
    enum style style;
    int rank;                   /* 0: shortened and omitted last */
    char text[MARK_TEXTS][64];  /* the same text, ever shorter */
};

/* Finds the boundaries of the model in focus, unordered.  Returns how many; 0 while eta_crit is not known. */
int marks_find(const struct view *view, struct mark mark[MARKS_MAX]);

/* The nearest mark above eta (direction 1) or below it (-1); NULL if there is none. */
const struct mark *marks_next(const struct mark *mark, int count, double eta, int direction);

#endif
