/* conv_quadratic.c - f, features and gradients of one example of the quadratic Taylor model (NQM) of a
 * convolutional network.  The letters are those of quadratic.h; a prime is d/ds along w0 + s dw.
 *
 *     z'_l  = (dW_l pi(a_l-1) + W_l pi(a'_l-1)) / sqrt(F_l)         a'_l  = s'(z_l) z'_l
 *     z''_l = (2 dW_l pi(a'_l-1) + W_l pi(a''_l-1)) / sqrt(F_l)     a''_l = s''(z_l) z'_l^2 + s'(z_l) z''_l
 *     f_quad = [ (V + dV) phi(a_L + a'_L) + V phi(a''_L) / 2 ] / sqrt(R),   gradient in V + dV: phi(a_L + a'_L)
 *     b_L = df/da(V) s'(z_L)                       bt_L = df/da(V + dV) s'(z_L) + df/da(V) s''(z_L) z'_L
 *     e_l = pi^T(W_l+1^T b_l+1) / sqrt(F_l+1)      et_l = pi^T(W_l+1^T bt_l+1 + dW_l+1^T b_l+1) / sqrt(F_l+1)
 *     b_l = e_l s'                                 bt_l = et_l s' + e_l s'' z'_l
 *     G_l = (bt_l pi(a_l-1)^T + b_l pi(a'_l-1)^T) / sqrt(F_l)
 *
 * The state w has dW_l at the place of W_l in w0, and V + dV at the place of V. */
#include <gsl/gsl_cblas.h>
#include <string.h>

#include "base/clones.h"
#include "core/conv/conv_pass.h"
#include "core/dense/quadratic.h"
#include "core/algebra/gemm.h"

/* The first `count` of pi(a), pi(a'), pi(a'') for the input of layer l; a' = a'' = 0 for the image. */
static void convquad_patches(const struct conv_task *task, int l, int count)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    conv_patches(shape, shape->in[l], l > 0 ? work->a[0][l - 1] : task->x, work->patch[0]);
    for (int i = 1; i < count && l > 0; i++)
        conv_patches(shape, shape->in[l], work->a[i][l - 1], work->patch[i]);
}

/* z, z', z'' of channels [row, row + rows); ddz NULL for the first layer. */
static void convquad_directions(const struct conv_task *task, int l, size_t row, size_t rows, double *z, double *dz,
                                double *ddz)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    size_t fan = shape->fan[l], n = shape->pixels;
    const double *w = task->conv->w0 + shape->at[l] + row * fan, *dw = task->w + shape->at[l] + row * fan;
    double scale = 1 / conv_root(shape, l);
    gemm(rows, n, fan, scale, w, fan, work->patch[0], n, 0, z, n);
    gemm(rows, n, fan, scale, dw, fan, work->patch[0], n, 0, dz, n);
    if (ddz) {
        gemm(rows, n, fan, scale, w, fan, work->patch[1], n, 1, dz, n);
        gemm(rows, n, fan, 2 * scale, dw, fan, work->patch[1], n, 0, ddz, n);
        gemm(rows, n, fan, scale, w, fan, work->patch[2], n, 1, ddz, n);
    }
    pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_UPDATE);
}

/* Stores the rows of G_l of output k for channels [row, row + rows) with signals b and bt; if G_l is not stored, stores the
 * signals. */
static void convquad_put_rows(const struct conv_task *task, int l, size_t k, size_t row, size_t rows, const double *b,
                              const double *bt)
{
    const struct conv_shape *shape = &task->conv->shape;
    const struct conv_place *place = task->place;
    size_t fan = shape->fan[l], pixels = shape->pixels;
    if (!place->g[l]) {
        size_t at = k * place->signal_stride[l] + row * pixels;
        memcpy(place->signal[0][l] + at, bt, rows * pixels * sizeof *b);
        memcpy(place->signal[1][l] + at, b, rows * pixels * sizeof *b);
        return;
    }
    double *g = place->g[l] + k * place->g_stride[l] + row * fan, scale = 1 / conv_root(shape, l);
    gemm_nt(rows, fan, pixels, scale, bt, pixels, task->work->patch[0], pixels, 0, g, fan);
    if (l > 0)
        gemm_nt(rows, fan, pixels, scale, b, pixels, task->work->patch[1], pixels, 1, g, fan);
    pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_KERNEL);
}

static void convquad_last_signals(const struct conv_task *task, size_t k, size_t row, size_t rows)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    int l = shape->depth - 1;
    size_t at = shape->at[l + 1] + k * shape->features + conv_feature(shape, row);
    const double *s1 = conv_part(shape, work->s1[l], row);
    double *b = conv_part(shape, work->b, row), *bt = conv_part(shape, work->bt, row);
    conv_readout_signals(shape, rows, task->w + at, s1, bt);
    if (activation_curved(shape->activation))
        conv_readout_more(shape, rows, task->conv->w0 + at, conv_part(shape, work->q2[l], row), bt);
    if (l > 0)
        conv_readout_signals(shape, rows, task->conv->w0 + at, s1, b);
    convquad_put_rows(task, l, k, row, rows, b, bt);
}

