/* sweeps.h - figures of many runs: best test loss or accuracy against eta, for three models, as means over seeds. */
#ifndef FIGURE_SWEEPS_H
#define FIGURE_SWEEPS_H

#include "figure/kind.h"

enum { SWEEPS_PANELS = 4 };

/* A panel is a sweep of its own, with its journal in OUT/sweeps/PRESET-SCALE.  Figures that need the same runs share
 * them, and an interrupted figure can be continued. */
struct sweeps_plan {
    bool accuracy; /* accuracy at the step of the best test loss; false: that loss */
    int panels;
    const struct figure_setting *panel[SWEEPS_PANELS];
};

#endif
