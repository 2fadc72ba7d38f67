/* conv_ntk.c - the tangent kernel of a convolutional network at w0, from the rows of the training set and those of the test
 * set, a few test examples at a time. */
#include <string.h>

#include "core/conv/conv_rows.h"
#include "base/arena.h"
#include "core/algebra/gemm.h"

static const double chunk_bytes = 128e6;
enum { CHUNK_LEAST = 4 };

/* How many test examples are processed at a time. */
static size_t chunk_of(const struct conv_shape *shape, size_t n_test)
{
    double count = chunk_bytes / conv_rows_bytes(shape, 1, 1);
    size_t chunk = count > (double)CHUNK_LEAST ? (size_t)count : CHUNK_LEAST;
    return chunk < n_test ? chunk : n_test;
}

/* --- K between test and training examples ------------------------------------------------------------------- */

struct cross {
    const struct conv_rows *test, *train;
    size_t count;                 /* test examples */
    const double *left, *right;   /* G of test and train: (c left_rows, size) and (c n, size) */
    size_t left_rows, size;       /* left_rows: rows per output, test->n or count */
    bool features;                /* phi instead of G */
    double *k;                    /* row of output o, example i at o * n_test + i */
};

/* Adds to K between outputs o and p, for the columns of training examples [begin, end). */
static void cross_block(const struct cross *cross, size_t o, size_t p, size_t begin, size_t end)
{
    const struct conv_rows *test = cross->test, *train = cross->train;
    const struct conv_shape *shape = &train->conv->shape;
    size_t n = train->n, columns = shape->c * n, size = cross->size;
    double *k = cross->k + o * train->conv->data->n_test * columns + p * n + begin;
    if (!cross->features)
        gemm_nt(cross->count, end - begin, size, 1, cross->left + o * cross->left_rows * size, size,
                cross->right + (p * n + begin) * size, size, 1, k, columns);
    else if (o == p)
        gemm_nt(cross->count, end - begin, shape->features, 1 / (double)shape->features, test->phi, test->stride,
                train->phi + begin * train->stride, train->stride, 1, k, columns);
}

static void cross_part(void *context, int thread, int threads)
{
    const struct cross *cross = context;
    size_t begin, end, c = cross->train->conv->shape.c;
    pool_part(cross->train->n, 1, thread, threads, &begin, &end);
    for (size_t o = 0; o < c && begin < end; o++)
        for (size_t p = 0; p < c; p++)
            cross_block(cross, o, p, begin, end);
}

/* Adds the products of a layer's G: of the stored G, or of G computed a few channels at a time into the blocks left and right. */
static void cross_layer(struct cross *cross, int l, double *left, double *right)
{
    const struct conv_rows *test = cross->test, *train = cross->train;
    const struct conv_shape *shape = &train->conv->shape;
    size_t most = train->g[l] ? shape->out[l] : conv_block_channels(shape, l, train->n);
    for (size_t row = 0; row < shape->out[l]; row += most) {
        size_t channels = shape->out[l] - row < most ? shape->out[l] - row : most;
        cross->left = train->g[l] ? test->g[l] : left;
        cross->right = train->g[l] ? train->g[l] : right;
        cross->left_rows = train->g[l] ? test->n : cross->count;
        cross->size = channels * shape->fan[l];
        if (!train->g[l]) {
            conv_block_fill(test, l, row, channels, cross->count, left);
            conv_block_fill(train, l, row, channels, train->n, right);
        }
        pool_run(train->conv->pool, cross_part, cross);
    }
}

static void cross_kernel(struct cross *cross, double *left, double *right)
{
    const struct conv_shape *shape = &cross->train->conv->shape;
    size_t columns = shape->c * cross->train->n;
    for (size_t o = 0; o < shape->c; o++)
        memset(cross->k + o * cross->train->conv->data->n_test * columns, 0, cross->count * columns * sizeof(double));
    for (int l = 0; l < shape->depth; l++)
        cross_layer(cross, l, left, right);
    cross->features = true;
    pool_run(cross->train->conv->pool, cross_part, cross);
}

/* --- at w0 ---------------------------------------------------------------------------------------------------- */

static bool train_kernel(const struct conv_rows *train, double *k)
{
    const struct conv *conv = train->conv;
    size_t size = conv->shape.c * conv->data->n;
    struct conv_kernel kernel;
    if (!conv_kernel_init(&kernel, conv))
        return false;
    conv_rows_kernel(train, &kernel);
    memcpy(k, kernel.k, size * size * sizeof *k);
    conv_kernel_done(&kernel);
    return true;
}

/* Length of a block for a chunk of the test set, with as many channels as a block of the training set. */
static size_t test_block(const struct conv_shape *shape, size_t n, size_t chunk)
{
    size_t size = conv_block_size(shape, n);
    return size ? size / n * chunk + shape->c * chunk : 0;
}

/* Reports progress; false if it was cancelled.  Training and test examples count the same. */
static bool report_examples(const struct conv *conv, const struct catapult_progress *progress, size_t examples)
{
    return catapult_progress_report(progress, NULL, (double)examples / (double)(conv->data->n + conv->data->n_test))
           == 0;
}

static bool test_kernel(const struct conv_rows *train, const struct catapult_progress *progress, double *k_test,
                        double *f_test)
{
    const struct conv *conv = train->conv;
    const struct catapult_dataset *data = conv->data;
    size_t chunk = chunk_of(&conv->shape, data->n_test), columns = conv->shape.c * data->n;
    struct arena blocks = {NULL};
    double *left, *right;
    struct conv_rows test;
    if (!conv_rows_init(&test, conv, chunk, 1))
        return false;
    bool ok = arena_array(&blocks, &left, test_block(&conv->shape, data->n, chunk))
              && arena_array(&blocks, &right, conv_block_size(&conv->shape, data->n));
    for (size_t i = 0; i < data->n_test && ok; i += chunk) {
        size_t count = data->n_test - i < chunk ? data->n_test - i : chunk;
        struct cross cross = {.test = &test, .train = train, .count = count, .k = k_test + i * columns};
        conv_rows_compute(&test, conv, conv_network_example, conv->w0, data->x_test + i * data->d, count, f_test + i,
                          data->n_test);
        cross_kernel(&cross, left, right);
        ok = report_examples(conv, progress, data->n + i + count);
    }
    arena_free(&blocks);
    conv_rows_done(&test);
    return ok;
}

bool conv_ntk(const struct conv *conv, const struct catapult_progress *progress, double *k, double *f, double *k_test,
              double *f_test)
{
    const struct catapult_dataset *data = conv->data;
    struct conv_rows train;
    if (!conv_rows_init(&train, conv, data->n, 1))
        return false;
    conv_rows_compute(&train, conv, conv_network_example, conv->w0, data->x, data->n, f, data->n);
    bool ok = train_kernel(&train, k);
    if (ok && k_test)
        ok = report_examples(conv, progress, data->n) && test_kernel(&train, progress, k_test, f_test);
    conv_rows_done(&train);
    return ok;
}

double conv_ntk_bytes(const struct conv_shape *shape, size_t n, size_t n_test, int threads)
{
    size_t chunk = chunk_of(shape, n_test);
    double blocks = 8 * ((double)conv_block_size(shape, n) + (double)test_block(shape, n, chunk));
    double test = n_test ? conv_rows_bytes(shape, chunk, 1) + blocks : 0, kernel = conv_kernel_bytes(shape, n, threads);
    return conv_rows_bytes(shape, n, 1) + (test > kernel ? test : kernel);
}
