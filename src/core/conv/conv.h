/* conv.h - what the models of one convolutional network share: geometry, w0, and the threads' scratch.
 *
 * An example is an image of C_0 channels and P = H W pixels, channels first.  For hidden layers l = 1..L
 *
 *     Z_l = W_l pi(A_l-1) / sqrt(F_l),   A_l = s(Z_l),   F_l = C_l-1 k^2
 *
 * where A_l is (C_l, P), W_l (C_l, F_l), and column p of pi(A) (F_l, P) has the entries under the k x k kernel at pixel p:
 * stride 1, zeros beyond the edge, so that every layer has the size of the image.  pi is linear; its transpose adds every
 * entry back to its pixel.  The readout has R features phi:
 *
 *     flatten   phi = A_L,                      R = C_L P
 *     mean      phi_ch = 1/P sum_p A_L[ch, p],  R = C_L          f = V phi / sqrt(R)
 *
 * There are few examples and they share little work, so each is processed separately, by one thread.  What is kept of an
 * example is its rows of the Jacobian (conv_rows.h).  All weights are one flat vector w: W_1, ..., W_L, V (c, R), each
 * row-major. */
#ifndef CORE_CONV_H
#define CORE_CONV_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include "core/algebra/activation.h"
#include "base/arena.h"
#include "base/parallel.h"

/* The sizes, as they follow from the settings and the data. */
struct conv_shape {
    enum catapult_activation_kind activation;
    bool mean;                /* the readout; else flatten */
    size_t c;                 /* outputs */
    size_t height, width, pixels; /* pixels: P */
    size_t kernel;            /* k */
    int depth;                /* L */
    size_t in[CATAPULT_DEPTH_MAX], out[CATAPULT_DEPTH_MAX]; /* C_l-1, C_l */
    size_t fan[CATAPULT_DEPTH_MAX];    /* F_l */
    size_t at[CATAPULT_DEPTH_MAX + 1]; /* offset of W_l in w; the last: of V */
    size_t features, p;       /* R; all parameters */
    size_t chunk;             /* channels processed at a time, so that they stay in cache */
};

/* Scratch of a thread, for one example.  With one hidden layer the arrays of a layer hold a chunk of channels; with more
 * layers they hold all channels: see conv_part. */
enum { CONV_BLOCK_CHANNELS = 32 }; /* see conv_blocks.c */

struct conv_work {
    double *patch[3];         /* pi(a), pi(a'), pi(a''): (max F, P) */
    double *spread;           /* (max F, P) */
    double *a[3][CATAPULT_DEPTH_MAX];  /* a, a', a'' of the layers below the last, (C_l, P) */
    double *s1[CATAPULT_DEPTH_MAX];    /* s'(z) */
    double *q2[CATAPULT_DEPTH_MAX];    /* s''(z) z' */
    double *total;            /* (CONV_BLOCK_CHANNELS, max F), where conv_blocks.c sums a step */
    double *b, *bt;           /* signals of the present layer of the reverse pass, (max C, P) */
    double *chunk[5];         /* (chunk, P) */
    double *pooled[2];        /* (chunk): means of channels */
};

struct conv {
    struct conv_shape shape;
    const struct catapult_dataset *data;
    struct pool *pool;
    struct arena arena;
    double *w0;               /* (p) */
    struct conv_work *work;   /* (threads) */
    struct arena curve_owner;
    struct conv_curve *curve; /* (threads), or NULL: see conv_curve.h */
};

/* settings->data.image must be the image shape of the data. */
void conv_shape_of(struct conv_shape *shape, const struct catapult_settings *settings, size_t outputs);

/* data is borrowed.  CATAPULT_STATUS_INPUT if the examples are not images, CATAPULT_STATUS_NOMEM. */
enum catapult_status conv_new(struct conv **out, const struct catapult_settings *settings,
                              const struct catapult_dataset *data, struct pool *pool, struct catapult_error *err);
void conv_free(struct conv *conv);

/* Length of an array of a layer in the scratch. */
size_t conv_scratch(const struct conv_shape *shape, int layer);

static inline bool conv_is_last(const struct conv_shape *shape, int layer)
{
    return layer == shape->depth - 1;
}

/* Channels [row, ...) of a scratch array of a layer; NULL stays NULL. */
static inline double *conv_part(const struct conv_shape *shape, double *array, size_t row)
{
    return shape->depth == 1 || !array ? array : array + row * shape->pixels;
}

/* The number of channels in the chunk that starts at channel `row`. */
static inline size_t conv_chunk(const struct conv_shape *shape, int layer, size_t row)
{
    size_t left = shape->out[layer] - row;
    return left < shape->chunk ? left : shape->chunk;
}

/* patch (in k^2, P) = pi(image), image (in, P). */
void conv_patches(const struct conv_shape *shape, size_t in, const double *image, double *patch);

/* image (in, P) = pi^T(patch). */
void conv_gather(const struct conv_shape *shape, size_t in, const double *patch, double *image);

#endif
