/* quadratic_kernel.c - K u of the quadratic model without forming K, for several outputs.
 *
 * J(t) e for e = J(t)^T u is the derivative of f along e at w0 plus the mixed second derivative along (dw, e).  This is a
 * second-order forward pass; ^e marks the derivative along e and ^de the mixed one.  E is never formed: because
 * E_l = (bt_l a_l-1^T + b_l a'_l-1^T) / sqrt(m_l-1), its products need only Gram matrices, divided by m_l-1:
 *
 *     z^e_l  = bt_l (a^T a) + b_l (a'^T a)  + W_l a^e_l-1 / sqrt(m_l-1)                 a^e_l  = s' z^e_l
 *     z^de_l = bt_l (a^T a') + b_l (a'^T a') + (dW_l a^e_l-1 + W_l a^de_l-1) / sqrt(m_l-1)
 *     a^de_l = s'' z' z^e_l + s' z^de_l
 *     K u = u (at^T at) / m_L + ((V + dV) a^e_L + V a^de_L) / sqrt(m_L)                                   */
#include <string.h>

#include "base/clones.h"
#include "core/dense/quadratic.h"
#include "core/algebra/gemm.h"

struct quadratic_apply_pass {
    struct quadratic *model;
    int layer;
    const double *u; /* (c, n) */
    bool forward;
};

static void first_rows(const struct quadratic_apply_pass *apply, size_t row, size_t rows, double *ae, double *ade)
{
    const struct quadratic *model = apply->model;
    size_t n = model->n;
    gemm(rows, n, n, 1, model->bt[0] + row * n, n, model->net->gram, n, 0, ae, n);
    memset(ade, 0, rows * n * sizeof(double));
}

static void deeper_rows(const struct quadratic_apply_pass *apply, size_t row, size_t rows, double *ae, double *ade)
{
    const struct quadratic *model = apply->model;
    const struct net *net = model->net;
    int l = apply->layer;
    size_t n = model->n, fan = net->width[l - 1];
    double scale = 1 / quadratic_root(model, l - 1);
    const double *bt = model->bt[l] + row * n, *b = model->b[l] + row * n;
    const double *w = net->w[l] + row * fan, *dw = model->dw[l] + row * fan;
    gemm(rows, n, n, 1, bt, n, model->gaa[l - 1], n, 0, ae, n);
    gemm_nt(rows, n, n, 1, b, n, model->ga1[l - 1], n, 1, ae, n);
    gemm(rows, n, fan, scale, w, fan, model->ae[l - 1], n, 1, ae, n);
    gemm(rows, n, n, 1, bt, n, model->ga1[l - 1], n, 0, ade, n);
    gemm(rows, n, n, 1, b, n, model->g11[l - 1], n, 1, ade, n);
    gemm(rows, n, fan, scale, dw, fan, model->ae[l - 1], n, 1, ade, n);
    gemm(rows, n, fan, scale, w, fan, model->ade[l - 1], n, 1, ade, n);
}

VECTOR_CLONES
static void quadratic_apply_forward(const struct quadratic_apply_pass *apply, size_t row, size_t rows, double *scratch,
                                    double *f)
{
    const struct quadratic *model = apply->model;
    int l = apply->layer;
    size_t n = model->n, c = model->c;
    bool shallow = model->net->depth == 1;
    double *ae = shallow ? scratch : model->ae[l] + row * n;
    double *ade = shallow ? scratch + BLOCK * n : model->ade[l] + row * n;
    if (l == 0)
        first_rows(apply, row, rows, ae, ade);
    else
        deeper_rows(apply, row, rows, ae, ade);
    const double *s1 = model->s1[l] + row * n, *q2 = model->q2[l] ? model->q2[l] + row * n : NULL;
    for (size_t i = 0; i < rows * n; i++) {
        ade[i] = ade[i] * s1[i] + (q2 ? q2[i] * ae[i] : 0);
        ae[i] *= s1[i];
    }
    if (!quadratic_is_last(model, l))
        return;
    gemm_tn(c, n, rows, 1, model->v + row * c, c, ae, n, 1, f, n);
    gemm_tn(c, n, rows, 1, model->net->v + row * c, c, ade, n, 1, f, n);
}

static void quadratic_apply_part(void *context, int thread, int threads)
{
    const struct quadratic_apply_pass *apply = context;
    struct quadratic *model = apply->model;
    double *f = model->apply_part + (size_t)thread * model->c * model->n;
    double *scratch = net_scratch(model->net, thread);
    size_t begin, end;
    pool_part(model->net->width[apply->layer], BLOCK, thread, threads, &begin, &end);
    memset(f, 0, model->c * model->n * sizeof(double));
    for (size_t row = begin; row < end; row += BLOCK) {
        size_t rows = end - row < BLOCK ? end - row : BLOCK;
        if (!apply->forward)
            quadratic_reverse(model, apply->layer, row, rows, apply->u, scratch);
        else
            quadratic_apply_forward(apply, row, rows, scratch, f);
    }
}

static void apply_one(struct quadratic *model, const double *u, double *ku)
{
    const struct net *net = model->net;
    int last = net->depth - 1;
    struct quadratic_apply_pass apply = {.model = model, .u = u};
    for (int l = last; l >= 0; l--) {
        apply.layer = l;
        pool_run(net->pool, quadratic_apply_part, &apply);
    }
    apply.forward = true;
    for (int l = 0; l <= last; l++) {
        apply.layer = l;
        pool_run(net->pool, quadratic_apply_part, &apply);
    }
    parts_reduce(pool_threads(net->pool), model->c * model->n, model->apply_part,
                 1 / quadratic_root(model, last), ku);
    gemm(model->c, model->n, model->n, 1, u, model->n, model->gat, model->n, 1, ku, model->n);
}

void quadratic_apply(void *state, size_t count, const double *u, double *ku)
{
    struct quadratic *model = state;
    size_t size = model->c * model->n;
    for (size_t q = 0; q < count; q++)
        apply_one(model, u + q * size, ku + q * size);
}
