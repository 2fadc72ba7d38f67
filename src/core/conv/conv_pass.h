/* conv_pass.h - the way of one example through a convolutional model, forward and back: the order of the layers and
 * of their chunks of channels, which is the same for the network and its quadratic model. */
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

/* What a model does at a layer. */
struct conv_passes {
    void (*forward)(const struct conv_task *task, int l);       /* from what layer l sees to its activations; f */
    void (*patches)(const struct conv_task *task, int l);       /* of what layer l sees, for its gradients */
    void (*keep)(const struct conv_task *task, int l);          /* what layer l sees, where no gradients are made */
    void (*signals)(const struct conv_task *task, int l);       /* of layer l - 1 from those of layer l */
    void (*rows)(const struct conv_task *task, int l, size_t k);/* of all channels, from their signals */
    /* signals and rows of a chunk of the last layer's channels */
    void (*last)(const struct conv_task *task, size_t k, size_t row, size_t rows);
};

/* f, and if the place has room for them features and rows of every output. */
void conv_pass(const struct conv_task *task, const struct conv_passes *passes);

static inline double conv_root(const struct conv_shape *shape, int l)
{
    return sqrt((double)shape->fan[l]);
}

#endif
