/* layout.h - the position of everything on a screen of any size: a pure function.
 *
 * Items that do not fit are omitted by rank, down to a status line.  The order: the header's first row, the readout,
 * the header's second row, the keys, the loss with its axis, the ruler's bar, the kernel, the last key.  The
 * remaining rows go to the plots; a wide screen has a column of numbers next to them. */
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
    ITEM_NOW,     /* next to loss, kernel and axis */
    ITEM_CELL,    /* the panes of the other screens, LAYOUT_CELLS of them */
    ITEM_BAND = ITEM_CELL + 4, /* the presenter's numbers */
    ITEM_STAGE,                /* the presenter's single pane */
    ITEM_COUNT
};

enum { LAYOUT_CELLS = ITEM_BAND - ITEM_CELL };

struct layout {
    struct rect item[ITEM_COUNT]; /* rows 0: not shown */
    int first;                    /* index of the pane in the first cell */
};

enum { LAYOUT_ALL = -1 };

/* zoom: LAYOUT_ALL, or ITEM_LOSS, ITEM_KERNEL or ITEM_RULER to omit the other two. caption: rows that a lesson needs
 * for its text; 0: no lesson. */
void layout_make(struct layout *layout, int rows, int cols, int zoom, int caption);

/* A screen of `count` panes (at most LAYOUT_CELLS) in up to `columns` columns.  If they do not divide evenly the
 * first columns have fewer panes, so that a pane may be alone at the left. */
struct layout_grid {
    int count, columns;
    int rows;   /* desired rows per pane; 0: few */
    int focus;  /* the pane that is always shown */
    bool zoom;  /* show only this pane */
    int caption; /* as in layout_make */
};

/* If not all panes fit, only some are shown.  Around them are header, readout, last key and keys, and from 30 rows on
 * the ruler. */
void layout_make_grid(struct layout *layout, int rows, int cols, const struct layout_grid *grid);

/* The presenter's screen: a lesson's caption or else a header, big numbers, one pane, the axis of iterations below it
 * if `axis`, and the keys. */
void layout_present(struct layout *layout, int rows, int cols, int caption, bool axis);

#endif
