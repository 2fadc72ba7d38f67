/* sharpness.c - see sharpness.h: Lanczos' three-term recurrence without reorthogonalisation.
 *
 * Because of rounding the vectors lose their orthogonality as soon as an eigenvalue has converged, and copies of that
 * eigenvalue appear (Paige).  The largest eigenvalue of the tridiagonal matrix stays correct, and only that one is needed.
 * The residual of the pair is beta |last entry of the tridiagonal matrix's eigenvector|. */
#include <catapult/sharpness.h>

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/experiment/laboratory.h"
#include "base/arena.h"
#include "base/xalloc.h"

enum { PRODUCTS_MOST = CATAPULT_SHARPNESS_PRODUCTS };

static const double close_enough = 1e-6;

struct catapult_sharpness {
    int model;
    bool linear;                     /* a linear model: its Hessian is c J^T J, so the sharpness is lambda_1 */
    struct hessian hessian;
    struct arena arena;
    double *v[3];                    /* Lanczos vectors: last, present, next */
    double alpha[PRODUCTS_MOST], beta[PRODUCTS_MOST];
    double *z;                       /* (PRODUCTS_MOST^2), eigenvectors of the tridiagonal matrix */
    struct catapult_sharpness_state state;
};

void catapult_sharpness_free(struct catapult_sharpness *s)
{
    if (!s)
        return;
    if (s->hessian.free)
        s->hessian.free(s->hessian.own);
    arena_free(&s->arena);
    free(s);
}

static bool sharpness_make(struct catapult_sharpness *s, const struct catapult_experiment *e)
{
    const struct running *running = &e->model[s->model];
    s->linear = running->kind == CATAPULT_MODEL_LINEAR;
    if (s->linear)
        return true;
    struct hessian_point at = experiment_point(e, running);
    if (!e->architecture->hessian(&s->hessian, &at))
        return false;
    return arena_array(&s->arena, &s->v[0], s->hessian.size) && arena_array(&s->arena, &s->v[1], s->hessian.size)
           && arena_array(&s->arena, &s->v[2], s->hessian.size)
           && arena_array(&s->arena, &s->z, PRODUCTS_MOST * PRODUCTS_MOST);
}

enum catapult_status catapult_sharpness_new(struct catapult_sharpness **out, struct catapult_experiment *e, int model,
                                            struct catapult_error *err)
{
    struct catapult_sharpness *s = xnew_array(1, sizeof *s);
    s->model = model;
    if (!sharpness_make(s, e)) {
        bool none = !s->hessian.own;
        catapult_sharpness_free(s);
        return none ? catapult_error_set(err, CATAPULT_STATUS_INPUT, "the Hessian of this model is not known here")
                    : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for products with the Hessian");
    }
    if (!s->linear)
        s->hessian.draw(s->hessian.own, s->v[1]);
    catapult_sharpness_renew(s, e);
    *out = s;
    return CATAPULT_STATUS_OK;
}

static void scale(const struct catapult_sharpness *s, double *v, double factor)
{
    for (size_t i = 0; i < s->hessian.size; i++)
        v[i] *= factor;
}

static void add_scaled(const struct catapult_sharpness *s, double *v, double factor, const double *other)
{
    for (size_t i = 0; i < s->hessian.size; i++)
        v[i] += factor * other[i];
}

static double length(const struct catapult_sharpness *s, const double *v)
{
    double square = s->hessian.dot(s->hessian.own, v, v);
    return square > 0 ? sqrt(square) : 0;
}

void catapult_sharpness_renew(struct catapult_sharpness *s, const struct catapult_experiment *e)
{
    s->state = (struct catapult_sharpness_state){.t = e->t, .value = NAN, .error = INFINITY};
    if (s->linear) {
        s->state.value = e->model[s->model].now.lambda[0];
        s->state.error = 0;
        s->state.done = true;
        return;
    }
    struct hessian_point at = experiment_point(e, &e->model[s->model]);
    s->hessian.take(s->hessian.own, &at);
    double size = length(s, s->v[1]);
    if (!(size > 0) || !isfinite(size)) {
        s->hessian.draw(s->hessian.own, s->v[1]);
        size = length(s, s->v[1]);
    }
    scale(s, s->v[1], 1 / size);
    memset(s->v[0], 0, s->hessian.size * sizeof(double));
}

/* The largest eigenvalue of the present tridiagonal matrix, and the last entry of its eigenvector. */
static bool ritz(struct catapult_sharpness *s, int count, double *value, double *last)
{
    double d[PRODUCTS_MOST], e[PRODUCTS_MOST];
    memcpy(d, s->alpha, (size_t)count * sizeof *d);
    memcpy(e, s->beta, (size_t)count * sizeof *e);
    if (LAPACKE_dstev(LAPACK_COL_MAJOR, 'V', count, d, e, s->z, count) != 0)
        return false;
    *value = d[count - 1];
    *last = fabs(s->z[(size_t)count * (size_t)count - 1]);
    return true;
}

static void one_product(struct catapult_sharpness *s)
{
    int k = s->state.products;
    double last, *next = s->v[2];
    s->hessian.product(s->hessian.own, s->v[1], next);
    s->alpha[k] = s->hessian.dot(s->hessian.own, next, s->v[1]);
    add_scaled(s, next, -s->alpha[k], s->v[1]);
    if (k > 0)
        add_scaled(s, next, -s->beta[k - 1], s->v[0]);
    s->beta[k] = length(s, next);
    s->state.products = k + 1;
    if (!isfinite(s->alpha[k]) || !isfinite(s->beta[k]) || !ritz(s, k + 1, &s->state.value, &last)) {
        s->state.value = NAN;
        s->state.done = true;
        return;
    }
    s->state.error = s->beta[k] * last;
    s->state.done = s->state.error <= close_enough * fabs(s->state.value) || k + 1 == PRODUCTS_MOST || s->beta[k] == 0;
    if (s->beta[k] > 0)
        scale(s, next, 1 / s->beta[k]);
    double *before = s->v[0];
    s->v[0] = s->v[1];
    s->v[1] = next;
    s->v[2] = before;
}

void catapult_sharpness_advance(struct catapult_sharpness *s, int products)
{
    for (int i = 0; i < products && !s->state.done; i++)
        one_product(s);
}

double experiment_sharpness(struct catapult_sharpness *s, const struct catapult_experiment *e)
{
    if (!s->linear)
        s->hessian.draw(s->hessian.own, s->v[1]);
    catapult_sharpness_renew(s, e);
    catapult_sharpness_advance(s, PRODUCTS_MOST);
    return s->state.value;
}

void catapult_sharpness_get(const struct catapult_sharpness *s, struct catapult_sharpness_state *state)
{
    *state = s->state;
}
