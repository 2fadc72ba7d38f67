/* hessian_dense.c - see hessian.h: dense networks of any depth, and their quadratic models.
 *
 * At a base point (W, V) with activations a_l, s', s'', and along a vector q = (inc, W., V.); a dot means d/ds along q:
 *
 *     z._1 = inc M,   z._l = (W_l a._l-1 + W._l a_l-1) / sqrt(m_l-1),   a._l = s' z._l,   f. = (V a._L + V. a_L) / sqrt(m_L)
 *
 * and in reverse, for output weights u that may move with u.:
 *
 *     e_L = V^T u / sqrt(m_L)            e._L = (V^T u. + V.^T u) / sqrt(m_L)
 *     b_l = e_l s'                       b._l = e._l s' + e_l s'' z._l
 *     e_l = W_l+1^T b_l+1 / sqrt(m_l)    e._l = (W_l+1^T b._l+1 + W._l+1^T b_l+1) / sqrt(m_l)
 *
 * The gradient of u.f is (b_l a_l-1^T) / sqrt(m_l-1) in W_l and (u a_L^T) / sqrt(m_L) in V; its derivative along q follows from
 * the product rule.  With u = c r and u. = c f. that derivative is H_L q of a network, at its present w.
 *
 * The base point of the quadratic model is w0, and d = w - w0.  Its J q is f.(q) + f..(q, d), with the mixed derivative
 *
 *     z.._l = (W_l a.._l-1 + W.q a.d + W.d a.q) / sqrt(m_l-1),   a.._l = s'' z.q z.d + s' z.._l,
 *     f..   = (V a.._L + V.q a.d_L + V.d a.q_L) / sqrt(m_L)
 *
 * and with g = c J q: H_L q = grad(g) + its derivative along d + (with u = c r, u. = 0) the derivative of grad(u) along q. */
#include "core/model/hessian.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/dense/layers.h"
#include "core/dense/network.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

/* The parts of a vector in one flat array: inc (m_1, k), z1 = inc M (m_1, n), v (m_L, c), w_l (m_l, m_l-1). */
struct parts {
    double *inc, *z1, *v, *w[CATAPULT_DEPTH_MAX];
};

/* The derivatives of the activations and outputs along a vector. */
struct motion {
    double *z[CATAPULT_DEPTH_MAX], *a[CATAPULT_DEPTH_MAX]; /* z._l, a._l (m_l, n) */
    double *f;                           /* f. (c, n) */
};

struct dense {
    const struct net *net;
    bool quadratic;
    size_t size, first, readout;             /* numbers in a vector, in inc, in v */
    double scale;                            /* c of the loss */
    int seed;
    struct arena arena;
    double *state;                           /* the model's state from model_save: inc, v, w */
    double *weight;                          /* a vector: inc, v and w of the network; quadratic: d */
    const double *w[CATAPULT_DEPTH_MAX], *v;          /* of the base point */
    double *a[CATAPULT_DEPTH_MAX], *s1[CATAPULT_DEPTH_MAX], *s2[CATAPULT_DEPTH_MAX];
    double *e[CATAPULT_DEPTH_MAX], *b[CATAPULT_DEPTH_MAX];     /* of u */
    double *eg[CATAPULT_DEPTH_MAX], *bg[CATAPULT_DEPTH_MAX];   /* quadratic: of g */
    double *e1[CATAPULT_DEPTH_MAX], *b1[CATAPULT_DEPTH_MAX];   /* with a dot */
    struct motion q, d;                      /* along the present vector; quadratic: along d */
    double *zz, *aa[2];                      /* z.., a.. (widest, n) */
    double *u, *u1, *g;                      /* (c, n) */
};

static size_t dense_cells(const struct dense *h, int layer)
{
    return h->net->width[layer] * h->net->n;
}

static double root(const struct dense *h, int layer)
{
    return sqrt((double)h->net->width[layer]);
}

