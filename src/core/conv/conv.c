/* conv.c - the convolutional architecture: see conv.h. */
#include "core/conv/conv.h"

#include <stdlib.h>
#include <string.h>

#include "core/conv/conv_curve.h"
#include "core/conv/conv_rows.h"
#include "core/model/hessian.h"
#include "core/model/model.h"
#include "base/xalloc.h"
#include "core/model/draw.h"

enum { CHUNK_NUMBERS = 32768, CHUNK_LEAST = 8 }; /* 256 KB per array, but at least CHUNK_LEAST channels */

void conv_shape_of(struct conv_shape *shape, const struct catapult_settings *settings, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    const int *image = settings->data.image.value;
    *shape = (struct conv_shape){.c = outputs, .depth = widths->count};
    shape->activation = (enum catapult_activation_kind)settings->network.activation;
    shape->mean = settings->network.readout == CATAPULT_CONV_MEAN;
    shape->kernel = (size_t)settings->network.kernel;
    shape->height = (size_t)image[1];
    shape->width = (size_t)image[2];
    shape->pixels = shape->height * shape->width;
    size_t below = (size_t)image[0];
    for (int l = 0; l < shape->depth; l++) {
        shape->in[l] = below;
        below = shape->out[l] = (size_t)widths->value[l];
        shape->fan[l] = shape->in[l] * shape->kernel * shape->kernel;
        shape->at[l] = shape->p;
        shape->p += shape->out[l] * shape->fan[l];
    }
    shape->at[shape->depth] = shape->p;
    shape->features = shape->mean ? below : below * shape->pixels;
    shape->p += outputs * shape->features;
    shape->chunk = shape->pixels ? CHUNK_NUMBERS / shape->pixels : 0;
    if (shape->chunk < CHUNK_LEAST)
        shape->chunk = CHUNK_LEAST;
}

/* --- scratch ------------------------------------------------------------------------------------------------ */

static size_t conv_largest(const struct conv_shape *shape, const size_t *of)
{
    size_t most = 0;
    for (int l = 0; l < shape->depth; l++)
        most = of[l] > most ? of[l] : most;
    return most;
}

size_t conv_scratch(const struct conv_shape *shape, int layer)
{
    size_t rows = shape->depth > 1 || shape->out[layer] < shape->chunk ? shape->out[layer] : shape->chunk;
    return rows * shape->pixels;
}

/* An array of the scratch: the offset of its pointer in struct conv_work, and its length. */
struct work_part {
    size_t offset, count;
};
enum { PARTS = 3 + 2 + 5 * CATAPULT_DEPTH_MAX + 2 + 5 + 2 };

#define PLACE(field) offsetof(struct conv_work, field)
#define PLACE_OF(field, i) (offsetof(struct conv_work, field) + (size_t)(i) * sizeof(double *))

/* Lists all arrays that a network needs, or a network with its quadratic model.  Returns how many. */
static size_t list_work(const struct conv_shape *shape, bool quadratic, struct work_part part[PARTS])
{
    size_t count = 0, pixels = shape->pixels, patch = conv_largest(shape, shape->fan) * pixels;
    size_t most = conv_largest(shape, shape->out), rows = most < shape->chunk ? most : shape->chunk;
    bool deep = shape->depth > 1, curved = quadratic && activation_curved(shape->activation);
    for (int i = 0; i < (quadratic && deep ? 3 : 1); i++)
        part[count++] = (struct work_part){PLACE_OF(patch, i), patch};
    for (int i = 0; i < (quadratic ? 5 : 1); i++)
        part[count++] = (struct work_part){PLACE_OF(chunk, i), rows * pixels};
    for (int i = 0; i < 2; i++)
        part[count++] = (struct work_part){PLACE_OF(pooled, i), rows};
    for (int l = 0; l < shape->depth; l++) {
        part[count++] = (struct work_part){PLACE_OF(s1, l), conv_scratch(shape, l)};
        if (curved)
            part[count++] = (struct work_part){PLACE_OF(q2, l), conv_scratch(shape, l)};
        for (int i = 0; i < (quadratic ? 3 : 1) && !conv_is_last(shape, l); i++)
            part[count++] = (struct work_part){PLACE_OF(a, i * CATAPULT_DEPTH_MAX + l), conv_scratch(shape, l)};
    }
    part[count++] = (struct work_part){PLACE(b), (deep ? most : rows) * pixels};
    if (quadratic)
        part[count++] = (struct work_part){PLACE(bt), (deep ? most : rows) * pixels};
    if (deep)
        part[count++] = (struct work_part){PLACE(spread), patch};
    if (deep)
        part[count++] = (struct work_part){PLACE(total), CONV_BLOCK_CHANNELS * conv_largest(shape, shape->fan)};
    return count;
}

