/* weights.h - weights as a list of arrays, one per layer: given initial weights in, present weights out.
 *
 * An array multiplies the input of its layer (NTK parametrisation): fc (m, d), ..., last (outputs, m); conv
 * (out, in, k, k), ..., last (outputs, C, H, W) or (outputs, C); general: one vector (p).  Row-major, float64. */
#ifndef CATAPULT_WEIGHTS_H
#define CATAPULT_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>
#include <catapult/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_experiment;

enum { CATAPULT_WEIGHT_DIMENSIONS = 4 };

struct catapult_weight {
    int dimensions;
    size_t shape[CATAPULT_WEIGHT_DIMENSIONS];
    double *value; /* owned */
};

/* w(0) that the user gives instead of a random draw: catapult_dataset.w0.  The experiment copies what it needs. */
struct catapult_weights {
    char name[CATAPULT_SETTING_TEXT]; /* where they come from, for error messages */
    int layers;
    struct catapult_weight layer[CATAPULT_DEPTH_MAX + 1];
};
void catapult_weights_free(struct catapult_weights *weights);

/* The present weights of a layer of a model into `weights`, which has as many entries as the array of
 * catapult_experiment_w0_shape.  The linear and the quadratic model have the network's weights, too: the point w at which
 * the expansion about w0 is evaluated.  CATAPULT_STATUS_NOMEM; CATAPULT_STATUS_INPUT if there is no such layer. */
enum catapult_status catapult_experiment_weights(const struct catapult_experiment *experiment, int model, int layer,
                                                 double *weights, struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif
