/* model_network.c - the network itself.
 *
 * One pass over blocks of units does all the work of a layer while the block is in cache; a step of a two-layer network is a
 * single pass.  With one output the signals B are those of u = 1: they give the kernel and, with column i scaled by u_i, the
 * gradient.  With several outputs they are those of the u of the step.
 *
 *     reverse   B_L = (V^T u) o s'(Z_L) / sqrt(m_L),   B_l = (W_l+1^T B_l+1) o s'(Z_l) / sqrt(m_l)
 *     step      W_l -= eta B_l A_l-1^T / sqrt(m_l-1),  V -= eta u A_L^T / sqrt(m_L)
 *     kernel    K = A_L^T A_L / m_L + sum_l (B_l^T B_l) o Q_l,   Q_1 = X X^T / d,  Q_l+1 = A_l^T A_l / m_l */
#include "core/dense/network.h"

#include <gsl/gsl_cblas.h> /* OpenBLAS at link time: configure.ac */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clones.h"
#include "core/model/model.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

/* A pass over a layer, and the work on each block of its rows. */
struct network_pass {
    struct network *model;
    int layer;
    const double *u;     /* (c, n), for UPDATE and REVERSE with several outputs */
    int what;            /* bits of enum pass_work */
};

/* Rows of B_L for given u: (V^T u) o s' / sqrt(m). */
VECTOR_CLONES
static void network_last_signals(const struct network *model, size_t row, size_t rows, const double *u, double *b)
{
    size_t n = model->n, c = model->c;
    const double *s1 = model->s1[model->net->depth - 1] + row * n;
    gemm(rows, n, c, 1 / network_root(model, model->net->depth - 1), model->v + row * c, c, u, n, 0, b, n);
    for (size_t i = 0; i < rows * n; i++)
        b[i] *= s1[i];
}

/* W_l -= eta B_l diag(u) A_l-1^T / sqrt(fan-in) for the rows; weight is eta * u. */
VECTOR_CLONES
static void network_update_rows(struct network *model, int layer, size_t row, size_t rows, double *scratch)
{
    const struct net *net = model->net;
    size_t n = model->n;
    const double *b = model->b[layer] + row * n, *weight = model->weight;
    double *inc = model->inc + row * net->k;
    if (layer == 0 && net->span && model->c == 1) {
        for (size_t h = 0; h < rows; h++)
            for (size_t i = 0; i < n; i++)
                inc[h * n + i] -= weight[i] * b[h * n + i];
        return;
    }
    for (size_t h = 0; h < rows; h++)
        for (size_t i = 0; i < n; i++)
            scratch[h * n + i] = b[h * n + i] * (model->c == 1 ? weight[i] : 1);
    if (layer > 0) {
        size_t fan = net->width[layer - 1];
        gemm_nt(rows, fan, n, -1 / network_root(model, layer - 1), scratch, n, model->a[layer - 1], n, 1,
                model->w[layer] + row * fan, fan);
    } else if (net->span)
        cblas_daxpy((int)(rows * n), -1, scratch, 1, inc, 1);
    else
        gemm(rows, net->d, n, -1, scratch, n, net->input, net->d, 1, inc, net->k);
}

/* V -= eta u A_L^T / sqrt(m_L) for the rows of V^T. */
static void network_update_readout(struct network *model, size_t row, size_t rows)
{
    size_t n = model->n, c = model->c;
    int last = model->net->depth - 1;
    gemm_nt(rows, c, n, -1 / network_root(model, last), model->a[last] + row * n, n, model->weight, n, 1,
            model->v + row * c, c);
}

/* One output: turns s' into B_L = v s'(Z_L) / sqrt(m) in place. */
VECTOR_CLONES
static void scale_rows(size_t rows, size_t n, const double *v, double scale, double *b)
{
    for (size_t h = 0; h < rows; h++)
        for (size_t i = 0; i < n; i++)
            b[h * n + i] *= v[h] * scale;
}

