/* conv_blocks.c - gradients of a layer, computed from its signals and inputs a few channels at a time.
 *
 * With delta a position in the kernel, and o and i channels,
 *
 *     G[o, i, delta] sqrt(F) = sum_p b[o, p] a[i, p + delta] = sum_q b[o, q - delta] a[i, q]
 *
 * so the few signals can be shifted instead of the many inputs: with pi(b) (rows k^2, P), one product pi(b) a^T
 * (rows k^2, C_l-1) gives all of G.  pi has b[o, q + delta] at position delta, so the positions are in reverse order.  Sums
 * of products over columns do not depend on that, if all rows have the same order. */
#include <math.h>
#include <string.h>

#include "core/conv/conv_rows.h"
#include "core/algebra/gemm.h"

enum { BLOCK_NUMBERS = 1 << 23 }; /* 64 MB */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many signals a thread can shift at a time: their pi must fit into the scratch for that of an input. */
static size_t scratch_channels(const struct conv_shape *shape, int l)
{
    return least(least(shape->in[l], shape->out[l]), CONV_BLOCK_CHANNELS);
}

size_t conv_block_channels(const struct conv_shape *shape, int l, size_t count)
{
    size_t wanted = BLOCK_NUMBERS / (shape->c * count * shape->fan[l]);
    return least(wanted ? wanted : 1, shape->out[l]);
}

size_t conv_block_size(const struct conv_shape *shape, size_t count)
{
    size_t most = 0;
    for (int l = 0; l < shape->depth; l++) {
        if (!conv_keeps_signals(shape, l))
            continue;
        size_t size = shape->c * count * shape->fan[l] * conv_block_channels(shape, l, count);
        most = size > most ? size : most;
    }
    return most;
}

struct fill {
    const struct conv_rows *rows;
    int layer;
    size_t row, channels, count;
    double *block;
};

/* Writes G of channels [row, row + channels), at most scratch_channels, of one example and output into g. */
static void fill_some(const struct fill *fill, int thread, size_t i, size_t k, size_t row, size_t channels, double *g)
{
    const struct conv_rows *rows = fill->rows;
    const struct conv_shape *shape = &rows->conv->shape;
    int l = fill->layer;
    size_t pixels = shape->pixels, in = shape->in[l], side2 = shape->kernel * shape->kernel;
    double *patch = rows->conv->work[thread].patch[0], scale = 1 / sqrt((double)shape->fan[l]);
    for (int part = 0; part < rows->parts; part++) {
        const double *b = rows->signal[part][l] + ((k * rows->n + i) * shape->out[l] + row) * pixels;
        conv_patches(shape, channels, b, patch);
        gemm_nt(channels * side2, in, pixels, scale, patch, pixels, rows->input[part][l] + i * in * pixels, pixels,
                part > 0, g, in);
    }
}

static void fill_part(void *context, int thread, int threads)
{
    const struct fill *fill = context;
    const struct conv_shape *shape = &fill->rows->conv->shape;
    size_t begin, end, fan = shape->fan[fill->layer], most = scratch_channels(shape, fill->layer);
    pool_part(fill->count, 1, thread, threads, &begin, &end);
    for (size_t i = begin; i < end; i++)
        for (size_t k = 0; k < shape->c; k++)
            for (size_t at = 0; at < fill->channels; at += most)
                fill_some(fill, thread, i, k, fill->row + at, least(most, fill->channels - at),
                          fill->block + ((k * fill->count + i) * fill->channels + at) * fan);
    pool_lap(fill->rows->conv->pool, thread, CATAPULT_WORK_KERNEL);
}

void conv_block_fill(const struct conv_rows *rows, int layer, size_t row, size_t channels, size_t count, double *block)
{
    struct fill fill = {rows, layer, row, channels, count, block};
    pool_run(rows->conv->pool, fill_part, &fill);
}

/* sum = sum_k u_k b_k for the channels; false if all u_k are 0. */
static bool weighted_signals(const struct conv_rows *rows, int part, int l, const double *u, size_t i, size_t row,
                             size_t channels, double *sum)
{
    const struct conv_shape *shape = &rows->conv->shape;
    size_t size = channels * shape->pixels;
    bool any = false;
    for (size_t k = 0; k < shape->c; k++) {
        double weight = u[k * rows->n + i];
        const double *b = rows->signal[part][l] + ((k * rows->n + i) * shape->out[l] + row) * shape->pixels;
        if (weight == 0)
            continue;
        for (size_t p = 0; p < size; p++)
            sum[p] = (any ? sum[p] : 0) + weight * b[p];
        any = true;
    }
    return any;
}

/* W_l of the channels -= total (channels, k^2, in), where total has the kernel positions in reverse order. */
static void subtract(const struct conv_shape *shape, int l, size_t channels, const double *total, double *w)
{
    size_t in = shape->in[l], side2 = shape->kernel * shape->kernel;
    for (size_t o = 0; o < channels; o++)
        for (size_t q = 0; q < side2; q++)
            for (size_t i = 0; i < in; i++)
                w[(o * in + i) * side2 + side2 - 1 - q] -= total[(o * side2 + q) * in + i];
}

void conv_block_step(const struct conv_rows *rows, int l, const double *u, int thread, int threads, double *w)
{
    const struct conv_shape *shape = &rows->conv->shape;
    const struct conv_work *work = &rows->conv->work[thread];
    size_t pixels = shape->pixels, in = shape->in[l], side2 = shape->kernel * shape->kernel, most = scratch_channels(shape, l);
    size_t begin, end;
    pool_part(shape->out[l], most, thread, threads, &begin, &end);
    for (size_t row = begin; row < end; row += most) {
        size_t channels = least(most, end - row);
        memset(work->total, 0, channels * shape->fan[l] * sizeof(double));
        for (size_t i = 0; i < rows->n; i++)
            for (int part = 0; part < rows->parts && weighted_signals(rows, part, l, u, i, row, channels, work->b); part++) {
                conv_patches(shape, channels, work->b, work->patch[0]);
                gemm_nt(channels * side2, in, pixels, 1 / sqrt((double)shape->fan[l]), work->patch[0], pixels,
                        rows->input[part][l] + i * in * pixels, pixels, 1, work->total, in);
            }
        subtract(shape, l, channels, work->total, w + shape->at[l] + row * shape->fan[l]);
    }
}
