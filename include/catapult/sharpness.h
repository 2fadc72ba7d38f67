/* sharpness.h - the largest eigenvalue of the Hessian of the training loss in the weights, H_L.
 *
 *     H_L v = c (J^T (J v) + sum_i r_i H_i v)
 *
 * J, H_i the first and second derivatives of the outputs: where all residuals are zero it is lambda_1 of c*K, elsewhere
 * not (PAPER section 5).  Found by Lanczos' method on such products, a few at a time, of a copy of the weights: the
 * experiment may go on meanwhile. */
#ifndef CATAPULT_SHARPNESS_H
#define CATAPULT_SHARPNESS_H

#include <catapult/experiment.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_sharpness;

struct catapult_sharpness_state {
    bool done;
    long t;           /* the iteration whose weights these are */
    double value;     /* of H_L; NaN before the first product */
    double error;     /* an eigenvalue of H_L lies within this of value */
    int products;
};

/* Of the model's present weights: networks of every type, their linear and quadratic models, and the general model.
 * CATAPULT_STATUS_NOMEM. */
enum catapult_status catapult_sharpness_new(struct catapult_sharpness **out, struct catapult_experiment *experiment,
                                            int model, struct catapult_error *err);
void catapult_sharpness_free(struct catapult_sharpness *sharpness);

/* Takes the model's weights anew; what was found so far is forgotten, the vector found is where it begins. */
void catapult_sharpness_renew(struct catapult_sharpness *sharpness, const struct catapult_experiment *experiment);

/* Some products more: each costs about what a step costs.  Done when the error is below 1e-6 of the value. */
void catapult_sharpness_advance(struct catapult_sharpness *sharpness, int products);
void catapult_sharpness_get(const struct catapult_sharpness *sharpness, struct catapult_sharpness_state *state);

#ifdef __cplusplus
}
#endif

#endif
