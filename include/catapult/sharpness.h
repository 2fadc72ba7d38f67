/* sharpness.h - the largest eigenvalue of the Hessian of the training loss in the weights, H_L.
 *
 *     H_L v = c (J^T (J v) + sum_i r_i H_i v)
 *
 * J and H_i are the first and second derivatives of the outputs.  Where all residuals are zero the largest eigenvalue is
 * lambda_1 of c*K, elsewhere it differs (PAPER section 5).  Computed by Lanczos' method from such products, a few per
 * call, with a copy of the weights: the experiment may continue in the meantime. */
#ifndef CATAPULT_SHARPNESS_H
#define CATAPULT_SHARPNESS_H

#include <catapult/experiment.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_sharpness;

struct catapult_sharpness_state {
    bool done;
    long t;           /* the iteration that the weights belong to */
    double value;     /* the estimate; NaN before the first product */
    double error;     /* an eigenvalue of H_L lies within this distance of value */
    int products;
};

/* Starts at the model's present weights.  For networks of every type, their linear and quadratic models, and the general
 * model.  CATAPULT_STATUS_NOMEM; CATAPULT_STATUS_INPUT if the Hessian of the model is not available. */
enum catapult_status catapult_sharpness_new(struct catapult_sharpness **out, struct catapult_experiment *experiment,
                                            int model, struct catapult_error *err);
void catapult_sharpness_free(struct catapult_sharpness *sharpness);

/* Copies the model's present weights and discards the estimate.  Starts from the last vector. */
void catapult_sharpness_renew(struct catapult_sharpness *sharpness, const struct catapult_experiment *experiment);

/* Computes at most `products` more products; each costs about as much as a step.  Done when the error is at most 1e-6 of
 * the value, and after CATAPULT_SHARPNESS_PRODUCTS at the latest. */
enum { CATAPULT_SHARPNESS_PRODUCTS = 120 };
void catapult_sharpness_advance(struct catapult_sharpness *sharpness, int products);
void catapult_sharpness_get(const struct catapult_sharpness *sharpness, struct catapult_sharpness_state *state);

#ifdef __cplusplus
}
#endif

#endif
