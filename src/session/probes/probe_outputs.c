/* probe_outputs.c - two probes of what the models say at the current w: as functions of x, and on single examples. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/look.h>

#include "base/xalloc.h"
#include "session/probes/probe_class.h"

/* --- function: the models as functions of their input if d = 1; else their outputs, sorted ----------------------- */

struct function {
    struct catapult_evaluation *evaluation;
    double x[FUNCTION_GRID];
};

static void function_done(void *own)
{
    catapult_evaluation_free(((struct function *)own)->evaluation);
}

/* Covers the data plus a tenth on each side, and 0, where a network without biases has its kink. */
static void function_make_grid(const struct catapult_dataset *data, double *x)
{
    double low = 0, high = 0;
    for (size_t i = 0; i < data->n; i++) {
        low = fmin(low, data->x[i]);
        high = fmax(high, data->x[i]);
    }
    double margin = 0.1 * (high - low) + 1e-3;
    for (int i = 0; i < FUNCTION_GRID; i++)
        x[i] = low - margin + (high - low + 2 * margin) * i / (FUNCTION_GRID - 1);
}

/* S(x) of the general model is drawn for each example, so the model is a function of x only if S = I. */
static bool is_function(const struct catapult_experiment *e)
{
    const struct catapult_settings *settings = catapult_experiment_settings(e);
    return catapult_experiment_data(e)->d == 1
           && (settings->network.type != CATAPULT_NETWORK_GENERAL || settings->network.s == CATAPULT_S_IDENTITY);
}

static void function_curves(struct function *own, struct catapult_experiment *e, struct function_probe *out)
{
    if (!own->evaluation) {
        function_make_grid(catapult_experiment_data(e), own->x);
        if (catapult_evaluation_new(&own->evaluation, e, FUNCTION_GRID, own->x, NULL) != CATAPULT_STATUS_OK)
            return;
    }
    out->grid = FUNCTION_GRID;
    for (int i = 0; i < FUNCTION_GRID; i++)
        out->x[i] = (float)own->x[i];
    for (int m = 0; m < out->models; m++) {
        const double *f = catapult_experiment_diverged(e, m) ? NULL : catapult_evaluation_output(own->evaluation, e, m);
        for (int i = 0; i < FUNCTION_GRID; i++)
            out->f[m][i] = f ? (float)f[i] : NAN;
    }
}

struct point {
    double x, y, f;
};

static int by_target(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->f < q->f ? -1 : p->f > q->f;
}

/* At most FUNCTION_POINTS examples of the training set, first output only. */
static void function_points(const struct catapult_experiment *e, int model, struct function_probe *out)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    const double *f = catapult_experiment_output(e, model);
    struct point *points = try_array(data->n, sizeof *points);
    for (size_t i = 0; points && i < data->n; i++)
        points[i] = (struct point){data->d == 1 ? data->x[i] : 0, data->y[i * data->outputs], f[i * data->outputs]};
    if (points && !out->curve)
        qsort(points, data->n, sizeof *points, by_target);
    out->points = data->n < FUNCTION_POINTS ? (int)data->n : FUNCTION_POINTS;
    for (int i = 0; points && i < out->points; i++) {
        size_t from = (size_t)i * data->n / (size_t)out->points;
        out->point_x[i] = out->curve ? (float)points[from].x : (float)from + 1;
        out->point_y[i] = (float)points[from].y;
        out->point_f[i] = (float)points[from].f;
    }
    free(points);
}

static void function_take(void *own, struct catapult_experiment *e, int model, void *result)
{
    struct function_probe *out = result;
    out->curve = is_function(e);
    out->models = catapult_experiment_models(e);
    out->grid = 0;
    for (int m = 0; m < out->models; m++)
        out->kind[m] = (int)catapult_experiment_kind(e, m);
    if (out->curve)
        function_curves(own, e, out);
    function_points(e, model, out);
}

const struct probe_class probe_function = {.name = "function", .own_size = sizeof(struct function),
                                           .done = function_done, .take = function_take, .of_model = true, .of_moment = true};

