/* model_quadratic.c - the quadratic Taylor model (NQM); quadratic.h has the equations. */
#include "core/dense/quadratic.h"

#include <gsl/gsl_cblas.h>
#include <stdlib.h>
#include <string.h>

#include "base/clones.h"
#include "core/model/model.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

struct quadratic_pass {
    struct quadratic *model;
    int layer, what;
    const double *u; /* (c, n), REVERSE */
};

/* dz = dW_1 M for the rows; adds their |dW_1|^2 to the thread's part. */
static void first_direction(struct quadratic *model, size_t row, size_t rows, double *dz, int thread)
{
    const struct net *net = model->net;
    const double *inc = model->inc + row * net->k;
    gemm(rows, model->n, net->k, 1, inc, net->k, net->mul, model->n, 0, dz, model->n);
    model->way_part[thread] += cblas_ddot((int)(rows * net->k), inc, 1, net->span ? dz : inc, 1);
}

static void deeper_direction(struct quadratic *model, int l, size_t row, size_t rows, double *dz, double *ddz)
{
    const struct net *net = model->net;
    size_t n = model->n, fan = net->width[l - 1];
    double scale = 1 / quadratic_root(model, l - 1);
    const double *dw = model->dw[l] + row * fan, *w = net->w[l] + row * fan;
    gemm(rows, n, fan, scale, dw, fan, model->a[l - 1], n, 0, dz, n);
    gemm(rows, n, fan, scale, w, fan, model->a1[l - 1], n, 1, dz, n);
    gemm(rows, n, fan, 2 * scale, dw, fan, model->a1[l - 1], n, 0, ddz, n);
    gemm(rows, n, fan, scale, w, fan, model->a2[l - 1], n, 1, ddz, n);
}

/* Adds the rows' part of (V + dV) at + V a'' / 2 to f. */
static void add_outputs(struct quadratic *model, size_t row, size_t rows, const double *a2, double *f)
{
    size_t n = model->n, c = model->c;
    gemm_tn(c, n, rows, 1, model->v + row * c, c, model->at + row * n, n, 1, f, n);
    if (a2)
        gemm_tn(c, n, rows, 0.5, model->net->v + row * c, c, a2, n, 1, f, n);
}

/* Two layers, one output: bt = (v s' + v0 s'' z') / sqrt(m), from s' and q2 of the rows. */
VECTOR_CLONES
static void signals_at_once(struct quadratic *model, size_t row, size_t rows, const double *s1,
                            const double *q2)
{
    size_t n = model->n;
    double scale = 1 / quadratic_root(model, 0);
    for (size_t h = 0; h < rows; h++) {
        double v = model->v[row + h] * scale, v0 = model->net->v[row + h] * scale;
        double *bt = model->bt[0] + (row + h) * n;
        for (size_t i = 0; i < n; i++)
            bt[i] = v * s1[h * n + i];
        for (size_t i = 0; i < n && model->curved; i++)
            bt[i] += v0 * q2[h * n + i];
    }
}

VECTOR_CLONES
static void quadratic_forward_rows(struct quadratic *model, int l, size_t row, size_t rows, int thread)
{
    size_t n = model->n, block = BLOCK * n;
    double *scratch = net_scratch(model->net, thread); /* four blocks: z, dz, ddz and then a'', q2 */
    bool last = quadratic_is_last(model, l), at_once = !model->s1[l];
    double *a = last ? model->at + row * n : model->a[l] + row * n;
    double *dz = scratch + block, *ddz = l > 0 ? scratch + 2 * block : NULL;
    struct expansion e = {.z = scratch, .dz = dz, .ddz = ddz, .a = a};
    e.a1 = last ? dz : model->a1[l] + row * n;
    e.s1 = at_once ? scratch : model->s1[l] + row * n;
    e.q2 = at_once ? scratch + 3 * block : quadratic_from(model->q2[l], row, n);
    e.a2 = !last ? model->a2[l] + row * n : (model->curved || l > 0) ? scratch + 2 * block : NULL;
    memcpy(e.z, model->net->z0[l] + row * n, rows * n * sizeof(double));
    if (l == 0)
        first_direction(model, row, rows, dz, thread);
    else
        deeper_direction(model, l, row, rows, dz, ddz);
    pool_lap(model->net->pool, thread, CATAPULT_WORK_UPDATE);
    quadratic_expand(model->net->activation, rows * n, &e);
    if (!last)
        return;
    for (size_t i = 0; i < rows * n; i++)
        a[i] += e.a1[i];
    add_outputs(model, row, rows, e.a2, model->f_part + (size_t)thread * model->c * n);
    if (at_once)
        signals_at_once(model, row, rows, e.s1, e.q2);
}

