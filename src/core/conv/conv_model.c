/* conv_model.c - the classes of the convolutional network and of its quadratic Taylor model.  Each has a weight vector and the
 * rows of the Jacobian there, from which the step and the kernel are computed.  They differ in how an example is computed
 * (conv_network.c, conv_quadratic.c) and in the weights of the hidden layers: W_l for the network, dW_l for the quadratic
 * model.  The weights of the readout are V + dV in both. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/conv/conv_rows.h"
#include "core/model/model.h"
#include "base/arena.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

struct conv_model {
    const struct conv *conv;
    conv_example *example;
    struct arena arena;
    bool increments;       /* w contains dW_l, not W_l */
    double *w;             /* (p) */
    struct conv_rows rows;
    struct conv_kernel kernel;
    double *f, *weight;    /* (c, n); weight = eta * u of the present step */
};

static void conv_evaluate(struct conv_model *model, bool kernel)
{
    const struct conv *conv = model->conv;
    conv_rows_compute(&model->rows, conv, model->example, model->w, conv->data->x, conv->data->n, model->f,
                      conv->data->n);
    if (kernel)
        conv_rows_kernel(&model->rows, &model->kernel);
}

static void model_evaluate(void *state, bool kernel)
{
    conv_evaluate(state, kernel);
}

static void model_update(void *state, double eta, const double *u)
{
    struct conv_model *model = state;
    size_t size = model->conv->shape.c * model->conv->data->n;
    for (size_t i = 0; i < size; i++)
        model->weight[i] = eta * u[i];
    conv_rows_step(&model->rows, model->weight, model->w);
}

static void model_step(void *state, double eta, const double *u, bool kernel)
{
    model_update(state, eta, u);
    conv_evaluate(state, kernel);
}

/* Number of weights of the hidden layers, which come first in w. */
static size_t hidden(const struct conv_model *model)
{
    return model->conv->shape.at[model->conv->shape.depth];
}

static void model_reset(void *state, bool kernel)
{
    struct conv_model *model = state;
    memcpy(model->w, model->conv->w0, model->conv->shape.p * sizeof(double));
    if (model->increments)
        memset(model->w, 0, hidden(model) * sizeof(double));
    conv_evaluate(model, kernel);
}

static const double *model_output(const void *state)
{
    return ((const struct conv_model *)state)->f;
}

static void model_test(void *state, double *f_test)
{
    struct conv_model *model = state;
    const struct catapult_dataset *data = model->conv->data;
    conv_rows_compute(NULL, model->conv, model->example, model->w, data->x_test, data->n_test, f_test, data->n_test);
}

static double model_distance(const void *state)
{
    const struct conv_model *model = state;
    size_t first = hidden(model), p = model->conv->shape.p;
    double sum = 0;
    for (size_t j = 0; j < first; j++) {
        double way = model->increments ? model->w[j] : model->w[j] - model->conv->w0[j];
        sum += way * way;
    }
    return sqrt(sum + distance2(p - first, model->w + first, model->conv->w0 + first));
}

static const double *model_kernel(const void *state)
{
    return ((const struct conv_model *)state)->kernel.k;
}

static void model_free(void *state)
{
    struct conv_model *model = state;
    if (!model)
        return;
    conv_rows_done(&model->rows);
    conv_kernel_done(&model->kernel);
    arena_free(&model->arena);
    free(model);
}

static void *conv_make(const struct shared *shared, bool bare, conv_example *example, bool increments)
{
    const struct conv *conv = shared->conv;
    struct conv_model *model = xnew_array(1, sizeof *model);
    size_t size = conv->shape.c * conv->data->n;
    model->conv = conv;
    model->example = example;
    model->increments = increments;
    struct arena *arena = &model->arena;
    if (arena_array(arena, &model->w, conv->shape.p) && arena_array(arena, &model->f, size)
        && arena_array(arena, &model->weight, size)
        && conv_rows_init(&model->rows, conv, conv->data->n, increments ? 2 : 1) && (bare || conv_kernel_init(&model->kernel, conv)))
        return model;
    model_free(model);
    return NULL;
}

static void *conv_network_make(const struct shared *shared, bool bare)
{
    return conv_make(shared, bare, conv_network_example, false);
}

static void *conv_quadratic_make(const struct shared *shared, bool bare)
{
    return conv_make(shared, bare, conv_quadratic_example, true);
}