/* --- examples: those that the model is most wrong about ---------------------------------------------------------- */

struct ranked {
    size_t i;
    double error;
};

static int by_error(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;
    bool p_none = isnan(p->error), q_none = isnan(q->error);
    if (p_none || q_none)
        return q_none - p_none;
    return p->error > q->error ? -1 : p->error < q->error ? 1 : p->i < q->i ? -1 : p->i > q->i;
}

static int example_largest(size_t count, const double *values)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++)
        if (values[k] > values[best])
            best = k;
    return (int)best;
}

static double error_of(size_t outputs, const double *f, const double *y)
{
    double sum = 0;
    for (size_t k = 0; k < outputs; k++)
        sum += (f[k] - y[k]) * (f[k] - y[k]);
    return sqrt(sum);
}

static void example_describe(struct example *example, const struct catapult_dataset *data, const double *f, size_t i)
{
    size_t c = data->outputs;
    const double *y = data->y + i * c;
    f += i * c;
    *example = (struct example){.number = (int)i, .error = (float)error_of(c, f, y)};
    example->y = (float)(c == 1 ? y[0] : example_largest(c, y));
    example->f = (float)(c == 1 ? f[0] : example_largest(c, f));
    example->wrong = data->labels && (c == 1 ? !((f[0] > 0) == (y[0] > 0)) : example->y != example->f);
}

/* Mean over channels, and over blocks of pixels if the image is larger.  The image's own minimum and maximum map to 0
 * and 255. */
static void example_draw(struct example *example, const struct catapult_dataset *data, int width, int height)
{
    size_t rows = data->image[1], cols = data->image[2];
    const double *x = data->x + (size_t)example->number * data->d;
    double grey[EXAMPLE_SIDE * EXAMPLE_SIDE] = {0}, low = INFINITY, high = -INFINITY;
    int count[EXAMPLE_SIDE * EXAMPLE_SIDE] = {0};
    for (size_t channel = 0; channel < data->image[0]; channel++)
        for (size_t r = 0; r < rows; r++)
            for (size_t c = 0; c < cols; c++) {
                size_t at = r * (size_t)height / rows * (size_t)width + c * (size_t)width / cols;
                grey[at] += x[(channel * rows + r) * cols + c];
                count[at]++;
            }
    for (int i = 0; i < width * height; i++) {
        grey[i] /= count[i] ? count[i] : 1;
        low = fmin(low, grey[i]);
        high = fmax(high, grey[i]);
    }
    for (int i = 0; i < width * height; i++)
        example->pixel[i] = (unsigned char)(high > low ? 255 * (grey[i] - low) / (high - low) : 0);
}

static void examples_take(void *own, struct catapult_experiment *e, int model, void *result)
{
    struct examples_probe *out = result;
    const struct catapult_dataset *data = catapult_experiment_data(e);
    const double *f = catapult_experiment_output(e, model);
    struct ranked *order = try_array(data->n, sizeof *order);
    (void)own;
    out->outputs = (int)data->outputs;
    out->labels = data->labels;
    out->n = (int)data->n;
    out->height = (int)(data->image[1] < EXAMPLE_SIDE ? data->image[1] : EXAMPLE_SIDE);
    out->width = (int)(data->image[2] < EXAMPLE_SIDE ? data->image[2] : EXAMPLE_SIDE);
    out->wrong = out->count = 0;
    for (size_t i = 0; order && i < data->n; i++) {
        struct example example;
        example_describe(&example, data, f, i);
        order[i] = (struct ranked){i, example.error};
        out->wrong += example.wrong;
    }
    if (order)
        qsort(order, data->n, sizeof *order, by_error);
    for (size_t i = 0; order && i < data->n && out->count < EXAMPLES_SHOWN; i++) {
        struct example *example = &out->example[out->count++];
        example_describe(example, data, f, order[i].i);
        if (out->width > 0)
            example_draw(example, data, out->width, out->height);
    }
    free(order);
}

const struct probe_class probe_examples = {.name = "examples", .take = examples_take, .of_model = true,
                                           .of_moment = true};
