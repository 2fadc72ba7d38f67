/* conv_pass.h - the forward and reverse pass of one example through a convolutional model: the order of the layers and of
 * their chunks of channels, and the two readouts.  The same for the network and its quadratic model. */
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

/* --- the readouts, for a chunk of channels of the last layer ------------------------------------------------------------- */

/* Offset of the features of channel `row` in phi, and in a row of V. */
static inline size_t conv_feature(const struct conv_shape *shape, size_t row)
{
    return shape->mean ? row : row * shape->pixels;
}

/* The features of the channels a (rows, P): a itself, or the means in pooled.  *count: how many. */
const double *conv_features(const struct conv_shape *shape, size_t rows, const double *a, double *pooled,
                            size_t *count);

/* out (rows, P) = df/da o s, where df/da is the derivative of the output with readout row v (of the chunk). */
void conv_readout_signals(const struct conv_shape *shape, size_t rows, const double *v, const double *s,
                          double *out);

/* The same, added to out. */
void conv_readout_more(const struct conv_shape *shape, size_t rows, const double *v, const double *s, double *out);

#endif
