/* measure.h - the measured values of one model at one iteration: the plain numbers that every front end shows. */
#ifndef CATAPULT_MEASURE_H
#define CATAPULT_MEASURE_H

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
    double lambda[CATAPULT_TOP_MAX];    /* eigenvalues of the scaled tangent kernel c*K, largest first */
    double pi[CATAPULT_TOP_MAX];        /* Pi_k L = (c/2) <r, p_k>^2, the loss along eigenvector k */
    double overlap[CATAPULT_TOP_MAX];   /* |<p_k(t), p_k(t-1)>|: near 1 while p_k keeps its identity */
    enum catapult_phase phase;
};

#ifdef __cplusplus
}
#endif

#endif
