/* conv_readout.h - the two readouts, for a chunk of channels of the last layer; shared by the network and the quadratic model. */
#ifndef CORE_CONV_READOUT_H
#define CORE_CONV_READOUT_H

#include "core/conv/conv.h"

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