/* With one output: signal (rows, n) with columns scaled by the weights, in scratch.  Else signal itself. */
VECTOR_CLONES
static const double *weighted(struct quadratic *model, size_t rows, const double *signal, double *scratch)
{
    size_t n = model->n;
    if (model->c > 1)
        return signal;
    for (size_t h = 0; h < rows; h++)
        for (size_t i = 0; i < n; i++)
            scratch[h * n + i] = signal[h * n + i] * model->weight[i];
    return scratch;
}

static void quadratic_update_rows(struct quadratic *model, int l, size_t row, size_t rows, double *scratch)
{
    const struct net *net = model->net;
    size_t n = model->n;
    const double *bt = weighted(model, rows, model->bt[l] + row * n, scratch);
    if (l > 0) {
        size_t fan = net->width[l - 1];
        double scale = -1 / quadratic_root(model, l - 1), *dw = model->dw[l] + row * fan;
        gemm_nt(rows, fan, n, scale, bt, n, model->a[l - 1], n, 1, dw, fan);
        const double *b = weighted(model, rows, model->b[l] + row * n, scratch);
        gemm_nt(rows, fan, n, scale, b, n, model->a1[l - 1], n, 1, dw, fan);
    } else if (net->span)
        cblas_daxpy((int)(rows * n), -1, bt, 1, model->inc + row * net->k, 1);
    else
        gemm(rows, net->d, n, -1, bt, n, net->input, net->d, 1, model->inc + row * net->k, net->k);
}

static void quadratic_update_readout(struct quadratic *model, size_t row, size_t rows)
{
    size_t n = model->n, c = model->c;
    gemm_nt(rows, c, n, -1 / quadratic_root(model, model->net->depth - 1), model->at + row * n, n,
            model->weight, n, 1, model->v + row * c, c);
}

static void quadratic_clear_parts(const struct quadratic_pass *pass, int thread)
{
    struct quadratic *model = pass->model;
    if (pass->what & FORWARD) {
        memset(model->f_part + (size_t)thread * model->c * model->n, 0,
               model->c * model->n * sizeof(double));
        if (pass->layer == 0)
            model->way_part[thread] = 0;
    }
    for (int i = 0; i < 3 && (pass->what & (GRAM_A | GRAM_B)) && model->gram[i].part; i++)
        gram_clear(&model->gram[i], thread);
}

static void add_grams(struct quadratic *model, const struct quadratic_pass *pass, size_t row, size_t rows, int thread)
{
    int l = pass->layer;
    size_t at = row * model->n;
    if ((pass->what & GRAM_A) && quadratic_is_last(model, l))
        gram_add(&model->gram[0], thread, rows, model->at + at);
    else if (pass->what & GRAM_A) {
        gram_add(&model->gram[0], thread, rows, model->a[l] + at);
        gram_add_mixed(&model->gram[1], thread, rows, model->a[l] + at, model->a1[l] + at);
        gram_add(&model->gram[2], thread, rows, model->a1[l] + at);
    }
    /* With two layers one pass adds at and bt: bt goes to the third sum. */
    if (pass->what & GRAM_B)
        gram_add(&model->gram[model->net->depth == 1 ? 2 : 0], thread, rows, model->bt[l] + at);
    if ((pass->what & GRAM_B) && l > 0) {
        gram_add_mixed(&model->gram[1], thread, rows, model->bt[l] + at, model->b[l] + at);
        gram_add(&model->gram[2], thread, rows, model->b[l] + at);
    }
}

