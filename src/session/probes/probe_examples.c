/* probe_examples.c - the training examples that a model is most wrong about, as pictures where they are images. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "session/probes/probe_class.h"

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

static void take(void *own, struct catapult_experiment *e, int model, void *result)
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

const struct probe_class probe_examples = {.name = "examples", .take = take, .of_model = true, .of_moment = true};
