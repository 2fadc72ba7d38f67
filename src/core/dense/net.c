/* net.c - see net.h. */
#include "core/dense/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

/* Rows of W_1(0) in memory at a time: at most DRAW_ROWS rows and DRAW_NUMBERS numbers (64 MB), in multiples of DRAW_GRAIN, so
 * that products are cut only where they are also divided among the threads. */
enum { DRAW_ROWS = 512, DRAW_NUMBERS = 1 << 23, DRAW_GRAIN = 16 };

size_t net_test_columns(size_t n_test)
{
    return n_test < TEST_COLUMNS ? n_test : TEST_COLUMNS;
}

bool net_uses_span(size_t n, size_t d)
{
    return n <= 2 * d; /* 2 n^2 m against 4 n d m operations a step */
}

double *net_scratch(const struct net *net, int thread)
{
    return net->scratch + (size_t)thread * net->scratch_size;
}

void net_draw_first(const struct net *net, double *w)
{
    draw_layer(&net->draw, 0, net->width[0] * net->d, w);
}

/* V(0)^T (m, c) from V(0) (c, m). */
static bool draw_transposed(struct net *net)
{
    size_t m = net->width[net->depth - 1];
    double *v = try_array(net->c * m, sizeof *v);
    if (!v)
        return false;
    draw_readout(&net->draw, net->depth, net->c * m, v);
    for (size_t k = 0; k < net->c; k++)
        for (size_t h = 0; h < m; h++)
            net->v[h * net->c + k] = v[k * m + h];
    free(v);
    return true;
}

static size_t rows_per_draw(size_t m, size_t d)
{
    size_t rows = DRAW_NUMBERS / (d ? d : 1) / DRAW_GRAIN * DRAW_GRAIN;
    rows = rows < DRAW_GRAIN ? DRAW_GRAIN : rows > DRAW_ROWS ? DRAW_ROWS : rows;
    return m < rows ? m : rows;
}

/* A matrix product whose rows are divided among the threads of the pool. */
struct product {
    size_t rows, cols, inner;
    double alpha;
    const double *a, *b; /* (rows, inner), (cols, inner) or (inner, cols) */
    bool transposed;     /* b is (cols, inner) */
    double *dst;         /* (rows, cols) */
};

static void product_part(void *context, int thread, int threads)
{
    const struct product *p = context;
    size_t begin, end;
    pool_part(p->rows, DRAW_GRAIN, thread, threads, &begin, &end);
    if (begin == end)
        return;
    const double *a = p->a + begin * p->inner;
    double *dst = p->dst + begin * p->cols;
    if (p->transposed)
        gemm_nt(end - begin, p->cols, p->inner, p->alpha, a, p->inner, p->b, p->inner, 0, dst, p->cols);
    else
        gemm(end - begin, p->cols, p->inner, p->alpha, a, p->inner, p->b, p->cols, 0, dst, p->cols);
}

static void net_product(struct net *net, struct product p)
{
    pool_run(net->pool, product_part, &p);
}

/* Z_1(0) = W_1(0) X^T / sqrt(d) for the training and test set.  W_1(0) is drawn in slices, one after another. */
static enum catapult_status first_layer(struct net *net, const struct catapult_progress *progress,
                                        struct catapult_error *err)
{
    const struct catapult_dataset *data = net->data;
    size_t m = net->width[0], d = net->d, most = rows_per_draw(m, d);
    const struct catapult_weights *given = net->draw.given;
    double *drawn = given ? NULL : try_array(most * d, sizeof *drawn);
    if (!drawn && !given)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for %zu rows of the first layer", most);
    gsl_rng *rng = rng_new(net->draw.seed, RNG_WEIGHTS, 0);
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (size_t row = 0; row < m && status == CATAPULT_STATUS_OK; row += most) {
        size_t rows = m - row < most ? m - row : most;
        double scale = 1 / sqrt((double)d);
        const double *w = given ? given->layer[0].value + row * d : drawn;
        if (drawn)
            draw_normal(rng, rows * d, drawn);
        net_product(net, (struct product){rows, net->n, d, scale, w, data->x, true, net->z0[0] + row * net->n});
        if (net->n_test)
            net_product(net, (struct product){rows, net->n_test, d, scale, w, data->x_test, true,
                                          net->z0_test + row * net->n_test});
        if (catapult_progress_report(progress, "drawing the weights", (double)(row + rows) / (double)m))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled while drawing the weights");
    }
    gsl_rng_free(rng);
    free(drawn);
    return status;
}

