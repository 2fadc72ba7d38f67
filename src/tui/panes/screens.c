/* screens.c - see screens.h. */
#include "tui/panes/screens.h"

#include "tui/panes/view.h"

const struct screen_info screens[SCREEN_COUNT] = {
    [SCREEN_MAIN] = {.columns = 1, .count = 3, .panes = {PANE_LOSS, PANE_KERNEL, PANE_RULER}},
    [SCREEN_DIRECTIONS] = {.columns = 2,
                           .count = 4,
                           .panes = {PANE_SPECTRUM, PANE_CURVATURE, PANE_PI, PANE_OVERLAP},
                           .probes = PROBE_BIT(PROBE_SPECTRUM) | PROBE_BIT(PROBE_PATH)},
    [SCREEN_PORTRAIT] = {.columns = 2, .count = 2, .panes = {PANE_PORTRAIT, PANE_COBWEB}, .probes = PROBE_BIT(PROBE_PATH)},
    [SCREEN_BIFURCATION] = {.columns = 2,
                            .count = 2,
                            .panes = {PANE_BIFURCATION, PANE_FINAL},
                            .probes = PROBE_BIT(PROBE_BIFURCATION) | PROBE_BIT(PROBE_PATH)},
    [SCREEN_FUNCTION] = {.columns = 1,
                         .rows = 10,
                         .count = 2,
                         .panes = {PANE_FUNCTION, PANE_EXAMPLES},
                         .probes = PROBE_BIT(PROBE_FUNCTION) | PROBE_BIT(PROBE_EXAMPLES)},
    [SCREEN_SWEEP] = {.columns = 1, .count = 1, .panes = {PANE_SCAN}, .probes = PROBE_BIT(PROBE_SCAN)},
    [SCREEN_KERNEL] = {.columns = 2,
                       .count = 4,
                       .panes = {PANE_HEAT, PANE_SHARPNESS, PANE_TAYLOR, PANE_GATES},
                       .probes = PROBE_BIT(PROBE_KERNEL) | PROBE_BIT(PROBE_WEIGHTS) | PROBE_BIT(PROBE_SHARPNESS)},
    [SCREEN_SETTINGS] = {.columns = 2, .count = 2, .panes = {PANE_SETTINGS, PANE_PRESETS}},
    [SCREEN_RUNS] = {.columns = 1,
                     .rows = 9,
                     .count = 3,
                     .panes = {PANE_RUNS, PANE_RUNS_LOSS, PANE_RUNS_LAMBDA}},
};

const char *screen_name(enum screen_kind screen)
{
    return requests[REQUEST_SCREEN_FIRST + (int)screen].name;
}
