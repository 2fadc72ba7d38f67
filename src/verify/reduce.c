/* reduce.c - see reduce.h. */
#include "verify/reduce.h"

#include <stdio.h>
#include <string.h>

bool reduce_width(struct catapult_settings *settings)
{
    struct catapult_int_list *widths = &settings->network.widths;
    int widest = 0;
    for (int l = 1; l < widths->count; l++)
        widest = widths->value[l] > widths->value[widest] ? l : widest;
    if (settings->network.type == CATAPULT_NETWORK_GENERAL || widths->value[widest] <= REDUCE_LEAST)
        return false;
    widths->value[widest] = (widths->value[widest] + 1) / 2;
    return true;
}

/* The images' shape is put into the settings when an experiment is made; the cost is needed before that. */
struct catapult_experiment_cost reduce_cost(const struct catapult_settings *given, const struct catapult_dataset *data,
                                            size_t n, size_t n_test)
{
    struct catapult_settings settings = *given;
    struct catapult_experiment_cost cost;
    settings.data.image.count = data->image[0] ? 3 : settings.data.image.count;
    for (int i = 0; i < 3 && data->image[0]; i++)
        settings.data.image.value[i] = (int)data->image[i];
    catapult_experiment_cost(&settings, n, n_test, data->d, data->outputs, &cost);
    return cost;
}

double reduce_work(const struct catapult_settings *settings, const struct catapult_experiment_cost *cost)
{
    return cost->step_flops * (settings->network.type == CATAPULT_NETWORK_CONV ? 3 : 1);
}

void reduce_text(const struct catapult_settings *settings, size_t d, char *text, size_t size)
{
    int used = snprintf(text, size, "n %d, d %zu", settings->data.n, d);
    for (int l = 0; l < settings->network.widths.count && settings->network.type != CATAPULT_NETWORK_GENERAL; l++)
        if (used > 0 && (size_t)used + 20 < size)
            used += snprintf(text + used, size - (size_t)used, "%s%d",
                             l                                                 ? "-"
                             : settings->network.type == CATAPULT_NETWORK_CONV ? ", channels "
                                                                               : ", width ",
                             settings->network.widths.value[l]);
}

static size_t common_divisor(size_t a, size_t b)
{
    return b ? common_divisor(b, a % b) : a;
}

/* Keeps every step-th pixel of each row and column of `count` images. */
static void reduce_thin(const struct catapult_dataset *data, size_t step, size_t count, const double *x, double *out)
{
    size_t height = data->image[1], width = data->image[2];
    for (size_t image = 0; image < count * data->image[0]; image++)
        for (size_t row = 0; row < height; row += step)
            for (size_t col = 0; col < width; col += step)
                *out++ = x[(image * height + row) * width + col];
}

enum catapult_status reduce_images(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                   struct catapult_dataset **out, struct catapult_error *err)
{
    size_t step = 1, shape[3] = {data->image[0], data->image[1], data->image[2]};
    *out = NULL;
    while (settings->network.type == CATAPULT_NETWORK_CONV && shape[1] * shape[2] > REDUCE_PIXELS) {
        step *= 2;
        shape[1] = (data->image[1] + step - 1) / step;
        shape[2] = (data->image[2] + step - 1) / step;
    }
    if (step == 1)
        return CATAPULT_STATUS_OK;
    enum catapult_status status = catapult_dataset_new(out, data->n, data->n_test, shape[0] * shape[1] * shape[2],
                                                       data->outputs, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    reduce_thin(data, step, data->n, data->x, (*out)->x);
    reduce_thin(data, step, data->n_test, data->x_test, (*out)->x_test);
    memcpy((*out)->y, data->y, data->n * data->outputs * sizeof(double));
    memcpy((*out)->y_test, data->y_test, data->n_test * data->outputs * sizeof(double));
    (*out)->labels = data->labels;
    memcpy((*out)->image, shape, sizeof shape);
    return CATAPULT_STATUS_OK;
}

enum catapult_status reduce_examples(const struct catapult_dataset *data, size_t n, bool test,
                                     struct catapult_dataset **out, struct catapult_error *err)
{
    size_t d = data->d, c = data->outputs, stride = n == data->n ? 1 : (size_t)(0.618 * (double)data->n);
    enum catapult_status status = catapult_dataset_new(out, n, test ? n : 0, d, c, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct catapult_dataset *few = *out;
    while (stride > 1 && common_divisor(stride, data->n) != 1)
        stride--;
    stride += stride == 0;
    for (size_t i = 0, row = 0; i < n; i++, row = (row + stride) % data->n) {
        memcpy(few->x + i * d, data->x + row * d, d * sizeof(double));
        memcpy(few->y + i * c, data->y + row * c, c * sizeof(double));
    }
    if (test) {
        memcpy(few->x_test, few->x, n * d * sizeof(double));
        memcpy(few->y_test, few->y, n * c * sizeof(double));
    }
    few->labels = data->labels;
    memcpy(few->image, data->image, sizeof few->image);
    return CATAPULT_STATUS_OK;
}
