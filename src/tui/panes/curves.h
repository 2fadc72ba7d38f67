/* curves.h - a pane of curves over iterations with an axis of its own: for the screens whose panes do not share one. */
#ifndef TUI_CURVES_H
#define TUI_CURVES_H

#include "tui/panes/pane.h"

struct curves_look {
    enum pane_kind kind;
    const char *title;
    const struct fields *legend;
    double low, high;      /* of y, where they must be in view; NaN: from the curves alone */
    const char *empty;     /* what is said if no curve has a value */
    double cap;            /* what is above it need not be in view on a linear scale; 0: all must */
};

void curves_draw(struct canvas *canvas, const struct scene *scene, struct rect rect, const struct series *series,
                 int count, const struct curves_look *look);

#endif
