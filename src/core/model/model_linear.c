/* model_linear.c - the linear Taylor model, in function space.
 *
 *     f(t) = f_0 - K_0 s(t),   s(t+1) = s(t) + eta u(t),   dw = -J_0^T s,   |dw|^2 = s^T K_0 s
 *
 * For the full batch this is r(t+1) = (I - eta c K_0) r(t).  O((c n)^2) operations a step; the test set is computed in the
 * same way. */
#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/model.h"
#include "base/arena.h"
#include "base/xalloc.h"

struct linear {
    size_t size, size_test;   /* c n, c n_test */
    struct arena arena;
    double *k, *k_test;       /* (size, size), (size_test, size) */
    double *f0, *f0_test;
    double *s, *f;            /* (size) */
};

static void linear_outputs(struct linear *model)
{
    int size = (int)model->size;
    memcpy(model->f, model->f0, model->size * sizeof(double));
    cblas_dgemv(CblasRowMajor, CblasNoTrans, size, size, -1, model->k, size, model->s, 1, 1, model->f, 1);
}

static void linear_update(void *state, double eta, const double *u)
{
    struct linear *model = state;
    for (size_t i = 0; i < model->size; i++)
        model->s[i] += eta * u[i];
}

static void linear_evaluate(void *state, bool kernel)
{
    (void)kernel; /* constant */
    linear_outputs(state);
}

static void linear_step(void *state, double eta, const double *u, bool kernel)
{
    linear_update(state, eta, u);
    linear_evaluate(state, kernel);
}

static void linear_reset(void *state, bool kernel)
{
    struct linear *model = state;
    (void)kernel;
    memset(model->s, 0, model->size * sizeof(double));
    linear_outputs(model);
}

static void linear_test(void *state, double *f_test)
{
    struct linear *model = state;
    int size = (int)model->size;
    memcpy(f_test, model->f0_test, model->size_test * sizeof(double));
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)model->size_test, size, -1, model->k_test, size, model->s, 1,
                1, f_test, 1);
}

static const double *linear_output(const void *state)
{
    return ((const struct linear *)state)->f;
}

static const double *linear_kernel(const void *state)
{
    return ((const struct linear *)state)->k;
}

/* |dw|^2 = s^T K_0 s = s . (f_0 - f) */
static double linear_distance(const void *state)
{
    const struct linear *model = state;
    double sum = 0;
    for (size_t i = 0; i < model->size; i++)
        sum += model->s[i] * (model->f0[i] - model->f[i]);
    return sum < 0 ? 0 : sqrt(sum);
}

static void linear_free(void *state)
{
    struct linear *model = state;
    if (!model)
        return;
    arena_free(&model->arena);
    free(model);
}

static void *linear_make(const struct shared *shared, bool bare)
{
    struct linear *model = xnew_array(1, sizeof *model);
    model->size = shared->c * shared->n;
    model->size_test = bare ? 0 : shared->c * shared->n_test;
    struct arena *arena = &model->arena;
    bool ok = arena_array(arena, &model->k, model->size * model->size) && arena_array(arena, &model->f0, model->size)
              && arena_array(arena, &model->s, model->size) && arena_array(arena, &model->f, model->size);
    if (model->size_test)
        ok = ok && arena_array(arena, &model->k_test, model->size_test * model->size)
             && arena_array(arena, &model->f0_test, model->size_test);
    if (ok && shared->architecture->ntk(shared, model->k, model->f0, model->k_test, model->f0_test))
        return model;
    linear_free(model);
    return NULL;
}

static int linear_arrays(const void *state, struct state_array list[STATE_ARRAYS_MAX])
{
    const struct linear *model = state;
    list[0] = (struct state_array){model->s, model->size};
    return 1;
}

static double linear_numbers(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings;
    (void)d;
    return (double)n * (double)outputs;
}

static double linear_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    double size = (double)n * (double)outputs, tests = (double)n_test * (double)outputs;
    (void)settings;
    (void)d;
    return 8 * (size * size + tests * size + 4 * size + tests);
}

static double linear_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings;
    (void)d;
    return 2 * pow((double)n * (double)outputs, 2);
}

static double linear_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings, (void)d;
    return 2 * (double)n * (double)outputs * (double)outputs;
}

const struct model_class model_linear = {
    .name = "linear",
    .constant_kernel = true,
    .make = linear_make,
    .free = linear_free,
    .reset = linear_reset,
    .step = linear_step,
    .update = linear_update,
    .evaluate = linear_evaluate,
    .arrays = linear_arrays,
    .output = linear_output,
    .test = linear_test,
    .distance = linear_distance,
    .kernel = linear_kernel,
    .bytes = linear_bytes,
    .flops = linear_flops,
    .test_flops = linear_test_flops,
    .numbers = linear_numbers,
};
