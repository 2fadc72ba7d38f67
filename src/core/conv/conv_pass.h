/* conv_pass.h - the forward and reverse pass of one example through a convolutional model: the order of the layers and of
 * their chunks of channels, which is the same for the network and its quadratic model. */
#ifndef CORE_CONV_PASS_H
#define CORE_CONV_PASS_H

#include <math.h>

#include "core/conv/conv_rows.h"

struct conv_task {
    const struct conv *conv;
    struct conv_work *work;
    int thread;
    const double *w, *x;
    const struct conv_place *place;
};

/* The work of a model at layer l. */
struct conv_passes {
    void (*forward)(const struct conv_task *task, int l);       /* input to activations; in the last layer also f */
    void (*patches)(const struct conv_task *task, int l);       /* patches of the input, for the gradients */
    void (*keep)(const struct conv_task *task, int l);          /* stores the input, if gradients are not stored */
    void (*signals)(const struct conv_task *task, int l);       /* signals of layer l - 1 from those of layer l */
    void (*rows)(const struct conv_task *task, int l, size_t k);/* rows of all channels, from their signals */
    /* signals and rows of a chunk of channels of the last layer */
    void (*last)(const struct conv_task *task, size_t k, size_t row, size_t rows);
};

/* Computes f, and features and rows of every output if place->phi is not NULL. */
void conv_pass(const struct conv_task *task, const struct conv_passes *passes);

static inline double conv_root(const struct conv_shape *shape, int l)
{
    return sqrt((double)shape->fan[l]);
}

#endif