static struct parts parts_of(const struct dense *h, double *vector)
{
    struct parts p = {.inc = vector, .z1 = vector + h->first};
    p.v = p.z1 + dense_cells(h, 0);
    double *at = p.v + h->readout;
    for (int l = 1; l < h->net->depth; l++) {
        p.w[l] = at;
        at += h->net->width[l] * h->net->width[l - 1];
    }
    return p;
}

static void dense_multiply(double *out, size_t count, const double *a, const double *b)
{
    for (size_t i = 0; i < count; i++)
        out[i] = a[i] * b[i];
}

static void multiply_add(double *out, size_t count, const double *a, const double *b, const double *c)
{
    for (size_t i = 0; i < count; i++)
        out[i] += a[i] * b[i] * c[i];
}

/* --- forward ------------------------------------------------------------------------------------------------------------- */

/* z1 = inc M. */
static void dense_complete(const struct dense *h, const struct parts *p)
{
    const struct net *net = h->net;
    gemm(net->width[0], net->n, net->k, 1, p->inc, net->k, net->mul, net->n, 0, p->z1, net->n);
}

/* dst = (w a) / sqrt + beta dst for the weights w (m_l, m_l-1) of a layer. */
static void dense_lift(const struct dense *h, int layer, const double *w, const double *a, double beta, double *dst)
{
    size_t fan = h->net->width[layer - 1], n = h->net->n;
    gemm(h->net->width[layer], n, fan, 1 / root(h, layer - 1), w, fan, a, n, beta, dst, n);
}

/* dst (c, n) = (V a) / sqrt + beta dst. */
static void dense_read_out(const struct dense *h, const double *v, const double *a, double beta, double *dst)
{
    int last = h->net->depth - 1;
    size_t n = h->net->n, c = h->net->c;
    gemm_tn(c, n, h->net->width[last], 1 / root(h, last), v, c, a, n, beta, dst, n);
}

static void dense_move(const struct dense *h, const struct parts *p, struct motion *m)
{
    int last = h->net->depth - 1;
    memcpy(m->z[0], p->z1, dense_cells(h, 0) * sizeof(double));
    for (int l = 0; l <= last; l++) {
        if (l > 0) {
            dense_lift(h, l, h->w[l], m->a[l - 1], 0, m->z[l]);
            dense_lift(h, l, p->w[l], h->a[l - 1], 1, m->z[l]);
        }
        dense_multiply(m->a[l], dense_cells(h, l), h->s1[l], m->z[l]);
    }
    dense_read_out(h, h->v, m->a[last], 0, m->f);
    dense_read_out(h, p->v, h->a[last], 1, m->f);
}

/* Adds f..(q, d) to dst. */
static void dense_mix(const struct dense *h, const struct parts *q, const struct parts *d, double *dst)
{
    int last = h->net->depth - 1;
    for (int l = 0; l <= last; l++) {
        double *aa = h->aa[l % 2];
        if (l == 0) {
            memset(aa, 0, dense_cells(h, 0) * sizeof(double));
        } else {
            dense_lift(h, l, h->w[l], h->aa[(l - 1) % 2], 0, h->zz);
            dense_lift(h, l, q->w[l], h->d.a[l - 1], 1, h->zz);
            dense_lift(h, l, d->w[l], h->q.a[l - 1], 1, h->zz);
            dense_multiply(aa, dense_cells(h, l), h->s1[l], h->zz);
        }
        if (h->s2[l])
            multiply_add(aa, dense_cells(h, l), h->s2[l], h->q.z[l], h->d.z[l]);
    }
    dense_read_out(h, h->v, h->aa[last % 2], 1, dst);
    dense_read_out(h, q->v, h->d.a[last], 1, dst);
    dense_read_out(h, d->v, h->q.a[last], 1, dst);
}

/* --- in reverse ------------------------------------------------------------------------------------------------------------ */

/* dst (m_L, n) = V^T u / sqrt + beta dst. */
static void dense_spread(const struct dense *h, const double *v, const double *u, double beta, double *dst)
{
    int last = h->net->depth - 1;
    size_t n = h->net->n, c = h->net->c;
    gemm(h->net->width[last], n, c, 1 / root(h, last), v, c, u, n, beta, dst, n);
}