static void quadratic_pass_part(void *context, int thread, int threads)
{
    const struct quadratic_pass *pass = context;
    struct quadratic *model = pass->model;
    struct pool *pool = model->net->pool;
    int l = pass->layer, what = pass->what;
    double *scratch = net_scratch(model->net, thread);
    size_t begin, end;
    pool_part(model->net->width[l], BLOCK, thread, threads, &begin, &end);
    quadratic_clear_parts(pass, thread);
    for (size_t row = begin; row < end; row += BLOCK) {
        size_t rows = end - row < BLOCK ? end - row : BLOCK;
        if (what & REVERSE)
            quadratic_reverse(model, l, row, rows, pass->u, scratch);
        if (what & UPDATE) {
            quadratic_update_rows(model, l, row, rows, scratch);
            if (quadratic_is_last(model, l))
                quadratic_update_readout(model, row, rows);
        }
        pool_lap(pool, thread, CATAPULT_WORK_UPDATE);
        if (what & FORWARD)
            quadratic_forward_rows(model, l, row, rows, thread);
        pool_lap(pool, thread, CATAPULT_WORK_ELEMENTWISE);
        add_grams(model, pass, row, rows, thread);
        pool_lap(pool, thread, CATAPULT_WORK_KERNEL);
    }
}

static void add_product(struct quadratic *model, int which, const double *with)
{
    gram_reduce(&model->gram[which], model->net->pool, true, 1, model->product);
    for (size_t i = 0; i < model->n * model->n; i++)
        model->k[i] += model->product[i] * with[i];
}

/* K += the four elementwise products of a layer after the first. */
static void add_four_products(struct quadratic *model, int l)
{
    size_t n = model->n;
    const double *y = model->ga1[l - 1], *x = model->product;
    add_product(model, 0, model->gaa[l - 1]);
    add_product(model, 2, model->g11[l - 1]);
    gram_reduce(&model->gram[1], model->net->pool, false, 1, model->product);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            model->k[i * n + j] += x[i * n + j] * y[i * n + j] + x[j * n + i] * y[j * n + i];
}

static void reduce_grams(struct quadratic *model, int l, int what)
{
    struct pool *pool = model->net->pool;
    double scale = 1 / (double)model->net->width[l];
    if ((what & GRAM_A) && quadratic_is_last(model, l))
        gram_reduce(&model->gram[0], pool, true, scale, model->gat);
    else if (what & GRAM_A) {
        gram_reduce(&model->gram[0], pool, true, scale, model->gaa[l]);
        gram_reduce(&model->gram[1], pool, false, scale, model->ga1[l]);
        gram_reduce(&model->gram[2], pool, true, scale, model->g11[l]);
    }
    if ((what & GRAM_B) && l > 0)
        add_four_products(model, l);
    else if (what & GRAM_B)
        add_product(model, model->net->depth == 1 ? 2 : 0, model->net->gram);
}

static void quadratic_run_pass(void *state, int layer, int what, const double *u)
{
    struct quadratic *model = state;
    struct quadratic_pass pass = {model, layer, what, u};
    pool_run(model->net->pool, quadratic_pass_part, &pass);
    reduce_grams(model, layer, what);
    pool_lap(model->net->pool, 0, what & (GRAM_A | GRAM_B) ? CATAPULT_WORK_KERNEL : CATAPULT_WORK_UPDATE);
}

/* f at the present weights; with one output also the signals of u = 1. */
static void quadratic_forward(void *state, int first, bool kernel)
{
    struct quadratic *model = state;
    const struct net *net = model->net;
    int last = net->depth - 1;
    bool one = model->c == 1;
    int gram_a = kernel ? GRAM_A : 0, gram_b = kernel && one ? GRAM_B : 0;
    size_t nn = model->n * model->n;
    if (gram_b)
        memset(model->k, 0, nn * sizeof(double));
    for (int l = 0; l <= last; l++)
        quadratic_run_pass(model, l, FORWARD | gram_a | (l == 0 ? first : 0) | (last == 0 ? gram_b : 0),
                           model->weight);
    if (one && last > 0) {
        for (size_t i = 0; i < model->n; i++)
            model->weight[i] = 1;
        for (int l = last; l >= 0; l--)
            quadratic_run_pass(model, l, REVERSE | gram_b, model->weight);
    }
    if (gram_b)
        cblas_daxpy((int)nn, 1, model->gat, 1, model->k, 1);
    parts_reduce(pool_threads(net->pool), model->c * model->n, model->f_part,
                 1 / quadratic_root(model, last), model->f);
}

