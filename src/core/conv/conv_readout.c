/* conv_readout.c - see conv_readout.h.
 *
 *     flatten   df/dA[ch, p] = V[ch, p] / sqrt(C P)        mean   df/dA[ch, p] = V[ch] / (P sqrt(C))         */
#include "core/conv/conv_readout.h"

#include <math.h>

#include "base/clones.h"


const double *conv_features(const struct conv_shape *shape, size_t rows, const double *a, double *pooled,
                            size_t *count)
{
    size_t pixels = shape->pixels;
    *count = shape->mean ? rows : rows * pixels;
    if (!shape->mean)
        return a;
    for (size_t h = 0; h < rows; h++) {
        double sum = 0;
        for (size_t p = 0; p < pixels; p++)
            sum += a[h * pixels + p];
        pooled[h] = sum / (double)pixels;
    }
    return pooled;
}

static double readout_scale(const struct conv_shape *shape)
{
    return 1 / (sqrt((double)shape->features) * (shape->mean ? (double)shape->pixels : 1));
}

VECTOR_CLONES
void conv_readout_signals(const struct conv_shape *shape, size_t rows, const double *v, const double *s, double *out)
{
    double scale = readout_scale(shape);
    size_t pixels = shape->pixels;
    for (size_t i = 0; i < rows * pixels && !shape->mean; i++)
        out[i] = v[i] * scale * s[i];
    for (size_t h = 0; h < rows && shape->mean; h++)
        for (size_t p = 0; p < pixels; p++)
            out[h * pixels + p] = v[h] * scale * s[h * pixels + p];
}

VECTOR_CLONES
void conv_readout_more(const struct conv_shape *shape, size_t rows, const double *v, const double *s, double *out)
{
    double scale = readout_scale(shape);
    size_t pixels = shape->pixels;
    for (size_t i = 0; i < rows * pixels && !shape->mean; i++)
        out[i] += v[i] * scale * s[i];
    for (size_t h = 0; h < rows && shape->mean; h++)
        for (size_t p = 0; p < pixels; p++)
            out[h * pixels + p] += v[h] * scale * s[h * pixels + p];
}