/* dst (m_l, n) = W_l+1^T b_l+1 / sqrt + beta dst. */
static void dense_lower(const struct dense *h, int layer, const double *w, const double *b, double beta, double *dst)
{
    size_t n = h->net->n;
    gemm_tn(h->net->width[layer], n, h->net->width[layer + 1], 1 / root(h, layer), w, h->net->width[layer], b, n, beta,
            dst, n);
}

static void dense_reverse(const struct dense *h, const double *u, double *const *e, double *const *b)
{
    int last = h->net->depth - 1;
    for (int l = last; l >= 0; l--) {
        if (l == last)
            dense_spread(h, h->v, u, 0, e[l]);
        else
            dense_lower(h, l, h->w[l + 1], b[l + 1], 0, e[l]);
        dense_multiply(b[l], dense_cells(h, l), e[l], h->s1[l]);
    }
}

/* e. and b. along a vector p with motion m, for a u whose e and b are known.  u1 = u.; NULL: 0. */
static void reverse_moving(const struct dense *h, const struct parts *p, const struct motion *m, const double *u,
                           const double *u1, double *const *e, double *const *b)
{
    int last = h->net->depth - 1;
    for (int l = last; l >= 0; l--) {
        double *e1 = h->e1[l];
        if (l == last) {
            dense_spread(h, p->v, u, 0, e1);
            if (u1)
                dense_spread(h, h->v, u1, 1, e1);
        } else {
            dense_lower(h, l, h->w[l + 1], h->b1[l + 1], 0, e1);
            dense_lower(h, l, p->w[l + 1], b[l + 1], 1, e1);
        }
        dense_multiply(h->b1[l], dense_cells(h, l), e1, h->s1[l]);
        if (h->s2[l])
            multiply_add(h->b1[l], dense_cells(h, l), e[l], h->s2[l], m->z[l]);
    }
}

/* --- gradients into a vector ------------------------------------------------------------------------------------------------- */

/* out->w_l += b a^T / sqrt. */
static void dense_add_layer(const struct dense *h, const struct parts *out, int layer, const double *b, const double *a)
{
    size_t fan = h->net->width[layer - 1], n = h->net->n;
    gemm_nt(h->net->width[layer], fan, n, 1 / root(h, layer - 1), b, n, a, n, 1, out->w[layer], fan);
}

/* out->v += a u^T / sqrt. */
static void dense_add_readout(const struct dense *h, const struct parts *out, const double *u, const double *a)
{
    int last = h->net->depth - 1;
    size_t n = h->net->n, c = h->net->c;
    gemm_nt(h->net->width[last], c, n, 1 / root(h, last), a, n, u, n, 1, out->v, c);
}

/* out->inc += b in the coordinates of inc. */
static void add_first(const struct dense *h, const struct parts *out, const double *b)
{
    const struct net *net = h->net;
    if (net->span)
        cblas_daxpy((int)dense_cells(h, 0), 1, b, 1, out->inc, 1);
    else
        gemm(net->width[0], net->d, net->n, 1, b, net->n, net->input, net->d, 1, out->inc, net->k);
}

/* Adds the gradient for signals b: b_l a_l-1^T, u a_L^T. */
static void add_gradient(const struct dense *h, const struct parts *out, double *const *b, const double *u)
{
    add_first(h, out, b[0]);
    for (int l = 1; l < h->net->depth; l++)
        dense_add_layer(h, out, l, b[l], h->a[l - 1]);
    if (u)
        dense_add_readout(h, out, u, h->a[h->net->depth - 1]);
}

/* Adds the terms with the derivatives of the activations: b_l a._l-1^T, u a._L^T. */
static void add_moved(const struct dense *h, const struct parts *out, double *const *b, const double *u,
                      const struct motion *m)
{
    for (int l = 1; l < h->net->depth; l++)
        dense_add_layer(h, out, l, b[l], m->a[l - 1]);
    dense_add_readout(h, out, u, m->a[h->net->depth - 1]);
}

