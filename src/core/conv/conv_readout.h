/* conv_readout.h - the two readouts, for a chunk of the last layer's channels: what network and quadratic share. */
#ifndef CORE_CONV_READOUT_H
#define CORE_CONV_READOUT_H

#include "core/conv/conv.h"

/* Where the features of channels [row, ...) begin in phi, or in a row of V. */
static inline size_t conv_feature(const struct conv_shape *shape, size_t row)
{
    return shape->mean ? row : row * shape->pixels;
}

/* The features of the rows of a (rows, P): a itself, or the means in pooled.  *count says how many. */
const double *conv_features(const struct conv_shape *shape, size_t rows, const double *a, double *pooled,
                            size_t *count);

/* d(f)/da for a readout row v of the chunk: out (rows, P) = v's share o s. */
void conv_readout_signals(const struct conv_shape *shape, size_t rows, const double *v, const double *s,
                          double *out);

/* out += the same. */
void conv_readout_more(const struct conv_shape *shape, size_t rows, const double *v, const double *s, double *out);

#endif
