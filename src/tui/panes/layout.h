/* layout.h - where everything stands on a screen of any size: a pure function.
 *
 * What does not fit is left out by rank, down to a status line: the header's first row, the readout, the
 * header's second row, the keys, the loss with its axis, the ruler's bar, the kernel, the last key.  What is
 * left over goes to the plots; a wide screen has a column of numbers beside them. */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include <stdbool.h>

#include "tui/canvas/canvas.h"

enum layout_item {
    ITEM_HEADER,
    ITEM_CAPTION, /* of a lesson */
    ITEM_LOSS,
    ITEM_KERNEL,
    ITEM_AXIS,    /* of iterations, under the last plot */
    ITEM_RULER,
    ITEM_READOUT,
    ITEM_LAST,
    ITEM_KEYS,
    ITEM_NOW,     /* beside loss, kernel and axis */
    ITEM_CELL,    /* the panes of the other screens, LAYOUT_CELLS of them */
    ITEM_BAND = ITEM_CELL + 4, /* the presenter's numbers */
    ITEM_STAGE,                /* and its one pane */
    ITEM_COUNT
};

enum { LAYOUT_CELLS = ITEM_BAND - ITEM_CELL };

struct layout {
    struct rect item[ITEM_COUNT]; /* rows 0: not shown */
    int first;                    /* which pane stands in the first cell */
};

enum { LAYOUT_ALL = -1 };

/* zoom: LAYOUT_ALL, or ITEM_LOSS, ITEM_KERNEL or ITEM_RULER to leave out the other two.  caption: rows that a lesson wants
 * for what it says; 0: there is none. */
void layout_make(struct layout *layout, int rows, int cols, int zoom, int caption);

/* A screen of `count` panes (at most LAYOUT_CELLS) in up to `columns` columns; the first columns have fewer where they do
 * not come out even, so that a pane may stand alone at the left. */
struct grid {
    int count, columns;
    int rows;   /* that a pane should have; 0: few */
    int focus;  /* the pane that is always shown */
    bool zoom;  /* it alone */
    int caption; /* as in layout_make */
};

/* Where there is no room for all, only some panes are shown.  Around them header, readout, last key and keys, and from
 * 30 rows on the ruler. */
void layout_make_grid(struct layout *layout, int rows, int cols, const struct grid *grid);

/* The presenter's screen: what a lesson says or else a header, big numbers, one pane, with the axis of iterations below
 * if it has none of its own, and the keys. */
void layout_present(struct layout *layout, int rows, int cols, int caption, bool axis);

#endif
