/* conv_rows.c - see conv_rows.h.
 *
 * To compute rows, the examples are divided among the threads; for sums over examples, the columns are.  So each example is
 * computed, and each weight updated, by one thread, and neither result depends on the number of threads. */
#include "core/conv/conv_rows.h"

#include <gsl/gsl_cblas.h> /* OpenBLAS at link time: configure.ac */
#include <math.h>
#include <string.h>

enum { COLUMNS = 512 }; /* weights updated at a time: the rows of a few hundred examples fit the cache */

/* Rows whose distance is a power of two would compete for the same cache lines. */
static size_t padded(size_t count)
{
    size_t stride = (count + 7) / 8 * 8;
    return stride % 64 == 0 ? stride + 8 : stride;
}

static size_t gradient_count(const struct conv_shape *shape, int l)
{
    return shape->out[l] * shape->fan[l];
}

static size_t signal_count(const struct conv_shape *shape, int l)
{
    return shape->out[l] * shape->pixels;
}

static size_t input_count(const struct conv_shape *shape, int l)
{
    return shape->in[l] * shape->pixels;
}

bool conv_keeps_signals(const struct conv_shape *shape, int l)
{
    return l > 0 && shape->c * gradient_count(shape, l) > shape->c * signal_count(shape, l) + input_count(shape, l);
}

bool conv_rows_init(struct conv_rows *rows, const struct conv *conv, size_t n, int parts)
{
    const struct conv_shape *shape = &conv->shape;
    *rows = (struct conv_rows){.conv = conv, .n = n, .parts = parts, .stride = padded(shape->features)};
    struct arena *arena = &rows->arena;
    bool ok = arena_array(arena, &rows->phi, n * rows->stride);
    for (int l = 0; l < shape->depth; l++) {
        bool keeps = conv_keeps_signals(shape, l);
        ok = ok && (keeps || arena_array(arena, &rows->g[l], shape->c * n * gradient_count(shape, l)));
        for (int part = 0; part < parts && keeps; part++)
            ok = ok && arena_array(arena, &rows->signal[part][l], shape->c * n * signal_count(shape, l))
                 && arena_array(arena, &rows->input[part][l], n * input_count(shape, l));
    }
    if (!ok)
        conv_rows_done(rows);
    return ok;
}

void conv_rows_done(struct conv_rows *rows)
{
    arena_free(&rows->arena);
    *rows = (struct conv_rows){0};
}

double conv_rows_bytes(const struct conv_shape *shape, size_t n, int parts)
{
    double count = (double)padded(shape->features), c = (double)shape->c;
    for (int l = 0; l < shape->depth; l++)
        count += conv_keeps_signals(shape, l)
                     ? parts * (c * (double)signal_count(shape, l) + (double)input_count(shape, l))
                     : c * (double)gradient_count(shape, l);
    return 8 * (double)n * count;
}

/* --- computing them ------------------------------------------------------------------------------------- */

struct compute {
    struct conv_rows *rows; /* or NULL */
    const struct conv *conv;
    conv_example *example;
    const double *w, *x;
    size_t count;
    double *f;
    size_t f_stride;
};

static struct conv_place place_of(const struct conv_rows *rows, size_t i, double *f, size_t f_stride)
{
    struct conv_place place = {.f = f + i, .f_stride = f_stride};
    if (!rows)
        return place;
    const struct conv_shape *shape = &rows->conv->shape;
    place.phi = rows->phi + i * rows->stride;
    for (int l = 0; l < shape->depth; l++) {
        place.g[l] = rows->g[l] ? rows->g[l] + i * gradient_count(shape, l) : NULL;
        place.g_stride[l] = rows->n * gradient_count(shape, l);
        place.signal_stride[l] = rows->n * signal_count(shape, l);
        for (int part = 0; part < rows->parts && !rows->g[l]; part++) {
            place.signal[part][l] = rows->signal[part][l] + i * signal_count(shape, l);
            place.input[part][l] = rows->input[part][l] + i * input_count(shape, l);
        }
    }
    return place;
}

static void compute_part(void *context, int thread, int threads)
{
    const struct compute *c = context;
    const struct conv_shape *shape = &c->conv->shape;
    size_t begin, end, d = shape->in[0] * shape->pixels;
    pool_part(c->count, 1, thread, threads, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        struct conv_place place = place_of(c->rows, i, c->f, c->f_stride);
        c->example(c->conv, thread, c->w, c->x + i * d, &place);
    }
}

void conv_rows_compute(struct conv_rows *rows, const struct conv *conv, conv_example *example, const double *w,
                       const double *x, size_t count, double *f, size_t f_stride)
{
    struct compute compute = {rows, conv, example, w, x, count, f, f_stride};
    pool_run(conv->pool, compute_part, &compute);
}

/* --- the step ------------------------------------------------------------------------------------------- */

struct step {
    const struct conv_rows *rows;
    const double *u; /* (c, n) */
    double *w;
};

/* dst (cols) -= scale sum_q u_q row_q over the rows with u_q != 0, COLUMNS at a time. */
static void subtract_rows(size_t count, const double *u, double scale, const double *row, size_t stride, size_t cols,
                          double *dst)
{
    for (size_t at = 0; at < cols; at += COLUMNS) {
        size_t here = cols - at < COLUMNS ? cols - at : COLUMNS;
        for (size_t q = 0; q < count; q++)
            if (u[q] != 0)
                cblas_daxpy((int)here, -scale * u[q], row + q * stride + at, 1, dst + at, 1);
    }
}

