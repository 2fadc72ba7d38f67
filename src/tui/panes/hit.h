/* hit.h - what is at a position of the screen, for the mouse: a pure function of the view, like drawing. */
#ifndef TUI_HIT_H
#define TUI_HIT_H

#include "tui/panes/view.h"

struct hit {
    int pane;     /* enum pane_kind at the position; -1: none */
    long t;       /* the iteration there, if the pane is over iterations; -1: none */
    int run;      /* run whose table row is there, an index of the snapshot's; -1: none */
    double eta;   /* the learning rate there, if it is the ruler; NaN: none */
};

void screen_hit(const struct view *view, int rows, int cols, int row, int col, struct hit *out);

#endif
