/* conv_curve.c - see conv_curve.h. */
#include "core/conv/conv_curve.h"

#include <gsl/gsl_cblas.h> /* OpenBLAS at link time: configure.ac */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/conv/conv_pass.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

static size_t curve_cells(const struct conv_shape *shape, int l)
{
    return shape->out[l] * shape->pixels;
}

static void curve_multiply(double *out, size_t count, const double *a, const double *b)
{
    for (size_t i = 0; i < count; i++)
        out[i] = a[i] * b[i];
}

/* --- forward -------------------------------------------------------------------------------------------------------- */

static void curve_patches(struct conv_curve *at, int l, const double *image)
{
    conv_patches(at->shape, at->shape->in[l], image, at->patch);
}

/* dst (C_l, P) = W_l patch / sqrt(F_l) + beta dst, with the W_l of `vector` and the patches of the last curve_patches. */
static void curve_lift(const struct conv_curve *at, int l, const double *vector, double beta, double *dst)
{
    const struct conv_shape *shape = at->shape;
    size_t fan = shape->fan[l], n = shape->pixels;
    gemm(shape->out[l], n, fan, 1 / conv_root(shape, l), vector + shape->at[l], fan, at->patch, n, beta, dst, n);
}

/* f (c) += scale V phi(a) / sqrt(R), with the V of `vector`. */
static void curve_read_out(struct conv_curve *at, const double *vector, const double *a, double scale, double *f)
{
    const struct conv_shape *shape = at->shape;
    size_t count;
    const double *v = vector + shape->at[shape->depth];
    const double *phi = conv_features(shape, shape->out[shape->depth - 1], a, at->pooled, &count);
    for (size_t k = 0; k < shape->c; k++)
        f[k] += scale * cblas_ddot((int)count, v + k * count, 1, phi, 1) / sqrt((double)shape->features);
}

static const double *curve_input(const struct conv_curve *at, int l)
{
    return l > 0 ? at->a[l - 1] : at->x;
}

void conv_curve_base(struct conv_curve *at, const double *w, const double *x)
{
    const struct conv_shape *shape = at->shape;
    at->w = w;
    at->x = x;
    for (int l = 0; l < shape->depth; l++) {
        curve_patches(at, l, curve_input(at, l));
        curve_lift(at, l, w, 0, at->product);
        activation_apply(shape->activation, curve_cells(shape, l), at->product, at->a[l], at->s1[l], at->s2[l]);
    }
}

void conv_curve_output(struct conv_curve *at, double *f)
{
    memset(f, 0, at->shape->c * sizeof *f);
    curve_read_out(at, at->w, at->a[at->shape->depth - 1], 1, f);
}

void conv_curve_move(struct conv_curve *at, const double *q, const struct conv_motion *motion, double *f)
{
    const struct conv_shape *shape = at->shape;
    int last = shape->depth - 1;
    for (int l = 0; l <= last; l++) {
        curve_patches(at, l, curve_input(at, l));
        curve_lift(at, l, q, 0, motion->z[l]);
        if (l > 0) {
            curve_patches(at, l, motion->a[l - 1]);
            curve_lift(at, l, at->w, 1, motion->z[l]);
        }
        curve_multiply(motion->a[l], curve_cells(shape, l), at->s1[l], motion->z[l]);
    }
    memset(f, 0, shape->c * sizeof *f);
    curve_read_out(at, at->w, motion->a[last], 1, f);
    curve_read_out(at, q, at->a[last], 1, f);
}

/* a.. of layer l from a.. of the layer below. */
static void bend(struct conv_curve *at, int l, const double *q, const struct conv_motion *mq, const double *d,
                 const struct conv_motion *md)
{
    const struct conv_shape *shape = at->shape;
    double *aa = at->aa[l % 2];
    size_t count = curve_cells(shape, l);
    if (l == 0) {
        memset(aa, 0, count * sizeof *aa);
    } else {
        curve_patches(at, l, at->aa[(l - 1) % 2]);
        curve_lift(at, l, at->w, 0, at->product);
        curve_patches(at, l, md->a[l - 1]);
        curve_lift(at, l, q, 1, at->product);
        curve_patches(at, l, mq->a[l - 1]);
        curve_lift(at, l, d, 1, at->product);
        curve_multiply(aa, count, at->s1[l], at->product);
    }
    for (size_t i = 0; at->s2[l] && i < count; i++)
        aa[i] += at->s2[l][i] * mq->z[l][i] * md->z[l][i];
}

