/* measure.h - the measured values of one model at one iteration: the plain numbers that every front end shows. */
#ifndef CATAPULT_MEASURE_H
#define CATAPULT_MEASURE_H

#include <stdbool.h>

#include <catapult/phase.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CATAPULT_TOP_MAX = 16 }; /* largest spectrum.top */

/* A value that does not exist (no test set, a spectrum that was not computed at this step) is NaN. */
struct catapult_measure {
    double train_loss;         /* L = (c/2) sum_i |f(x_i) - y_i|^2, c of the full training set */
    double test_loss;          /* the same form over the test set, c = 2/n_test for the mean loss */
    double train_accuracy;     /* fraction in [0, 1]; sign for one output, argmax for several */
    double test_accuracy;
    double distance;           /* |w - w0| */
    double sharpness;          /* the largest eigenvalue of the Hessian of the training loss (sharpness.h) */
    double lambda[CATAPULT_TOP_MAX];    /* eigenvalues of the scaled tangent kernel c*K, largest first */
    double pi[CATAPULT_TOP_MAX];        /* Pi_k L = (c/2) <r, p_k>^2, the loss along eigenvector k */
    double overlap[CATAPULT_TOP_MAX];   /* |<p_k(t), p_k(t-1)>|: near 1 while p_k keeps its identity */
    int direction[CATAPULT_TOP_MAX];    /* which direction p_k is, by its number (its rank at w0): a permutation of
                                           0 .. top-1, of the last spectrum.  Numbers stay with their vectors when eigenvalues
                                           pass each other. */
    enum catapult_phase phase;
};

/* *value = the one of that name: "train_loss", "test_loss", "train_accuracy", "test_accuracy", "distance", "sharpness", or "lambda_K",
 * "pi_K", "overlap_K" with K from 1 to CATAPULT_TOP_MAX.  False, and nothing is written, if there is no such name. */
bool catapult_measure_value(const struct catapult_measure *measure, const char *name, double *value);

/* The rank (0: the largest eigenvalue) that a direction has among `top`; its number if it is not there. */
int catapult_measure_rank(int top, const int *direction, int number);

enum { CATAPULT_CROSSING_TEXT = 192 };

/* Whether directions have changed places from one step to the next (before and now: `direction` of the two).  If so, text
 * (CATAPULT_CROSSING_TEXT bytes) is "lambda_1 and lambda_2 change places", else empty. */
bool catapult_measure_crossing(int top, const int *before, const int *now, char *text);

#ifdef __cplusplus
}
#endif

#endif
