/* curves.h - a pane of curves over iterations with its own axis: for screens whose panes do not share one. */
#ifndef TUI_CURVES_H
#define TUI_CURVES_H

#include "tui/panes/pane.h"

struct curves_look {
    enum pane_kind kind;
    const char *title;
    const struct fields *legend;
    double low, high;      /* y values that must be visible; NaN: from the curves alone */
    const char *empty;     /* text if no curve has a value */
    double cap;            /* values above it need not be visible on a linear scale; 0: all must */
};

void curves_draw(struct canvas *canvas, const struct scene *scene, struct rect rect, const struct series *series,
                 int count, const struct curves_look *look);

#endif