static int model_arrays(const void *state, struct state_array list[STATE_ARRAYS_MAX])
{
    const struct conv_model *model = state;
    list[0] = (struct state_array){model->w, model->conv->shape.p};
    return 1;
}

/* --- what it takes -------------------------------------------------------------------------------------------- */

static double model_numbers(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    struct conv_shape shape;
    (void)n, (void)d;
    conv_shape_of(&shape, settings, outputs);
    return (double)shape.p;
}

static double bytes(const struct catapult_settings *settings, size_t n, size_t outputs, int parts)
{
    struct conv_shape shape;
    conv_shape_of(&shape, settings, outputs);
    return 8 * (double)shape.p + conv_rows_bytes(&shape, n, parts)
           + conv_kernel_bytes(&shape, n, pool_wanted(settings->threads));
}

static double conv_network_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    (void)n_test, (void)d;
    return bytes(settings, n, outputs, 1);
}

static double conv_quadratic_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                                   size_t outputs)
{
    (void)n_test, (void)d;
    return bytes(settings, n, outputs, 2);
}

/* Operations of Z = W pi(A) for one example, for all layers from `from` on. */
static double product_flops(const struct conv_shape *shape, int from)
{
    double flops = 0;
    for (int l = from; l < shape->depth; l++)
        flops += 2.0 * (double)shape->out[l] * (double)shape->fan[l] * (double)shape->pixels;
    return flops;
}

/* Operations of a forward pass: the products of the layers and the readout.  The quadratic model has five products per layer,
 * two in the first. */
static double forward_flops(const struct conv_shape *shape, bool quadratic)
{
    double first = product_flops(shape, 0) - product_flops(shape, 1), rest = product_flops(shape, 1);
    return (quadratic ? 2 : 1) * first + (quadratic ? 5 : 1) * rest + 2.0 * (double)shape->c * (double)shape->features;
}

static double step_flops(const struct catapult_settings *settings, size_t n, size_t outputs, bool quadratic)
{
    struct conv_shape shape;
    conv_shape_of(&shape, settings, outputs);
    double rows = (double)n, c = (double)outputs, first = product_flops(&shape, 0) - product_flops(&shape, 1);
    double rest = product_flops(&shape, 1), hidden = (double)shape.at[shape.depth], features = (double)shape.features;
    double flops = rows * forward_flops(&shape, quadratic);
    flops += rows * c * (first + rest + rest) + (quadratic ? rows * c * 3 * rest : 0); /* rows, signals */
    flops += rows * c * (2 * hidden + 2 * features);                                   /* update */
    return flops + (rows * rows * c * c * hidden + rows * rows * features) / settings->spectrum.every;
}

static double conv_network_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)d;
    return step_flops(settings, n, outputs, false);
}

static double conv_quadratic_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)d;
    return step_flops(settings, n, outputs, true);
}

static double network_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    struct conv_shape shape;
    (void)n, (void)d;
    conv_shape_of(&shape, settings, outputs);
    return forward_flops(&shape, false);
}

static double conv_quadratic_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    struct conv_shape shape;
    (void)n, (void)d;
    conv_shape_of(&shape, settings, outputs);
    return forward_flops(&shape, true);
}

const struct model_class conv_network = {
    .name = "network",
    .make = conv_network_make,
    .free = model_free,
    .reset = model_reset,
    .step = model_step,
    .update = model_update,
    .evaluate = model_evaluate,
    .arrays = model_arrays,
    .output = model_output,
    .test = model_test,
    .distance = model_distance,
    .kernel = model_kernel,
    .bytes = conv_network_bytes,
    .flops = conv_network_flops,
    .test_flops = network_test_flops,
    .numbers = model_numbers,
};

const struct model_class conv_quadratic = {
    .name = "quadratic",
    .make = conv_quadratic_make,
    .free = model_free,
    .reset = model_reset,
    .step = model_step,
    .update = model_update,
    .evaluate = model_evaluate,
    .arrays = model_arrays,
    .output = model_output,
    .test = model_test,
    .distance = model_distance,
    .kernel = model_kernel,
    .bytes = conv_quadratic_bytes,
    .flops = conv_quadratic_flops,
    .test_flops = conv_quadratic_test_flops,
    .numbers = model_numbers,
};