/* Writes Z_l for the rows into z; for the first layer also adds their |dW_1|^2 to the thread's part. */
VECTOR_CLONES
static void preactivation(struct network *model, int layer, size_t row, size_t rows, double *z, int thread)
{
    const struct net *net = model->net;
    size_t n = model->n;
    if (layer > 0) {
        size_t fan = net->width[layer - 1];
        gemm(rows, n, fan, 1 / network_root(model, layer - 1), model->w[layer] + row * fan, fan,
             model->a[layer - 1], n, 0, z, n);
        return;
    }
    const double *inc = model->inc + row * net->k, *z0 = net->z0[0] + row * n;
    gemm(rows, n, net->k, 1, inc, net->k, net->mul, n, 0, z, n);
    /* |dW_1|^2 is <C, C Q> in the span form and <dW, dW> in the direct form. */
    model->way_part[thread] += cblas_ddot((int)(rows * net->k), inc, 1, net->span ? z : inc, 1);
    for (size_t i = 0; i < rows * n; i++)
        z[i] += z0[i];
}

static void network_forward_rows(struct network *model, int layer, size_t row, size_t rows, int thread)
{
    size_t n = model->n, c = model->c;
    double *a = model->a[layer] + row * n, *f = model->f_part + (size_t)thread * c * n;
    bool fused = !model->s1[layer]; /* last layer, one output */
    double *s1 = (fused ? model->b[layer] : model->s1[layer]) + row * n;
    preactivation(model, layer, row, rows, a, thread);
    pool_lap(model->net->pool, thread, CATAPULT_WORK_UPDATE);
    activation_apply(model->net->activation, rows * n, a, a, s1, NULL);
    if (!network_is_last(model, layer))
        return;
    const double *v = model->v + row * c;
    if (c == 1)
        cblas_dgemv(CblasRowMajor, CblasTrans, (int)rows, (int)n, 1, a, (int)n, v, 1, 1, f, 1);
    else
        gemm_tn(c, n, rows, 1, v, c, a, n, 1, f, n);
    if (fused)
        scale_rows(rows, n, v, 1 / network_root(model, layer), s1);
}

/* Rows of B_l; below the last layer they follow from B_l+1. */
VECTOR_CLONES
static void reverse_rows(struct network *model, int layer, size_t row, size_t rows, const double *u)
{
    const struct net *net = model->net;
    size_t n = model->n;
    double *b = model->b[layer] + row * n;
    if (network_is_last(model, layer)) {
        network_last_signals(model, row, rows, u, b);
        return;
    }
    const double *s1 = model->s1[layer] + row * n;
    gemm_tn(rows, n, net->width[layer + 1], 1 / network_root(model, layer), model->w[layer + 1] + row,
            net->width[layer], model->b[layer + 1], n, 0, b, n);
    for (size_t i = 0; i < rows * n; i++)
        b[i] *= s1[i];
}

static void network_clear_parts(struct network_pass *pass, int thread)
{
    struct network *model = pass->model;
    if (pass->what & FORWARD) {
        memset(model->f_part + (size_t)thread * model->c * model->n, 0,
               model->c * model->n * sizeof(double));
        if (pass->layer == 0)
            model->way_part[thread] = 0;
    }
    if (pass->what & GRAM_A)
        gram_clear(&model->gram_a, thread);
    if (pass->what & GRAM_B)
        gram_clear(&model->gram_b, thread);
}

static void network_pass_part(void *context, int thread, int threads)
{
    struct network_pass *pass = context;
    struct network *model = pass->model;
    struct pool *pool = model->net->pool;
    int layer = pass->layer, what = pass->what;
    size_t begin, end, n = model->n;
    pool_part(model->net->width[layer], BLOCK, thread, threads, &begin, &end);
    network_clear_parts(pass, thread);
    for (size_t row = begin; row < end; row += BLOCK) {
        size_t rows = end - row < BLOCK ? end - row : BLOCK;
        if ((what & REVERSE) && (what & UPDATE)) /* two layers, several outputs: compute B before V is updated */
            reverse_rows(model, layer, row, rows, pass->u);
        if (what & UPDATE) {
            network_update_rows(model, layer, row, rows, net_scratch(model->net, thread));
            if (network_is_last(model, layer))
                network_update_readout(model, row, rows);
        }
        pool_lap(pool, thread, CATAPULT_WORK_UPDATE);
        if (what & FORWARD)
            network_forward_rows(model, layer, row, rows, thread);
        pool_lap(pool, thread, CATAPULT_WORK_ELEMENTWISE);
        if ((what & REVERSE) && !(what & UPDATE))
            reverse_rows(model, layer, row, rows, pass->u);
        pool_lap(pool, thread, CATAPULT_WORK_UPDATE);
        if (what & GRAM_A)
            gram_add(&model->gram_a, thread, rows, model->a[layer] + row * n);
        if (what & GRAM_B)
            gram_add(&model->gram_b, thread, rows, model->b[layer] + row * n);
        pool_lap(pool, thread, CATAPULT_WORK_KERNEL);
    }
}