static void network_product(struct dense *h, const struct parts *q, const struct parts *out)
{
    size_t outputs = h->net->c * h->net->n;
    for (size_t i = 0; i < outputs; i++)
        h->u1[i] = h->scale * h->q.f[i];
    reverse_moving(h, q, &h->q, h->u, h->u1, h->e, h->b);
    add_gradient(h, out, h->b1, h->u1);
    add_moved(h, out, h->b, h->u, &h->q);
}

static void quadratic_product(struct dense *h, const struct parts *q, const struct parts *out)
{
    struct parts d = parts_of(h, h->weight);
    size_t outputs = h->net->c * h->net->n;
    memcpy(h->g, h->q.f, outputs * sizeof(double));
    dense_mix(h, q, &d, h->g);
    cblas_dscal((int)outputs, h->scale, h->g, 1);
    dense_reverse(h, h->g, h->eg, h->bg);
    add_gradient(h, out, h->bg, h->g);
    reverse_moving(h, &d, &h->d, h->g, NULL, h->eg, h->bg);
    add_gradient(h, out, h->b1, NULL);
    add_moved(h, out, h->bg, h->g, &h->d);
    reverse_moving(h, q, &h->q, h->u, NULL, h->e, h->b);
    add_gradient(h, out, h->b1, NULL);
    add_moved(h, out, h->b, h->u, &h->q);
}

static void dense_product(void *own, double *v, double *result)
{
    struct dense *h = own;
    struct parts q = parts_of(h, v), out = parts_of(h, result);
    dense_move(h, &q, &h->q);
    memset(result, 0, h->size * sizeof *result);
    if (h->quadratic)
        quadratic_product(h, &q, &out);
    else
        network_product(h, &q, &out);
    dense_complete(h, &out);
}

static double dense_dot(const void *own, const double *a, const double *b)
{
    const struct dense *h = own;
    size_t z1 = dense_cells(h, 0), rest = h->first + z1;
    double first = cblas_ddot((int)h->first, a, 1, h->net->span ? b + h->first : b, 1);
    return first + cblas_ddot((int)(h->size - rest), a + rest, 1, b + rest, 1);
}

static void dense_draw(void *own, double *v)
{
    struct dense *h = own;
    struct parts p = parts_of(h, v);
    rng_normal(h->seed, RNG_SPECTRUM, 1, h->size, v);
    dense_complete(h, &p);
}

/* --- the point ------------------------------------------------------------------------------------------------------------------ */

/* Sets h->weight from the model's state: w for a network, d = w - w0 for a quadratic model. */
static void take_weights(struct dense *h, const struct hessian_point *at)
{
    struct parts p = parts_of(h, h->weight);
    model_save(at->class, at->state, h->state);
    memcpy(p.inc, h->state, h->first * sizeof(double));
    memcpy(p.v, h->state + h->first, (h->size - h->first - dense_cells(h, 0)) * sizeof(double)); /* v, then w */
    for (size_t i = 0; h->quadratic && i < h->readout; i++)
        p.v[i] -= h->net->v[i];
    dense_complete(h, &p);
    h->v = h->quadratic ? h->net->v : p.v;
    for (int l = 1; l < h->net->depth; l++)
        h->w[l] = h->quadratic ? h->net->w[l] : p.w[l];
}

static void take_activations(struct dense *h)
{
    struct parts p = parts_of(h, h->weight);
    for (int l = 0; l < h->net->depth; l++) {
        double *z = h->zz;
        if (l > 0)
            dense_lift(h, l, h->w[l], h->a[l - 1], 0, z);
        else
            memcpy(z, h->net->z0[0], dense_cells(h, 0) * sizeof(double));
        if (l == 0 && !h->quadratic)
            cblas_daxpy((int)dense_cells(h, 0), 1, p.z1, 1, z, 1);
        activation_apply(h->net->activation, dense_cells(h, l), z, h->a[l], h->s1[l], h->s2[l]);
    }
}