/* X / sqrt(d), its transpose for the direct form, and the Gram matrices. */
static void data_products(struct net *net)
{
    const struct catapult_dataset *data = net->data;
    size_t n = net->n, d = net->d;
    double scale = 1 / (double)d, root = 1 / sqrt((double)d);
    net_product(net, (struct product){n, n, d, scale, data->x, data->x, true, net->gram});
    if (net->span) {
        if (net->n_test)
            net_product(net, (struct product){n, net->n_test, d, scale, data->x, data->x_test, true,
                                          net->mul_test});
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            net->mul[j * n + i] = net->input[i * d + j] = data->x[i * d + j] * root;
    for (size_t i = 0; i < net->n_test; i++)
        for (size_t j = 0; j < d; j++)
            net->mul_test[j * net->n_test + i] = data->x_test[i * d + j] * root;
}

/* Columns of a scratch block: all training examples, or the test examples of a pass. */
static size_t scratch_columns(size_t n, size_t n_test)
{
    size_t tests = net_test_columns(n_test);
    return tests > n ? tests : n;
}

static bool net_allocate(struct net *net)
{
    size_t n = net->n, d = net->d, last = net->width[net->depth - 1];
    struct arena *arena = &net->arena;
    bool ok = arena_array(arena, &net->gram, n * n);
    if (net->span)
        net->mul = net->gram;
    else
        ok = ok && arena_array(arena, &net->mul, d * n) && arena_array(arena, &net->input, n * d);
    if (net->n_test)
        ok = ok && arena_array(arena, &net->mul_test, net->k * net->n_test)
             && arena_array(arena, &net->z0_test, net->width[0] * net->n_test);
    for (int l = 0; l < net->depth; l++)
        ok = ok && arena_array(arena, &net->z0[l], net->width[l] * n);
    net->scratch_size = SCRATCH_BLOCKS * BLOCK * scratch_columns(n, net->n_test);
    return ok && arena_array(arena, &net->v, last * net->c)
           && arena_array(arena, &net->scratch, (size_t)pool_threads(net->pool) * net->scratch_size);
}

/* W_l(0) and Z_l(0) of the layers after the first. */
static bool deeper_layers(struct net *net)
{
    size_t n = net->n;
    for (int l = 1; l < net->depth; l++) {
        size_t m = net->width[l], fan = net->width[l - 1];
        struct arena passing = {NULL};
        double *a;
        bool ok = arena_array(&passing, &a, fan * n) && arena_array(&net->arena, &net->w[l], m * fan);
        if (ok) {
            draw_layer(&net->draw, l, m * fan, net->w[l]);
            activation_apply(net->activation, fan * n, net->z0[l - 1], a, NULL, NULL);
            net_product(net, (struct product){m, n, fan, 1 / sqrt((double)fan), net->w[l], a, false, net->z0[l]});
        }
        arena_free(&passing);
        if (!ok)
            return false;
    }
    return true;
}

static void net_describe(struct net *net, const struct catapult_settings *settings)
{
    const struct catapult_dataset *data = net->data;
    net->draw = (struct draw){settings->seed, (enum catapult_readout_init)settings->network.readout_init, data->w0};
    net->activation = (enum catapult_activation_kind)settings->network.activation;
    net->n = data->n;
    net->n_test = data->n_test;
    net->d = data->d;
    net->c = data->outputs;
    net->depth = settings->network.widths.count;
    for (int l = 0; l < net->depth; l++)
        net->width[l] = (size_t)settings->network.widths.value[l];
    net->span = net_uses_span(net->n, net->d);
    net->k = net->span ? net->n : net->d;
}

static enum catapult_status net_check_given(const struct net *net, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int l = 0; l <= net->depth && status == CATAPULT_STATUS_OK; l++) {
        size_t rows = l == net->depth ? net->c : net->width[l], fan = l == 0 ? net->d : net->width[l - 1];
        status = draw_check(&net->draw, l, net->depth + 1, 2, (const size_t[]){rows, fan}, err);
    }
    return status;
}

enum catapult_status net_new(struct net **out, const struct catapult_settings *settings,
                             const struct catapult_dataset *data, struct pool *pool,
                             const struct catapult_progress *progress, struct catapult_error *err)
{
    struct net *net = xnew_array(1, sizeof *net);
    net->data = data;
    net->pool = pool;
    net_describe(net, settings);
    enum catapult_status status = net_check_given(net, err);
    if (status == CATAPULT_STATUS_OK && !net_allocate(net))
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a network of width %zu on %zu examples",
                                    net->width[0], net->n);
    if (status == CATAPULT_STATUS_OK)
        status = first_layer(net, progress, err);
    if (status == CATAPULT_STATUS_OK) {
        data_products(net);
        if (!draw_transposed(net) || !deeper_layers(net))
            status = catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                        "no memory for the weights of a network %d layers deep", net->depth);
    }
    if (status != CATAPULT_STATUS_OK) {
        net_free(net);
        return status;
    }
    *out = net;
    return CATAPULT_STATUS_OK;
}

void net_free(struct net *net)
{
    if (!net)
        return;
    arena_free(&net->arena);
    free(net);
}

double net_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double size = (double)n * (double)n, rows = (double)n, tests = (double)n_test;
    double k = net_uses_span(n, d) ? rows : (double)d;
    if (!net_uses_span(n, d))
        size += 2 * rows * (double)d;
    size += k * tests + widths->value[0] * tests;
    for (int l = 0; l < widths->count; l++)
        size += widths->value[l] * (rows + (l > 0 ? widths->value[l - 1] : 0));
    size += widths->value[widths->count - 1] * (double)outputs;
    size += pool_wanted(settings->threads) * SCRATCH_BLOCKS * BLOCK * (double)scratch_columns(n, n_test);
    return 8 * size;
}

double net_making_bytes(const struct catapult_settings *settings, size_t d)
{
    return 8 * (double)d * (double)rows_per_draw((size_t)settings->network.widths.value[0], d);
}