static void network_run_pass(void *state, int layer, int what, const double *u)
{
    struct network *model = state;
    struct network_pass pass = {.model = model, .layer = layer, .u = u, .what = what};
    pool_run(model->net->pool, network_pass_part, &pass);
    if (what & GRAM_A)
        gram_reduce(&model->gram_a, model->net->pool, true, 1 / (double)model->net->width[layer],
                    model->q[layer]);
    if (what & GRAM_B) {
        const double *q = layer > 0 ? model->q[layer - 1] : model->net->gram;
        gram_reduce(&model->gram_b, model->net->pool, true, 1, model->product);
        for (size_t i = 0; i < model->n * model->n; i++)
            model->k[i] += model->product[i] * q[i];
    }
    pool_lap(model->net->pool, 0, what & (GRAM_A | GRAM_B) ? CATAPULT_WORK_KERNEL : CATAPULT_WORK_UPDATE);
}

static void sum_outputs(struct network *model)
{
    parts_reduce(pool_threads(model->net->pool), model->c * model->n, model->f_part,
                 1 / network_root(model, model->net->depth - 1), model->f);
}

/* f at the present weights; with one output also the signals.  The pass over the first layer also does the work `first`. */
static void network_forward(void *state, int first, bool kernel)
{
    struct network *model = state;
    int last = model->net->depth - 1;
    bool one = model->c == 1;
    int gram_a = kernel ? GRAM_A : 0, gram_b = kernel && one ? GRAM_B : 0;
    if (gram_b)
        memset(model->k, 0, model->n * model->n * sizeof(double));
    for (int l = 0; l <= last; l++)
        network_run_pass(model, l, FORWARD | gram_a | (l == 0 ? first : 0) | (l == last ? gram_b : 0), model->weight);
    for (int l = last - 1; l >= 0 && one; l--)
        network_run_pass(model, l, REVERSE | gram_b, NULL);
    if (gram_b)
        cblas_daxpy((int)(model->n * model->n), 1, model->q[last], 1, model->k, 1);
    sum_outputs(model);
}

static const struct fc_passes passes = {network_run_pass, network_forward};

static void network_update(void *state, double eta, const double *u)
{
    struct network *model = state;
    fc_update(&passes, model, model->net, model->weight, eta, u);
}

static void network_step(void *state, double eta, const double *u, bool kernel)
{
    struct network *model = state;
    fc_step(&passes, model, model->net, model->weight, eta, u, kernel);
}

static void network_evaluate(void *state, bool kernel)
{
    network_forward(state, 0, kernel);
}

static void network_reset(void *state, bool kernel)
{
    struct network *model = state;
    const struct net *net = model->net;
    memset(model->inc, 0, net->width[0] * net->k * sizeof(double));
    for (int l = 1; l < net->depth; l++)
        memcpy(model->w[l], net->w[l], net->width[l] * net->width[l - 1] * sizeof(double));
    memcpy(model->v, net->v, net->width[net->depth - 1] * net->c * sizeof(double));
    network_forward(model, 0, kernel);
}

static void network_free(void *state)
{
    struct network *model = state;
    if (!model)
        return;
    arena_free(&model->arena);
    free(model);
}

static bool network_allocate_kernel(struct network *model)
{
    size_t nn = model->n * model->n, threads = (size_t)pool_threads(model->net->pool);
    struct arena *arena = &model->arena;
    bool ok = gram_init(&model->gram_a, arena, model->n, (int)threads);
    for (int l = 0; l < model->net->depth; l++)
        ok = ok && arena_array(arena, &model->q[l], nn);
    if (model->c == 1)
        return ok && gram_init(&model->gram_b, arena, model->n, (int)threads) && arena_array(arena, &model->product, nn)
               && arena_array(arena, &model->k, nn);
    for (int l = 0; l < model->net->depth && model->net->depth > 1; l++)
        ok = ok && arena_array(arena, &model->za[l], model->net->width[l] * model->n);
    return ok && arena_array(arena, &model->apply_part, threads * APPLY_COUNT * model->c * model->n);
}

