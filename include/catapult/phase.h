/* phase.h - the boundaries of the phases in theory, as pure functions of eta and lambda_1 (PAPER sections 2 and 5).
 *
 * lambda_1 is always the largest eigenvalue of the scaled kernel c*K.  A phase follows from eta, eta_crit and
 * convergence, never from a spike in the loss: slightly above eta_crit the loss may fall monotonically while lambda_1
 * falls. */
#ifndef CATAPULT_PHASE_H
#define CATAPULT_PHASE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_PHASE_LIST(X)                                                                            \
    X(CATAPULT_PHASE_LAZY, "lazy", "eta below eta_crit: the loss falls, the kernel hardly moves")         \
    X(CATAPULT_PHASE_UNKNOWN, "unknown", "eta above eta_crit, and no theorem has this model's largest rate") \
    X(CATAPULT_PHASE_CATAPULT, "catapult", "eta above eta_crit: the loss is thrown up, lambda_1 falls")   \
    X(CATAPULT_PHASE_DIVERGENT, "divergent", "eta above the largest rate this model converges at")        \
    X(CATAPULT_PHASE_DIVERGED, "diverged", "the loss is no longer finite, or passed the limit")

#define CATAPULT_PHASE_ENUM(name, word, help) name,
enum catapult_phase { CATAPULT_PHASE_LIST(CATAPULT_PHASE_ENUM) CATAPULT_PHASE_COUNT };
#undef CATAPULT_PHASE_ENUM

const char *catapult_phase_name(enum catapult_phase phase);
const char *catapult_phase_help(enum catapult_phase phase);

/* The value of eta lambda above which GD with momentum b is unstable at a minimum of curvature lambda:
 *
 *     b = 0: 2        heavy ball: 2 (1 + b)        Nesterov: (2 + 2b) / (1 + 2b)              (PAPER section 6)
 *
 * At this value a root of the linear model's recurrence along an eigenvector passes -1.  Its characteristic polynomial
 * is z^2 - (1 + b - eta lambda) z + b, or Nesterov's z^2 - (1 + b)(1 - eta lambda) z + b (1 - eta lambda). */
double catapult_phase_threshold(double momentum, bool nesterov);

/* eta_crit = threshold/lambda_1(0), 2/lambda_1(0) without momentum: exact for the linear model.  +inf if
 * lambda_1 <= 0. */
double catapult_phase_eta_crit(double lambda_1, double threshold);

/* eta_max of the two-layer quadratic model in theory: 4/lambda_1(0). */
double catapult_phase_eta_max_theory(double lambda_1);

/* The exact eta_max for one example, of the two-layer quadratic model (ReLU) and the two-layer linear network:
 *
 *     (sqrt(lambda^2 + 16 A) - lambda) / (2 A),  A = -k r_0 y,        4/lambda at A = 0
 *
 * lambda = |J|^2, k = |x|^2/(m d), r_0 = g_0 - y, and eta is for the loss (1/2) r^2.  With u, v of PAPER section 3,
 * v - u = 4 is an invariant curve of the map: a run stays below it if and only if eta lambda - k eta^2 r_0 y < 4. */
double catapult_phase_eta_max_single(double lambda, double k, double r_0, double y);

/* The phase of a run that is still finite.  eta_max: the largest eta that converges; NaN if unknown, +inf if there is
 * no limit.  For the linear model pass eta_max = eta_crit: it has no catapult phase and is divergent from eta_crit on. */
enum catapult_phase catapult_phase_of(double eta, double eta_crit, double eta_max);

#ifdef __cplusplus
}
#endif

#endif