static bool conv_allocate(struct conv *conv, bool quadratic)
{
    struct work_part part[PARTS];
    size_t count = list_work(&conv->shape, quadratic, part);
    bool ok = arena_array(&conv->arena, &conv->w0, conv->shape.p);
    for (int t = 0; t < pool_threads(conv->pool); t++)
        for (size_t i = 0; i < count; i++)
            ok = ok && arena_array(&conv->arena, (double **)((char *)&conv->work[t] + part[i].offset), part[i].count);
    return ok;
}

/* The dimensions of a layer's weights: (out, in, k, k); readout (c, C, H, W), or (c, C) for mean.  Returns how many. */
static int conv_layer_shape(const struct conv_shape *s, int layer, size_t shape[4])
{
    bool readout = layer == s->depth;
    shape[0] = readout ? s->c : s->out[layer];
    shape[1] = readout ? s->out[layer - 1] : s->in[layer];
    shape[2] = readout ? s->height : s->kernel;
    shape[3] = readout ? s->width : s->kernel;
    return readout && s->mean ? 2 : 4;
}

/* --- making --------------------------------------------------------------------------------------------------- */

enum catapult_status conv_new(struct conv **out, const struct catapult_settings *settings,
                              const struct catapult_dataset *data, struct pool *pool, struct catapult_error *err)
{
    if (settings->data.image.count != 3)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "network.type = conv needs images; the data have rows of %zu inputs (set "
                                  "data.image = {channels, height, width})",
                                  data->d);
    struct conv *conv = xnew_array(1, sizeof *conv);
    struct conv_shape *shape = &conv->shape;
    conv_shape_of(shape, settings, data->outputs);
    conv->data = data;
    conv->pool = pool;
    conv->work = xnew_array((size_t)pool_threads(pool), sizeof *conv->work);
    struct draw draw = {settings->seed, (enum catapult_readout_init)settings->network.readout_init, data->w0};
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (shape->in[0] * shape->pixels != data->d)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                    "data.image: %zu x %zu x %zu are %zu inputs, the examples have %zu", shape->in[0],
                                    shape->height, shape->width, shape->in[0] * shape->pixels, data->d);
    else if (!conv_allocate(conv, catapult_settings_runs(settings, CATAPULT_MODEL_QUADRATIC)))
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                    "no memory for a convolutional network of %zu parameters", shape->p);
    for (int l = 0; l <= shape->depth && status == CATAPULT_STATUS_OK; l++) {
        size_t sizes[4];
        int dimensions = conv_layer_shape(shape, l, sizes);
        status = draw_check(&draw, l, shape->depth + 1, dimensions, sizes, err);
    }
    if (status != CATAPULT_STATUS_OK) {
        conv_free(conv);
        return status;
    }
    for (int l = 0; l < shape->depth; l++)
        draw_layer(&draw, l, shape->out[l] * shape->fan[l], conv->w0 + shape->at[l]);
    draw_readout(&draw, shape->depth, shape->c * shape->features, conv->w0 + shape->at[shape->depth]);
    *out = conv;
    return CATAPULT_STATUS_OK;
}

void conv_free(struct conv *conv)
{
    if (!conv)
        return;
    arena_free(&conv->arena);
    free(conv->work);
    conv_curves_free(conv);
    free(conv);
}

