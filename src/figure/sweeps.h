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

extern const struct sweeps_plan plan_2b, plan_4a, plan_4b, plan_4c, plan_4d, plan_4e, plan_4f, plan_accuracy_1, plan_accuracy_2,
    plan_accuracy_3, plan_three_layer_1, plan_three_layer_2, plan_tanh_fc, plan_tanh_cnn, plan_swish_fc, plan_swish_cnn;

#endif