static void dense_take(void *own, const struct hessian_point *at)
{
    struct dense *h = own;
    take_weights(h, at);
    take_activations(h);
    for (size_t i = 0; i < h->net->c * h->net->n; i++)
        h->u[i] = h->scale * at->r[i];
    dense_reverse(h, h->u, h->e, h->b);
    if (h->quadratic) {
        struct parts d = parts_of(h, h->weight);
        dense_move(h, &d, &h->d);
    }
}

static void dense_free(void *own)
{
    struct dense *h = own;
    if (!h)
        return;
    arena_free(&h->arena);
    free(h);
}

static bool want_motion(struct dense *h, struct motion *m)
{
    struct arena *arena = &h->arena;
    bool ok = arena_array(arena, &m->f, h->net->c * h->net->n);
    for (int l = 0; l < h->net->depth; l++)
        ok = ok && arena_array(arena, &m->z[l], dense_cells(h, l)) && arena_array(arena, &m->a[l], dense_cells(h, l));
    return ok;
}

static bool want_layer(struct dense *h, int l)
{
    size_t count = dense_cells(h, l);
    struct arena *arena = &h->arena;
    bool ok = arena_array(arena, &h->a[l], count) && arena_array(arena, &h->s1[l], count)
              && arena_array(arena, &h->e[l], count)
              && arena_array(arena, &h->b[l], count) && arena_array(arena, &h->e1[l], count)
              && arena_array(arena, &h->b1[l], count);
    if (activation_curved(h->net->activation))
        ok = ok && arena_array(arena, &h->s2[l], count);
    if (h->quadratic)
        ok = ok && arena_array(arena, &h->eg[l], count) && arena_array(arena, &h->bg[l], count);
    return ok;
}

static bool want_all(struct dense *h, size_t state)
{
    size_t widest = 0, outputs = h->net->c * h->net->n;
    bool ok = want_motion(h, &h->q) && (!h->quadratic || want_motion(h, &h->d));
    for (int l = 0; l < h->net->depth; l++) {
        ok = ok && want_layer(h, l);
        widest = dense_cells(h, l) > widest ? dense_cells(h, l) : widest;
    }
    struct arena *arena = &h->arena;
    for (int i = 0; i < 2 && h->quadratic; i++)
        ok = ok && arena_array(arena, &h->aa[i], widest);
    return ok && arena_array(arena, &h->zz, widest) && arena_array(arena, &h->state, state)
           && arena_array(arena, &h->weight, h->size)
           && arena_array(arena, &h->u, outputs) && arena_array(arena, &h->u1, outputs)
           && arena_array(arena, &h->g, outputs);
}

bool hessian_dense(struct hessian *out, const struct hessian_point *at)
{
    const struct net *net = at->shared->net;
    if (!net || (at->class != &model_network && at->class != &model_quadratic))
        return false;
    struct dense *h = xnew_array(1, sizeof *h);
    h->net = net;
    h->quadratic = at->class == &model_quadratic;
    h->scale = at->scale;
    h->seed = at->seed;
    h->first = net->width[0] * net->k;
    h->readout = net->width[net->depth - 1] * net->c;
    size_t state = model_size(at->class, at->state) / sizeof(double);
    h->size = state + dense_cells(h, 0);
    *out = (struct hessian){h->size, h, dense_take, dense_product, dense_dot, dense_draw, dense_free};
    return want_all(h, state);
}

double hessian_dense_bytes(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    bool curved = activation_curved((enum catapult_activation_kind)settings->network.activation);
    bool quadratic = catapult_settings_runs(settings, CATAPULT_MODEL_QUADRATIC);
    double rows = (double)n, state = layers_weights(settings, n, d, outputs), widest = 0, numbers = 0;
    for (int l = 0; l < widths->count; l++) { /* see want_layer, want_motion */
        numbers += widths->value[l] * rows * (8 + curved + (quadratic ? 4 : 0));
        widest = fmax(widest, widths->value[l] * rows);
    }
    numbers += state + 4 * (state + widths->value[0] * rows) + widest * (quadratic ? 3 : 1);
    return 8 * (numbers + (quadratic ? 5 : 4) * rows * (double)outputs);
}