static const struct fc_passes passes = {quadratic_run_pass, quadratic_forward};

static void quadratic_update(void *state, double eta, const double *u)
{
    struct quadratic *model = state;
    fc_update(&passes, model, model->net, model->weight, eta, u);
}

static void quadratic_step(void *state, double eta, const double *u, bool kernel)
{
    struct quadratic *model = state;
    fc_step(&passes, model, model->net, model->weight, eta, u, kernel);
}

static void quadratic_evaluate(void *state, bool kernel)
{
    quadratic_forward(state, 0, kernel);
}

static void quadratic_reset(void *state, bool kernel)
{
    struct quadratic *model = state;
    const struct net *net = model->net;
    memset(model->inc, 0, net->width[0] * net->k * sizeof(double));
    for (int l = 1; l < net->depth; l++)
        memset(model->dw[l], 0, net->width[l] * net->width[l - 1] * sizeof(double));
    memcpy(model->v, net->v, net->width[net->depth - 1] * net->c * sizeof(double));
    quadratic_forward(model, 0, kernel);
}

static void quadratic_free(void *state)
{
    struct quadratic *model = state;
    if (!model)
        return;
    arena_free(&model->arena);
    free(model);
}

static bool allocate_layer(struct quadratic *model, int l)
{
    const struct net *net = model->net;
    size_t size = net->width[l] * model->n;
    bool at_once = net->depth == 1 && model->c == 1, last = quadratic_is_last(model, l);
    struct arena *arena = &model->arena;
    bool ok = arena_array(arena, &model->bt[l], size);
    if (!at_once)
        ok = ok && arena_array(arena, &model->s1[l], size)
             && (!model->curved || arena_array(arena, &model->q2[l], size));
    if (!last)
        ok = ok && arena_array(arena, &model->a[l], size) && arena_array(arena, &model->a1[l], size)
             && arena_array(arena, &model->a2[l], size);
    if (l > 0)
        ok = ok && arena_array(arena, &model->b[l], size)
             && arena_array(arena, &model->dw[l], net->width[l] * net->width[l - 1]);
    return ok;
}

static bool quadratic_allocate_kernel(struct quadratic *model)
{
    const struct net *net = model->net;
    size_t nn = model->n * model->n, threads = (size_t)pool_threads(net->pool);
    struct arena *arena = &model->arena;
    bool ok = arena_array(arena, &model->gat, nn);
    for (int i = 0; i < 3; i++)
        ok = ok && gram_init(&model->gram[i], arena, model->n, (int)threads);
    for (int l = 0; l < net->depth - 1; l++)
        ok = ok && arena_array(arena, &model->gaa[l], nn) && arena_array(arena, &model->ga1[l], nn)
             && arena_array(arena, &model->g11[l], nn);
    if (model->c == 1)
        return ok && arena_array(arena, &model->product, nn) && arena_array(arena, &model->k, nn);
    for (int l = 0; l < net->depth && net->depth > 1; l++)
        ok = ok && arena_array(arena, &model->ae[l], net->width[l] * model->n)
             && arena_array(arena, &model->ade[l], net->width[l] * model->n);
    return ok && arena_array(arena, &model->apply_part, threads * model->c * model->n);
}

static bool quadratic_allocate_test(struct quadratic *model)
{
    const struct net *net = model->net;
    size_t wide = 0, columns = layers_test_columns(net);
    if (net->n_test == 0)
        return true;
    for (int l = 0; l < net->depth; l++)
        wide = net->width[l] > wide ? net->width[l] : wide;
    struct arena *arena = &model->arena;
    for (int i = 0; i < 6 && net->depth > 1; i++)
        if (!arena_array(arena, &model->test_a[i / 3][i % 3], wide * columns))
            return false;
    return arena_array(arena, &model->test_part, (size_t)pool_threads(net->pool) * net->c * columns);
}

