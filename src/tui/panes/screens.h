/* screens.h - the screens of the laboratory, in one table: the panes of each, and the probes they need.
 *
 * A screen's key, name and help line are those of its request (request.h): the row of GROUP_SCREEN with its number.
 * So key line, help and manual list exactly these screens. */
#ifndef TUI_SCREENS_H
#define TUI_SCREENS_H

#include "tui/input/request.h"

enum screen_kind {
    SCREEN_MAIN,
    SCREEN_DIRECTIONS,
    SCREEN_PORTRAIT,
    SCREEN_BIFURCATION,
    SCREEN_FUNCTION,
    SCREEN_SWEEP,
    SCREEN_KERNEL,
    SCREEN_SETTINGS,
    SCREEN_RUNS,
    SCREEN_COUNT
};

enum { SCREEN_PANES = 4 };

struct screen_info {
    int columns;              /* panes next to each other, if there is room */
    int rows;                 /* minimum rows of a pane, else fewer panes are shown; 0: few */
    int count;
    int panes[SCREEN_PANES];  /* enum pane_kind: the first has the focus at the start */
    unsigned probes;          /* PROBE_BITs */
};

extern const struct screen_info screens[SCREEN_COUNT];

/* A word for the screen: "directions". */
const char *screen_name(enum screen_kind screen);

#endif
