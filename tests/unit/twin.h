/* twin.h - an experiment of the core and, for each of its models, a naive twin that takes the same steps.
 *
 * The twin gets from the core only what is drawn at random: w0, phi and S, the rows of a batch.
 *
 * How near the two must be.  Let rho bound the relative rounding error of the state, measured against the
 * largest residual so far.  A step sums about p products with a relative error below eps sqrt(p), errors of
 * earlier steps are carried on by I - eta c K and its curvature, which the residual itself goes through, so
 * rho is eps sqrt(p) t times what little the error grows faster than the residual: for p <= 1000, t <= 20
 * some 7e-14, and rho = 1e-10 leaves a factor 1e3 to the curvature.  Then
 *     |df| <= rho |r|_peak,  |dL| <= 2 rho sqrt(L L_peak),  |d lambda| <= rho sqrt(lambda_1 lambda_1,peak) (Weyl),
 *     |d p_k| <= 1e-9 lambda_1 / gap_k  (Davis and Kahan, with the residual that the core promises). */
#ifndef TESTS_TWIN_H
#define TESTS_TWIN_H

#include <stdint.h>

#include <catapult/experiment.h>

#include "naive.h"

#define TWIN_RHO 1e-10

struct twin {
    struct catapult_settings settings;
    struct catapult_dataset *data;      /* owned */
    struct catapult_experiment *experiment;
    int models;
    struct naive *naive[CATAPULT_MODEL_COUNT];
    double *before[CATAPULT_MODEL_COUNT]; /* (p), with momentum: w(t-1) of the heavy ball, w(t) of Nesterov's */
    double first[CATAPULT_MODEL_COUNT]; /* training loss at w0 */
    double peak[CATAPULT_MODEL_COUNT];  /* largest training loss so far */
    double longest[CATAPULT_MODEL_COUNT]; /* largest distance so far */
    double stiffest[CATAPULT_MODEL_COUNT]; /* largest lambda_1 seen by twin_compare */
    size_t *rows;              /* of a mini-batch */
};

/* "key=value" strings, NULL at the end, over the defaults. */
void twin_settings(struct catapult_settings *settings, const char *const *pairs);

/* Sizes to the left of the comma belong to training and test; x and y are high-entropy numbers around 1. */
struct catapult_dataset *twin_data(size_t n, size_t n_test, size_t d, size_t outputs, uint64_t seed);

/* The gaussian source as the pairs set it. */
struct catapult_dataset *twin_gaussian(const char *const *pairs);

/* Takes the data over.  twin_new makes naive twins as well, twin_new_core only the experiment. */
void twin_new(struct twin *twin, const char *const *pairs, struct catapult_dataset *data);
void twin_new_core(struct twin *twin, const char *const *pairs, struct catapult_dataset *data);
void twin_free(struct twin *twin);

/* eta_crit = 2/lambda_1(0) of the core. */
double twin_eta_crit(const struct twin *twin);

void twin_step(struct twin *twin, double eta);

/* Asserts that model number `model` agrees with its twin in every measure. */
void twin_compare(struct twin *twin, int model);

/* The naive K of a model, scaled, and its eigenpairs: lambda (size), v (size, size), size = n c. */
void twin_eigen(const struct twin *twin, int model, double *lambda, double *v);

/* Memory that a test may forget about when an assertion jumps out of it. */
double *twin_array(size_t count);

#endif
