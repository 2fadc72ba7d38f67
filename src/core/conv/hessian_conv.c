/* hessian_conv.c - see hessian.h: convolutional networks and their quadratic models.  A vector has one entry per weight, p in
 * all.
 *
 * conv_curve.h has J q = f. and the derivative along q of the gradient of u.f, which is sum_ki u_ki H_ki q for constant u.
 * For a network at its present w,
 *
 *     H_L q = c J^T J q + sum_ki c r_ki H_ki q
 *
 * is that derivative for the output weights u = c r with u. = c f..
 *
 * The quadratic model has J = J_0 + H d with H at w0 and d = w - w0.  With g = c (f.(q) + f..(q, d)), all at w0,
 *
 *     H_L q = (J_0 + H d)^T g + sum_ki c r_ki H_ki q
 *
 * The first term is that derivative along d for u = u. = g, the second the one along q for u = c r and u. = 0.
 *
 * The examples are divided among the threads; each thread has its own sum. */
#include "core/model/hessian.h"

#include <gsl/gsl_cblas.h>
#include <stdlib.h>
#include <string.h>

#include "core/conv/conv_curve.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/xalloc.h"

struct curved {
    struct conv *conv;
    bool quadratic;
    double scale;    /* c of the loss */
    int seed;
    struct arena arena;
    double *w;       /* (p): w for a network, d = w - w0 for a quadratic model */
    double *u;       /* (c, n): c r */
    double *sum;     /* (threads - 1, p): sums of all threads except the first */
    const double *v; /* the present vector; out: its product */
    double *out;
};

static void curved_take(void *own, const struct hessian_point *at)
{
    struct curved *h = own;
    const struct conv_shape *shape = &h->conv->shape;
    model_save(at->class, at->state, h->w);
    for (size_t j = shape->at[shape->depth]; h->quadratic && j < shape->p; j++)
        h->w[j] -= h->conv->w0[j];
    for (size_t i = 0; i < shape->c * h->conv->data->n; i++)
        h->u[i] = h->scale * at->r[i];
}

static void network_example(const struct curved *h, struct conv_curve *at, size_t i, double *sum)
{
    size_t n = h->conv->data->n;
    conv_curve_base(at, h->w, h->conv->data->x + i * h->conv->data->d);
    conv_curve_move(at, h->v, &at->q, at->f);
    for (size_t k = 0; k < h->conv->shape.c; k++) {
        at->u[k] = h->u[k * n + i];
        at->u1[k] = h->scale * at->f[k];
    }
    conv_curve_reverse(at, at->u, at->u1, h->v, &at->q, sum);
}

static void quadratic_example(const struct curved *h, struct conv_curve *at, size_t i, double *sum)
{
    size_t n = h->conv->data->n, c = h->conv->shape.c;
    conv_curve_base(at, h->conv->w0, h->conv->data->x + i * h->conv->data->d);
    conv_curve_move(at, h->w, &at->d, at->f);
    conv_curve_move(at, h->v, &at->q, at->f);
    conv_curve_mix(at, h->v, &at->q, h->w, &at->d, 1, at->f);
    for (size_t k = 0; k < c; k++)
        at->u[k] = h->scale * at->f[k];
    conv_curve_reverse(at, at->u, at->u, h->w, &at->d, sum);
    for (size_t k = 0; k < c; k++) {
        at->u[k] = h->u[k * n + i];
        at->u1[k] = 0;
    }
    conv_curve_reverse(at, at->u, at->u1, h->v, &at->q, sum);
}

static double *sum_of(const struct curved *h, int thread)
{
    return thread == 0 ? h->out : h->sum + (size_t)(thread - 1) * h->conv->shape.p;
}

static void examples_part(void *context, int thread, int threads)
{
    const struct curved *h = context;
    struct conv_curve *at = &h->conv->curve[thread];
    double *sum = sum_of(h, thread);
    size_t begin, end;
    memset(sum, 0, h->conv->shape.p * sizeof *sum);
    pool_part(h->conv->data->n, 1, thread, threads, &begin, &end);
    for (size_t i = begin; i < end; i++)
        (h->quadratic ? quadratic_example : network_example)(h, at, i, sum);
}

static void curved_add_part(void *context, int thread, int threads)
{
    const struct curved *h = context;
    size_t begin, end;
    pool_part(h->conv->shape.p, 8, thread, threads, &begin, &end);
    for (int t = 1; t < threads; t++)
        cblas_daxpy((int)(end - begin), 1, sum_of(h, t) + begin, 1, h->out + begin, 1);
}

static void curved_product(void *own, double *v, double *out)
{
    struct curved *h = own;
    h->v = v;
    h->out = out;
    pool_run(h->conv->pool, examples_part, h);
    pool_run(h->conv->pool, curved_add_part, h);
}

static double curved_dot(const void *own, const double *a, const double *b)
{
    const struct curved *h = own;
    return cblas_ddot((int)h->conv->shape.p, a, 1, b, 1);
}

static void curved_draw(void *own, double *v)
{
    const struct curved *h = own;
    rng_normal(h->seed, RNG_SPECTRUM, 1, h->conv->shape.p, v);
}

static void curved_free(void *own)
{
    struct curved *h = own;
    if (!h)
        return;
    arena_free(&h->arena);
    free(h);
}

bool hessian_conv(struct hessian *out, const struct hessian_point *at)
{
    struct conv *conv = at->shared->conv;
    if (!conv || (at->class != &conv_network && at->class != &conv_quadratic))
        return false;
    struct curved *h = xnew_array(1, sizeof *h);
    size_t p = conv->shape.p;
    h->conv = conv;
    h->quadratic = at->class == &conv_quadratic;
    h->scale = at->scale;
    h->seed = at->seed;
    *out = (struct hessian){p, h, curved_take, curved_product, curved_dot, curved_draw, curved_free};
    struct arena *arena = &h->arena;
    return conv_curves(conv) && arena_array(arena, &h->w, p) && arena_array(arena, &h->u, conv->shape.c * conv->data->n)
           && arena_array(arena, &h->sum, (size_t)(pool_threads(conv->pool) - 1) * p);
}

double hessian_conv_bytes(const struct catapult_settings *settings, size_t n, size_t outputs)
{
    struct conv_shape shape;
    int threads = pool_wanted(settings->threads);
    conv_shape_of(&shape, settings, outputs);
    return conv_curves_bytes(&shape, threads) + 8 * ((double)shape.p * (3 + threads) + (double)(n * outputs));
}
