/* direction.h - what one GD step does along an eigenvector of the tangent kernel (Figures 6 and 7).
 *
 * With (lambda_k, p_k) an eigenpair of c*K at w(t), r the residuals and K' the kernel at w(t+1), the step from t
 * to t+1 defines R_f and R_K.  They measure how far the model is from a linear one, for which both are 0
 * (PAPER section 3):
 *
 *     p_k.r(t+1)     = (1 - eta lambda_k + R_f) p_k.r(t)         R_f is short for p_k^T R_f p_k
 *     p_k^T c K' p_k = lambda_k - R_K                            R_K is short for p_k^T R_K p_k
 *
 * In a catapult R_f > 0 brings the residual back, and R_K > 0 is the decrease of lambda_k.  Call around every step:
 *
 *     catapult_direction_before(d, e);
 *     catapult_experiment_step(e, eta);
 *     catapult_direction_after(d, e, eta, &step);
 *
 * This only observes: the experiment computes the same bits with and without it. */
#ifndef CATAPULT_DIRECTION_H
#define CATAPULT_DIRECTION_H

#include <catapult/experiment.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_direction;

/* Values of the step from t to t+1.  A value that does not exist is NaN: all of them if the spectrum was not computed
 * at t; R_f if p_k.r(t) is 0; the values at t+1 if the model has diverged by then; R_K and the overlap if there is no
 * spectrum at t+1. */
struct catapult_direction_step {
    long t;
    double eta;
    double lambda;   /* lambda_k(t), of c*K */
    double along;    /* p_k.r(t); its sign is as arbitrary as that of p_k */
    double loss, pi; /* L(t) and its part Pi_k L = (c/2) (p_k.r)^2 */
    double r_f, r_k;
    double overlap;  /* |p_k(t).p_k(t+1)| */
};

/* For eigenvector k (0: the first) of model number `model`.  CATAPULT_STATUS_INPUT if there is no such eigenpair,
 * CATAPULT_STATUS_NOMEM. */
enum catapult_status catapult_direction_new(struct catapult_direction **out,
                                            const struct catapult_experiment *experiment, int model, int k,
                                            struct catapult_error *err);
void catapult_direction_free(struct catapult_direction *direction);

/* Stores the eigenpair and the residuals at the present w. */
void catapult_direction_before(struct catapult_direction *direction, const struct catapult_experiment *experiment);

/* Call after exactly one step, with learning rate eta, since catapult_direction_before. */
void catapult_direction_after(struct catapult_direction *direction, struct catapult_experiment *experiment, double eta,
                              struct catapult_direction_step *out);

#ifdef __cplusplus
}
#endif

#endif