static bool network_allocate_test(struct network *model)
{
    const struct net *net = model->net;
    size_t wide = 0, columns = layers_test_columns(net);
    if (net->n_test == 0)
        return true;
    for (int l = 0; l < net->depth; l++)
        wide = net->width[l] > wide ? net->width[l] : wide;
    struct arena *arena = &model->arena;
    for (int i = 0; i < 2 && net->depth > 1; i++)
        if (!arena_array(arena, &model->test_a[i], wide * columns))
            return false;
    return arena_array(arena, &model->test_part, (size_t)pool_threads(net->pool) * net->c * columns);
}

static void *network_make(const struct shared *shared, bool bare)
{
    const struct net *net = shared->net;
    struct network *model = xnew_array(1, sizeof *model);
    size_t n = model->n = net->n, c = model->c = net->c, threads = (size_t)pool_threads(net->pool);
    model->net = net;
    struct arena *arena = &model->arena;
    bool ok = arena_array(arena, &model->inc, net->width[0] * net->k)
              && arena_array(arena, &model->v, net->width[net->depth - 1] * c);
    for (int l = 0; l < net->depth; l++) {
        bool fused = c == 1 && network_is_last(model, l);
        ok = ok && arena_array(arena, &model->a[l], net->width[l] * n)
             && arena_array(arena, &model->b[l], net->width[l] * n)
             && (fused || arena_array(arena, &model->s1[l], net->width[l] * n))
             && (l == 0 || arena_array(arena, &model->w[l], net->width[l] * net->width[l - 1]));
    }
    ok = ok && arena_array(arena, &model->f, c * n) && arena_array(arena, &model->weight, c * n)
         && arena_array(arena, &model->f_part, threads * c * n) && arena_array(arena, &model->way_part, threads)
         && (bare || (network_allocate_kernel(model) && network_allocate_test(model)));
    if (ok)
        return model;
    network_free(model);
    return NULL;
}

static const double *network_output(const void *state)
{
    return ((const struct network *)state)->f;
}

static const double *network_kernel(const void *state)
{
    return ((const struct network *)state)->k;
}

static double network_distance(const void *state)
{
    const struct network *model = state;
    const struct net *net = model->net;
    double sum = 0;
    for (int t = 0; t < pool_threads(net->pool); t++)
        sum += model->way_part[t];
    for (int l = 1; l < net->depth; l++)
        sum += distance2(net->width[l] * net->width[l - 1], model->w[l], net->w[l]);
    sum += distance2(net->width[net->depth - 1] * net->c, model->v, net->v);
    return sum < 0 ? 0 : sqrt(sum); /* NaN stays NaN */
}


static double network_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double rows = (double)n, count = layers_weights(settings, n, d, outputs), wide = 0;
    for (int l = 0; l < widths->count; l++) {
        bool fused = outputs == 1 && l == widths->count - 1;
        count += widths->value[l] * rows * (fused ? 2 : 3) + rows * rows;
        wide = fmax(wide, widths->value[l]);
    }
    double c = (double)outputs, threads = pool_wanted(settings->threads), columns = (double)net_test_columns(n_test);
    if (widths->count > 1)
        count += 2 * wide * columns;
    if (outputs > 1 && widths->count > 1)
        for (int l = 0; l < widths->count; l++)
            count += widths->value[l] * rows; /* za */
    if (outputs > 1)
        count += threads * (rows * rows + APPLY_COUNT * c * rows); /* gram_a, apply_part */
    else
        count += threads * 2 * rows * rows + 2 * rows * rows; /* both grams; k, product */
    return 8 * (count + (threads + 2) * c * rows + threads * c * columns);
}

static double network_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    return layers_flops(settings, n, d, outputs);
}

static int network_arrays(const void *state, struct state_array list[STATE_ARRAYS_MAX])
{
    const struct network *model = state;
    const struct net *net = model->net;
    int count = 0;
    list[count++] = (struct state_array){model->inc, net->width[0] * net->k};
    list[count++] = (struct state_array){model->v, net->width[net->depth - 1] * net->c};
    for (int l = 1; l < net->depth; l++)
        list[count++] = (struct state_array){model->w[l], net->width[l] * net->width[l - 1]};
    return count;
}

const struct model_class model_network = {
    .name = "network",
    .products = true,
    .make = network_make,
    .free = network_free,
    .reset = network_reset,
    .step = network_step,
    .update = network_update,
    .evaluate = network_evaluate,
    .arrays = network_arrays,
    .output = network_output,
    .test = network_test,
    .distance = network_distance,
    .kernel = network_kernel,
    .apply = network_apply,
    .bytes = network_bytes,
    .flops = network_flops,
    .test_flops = layers_test_flops,
    .numbers = layers_weights,
};