static enum catapult_status conv_shared_make(struct shared *shared, const struct catapult_settings *settings,
                                             const struct catapult_dataset *data, const struct catapult_progress *progress,
                                             struct catapult_error *err)
{
    (void)progress; /* there are few weights to draw */
    return conv_new(&shared->conv, settings, data, shared->pool, err);
}

static void conv_shared_free(struct shared *shared)
{
    conv_free(shared->conv);
}

static double conv_shared_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    struct conv_shape shape;
    struct work_part part[PARTS];
    double scratch = 0;
    (void)n, (void)n_test, (void)d;
    conv_shape_of(&shape, settings, outputs);
    size_t count = list_work(&shape, catapult_settings_runs(settings, CATAPULT_MODEL_QUADRATIC), part);
    for (size_t i = 0; i < count; i++)
        scratch += (double)part[i].count;
    return 8 * (scratch * pool_wanted(settings->threads) + (double)shape.p);
}

static bool shared_ntk(const struct shared *shared, double *k, double *f, double *k_test, double *f_test)
{
    return conv_ntk(shared->conv, shared->progress, k, f, k_test, f_test);
}

static double shared_ntk_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                               size_t outputs)
{
    struct conv_shape shape;
    (void)d;
    conv_shape_of(&shape, settings, outputs);
    return conv_ntk_bytes(&shape, n, n_test, pool_wanted(settings->threads));
}

/* The Hessian, and w - w0 for the Taylor errors. */
static double shared_look_bytes(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    struct conv_shape shape;
    (void)d;
    conv_shape_of(&shape, settings, outputs);
    return hessian_conv_bytes(settings, n, outputs) + 8 * (double)shape.p;
}

static double shared_parameters(const struct catapult_settings *settings, size_t d, size_t outputs)
{
    struct conv_shape shape;
    (void)d;
    conv_shape_of(&shape, settings, outputs);
    return (double)shape.p;
}

/* (out, in, k, k), ..., last (c, C, H, W) or (c, C) */
/* `layer` of a flat weight vector. */
static void copy_layer(const struct conv_shape *s, int layer, const double *flat, double *weights)
{
    size_t count = layer == s->depth ? s->c * s->features : s->out[layer] * s->fan[layer];
    memcpy(weights, flat + s->at[layer], count * sizeof *weights);
}

static int shared_w0(const struct shared *shared, int layer, size_t shape[4], double *weights)
{
    const struct conv *conv = shared->conv;
    if (layer < 0 || layer > conv->shape.depth)
        return 0;
    if (weights)
        copy_layer(&conv->shape, layer, conv->w0, weights);
    return conv_layer_shape(&conv->shape, layer, shape);
}

/* The quadratic model has dW_l in place of the hidden layers' W_l. */
static void shared_weights(const struct shared *shared, const struct model_class *class, const void *state, int layer,
                           double *weights)
{
    struct state_array list[STATE_ARRAYS_MAX];
    class->arrays(state, list);
    const struct conv *conv = shared->conv;
    copy_layer(&conv->shape, layer, list[0].value, weights);
    if (class == &conv_quadratic && layer < conv->shape.depth)
        for (size_t i = conv->shape.at[layer]; i < conv->shape.at[layer + 1]; i++)
            *weights++ += conv->w0[i];
}

const struct architecture architecture_conv = {
    .name = "conv",
    .model = {[CATAPULT_MODEL_NETWORK] = &conv_network,
              [CATAPULT_MODEL_LINEAR] = &model_linear,
              [CATAPULT_MODEL_QUADRATIC] = &conv_quadratic},
    .make = conv_shared_make,
    .free = conv_shared_free,
    .ntk = shared_ntk,
    .ntk_bytes = shared_ntk_bytes,
    .hessian = hessian_conv,
    .bytes = conv_shared_bytes,
    .look_bytes = shared_look_bytes,
    .parameters = shared_parameters,
    .w0 = shared_w0,
    .weights = shared_weights,
};