void conv_curve_mix(struct conv_curve *at, const double *q, const struct conv_motion *mq, const double *d,
                    const struct conv_motion *md, double scale, double *f)
{
    int last = at->shape->depth - 1;
    for (int l = 0; l <= last; l++)
        bend(at, l, q, mq, d, md);
    curve_read_out(at, at->w, at->aa[last % 2], scale, f);
    curve_read_out(at, q, md->a[last], scale, f);
    curve_read_out(at, d, mq->a[last], scale, f);
}

/* --- in reverse ------------------------------------------------------------------------------------------------------- */

/* dst (R) += V^T u, with the V of `vector`. */
static void curve_add_readout_weights(const struct conv_shape *shape, const double *vector, const double *u, double *dst)
{
    for (size_t k = 0; k < shape->c; k++)
        cblas_daxpy((int)shape->features, u[k], vector + shape->at[shape->depth] + k * shape->features, 1, dst, 1);
}

/* b_L and b._L. */
static void top_signals(struct conv_curve *at, const double *u, const double *u1, const double *q,
                        const struct conv_motion *motion)
{
    const struct conv_shape *shape = at->shape;
    int l = shape->depth - 1;
    size_t rows = shape->out[l], size = shape->features * sizeof *at->v;
    memset(at->v, 0, size);
    memset(at->v1, 0, size);
    curve_add_readout_weights(shape, at->w, u, at->v);
    curve_add_readout_weights(shape, at->w, u1, at->v1);
    curve_add_readout_weights(shape, q, u, at->v1);
    conv_readout_signals(shape, rows, at->v, at->s1[l], at->b);
    conv_readout_signals(shape, rows, at->v1, at->s1[l], at->b1);
    if (!at->s2[l])
        return;
    curve_multiply(at->product, curve_cells(shape, l), at->s2[l], motion->z[l]);
    conv_readout_more(shape, rows, at->v, at->product, at->b1);
}

/* at->spread (F_l, P) = W_l^T b / sqrt(F_l) + beta spread, with the W_l of `vector`. */
static void curve_lower(const struct conv_curve *at, int l, const double *vector, const double *b, double beta)
{
    const struct conv_shape *shape = at->shape;
    size_t fan = shape->fan[l], n = shape->pixels;
    gemm_tn(fan, n, shape->out[l], 1 / conv_root(shape, l), vector + shape->at[l], fan, b, n, beta, at->spread, n);
}

/* b and b. of layer l from those of layer l + 1, in place. */
static void curve_signals_below(struct conv_curve *at, int l, const double *q, const struct conv_motion *motion)
{
    const struct conv_shape *shape = at->shape;
    size_t count = curve_cells(shape, l);
    curve_lower(at, l + 1, at->w, at->b1, 0);
    curve_lower(at, l + 1, q, at->b, 1);
    conv_gather(shape, shape->in[l + 1], at->spread, at->b1);
    curve_lower(at, l + 1, at->w, at->b, 0);
    conv_gather(shape, shape->in[l + 1], at->spread, at->b);
    curve_multiply(at->b1, count, at->b1, at->s1[l]);
    for (size_t i = 0; at->s2[l] && i < count; i++)
        at->b1[i] += at->b[i] * at->s2[l][i] * motion->z[l][i];
    curve_multiply(at->b, count, at->b, at->s1[l]);
}

/* The W_l of out += b patch^T / sqrt(F_l). */
static void curve_add_layer(const struct conv_curve *at, int l, const double *b, double *out)
{
    const struct conv_shape *shape = at->shape;
    size_t fan = shape->fan[l], n = shape->pixels;
    gemm_nt(shape->out[l], fan, n, 1 / conv_root(shape, l), b, n, at->patch, n, 1, out + shape->at[l], fan);
}

