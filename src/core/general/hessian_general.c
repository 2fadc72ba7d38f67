/* hessian_general.c - see hessian.h: the general quadratic model, H_L = c (J^T J + gamma sum_i r_i S_i).  A vector has one
 * entry per parameter. */
#include <gsl/gsl_cblas.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/hessian.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "core/general/general.h"

struct explicit {
    const struct general_data *data;
    double scale;
    int seed;
    struct arena arena;
    double *w, *j, *r; /* (p), (n, p), (n) */
};

static void explicit_take(void *own, const struct hessian_point *at)
{
    struct explicit *h = own;
    const struct general_data *data = h->data;
    model_save(at->class, at->state, h->w);
    memcpy(h->r, at->r, data->n * sizeof(double));
    for (size_t i = 0; i < data->n; i++)
        for (size_t q = 0; q < data->p; q++)
            h->j[i * data->p + q] = data->phi[i * data->p + q] + data->gamma * data->s[i * data->p + q] * h->w[q];
}

static void explicit_product(void *own, double *v, double *out)
{
    struct explicit *h = own;
    const struct general_data *data = h->data;
    memset(out, 0, data->p * sizeof *out);
    for (size_t i = 0; i < data->n; i++) {
        const double *j = h->j + i * data->p, *s = data->s + i * data->p;
        double along = h->scale * cblas_ddot((int)data->p, j, 1, v, 1), curved = h->scale * data->gamma * h->r[i];
        for (size_t q = 0; q < data->p; q++)
            out[q] += along * j[q] + curved * s[q] * v[q];
    }
}

static double explicit_dot(const void *own, const double *a, const double *b)
{
    const struct explicit *h = own;
    return cblas_ddot((int)h->data->p, a, 1, b, 1);
}

static void explicit_draw(void *own, double *v)
{
    const struct explicit *h = own;
    rng_normal(h->seed, RNG_SPECTRUM, 1, h->data->p, v);
}

static void explicit_free(void *own)
{
    struct explicit *h = own;
    if (!h)
        return;
    arena_free(&h->arena);
    free(h);
}

bool hessian_general(struct hessian *out, const struct hessian_point *at)
{
    const struct general_data *data = at->shared->general;
    if (!data)
        return false;
    struct explicit *h = xnew_array(1, sizeof *h);
    h->data = data;
    h->scale = at->scale;
    h->seed = at->seed;
    *out = (struct hessian){data->p, h, explicit_take, explicit_product, explicit_dot, explicit_draw, explicit_free};
    struct arena *arena = &h->arena;
    return arena_array(arena, &h->w, data->p) && arena_array(arena, &h->j, data->n * data->p)
           && arena_array(arena, &h->r, data->n);
}

double hessian_general_bytes(size_t n, size_t p)
{
    return 8 * ((double)n * (double)p + 4 * (double)p + (double)n);
}
