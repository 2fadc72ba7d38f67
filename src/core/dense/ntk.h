/* ntk.h - the tangent kernel at w0 between any two sets of examples, from the signals of each output.
 *
 * This algorithm is independent of the models' passes: the linear model uses it, and the tests compare the other models with
 * it. */
#ifndef CORE_NTK_H
#define CORE_NTK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/dense/net.h"

/* k (c n, c n) = K_0 of the training set; f (c, n) = f at w0.  k_test (c n_test, c n) = K_0 between test and
 * training set and f_test (c, n_test), or NULL.  Row and column k*n + i (k*n_test + i) belong to output k of example i.
 * False without memory for the signals. */
bool ntk_compute(const struct net *net, double *k, double *f, double *k_test, double *f_test);

/* Bytes of temporary memory that ntk_compute needs. */
double ntk_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t outputs);

#endif