/* Adds the contribution of a chunk to the outputs and stores its features.  a: a + a' of the last layer; a2 may be NULL. */
static void convquad_read_out(const struct conv_task *task, size_t row, size_t rows, const double *a, const double *a2)
{
    const struct conv_shape *shape = &task->conv->shape;
    const struct conv_place *place = task->place;
    size_t count, at = conv_feature(shape, row), v = shape->at[shape->depth] + at;
    const double *phi = conv_features(shape, rows, a, task->work->pooled[0], &count);
    const double *phi2 = a2 ? conv_features(shape, rows, a2, task->work->pooled[1], &count) : NULL;
    for (size_t k = 0; k < shape->c; k++, v += shape->features) {
        double f = cblas_ddot((int)count, task->w + v, 1, phi, 1);
        if (phi2)
            f += 0.5 * cblas_ddot((int)count, task->conv->w0 + v, 1, phi2, 1);
        place->f[k * place->f_stride] += f;
    }
    if (place->phi && place->phi + at != phi)
        memcpy(place->phi + at, phi, count * sizeof *phi);
}

/* Where to write the parts of the expansion of a chunk.  Without a reverse pass its values are not stored. */
static struct expansion expansion_of(const struct conv_task *task, int l, size_t row)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    bool last = conv_is_last(shape, l), reverse = task->place->phi;
    size_t at = row * shape->pixels;
    struct expansion e = {.z = work->chunk[0], .dz = work->chunk[1]};
    e.ddz = l > 0 ? work->chunk[2] : NULL;
    e.a = !last ? work->a[0][l] + at : reverse && !shape->mean ? task->place->phi + at : work->chunk[3];
    e.a1 = last ? work->chunk[1] : work->a[1][l] + at;
    e.a2 = last ? work->chunk[2] : work->a[2][l] + at;
    e.s1 = reverse ? conv_part(shape, work->s1[l], row) : NULL;
    e.q2 = reverse ? conv_part(shape, work->q2[l], row) : work->chunk[4];
    return e;
}

VECTOR_CLONES
static void convquad_forward_layer(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    bool last = conv_is_last(shape, l);
    convquad_patches(task, l, 3);
    for (size_t row = 0, rows; row < shape->out[l]; row += rows) {
        rows = conv_chunk(shape, l, row);
        struct expansion e = expansion_of(task, l, row);
        if (last && l == 0 && !activation_curved(shape->activation))
            e.a2 = NULL; /* a'' = 0 */
        convquad_directions(task, l, row, rows, e.z, e.dz, l > 0 ? task->work->chunk[2] : NULL);
        quadratic_expand(shape->activation, rows * shape->pixels, &e);
        for (size_t i = 0; i < rows * shape->pixels && last; i++)
            e.a[i] += e.a1[i];
        if (last)
            convquad_read_out(task, row, rows, e.a, e.a2);
        for (size_t k = 0; k < shape->c && shape->depth == 1 && task->place->phi; k++)
            convquad_last_signals(task, k, row, rows);
        pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_ELEMENTWISE);
    }
}

/* The signals of layer l - 1 from those of layer l, in place in work->b and work->bt. */
VECTOR_CLONES
static void convquad_signals_below(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    struct conv_work *work = task->work;
    size_t fan = shape->fan[l], n = shape->pixels, in = shape->in[l], out = shape->out[l];
    const double *w = task->conv->w0 + shape->at[l], *dw = task->w + shape->at[l];
    const double *s1 = work->s1[l - 1], *q2 = work->q2[l - 1];
    double scale = 1 / conv_root(shape, l), *b = work->b, *bt = work->bt;
    gemm_tn(fan, n, out, scale, w, fan, bt, n, 0, work->spread, n);
    gemm_tn(fan, n, out, scale, dw, fan, b, n, 1, work->spread, n);
    conv_gather(shape, in, work->spread, bt);
    gemm_tn(fan, n, out, scale, w, fan, b, n, 0, work->spread, n);
    conv_gather(shape, in, work->spread, b);
    for (size_t i = 0; i < in * n; i++)
        bt[i] *= s1[i];
    for (size_t i = 0; i < in * n && activation_curved(shape->activation); i++)
        bt[i] += b[i] * q2[i];
    for (size_t i = 0; i < in * n; i++)
        b[i] *= s1[i];
    pool_lap(task->conv->pool, task->thread, CATAPULT_WORK_UPDATE);
}

static void convquad_gradient_patches(const struct conv_task *task, int l)
{
    convquad_patches(task, l, 2);
}

static void convquad_keep_input(const struct conv_task *task, int l)
{
    const struct conv_shape *shape = &task->conv->shape;
    for (int i = 0; i < 2; i++)
        memcpy(task->place->input[i][l], task->work->a[i][l - 1], shape->in[l] * shape->pixels * sizeof(double));
}

static void convquad_all_rows(const struct conv_task *task, int l, size_t k)
{
    convquad_put_rows(task, l, k, 0, task->conv->shape.out[l], task->work->b, task->work->bt);
}

static const struct conv_passes passes = {
    .forward = convquad_forward_layer,
    .patches = convquad_gradient_patches,
    .keep = convquad_keep_input,
    .signals = convquad_signals_below,
    .rows = convquad_all_rows,
    .last = convquad_last_signals,
};

void conv_quadratic_example(const struct conv *conv, int thread, const double *w, const double *x,
                            const struct conv_place *place)
{
    struct conv_task task = {conv, &conv->work[thread], thread, w, x, place};
    conv_pass(&task, &passes);
}