/* The V of out += u phi(a)^T / sqrt(R). */
static void curve_add_readout(struct conv_curve *at, const double *u, const double *a, double *out)
{
    const struct conv_shape *shape = at->shape;
    size_t count;
    const double *phi = conv_features(shape, shape->out[shape->depth - 1], a, at->pooled, &count);
    for (size_t k = 0; k < shape->c; k++)
        cblas_daxpy((int)count, u[k] / sqrt((double)shape->features), phi, 1, out + shape->at[shape->depth] + k * count, 1);
}

void conv_curve_reverse(struct conv_curve *at, const double *u, const double *u1, const double *q,
                        const struct conv_motion *motion, double *out)
{
    int last = at->shape->depth - 1;
    curve_add_readout(at, u1, at->a[last], out);
    curve_add_readout(at, u, motion->a[last], out);
    for (int l = last; l >= 0; l--) {
        if (l == last)
            top_signals(at, u, u1, q, motion);
        else
            curve_signals_below(at, l, q, motion);
        curve_patches(at, l, curve_input(at, l));
        curve_add_layer(at, l, at->b1, out);
        if (l > 0) {
            curve_patches(at, l, motion->a[l - 1]);
            curve_add_layer(at, l, at->b, out);
        }
    }
}

/* --- scratch ------------------------------------------------------------------------------------------------------------ */

/* An array of the scratch: the address of its pointer, and its length. */
struct curve_part {
    double **array;
    size_t count;
};
enum { PARTS = 7 * CATAPULT_DEPTH_MAX + 13 };

static size_t curve_largest(const struct conv_shape *shape, const size_t *of)
{
    size_t most = 0;
    for (int l = 0; l < shape->depth; l++)
        most = of[l] > most ? of[l] : most;
    return most;
}

static int list_curve(const struct conv_shape *shape, struct conv_curve *at, struct curve_part part[PARTS])
{
    int count = 0;
    size_t most = curve_largest(shape, shape->out) * shape->pixels, patch = curve_largest(shape, shape->fan) * shape->pixels;
    for (int l = 0; l < shape->depth; l++) {
        double **const mine[] = {&at->a[l], &at->s1[l], &at->q.z[l], &at->q.a[l], &at->d.z[l], &at->d.a[l], &at->s2[l]};
        for (int i = 0; i < (activation_curved(shape->activation) ? 7 : 6); i++)
            part[count++] = (struct curve_part){mine[i], curve_cells(shape, l)};
    }
    double **const signals[] = {&at->aa[0], &at->aa[1], &at->b, &at->b1, &at->product};
    for (int i = 0; i < 5; i++)
        part[count++] = (struct curve_part){signals[i], most};
    part[count++] = (struct curve_part){&at->patch, patch};
    part[count++] = (struct curve_part){&at->spread, patch};
    part[count++] = (struct curve_part){&at->pooled, shape->out[shape->depth - 1]};
    part[count++] = (struct curve_part){&at->v, shape->features};
    part[count++] = (struct curve_part){&at->v1, shape->features};
    part[count++] = (struct curve_part){&at->f, shape->c};
    part[count++] = (struct curve_part){&at->u, shape->c};
    part[count++] = (struct curve_part){&at->u1, shape->c};
    return count;
}

void conv_curves_free(struct conv *conv)
{
    arena_free(&conv->curve_owner);
    free(conv->curve);
    conv->curve = NULL;
}

struct conv_curve *conv_curves(struct conv *conv)
{
    struct curve_part part[PARTS];
    int threads = pool_threads(conv->pool);
    bool ok = true;
    if (conv->curve)
        return conv->curve;
    conv->curve = xnew_array((size_t)threads, sizeof *conv->curve);
    for (int t = 0; t < threads; t++) {
        conv->curve[t].shape = &conv->shape;
        for (int i = 0, count = list_curve(&conv->shape, &conv->curve[t], part); i < count; i++)
            ok = ok && arena_array(&conv->curve_owner, part[i].array, part[i].count);
    }
    if (!ok)
        conv_curves_free(conv);
    return conv->curve;
}

double conv_curves_bytes(const struct conv_shape *shape, int threads)
{
    struct conv_curve at;
    struct curve_part part[PARTS];
    double numbers = 0;
    for (int i = 0, count = list_curve(shape, &at, part); i < count; i++)
        numbers += (double)part[i].count;
    return 8 * numbers * threads;
}
