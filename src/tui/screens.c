/* screens.c - see screens.h. */
#include "tui/screens.h"

#include "tui/view.h"

const struct screen_info screens[SCREEN_COUNT] = {
    [SCREEN_MAIN] = {.columns = 1, .count = 3, .panes = {PANE_LOSS, PANE_KERNEL, PANE_RULER}},
    [SCREEN_DIRECTIONS] = {.columns = 2,
                           .count = 3,
                           .panes = {PANE_SPECTRUM, PANE_PI, PANE_OVERLAP},
                           .probes = PROBE_BIT(PROBE_SPECTRUM)},
};

const char *screen_name(enum screen_kind screen)
{
    return requests[REQUEST_SCREEN_FIRST + (int)screen].name;
}
