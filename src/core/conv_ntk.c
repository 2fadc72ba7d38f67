/* conv_ntk.c - the tangent kernel of a convolutional network at w0: the rows of the training set, and beside them
 * those of the test set, a few examples at a time. */
#include <stdlib.h>
#include <string.h>

#include "core/conv_rows.h"

static const double chunk_bytes = 128e6;
enum { CHUNK_LEAST = 4 };

/* How many test examples at a time. */
static size_t chunk_of(const struct conv_shape *shape, size_t n_test)
{
    double count = chunk_bytes / conv_rows_bytes(shape, 1);
    size_t chunk = count > CHUNK_LEAST ? (size_t)count : CHUNK_LEAST;
    return chunk < n_test ? chunk : n_test;
}

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

static bool test_kernel(const struct conv_rows *train, double *k_test, double *f_test)
{
    const struct conv *conv = train->conv;
    const struct dataset *data = conv->data;
    size_t chunk = chunk_of(&conv->shape, data->n_test), columns = conv->shape.c * data->n;
    struct conv_rows test;
    if (!conv_rows_init(&test, conv, chunk))
        return false;
    for (size_t i = 0; i < data->n_test; i += chunk) {
        size_t count = data->n_test - i < chunk ? data->n_test - i : chunk;
        conv_rows_compute(&test, conv, conv_network_example, conv->w0, data->x_test + i * data->d, count, f_test + i,
                          data->n_test);
        conv_rows_cross(&test, count, train, k_test + i * columns, data->n_test);
    }
    conv_rows_done(&test);
    return true;
}

bool conv_ntk(const struct conv *conv, double *k, double *f, double *k_test, double *f_test)
{
    const struct dataset *data = conv->data;
    struct conv_rows train;
    if (!conv_rows_init(&train, conv, data->n))
        return false;
    conv_rows_compute(&train, conv, conv_network_example, conv->w0, data->x, data->n, f, data->n);
    bool ok = train_kernel(&train, k) && (!k_test || test_kernel(&train, k_test, f_test));
    conv_rows_done(&train);
    return ok;
}

double conv_ntk_bytes(const struct conv_shape *shape, size_t n, size_t n_test, int threads)
{
    double test = n_test ? conv_rows_bytes(shape, chunk_of(shape, n_test)) : 0, kernel = conv_kernel_bytes(shape, n, threads);
    return conv_rows_bytes(shape, n) + (test > kernel ? test : kernel);
}
