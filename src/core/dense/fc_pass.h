/* fc_pass.h - the passes that a step of a fully connected model is made of, and their order, which is the same for the
 * network and its quadratic model.
 *
 * With one output the signals of the last forward pass, those of u = 1, are good for the gradient, and all layers may
 * move at once.  With several they are made anew for the step's u, from the last layer down, before any layer moves.
 * One hidden layer needs no layer before or behind it: all of a step is one pass. */
#ifndef CORE_FC_PASS_H
#define CORE_FC_PASS_H

#include "core/dense/net.h"

/* What a pass does with each block of a layer's rows. */
enum pass_work { UPDATE = 1, FORWARD = 2, REVERSE = 4, GRAM_A = 8, GRAM_B = 16 };

struct fc_passes {
    /* Over one layer; what: bits of enum pass_work; u (c, n) for UPDATE and for REVERSE with several outputs. */
    void (*layer)(void *model, int layer, int what, const double *u);
    /* f at the present weights, with the kernel if it is wanted; `first` is done with the first layer's pass. */
    void (*forward)(void *model, int first, bool kernel);
};

/* w -= eta c J^T r, u = c r (c, n).  weight (c, n): where eta u is kept for the passes. */
void fc_update(const struct fc_passes *passes, void *model, const struct net *net, double *weight, double eta,
               const double *u);

/* The same, and f at the new weights. */
void fc_step(const struct fc_passes *passes, void *model, const struct net *net, double *weight, double eta,
             const double *u, bool kernel);

#endif
