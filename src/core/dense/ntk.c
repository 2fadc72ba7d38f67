/* ntk.c - see ntk.h.
 *
 *     B^k_L = V_k^T s'(Z_L) / sqrt(m_L),   B^k_l = (W_l+1^T B^k_l+1) o s'(Z_l) / sqrt(m_l)
 *     K_(ki)(lj) = delta_kl (A_L^T A_L)_ij / m_L + sum_l (B^k_l^T B^l_l)_ij (A_l-1^T A_l-1)_ij / m_l-1     */
#include "core/dense/ntk.h"
#include "base/arena.h"
#include "core/algebra/gemm.h"

#include <math.h>
#include <string.h>

enum { CHUNK = 256 }; /* test examples at a time */

struct features {
    size_t cols;
    struct arena arena;
    double *a[CATAPULT_DEPTH_MAX];    /* (m_l, cols) */
    double *s1[CATAPULT_DEPTH_MAX];   /* (m_l, cols) */
    double *b[CATAPULT_DEPTH_MAX];    /* (c, m_l, cols) */
};

static void features_done(struct features *f)
{
    arena_free(&f->arena);
}

static bool features_init(struct features *f, const struct net *net, size_t cols)
{
    memset(f, 0, sizeof *f);
    f->cols = cols;
    bool ok = true;
    struct arena *arena = &f->arena;
    for (int l = 0; l < net->depth; l++)
        ok = ok && arena_array(arena, &f->a[l], net->width[l] * cols)
             && arena_array(arena, &f->s1[l], net->width[l] * cols)
             && arena_array(arena, &f->b[l], net->c * net->width[l] * cols);
    if (!ok)
        features_done(f);
    return ok;
}

/* A pass over the rows of one layer: computes activations (output < 0) or the signals of one output. */
struct ntk_pass {
    const struct net *net;
    struct features *f;
    int layer, output;
};

static void ntk_activate(const struct ntk_pass *pass, size_t row, size_t rows)
{
    const struct net *net = pass->net;
    struct features *f = pass->f;
    int l = pass->layer;
    double *a = f->a[l] + row * f->cols;
    if (l > 0) {
        size_t fan = net->width[l - 1];
        gemm(rows, f->cols, fan, 1 / sqrt((double)fan), net->w[l] + row * fan, fan, f->a[l - 1], f->cols,
             0, a, f->cols);
    }
    activation_apply(net->activation, rows * f->cols, a, a, f->s1[l] + row * f->cols, NULL);
}

static void ntk_signals(const struct ntk_pass *pass, size_t row, size_t rows)
{
    const struct net *net = pass->net;
    struct features *f = pass->f;
    int l = pass->layer;
    size_t cols = f->cols, m = net->width[l], k = (size_t)pass->output;
    double scale = 1 / sqrt((double)m), *b = f->b[l] + (k * m + row) * cols;
    const double *s1 = f->s1[l] + row * cols;
    if (l < net->depth - 1) {
        size_t up = net->width[l + 1];
        gemm_tn(rows, cols, up, scale, net->w[l + 1] + row, m, f->b[l + 1] + k * up * cols, cols, 0, b,
                cols);
        for (size_t i = 0; i < rows * cols; i++)
            b[i] *= s1[i];
        return;
    }
    for (size_t h = 0; h < rows; h++)
        for (size_t i = 0; i < cols; i++)
            b[h * cols + i] = net->v[(row + h) * net->c + k] * scale * s1[h * cols + i];
}

static void ntk_pass_part(void *context, int thread, int threads)
{
    const struct ntk_pass *pass = context;
    size_t begin, end;
    pool_part(pass->net->width[pass->layer], 16, thread, threads, &begin, &end);
    if (begin == end)
        return;
    if (pass->output < 0)
        ntk_activate(pass, begin, end - begin);
    else
        ntk_signals(pass, begin, end - begin);
}

/* Computes activations and signals from Z_1 = columns [column, column + cols) of z (m_1, stride).  Writes the outputs into
 * the same columns of f_out (c, stride). */
static void features_compute(struct features *f, const struct net *net, const double *z, size_t stride,
                             size_t column, double *f_out)
{
    for (size_t h = 0; h < net->width[0]; h++)
        memcpy(f->a[0] + h * f->cols, z + h * stride + column, f->cols * sizeof(double));
    for (int l = 0; l < net->depth; l++) {
        struct ntk_pass pass = {net, f, l, -1};
        pool_run(net->pool, ntk_pass_part, &pass);
    }
    for (int k = 0; k < (int)net->c; k++)
        for (int l = net->depth - 1; l >= 0; l--) {
            struct ntk_pass pass = {net, f, l, k};
            pool_run(net->pool, ntk_pass_part, &pass);
        }
    size_t m = net->width[net->depth - 1];
    gemm_tn(net->c, f->cols, m, 1 / sqrt((double)m), net->v, net->c, f->a[net->depth - 1], f->cols, 0,
            f_out + column, stride);
}

/* A block of K between the examples of f (rows) and those of g (columns). */
struct block {
    const struct net *net;
    const struct features *f, *g;
    const double *first;  /* x_i . x_j / d between them: (f.cols, g.cols), row stride first_stride */
    size_t first_stride;
    double *out;          /* row (k, i) at out + (k * out_rows + i) * c * g.cols */
    size_t out_rows;
    double *scratch;      /* (threads, 2, f.cols, g.cols) */
};