static void step_part(void *context, int thread, int threads)
{
    const struct step *step = context;
    const struct conv_rows *rows = step->rows;
    const struct conv_shape *shape = &rows->conv->shape;
    size_t begin, end, n = rows->n, c = shape->c, features = shape->features;
    for (int l = 0; l < shape->depth; l++) {
        size_t size = gradient_count(shape, l);
        if (!rows->g[l]) {
            conv_block_step(rows, l, step->u, thread, threads, step->w);
            continue;
        }
        pool_part(size, COLUMNS, thread, threads, &begin, &end);
        subtract_rows(c * n, step->u, 1, rows->g[l] + begin, size, end - begin, step->w + shape->at[l] + begin);
    }
    pool_part(features, COLUMNS, thread, threads, &begin, &end);
    for (size_t k = 0; k < c; k++)
        subtract_rows(n, step->u + k * n, 1 / sqrt((double)features), rows->phi + begin, rows->stride, end - begin,
                      step->w + shape->at[shape->depth] + k * features + begin);
    pool_lap(rows->conv->pool, thread, CATAPULT_WORK_UPDATE);
}

void conv_rows_step(const struct conv_rows *rows, const double *u, double *w)
{
    struct step step = {rows, u, w};
    pool_run(rows->conv->pool, step_part, &step);
}

/* --- the kernel ----------------------------------------------------------------------------------------- */

bool conv_kernel_init(struct conv_kernel *kernel, const struct conv *conv)
{
    size_t n = conv->data->n, size = conv->shape.c * n;
    int threads = pool_threads(conv->pool);
    *kernel = (struct conv_kernel){0};
    struct arena *arena = &kernel->arena;
    bool ok = arena_array(arena, &kernel->k, size * size) && gram_init(&kernel->gradients, arena, size, threads);
    if (conv_block_size(&conv->shape, n))
        ok = ok && arena_array(arena, &kernel->block, conv_block_size(&conv->shape, n));
    if (conv->shape.c > 1)
        ok = ok && arena_array(arena, &kernel->product, n * n) && gram_init(&kernel->features, arena, n, threads);
    if (!ok)
        conv_kernel_done(kernel);
    return ok;
}

void conv_kernel_done(struct conv_kernel *kernel)
{
    arena_free(&kernel->arena);
    *kernel = (struct conv_kernel){0};
}

double conv_kernel_bytes(const struct conv_shape *shape, size_t n, int threads)
{
    double rows = (double)n, size = rows * (double)shape->c;
    return 8 * (1 + threads) * (size * size + (shape->c > 1 ? rows * rows : 0)) + 8 * (double)conv_block_size(shape, n);
}

/* Adds products over the columns of G (c n, size), and then of the features; each thread does its own columns. */
struct kernel_task {
    const struct conv_rows *rows;
    struct conv_kernel *kernel;
    const double *g;
    size_t size;
};

static void clear_part(void *context, int thread, int threads)
{
    const struct kernel_task *task = context;
    (void)threads;
    gram_clear(&task->kernel->gradients, thread);
    if (task->rows->conv->shape.c > 1)
        gram_clear(&task->kernel->features, thread);
}

static void gradient_part(void *context, int thread, int threads)
{
    const struct kernel_task *task = context;
    size_t begin, end;
    pool_part(task->size, 8, thread, threads, &begin, &end);
    gram_add_examples(&task->kernel->gradients, thread, end - begin, 1, task->g + begin, task->size);
    pool_lap(task->rows->conv->pool, thread, CATAPULT_WORK_KERNEL);
}

static void feature_part(void *context, int thread, int threads)
{
    const struct kernel_task *task = context;
    const struct conv_rows *rows = task->rows;
    const struct conv_shape *shape = &rows->conv->shape;
    struct gram *features = shape->c > 1 ? &task->kernel->features : &task->kernel->gradients;
    size_t begin, end;
    pool_part(shape->features, 8, thread, threads, &begin, &end);
    gram_add_examples(features, thread, end - begin, 1 / (double)shape->features, rows->phi + begin, rows->stride);
    pool_lap(rows->conv->pool, thread, CATAPULT_WORK_KERNEL);
}

static void rows_add_layer(struct kernel_task *task, int l)
{
    const struct conv_rows *rows = task->rows;
    const struct conv_shape *shape = &rows->conv->shape;
    struct pool *pool = rows->conv->pool;
    if (rows->g[l]) {
        task->g = rows->g[l];
        task->size = gradient_count(shape, l);
        pool_run(pool, gradient_part, task);
        return;
    }
    size_t most = conv_block_channels(shape, l, rows->n);
    for (size_t row = 0; row < shape->out[l]; row += most) {
        size_t channels = shape->out[l] - row < most ? shape->out[l] - row : most;
        conv_block_fill(rows, l, row, channels, rows->n, task->kernel->block);
        task->g = task->kernel->block;
        task->size = channels * shape->fan[l];
        pool_run(pool, gradient_part, task);
    }
}

void conv_rows_kernel(const struct conv_rows *rows, struct conv_kernel *kernel)
{
    struct kernel_task task = {.rows = rows, .kernel = kernel};
    struct pool *pool = rows->conv->pool;
    size_t n = rows->n, c = rows->conv->shape.c;
    pool_run(pool, clear_part, &task);
    for (int l = 0; l < rows->conv->shape.depth; l++)
        rows_add_layer(&task, l);
    pool_run(pool, feature_part, &task);
    gram_reduce(&kernel->gradients, pool, true, 1, kernel->k);
    if (c > 1)
        gram_reduce(&kernel->features, pool, true, 1, kernel->product);
    for (size_t k = 0; k < c && c > 1; k++) /* different outputs share no weight of V */
        for (size_t i = 0; i < n; i++)
            cblas_daxpy((int)n, 1, kernel->product + i * n, 1, kernel->k + ((k * n + i) * c + k) * n, 1);
    pool_lap(pool, 0, CATAPULT_WORK_KERNEL);
}
