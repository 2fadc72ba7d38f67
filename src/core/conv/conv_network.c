/* conv_network.c - f, features and gradients of one example of a convolutional network.
 *
 *     forward   Z_l = W_l pi(A_l-1) / sqrt(F_l),  A_l = s(Z_l)
 *     reverse   b_L = (df/dA_L) o s'(Z_L),        b_l = pi^T(W_l+1^T b_l+1) / sqrt(F_l+1) o s'(Z_l)
 *     rows      G_l = b_l pi(A_l-1)^T / sqrt(F_l)
 *
 * With one hidden layer all of this is done for a chunk of channels while it is in cache. */
#include <gsl/gsl_cblas.h> /* OpenBLAS at link time: configure.ac */
#include <string.h>

#include "base/clones.h"
#include "core/conv/conv_pass.h"
#include "core/algebra/gemm.h"

static const double *convnet_input_of(const struct conv_task *task, int l)
{
    return l > 0 ? task->work->a[0][l - 1] : task->x;
}

static void convnet_patches(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    conv_patches(shape, shape->in[l], convnet_input_of(task, l), task->work->patch[0]);
}

/* Stores rows of G_l of output k, computed from the signals b of channels [row, row + rows) and pi(A_l-1) in patch[0].  If G_l
 * is not stored, stores the signals. */
static void convnet_put_rows(const struct conv_task *task, int l, size_t k, size_t row, size_t rows, const double *b)
{
    const struct conv_shape *shape = &task->conv->shape;
    const struct conv_place *place = task->place;
    size_t fan = shape->fan[l], pixels = shape->pixels;
    if (!place->g[l]) {
        memcpy(place->signal[0][l] + k * place->signal_stride[l] + row * pixels, b, rows * pixels * sizeof *b);
        return;
    }
    double *g = place->g[l] + k * place->g_stride[l] + row * fan;
    gemm_nt(rows, fan, pixels, 1 / conv_root(shape, l), b, pixels, task->work->patch[0], pixels, 0, g, fan);
    pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_KERNEL);
}

/* b_L of output k for a chunk of channels, and its rows. */
static void convnet_last_signals(const struct conv_task *task, size_t k, size_t row, size_t rows)
{
    const struct conv_shape *shape = &task->conv->shape;
    int l = shape->depth - 1;
    double *b = conv_part(shape, task->work->b, row);
    const double *v = task->w + shape->at[l + 1] + k * shape->features + conv_feature(shape, row);
    conv_readout_signals(shape, rows, v, conv_part(shape, task->work->s1[l], row), b);
    convnet_put_rows(task, l, k, row, rows, b);
}

/* Adds the contribution of a chunk of A_L to the outputs and stores its features. */
static void convnet_read_out(const struct conv_task *task, size_t row, size_t rows, const double *a)
{
    const struct conv_shape *shape = &task->conv->shape;
    const struct conv_place *place = task->place;
    size_t count, at = conv_feature(shape, row);
    const double *phi = conv_features(shape, rows, a, task->work->pooled[0], &count);
    for (size_t k = 0; k < shape->c; k++)
        place->f[k * place->f_stride] +=
            cblas_ddot((int)count, task->w + shape->at[shape->depth] + k * shape->features + at, 1, phi, 1);
    if (place->phi && place->phi + at != phi)
        memcpy(place->phi + at, phi, count * sizeof *phi);
}

/* Where to write the activations of a chunk: directly into the features if the readout is flatten. */
static double *activations(const struct conv_task *task, int l, size_t row)
{
    const struct conv_shape *shape = &task->conv->shape;
    if (!conv_is_last(shape, l))
        return task->work->a[0][l] + row * shape->pixels;
    return task->place->phi && !shape->mean ? task->place->phi + row * shape->pixels : task->work->chunk[0];
}

static void convnet_forward_layer(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    size_t fan = shape->fan[l], pixels = shape->pixels;
    convnet_patches(task, l);
    for (size_t row = 0, rows; row < shape->out[l]; row += rows) {
        rows = conv_chunk(shape, l, row);
        double *a = activations(task, l, row);
        double *s1 = task->place->phi ? conv_part(shape, work->s1[l], row) : NULL;
        gemm(rows, pixels, fan, 1 / conv_root(shape, l), task->w + shape->at[l] + row * fan, fan, work->patch[0],
             pixels, 0, a, pixels);
        pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_UPDATE);
        activation_apply(shape->activation, rows * pixels, a, a, s1, NULL);
        if (conv_is_last(shape, l))
            convnet_read_out(task, row, rows, a);
        for (size_t k = 0; k < shape->c && shape->depth == 1 && s1; k++)
            convnet_last_signals(task, k, row, rows);
        pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_ELEMENTWISE);
    }
}

/* The signals of layer l - 1 from those of layer l, in place in work->b. */
VECTOR_CLONES
static void convnet_signals_below(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    size_t fan = shape->fan[l], pixels = shape->pixels, in = shape->in[l];
    const double *s1 = work->s1[l - 1];
    gemm_tn(fan, pixels, shape->out[l], 1 / conv_root(shape, l), task->w + shape->at[l], fan, work->b, pixels, 0,
            work->spread, pixels);
    conv_gather(shape, in, work->spread, work->b);
    for (size_t i = 0; i < in * pixels; i++)
        work->b[i] *= s1[i];
    pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_UPDATE);
}

static void convnet_keep_input(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    memcpy(task->place->input[0][l], convnet_input_of(task, l), shape->in[l] * shape->pixels * sizeof(double));
}

static void convnet_all_rows(const struct conv_task *task, int l, size_t k)
{
    convnet_put_rows(task, l, k, 0, task->conv->shape.out[l], task->work->b);
}

static const struct conv_passes passes = {
    .forward = convnet_forward_layer,
    .patches = convnet_patches,
    .keep = convnet_keep_input,
    .signals = convnet_signals_below,
    .rows = convnet_all_rows,
    .last = convnet_last_signals,
};

void conv_network_example(const struct conv *conv, int thread, const double *w, const double *x,
                          const struct conv_place *place)
{
    struct conv_task task = {conv, &conv->work[thread], thread, w, x, place};
    conv_pass(&task, &passes);
}
