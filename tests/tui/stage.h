/* stage.h - a view made by hand, the same on every machine: what the screens of the tests show. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "tui/plot/pyramid.h"
#include "tui/input/form.h"
#include "tui/panes/view.h"

struct stage {
    struct catapult_settings settings;
    struct snapshot snapshot;
    struct catapult_history histories[CATAPULT_MODEL_COUNT];
    struct pyramid pyramids[CATAPULT_MODEL_COUNT];
    struct catapult_history ghost;
    struct catapult_history others[2][CATAPULT_MODEL_COUNT];  /* of the runs that wait */
    struct pyramid other_pyramids[2][CATAPULT_MODEL_COUNT];
    struct catapult_history differences[2];
    struct probes probes;
    struct form form;
    struct library_preset presets[3];
    struct view view;
};

/* The catapult of Figure 3 as the exact recurrences make it (PAPER section 3, two directions): quadratic in
 * focus, network and linear beside it, eta turned down at iteration 50, the linear model diverged. */
void stage_init(struct stage *stage, int steps);

/* What the screens' probes and the settings screen would hold, made by hand, for view.probes and view.form. */
void stage_probes(struct stage *stage);

/* Two more runs beside the one there is, which is B then: A with a smaller eta, C with one that is too large. */
void stage_runs(struct stage *stage);

/* The same as images: examples 8 x 8. */
void stage_images(struct stage *stage);

/* Loading, before there is any data. */
void stage_init_loading(struct stage *stage);
void stage_done(struct stage *stage);

/* A history of one model that the caller fills with measures; nothing else runs. */
void stage_init_alone(struct stage *stage, int kind);
void stage_push(struct stage *stage, double eta, double loss, double lambda_1);

#endif