static void ntk_add_layer(const struct block *block, int l, size_t begin, size_t rows, const double *q,
                          size_t q_stride, double *product)
{
    const struct net *net = block->net;
    const struct features *f = block->f, *g = block->g;
    size_t c = net->c, m = net->width[l], cols = g->cols, width = c * cols;
    for (size_t k = 0; k < c; k++)
        for (size_t o = 0; o < c; o++) {
            gemm_tn(rows, cols, m, 1, f->b[l] + k * m * f->cols + begin, f->cols,
                    g->b[l] + o * m * cols, cols, 0, product, cols);
            for (size_t i = 0; i < rows; i++)
                for (size_t j = 0; j < cols; j++)
                    block->out[(k * block->out_rows + begin + i) * width + o * cols + j] +=
                        product[i * cols + j] * q[i * q_stride + j];
        }
}

static void block_part(void *context, int thread, int threads)
{
    const struct block *block = context;
    const struct net *net = block->net;
    const struct features *f = block->f, *g = block->g;
    size_t begin, end, cols = g->cols, c = net->c;
    double *product = block->scratch + (size_t)thread * 2 * f->cols * cols, *q = product + f->cols * cols;
    pool_part(f->cols, 1, thread, threads, &begin, &end);
    size_t rows = end - begin;
    if (rows == 0)
        return;
    for (size_t k = 0; k < c; k++)
        memset(block->out + (k * block->out_rows + begin) * c * cols, 0, rows * c * cols * sizeof(double));
    ntk_add_layer(block, 0, begin, rows, block->first + begin * block->first_stride, block->first_stride, product);
    for (int l = 0; l < net->depth; l++) {
        size_t m = net->width[l];
        gemm_tn(rows, cols, m, 1 / (double)m, f->a[l] + begin, f->cols, g->a[l], cols, 0, q, cols);
        if (l + 1 < net->depth)
            ntk_add_layer(block, l + 1, begin, rows, q, cols, product);
    }
    for (size_t k = 0; k < c; k++) /* the readout contributes only for equal outputs; q is that of the last layer */
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < cols; j++)
                block->out[(k * block->out_rows + begin + i) * c * cols + k * cols + j] += q[i * cols + j];
}

static bool run_block(struct block block)
{
    size_t count = (size_t)pool_threads(block.net->pool) * 2 * block.f->cols * block.g->cols;
    struct arena arena = {NULL};
    bool ok = arena_array(&arena, &block.scratch, count);
    if (ok)
        pool_run(block.net->pool, block_part, &block);
    arena_free(&arena);
    return ok;
}

/* x_i . x_j / d between test examples [column, column + cols) and the training set. */
static void test_gram(const struct net *net, size_t column, size_t cols, double *gram)
{
    const struct catapult_dataset *data = net->data;
    gemm_nt(cols, net->n, net->d, 1 / (double)net->d, data->x_test + column * net->d, net->d, data->x,
            net->d, 0, gram, net->n);
}

static bool test_chunks(const struct net *net, const struct features *train, double *k_test, double *f_test)
{
    size_t chunk = net->n_test < CHUNK ? net->n_test : CHUNK;
    struct arena arena = {NULL};
    double *gram;
    bool ok = arena_array(&arena, &gram, chunk * net->n);
    for (size_t column = 0; column < net->n_test && ok; column += chunk) {
        size_t cols = net->n_test - column < chunk ? net->n_test - column : chunk;
        struct features test;
        ok = features_init(&test, net, cols);
        if (!ok)
            break;
        features_compute(&test, net, net->z0_test, net->n_test, column, f_test);
        test_gram(net, column, cols, gram);
        struct block block = {.net = net, .f = &test, .g = train, .first = gram, .first_stride = net->n};
        block.out = k_test + column * net->c * net->n;
        block.out_rows = net->n_test;
        ok = run_block(block);
        features_done(&test);
    }
    arena_free(&arena);
    return ok;
}

bool ntk_compute(const struct net *net, double *k, double *f, double *k_test, double *f_test)
{
    struct features train;
    if (!features_init(&train, net, net->n))
        return false;
    features_compute(&train, net, net->z0[0], net->n, 0, f);
    struct block block = {.net = net, .f = &train, .g = &train, .first = net->gram, .first_stride = net->n};
    block.out = k;
    block.out_rows = net->n;
    bool ok = run_block(block);
    if (ok && k_test)
        ok = test_chunks(net, &train, k_test, f_test);
    features_done(&train);
    return ok;
}

/* Features of the training set, plus the larger of the scratch for the training kernel and a chunk of the test set with its
 * scratch. */
double ntk_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t outputs)
{
    double units = 0, rows = (double)n, chunk = n_test < CHUNK ? (double)n_test : CHUNK;
    for (int l = 0; l < settings->network.widths.count; l++)
        units += settings->network.widths.value[l];
    double feature = units * (2 + (double)outputs), scratch = 2.0 * pool_wanted(settings->threads);
    return 8 * (feature * rows + fmax(scratch * rows * rows, chunk * (feature + rows + scratch * rows)));
}
