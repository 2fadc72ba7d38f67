/* quadratic_rows.c - see quadratic.h: the forward and the reverse expansion of a block of rows of a layer. */
#include "base/clones.h"
#include "core/model/model.h"
#include "core/dense/quadratic.h"
#include "core/algebra/gemm.h"

VECTOR_CLONES
void quadratic_expand(enum catapult_activation_kind kind, size_t count, const struct expansion *e)
{
    bool curved = activation_curved(kind);
    double *s1 = e->s1 ? e->s1 : e->z, *s2 = curved ? e->q2 : NULL;
    activation_apply(kind, count, e->z, e->a, s1, s2);
    if (e->a2) {
        for (size_t i = 0; i < count; i++)
            e->a2[i] = e->ddz ? s1[i] * e->ddz[i] : 0;
        for (size_t i = 0; i < count && curved; i++)
            e->a2[i] += s2[i] * e->dz[i] * e->dz[i];
    }
    for (size_t i = 0; i < count && curved; i++)
        s2[i] *= e->dz[i];
    for (size_t i = 0; i < count; i++)
        e->a1[i] = s1[i] * e->dz[i];
}

/* Writes e_l and et_l of quadratic.h into e and et (rows, n). */
static void quadratic_signals_below(struct quadratic *model, int l, size_t row, size_t rows, double *e, double *et)
{
    const struct net *net = model->net;
    size_t n = model->n, up = net->width[l + 1], m = net->width[l];
    double scale = 1 / quadratic_root(model, l);
    const double *w = net->w[l + 1] + row, *dw = model->dw[l + 1] + row;
    gemm_tn(rows, n, up, scale, w, m, model->b[l + 1], n, 0, e, n);
    gemm_tn(rows, n, up, scale, w, m, model->bt[l + 1], n, 0, et, n);
    gemm_tn(rows, n, up, scale, dw, m, model->b[l + 1], n, 1, et, n);
}

VECTOR_CLONES
void quadratic_reverse(struct quadratic *model, int l, size_t row, size_t rows, const double *u,
                       double *scratch)
{
    const struct net *net = model->net;
    size_t n = model->n, c = model->c;
    double *e = scratch, *bt = model->bt[l] + row * n;
    if (quadratic_is_last(model, l)) {
        double scale = 1 / quadratic_root(model, l);
        gemm(rows, n, c, scale, net->v + row * c, c, u, n, 0, e, n);
        gemm(rows, n, c, scale, model->v + row * c, c, u, n, 0, bt, n);
    } else
        quadratic_signals_below(model, l, row, rows, e, bt);
    const double *s1 = model->s1[l] + row * n, *q2 = quadratic_from(model->q2[l], row, n);
    double *b = quadratic_from(model->b[l], row, n);
    for (size_t i = 0; i < rows * n; i++)
        bt[i] = bt[i] * s1[i] + (q2 ? e[i] * q2[i] : 0);
    for (size_t i = 0; i < rows * n && b; i++)
        b[i] = e[i] * s1[i];
}
