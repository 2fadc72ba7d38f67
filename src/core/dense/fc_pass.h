/* fc_pass.h - the passes of a step of a fully connected model and their order, which is the same for the network and its
 * quadratic model.
 *
 * With one output the signals of the last evaluation, those of u = 1, give the gradient, and all layers can be updated
 * directly.  With several outputs the signals are computed for the u of the step, from the last layer down, before any layer
 * is updated.  One hidden layer does not depend on other layers: the whole step is one pass. */
#ifndef CORE_FC_PASS_H
#define CORE_FC_PASS_H

#include "core/dense/net.h"

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
