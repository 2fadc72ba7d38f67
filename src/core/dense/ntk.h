/* ntk.h - the tangent kernel at w0 between any two sets of examples, by per-output signals.
 *
 * An algorithm of its own beside the models' passes: the linear model lives on it, and the tests hold the
 * others against it. */
#ifndef CORE_NTK_H
#define CORE_NTK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/dense/net.h"

/* k (c n, c n) = K_0 of the training set; f (c, n) = f at w0.  k_test (c n_test, c n) = K_0 between test and
 * training set and f_test (c, n_test), or NULL.  Rows and columns k*n + i for output k of example i.
 * false without memory for the signals. */
bool ntk_compute(const struct net *net, double *k, double *f, double *k_test, double *f_test);

/* Bytes that this takes while it works. */
double ntk_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t outputs);

#endif
