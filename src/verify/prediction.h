/* prediction.h - peak and end of a run of two layers, from the exact maps of a few numbers (catapult/map.h).
 *
 * Along each eigenvector p_k of the kernel that is followed, (u, v, w) at w0 is iterated with the preset's learning
 * rates.  For one example of a two-layer quadratic model of ReLU, or a two-layer linear network, this is the run itself.
 * For data with one input it is the run as far as the directions are independent (Theorem 3), otherwise an estimate. */
#ifndef VERIFY_PREDICTION_H
#define VERIFY_PREDICTION_H

#include <catapult/experiment.h>

enum prediction_kind { PREDICTION_NONE, PREDICTION_ESTIMATE, PREDICTION_EXACT };

struct prediction {
    enum prediction_kind kind; /* PREDICTION_NONE: no map covers the settings, or not at this size */
    bool diverges;             /* so the map says; the numbers below are void */
    double peak;               /* largest loss */
    long peak_step, steps;     /* iterated until the loss of the map is below stop.loss, or stop.steps */
    int directions;
    double start[CATAPULT_TOP_MAX], end[CATAPULT_TOP_MAX]; /* lambda along p_k, of c K */
};

/* e: an experiment at w0 and at the preset's own size, whose first model has w0 and data of `settings`. */
void prediction_make(const struct catapult_settings *settings, struct catapult_experiment *e, struct prediction *out);

#endif
