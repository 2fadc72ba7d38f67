/* layers.h - small functions shared by the models with dense layers. */
#ifndef CORE_LAYERS_H
#define CORE_LAYERS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/dense/net.h"

/* How many test examples a test pass processes at a time: a block of them stays in cache. */
size_t layers_test_columns(const struct net *net);

/* Sums the threads' parts (threads, c, columns), divides by sqrt(m_L), and writes columns of f_test (c, n_test). */
void layers_gather(const struct net *net, const double *part, size_t column, size_t columns, double *f_test);

/* Operations of a step with its kernel: see model_class.flops. */
double layers_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs);

/* Operations of a forward pass of one test example. */
double layers_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs);

/* Numbers in the arrays of one model's state: inc, W_l, V. */
double layers_weights(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs);

#endif
