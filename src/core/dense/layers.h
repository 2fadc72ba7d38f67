/* layers.h - what the models with dense layers share: sizes, costs, and the passes of a step. */
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

/* --- the passes of a step -----------------------------------------------------------------------------------------------
 *
 * Their order is the same for the network and its quadratic model.  With one output the signals of the last evaluation, those
 * of u = 1, give the gradient, and all layers can be updated directly.  With several outputs the signals are computed for the
 * u of the step, from the last layer down, before any layer is updated.  One hidden layer does not depend on other layers: the
 * whole step is one pass. */

/* The work of a pass on each block of rows of a layer, as bits. */
enum pass_work { UPDATE = 1, FORWARD = 2, REVERSE = 4, GRAM_A = 8, GRAM_B = 16 };

struct fc_passes {
    /* A pass over one layer.  what: bits of enum pass_work; u (c, n): for UPDATE, and for REVERSE with several outputs. */
    void (*layer)(void *model, int layer, int what, const double *u);
    /* f at the present weights, and the kernel if `kernel`; the pass over the first layer also does the work bits `first`. */
    void (*forward)(void *model, int first, bool kernel);
};

/* w -= eta c J^T r, u = c r (c, n).  weight (c, n): receives eta u for the passes. */
void fc_update(const struct fc_passes *passes, void *model, const struct net *net, double *weight, double eta,
               const double *u);

/* The same, followed by f at the new weights. */
void fc_step(const struct fc_passes *passes, void *model, const struct net *net, double *weight, double eta,
             const double *u, bool kernel);

#endif
