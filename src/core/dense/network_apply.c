/* network_apply.c - K u without forming K, for several outputs.
 *
 * K u is the derivative of f along e = J^T u.  e is never formed; with the signals B of u:
 *
 *     E_1 = B_1 X / sqrt(d),        z^e_1 = B_1 Q_1,
 *     E_l = B_l A_l-1^T / sqrt(m),  z^e_l = B_l Q_l + W_l a^e_l-1 / sqrt(m_l-1),   a^e_l = s'(Z_l) o z^e_l,
 *     K u = u Q_L+1 + V a^e_L / sqrt(m_L)                                                                 */
#include <string.h>

#include "base/clones.h"
#include "core/dense/network.h"
#include "core/algebra/gemm.h"

struct network_apply_pass {
    struct network *model;
    int layer;
    size_t count;    /* vectors at a time; more than one with one hidden layer only */
    const double *u; /* (count, c, n) */
    bool forward;    /* the forward pass of this layer; false: the reverse pass, into b */
};

/* Writes B_l of u for the rows into b. */
VECTOR_CLONES
static void network_apply_signals(const struct network_apply_pass *apply, size_t row, size_t rows, double *b)
{
    const struct network *model = apply->model;
    const struct net *net = model->net;
    size_t n = model->n, c = model->c;
    int l = apply->layer;
    const double *s1 = model->s1[l] + row * n;
    if (network_is_last(model, l))
        gemm(rows, n, c, 1 / network_root(model, l), model->v + row * c, c, apply->u, n, 0, b, n);
    else
        gemm_tn(rows, n, net->width[l + 1], 1 / network_root(model, l), model->w[l + 1] + row,
                net->width[l], model->b[l + 1], n, 0, b, n);
    for (size_t i = 0; i < rows * n; i++)
        b[i] *= s1[i];
}

/* Writes a^e_l for the rows into ae; b has their B_l. */
VECTOR_CLONES
static void derivative(const struct network_apply_pass *apply, size_t row, size_t rows, const double *b, double *ae)
{
    const struct network *model = apply->model;
    const struct net *net = model->net;
    size_t n = model->n;
    int l = apply->layer;
    const double *s1 = model->s1[l] + row * n;
    gemm(rows, n, n, 1, b, n, l > 0 ? model->q[l - 1] : net->gram, n, 0, ae, n);
    if (l > 0) {
        size_t fan = net->width[l - 1];
        gemm(rows, n, fan, 1 / network_root(model, l - 1), model->w[l] + row * fan, fan,
             model->za[l - 1], n, 1, ae, n);
    }
    for (size_t i = 0; i < rows * n; i++)
        ae[i] *= s1[i];
}

/* One hidden layer: the B_1 of the vectors are stacked, so that one product with Q_1 is enough for all. */
VECTOR_CLONES
static void shallow_rows(const struct network_apply_pass *apply, size_t row, size_t rows, double *b, double *f)
{
    const struct network *model = apply->model;
    size_t n = model->n, c = model->c, count = apply->count;
    const double *s1 = model->s1[0] + row * n, *v = model->v + row * c;
    double *ae = b + count * rows * n;
    for (size_t q = 0; q < count; q++) {
        double *bq = b + q * rows * n;
        gemm(rows, n, c, 1 / network_root(model, 0), v, c, apply->u + q * c * n, n, 0, bq, n);
        for (size_t i = 0; i < rows * n; i++)
            bq[i] *= s1[i];
    }
    gemm(count * rows, n, n, 1, b, n, model->net->gram, n, 0, ae, n);
    for (size_t q = 0; q < count; q++) {
        double *aq = ae + q * rows * n;
        for (size_t i = 0; i < rows * n; i++)
            aq[i] *= s1[i];
        gemm_tn(c, n, rows, 1, v, c, aq, n, 1, f + q * c * n, n);
    }
}

static void apply_rows(const struct network_apply_pass *apply, size_t row, size_t rows, double *f)
{
    struct network *model = apply->model;
    size_t n = model->n, c = model->c;
    int l = apply->layer;
    if (!apply->forward) {
        network_apply_signals(apply, row, rows, model->b[l] + row * n);
        return;
    }
    double *ae = model->za[l] + row * n;
    derivative(apply, row, rows, model->b[l] + row * n, ae);
    if (network_is_last(model, l))
        gemm_tn(c, n, rows, 1, model->v + row * c, c, ae, n, 1, f, n);
}

static void network_apply_part(void *context, int thread, int threads)
{
    const struct network_apply_pass *apply = context;
    const struct network *model = apply->model;
    size_t begin, end, size = apply->count * model->c * model->n;
    bool shallow = model->net->depth == 1;
    size_t grain = shallow ? APPLY_ROWS : BLOCK;
    double *f = model->apply_part + (size_t)thread * size;
    pool_part(model->net->width[apply->layer], grain, thread, threads, &begin, &end);
    memset(f, 0, size * sizeof(double));
    for (size_t row = begin; row < end; row += grain) {
        size_t rows = end - row < grain ? end - row : grain;
        if (shallow)
            shallow_rows(apply, row, rows, net_scratch(model->net, thread), f);
        else
            apply_rows(apply, row, rows, f);
    }
}

/* K u = f_part / sqrt(m_L) + u Q_L+1 for the vectors of apply. */
static void network_apply_run(struct network_apply_pass *apply, double *ku)
{
    const struct network *model = apply->model;
    const struct net *net = model->net;
    int last = net->depth - 1;
    for (int l = last; l >= 0 && net->depth > 1; l--) {
        apply->forward = false;
        apply->layer = l;
        pool_run(net->pool, network_apply_part, apply);
    }
    apply->forward = true;
    for (int l = 0; l <= last; l++) {
        apply->layer = l;
        pool_run(net->pool, network_apply_part, apply);
    }
    parts_reduce(pool_threads(net->pool), apply->count * model->c * model->n, model->apply_part,
                 1 / network_root(model, last), ku);
    gemm(apply->count * model->c, model->n, model->n, 1, apply->u, model->n, model->q[last], model->n, 1, ku,
         model->n);
}

void network_apply(void *state, size_t count, const double *u, double *ku)
{
    struct network *model = state;
    size_t size = model->c * model->n, most = model->net->depth == 1 ? APPLY_COUNT : 1;
    for (size_t done = 0; done < count; done += most) {
        struct network_apply_pass apply = {.model = model, .u = u + done * size};
        apply.count = count - done < most ? count - done : most;
        network_apply_run(&apply, ku + done * size);
    }
}