static void *quadratic_make(const struct shared *shared, bool bare)
{
    const struct net *net = shared->net;
    struct quadratic *model = xnew_array(1, sizeof *model);
    size_t n = model->n = net->n, c = model->c = net->c, threads = (size_t)pool_threads(net->pool);
    size_t last = net->width[net->depth - 1];
    model->net = net;
    model->curved = activation_curved(net->activation);
    struct arena *arena = &model->arena;
    bool ok = arena_array(arena, &model->inc, net->width[0] * net->k) && arena_array(arena, &model->v, last * c)
              && arena_array(arena, &model->at, last * n);
    for (int l = 0; l < net->depth; l++)
        ok = ok && allocate_layer(model, l);
    ok = ok && arena_array(arena, &model->f, c * n) && arena_array(arena, &model->weight, c * n)
         && arena_array(arena, &model->f_part, threads * c * n) && arena_array(arena, &model->way_part, threads)
         && (bare || (quadratic_allocate_kernel(model) && quadratic_allocate_test(model)));
    if (ok)
        return model;
    quadratic_free(model);
    return NULL;
}

static const double *quadratic_output(const void *state)
{
    return ((const struct quadratic *)state)->f;
}

static const double *quadratic_kernel(const void *state)
{
    return ((const struct quadratic *)state)->k;
}

static double quadratic_distance(const void *state)
{
    const struct quadratic *model = state;
    const struct net *net = model->net;
    double sum = 0;
    for (int t = 0; t < pool_threads(net->pool); t++)
        sum += model->way_part[t];
    for (int l = 1; l < net->depth; l++)
        sum += cblas_ddot((int)(net->width[l] * net->width[l - 1]), model->dw[l], 1, model->dw[l], 1);
    sum += distance2(net->width[net->depth - 1] * net->c, model->v, net->v);
    return sum < 0 ? 0 : sqrt(sum); /* NaN stays NaN */
}

static int quadratic_arrays(const void *state, struct state_array list[STATE_ARRAYS_MAX])
{
    const struct quadratic *model = state;
    const struct net *net = model->net;
    int count = 0;
    list[count++] = (struct state_array){model->inc, net->width[0] * net->k};
    list[count++] = (struct state_array){model->v, net->width[net->depth - 1] * net->c};
    for (int l = 1; l < net->depth; l++)
        list[count++] = (struct state_array){model->dw[l], net->width[l] * net->width[l - 1]};
    return count;
}

static double quadratic_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                              size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double rows = (double)n, count = layers_weights(settings, n, d, outputs), wide = 0;
    double c = (double)outputs, threads = pool_wanted(settings->threads), columns = (double)net_test_columns(n_test);
    int curved = activation_curved((enum catapult_activation_kind)settings->network.activation), depth = widths->count;
    bool at_once = depth == 1 && outputs == 1;
    for (int l = 0; l < depth; l++) { /* see allocate_layer, quadratic_allocate_kernel */
        int arrays = 1 + (at_once ? 0 : 1 + curved) + (l < depth - 1 ? 3 : 1) + (l > 0) + (outputs > 1 && depth > 1 ? 2 : 0);
        count += widths->value[l] * rows * arrays + (l < depth - 1 ? 3 * rows * rows : 0);
        wide = fmax(wide, widths->value[l]);
    }
    if (depth > 1)
        count += 6 * wide * columns;
    count += (3 * threads + (outputs == 1 ? 3 : 1)) * rows * rows;
    return 8 * (count + (2 * threads + 2) * c * rows + threads * c * columns);
}

static double quadratic_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    double one = layers_flops(settings, n, d, outputs);
    return settings->network.widths.count > 1 ? 3 * one : one; /* there are two to four times as many products */
}

static double quadratic_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    double one = layers_test_flops(settings, n, d, outputs);
    return settings->network.widths.count > 1 ? 3 * one : one; /* a, a', a'' */
}

const struct model_class model_quadratic = {
    .name = "quadratic",
    .products = true,
    .make = quadratic_make,
    .free = quadratic_free,
    .reset = quadratic_reset,
    .step = quadratic_step,
    .update = quadratic_update,
    .evaluate = quadratic_evaluate,
    .arrays = quadratic_arrays,
    .output = quadratic_output,
    .test = quadratic_test,
    .distance = quadratic_distance,
    .kernel = quadratic_kernel,
    .apply = quadratic_apply,
    .bytes = quadratic_bytes,
    .flops = quadratic_flops,
    .test_flops = quadratic_test_flops,
    .numbers = layers_weights,
};
