/* dataset.c - see dataset.h.
 *
 * The training set and the test set have separate random streams, and examples are drawn one after another.  So a longer
 * set begins with the shorter one, and a change in the size of one set does not affect the other. */
#include <catapult/dataset.h>

#include <catapult/settings.h>
#include <catapult/weights.h>

#include <assert.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "base/allowed.h"
#include "base/rng.h"
#include "base/xalloc.h"

enum { STREAM_TRAIN, STREAM_TEST };

enum catapult_status catapult_dataset_new(struct catapult_dataset **out, size_t n, size_t n_test, size_t d,
                                          size_t outputs, struct catapult_error *err)
{
    *out = NULL;
    double bytes = ((double)n + (double)n_test) * ((double)d + (double)outputs) * sizeof(double);
    enum catapult_status status = memory_check(bytes, "data", err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (bytes > (double)SIZE_MAX / 2) /* so that no array size overflows below */
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "data: %.0f bytes are more than can be addressed", bytes);
    struct catapult_dataset *data = xnew_array(1, sizeof *data);
    *data = (struct catapult_dataset){.n = n, .n_test = n_test, .d = d, .outputs = outputs};
    data->x = try_array(n * d, sizeof *data->x);
    data->y = try_array(n * outputs, sizeof *data->y);
    if (n_test) {
        data->x_test = try_array(n_test * d, sizeof *data->x_test);
        data->y_test = try_array(n_test * outputs, sizeof *data->y_test);
    }
    if (!data->x || !data->y || (n_test && (!data->x_test || !data->y_test))) {
        catapult_dataset_free(data);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "data: no memory for %.0f bytes", bytes);
    }
    *out = data;
    return CATAPULT_STATUS_OK;
}

void catapult_dataset_free(struct catapult_dataset *data)
{
    if (!data)
        return;
    free(data->x);
    free(data->y);
    free(data->x_test);
    free(data->y_test);
    catapult_weights_free(data->w0);
    free(data);
}

/* Draws the inputs x (d) of an example of class y = -1 or +1. */
typedef void (*draw_inputs)(gsl_rng *rng, const struct catapult_settings *settings, size_t d, double y, double *x);

static void draw_gaussian(gsl_rng *rng, const struct catapult_settings *settings, size_t d, double y, double *x)
{
    for (size_t j = 0; j < d; j++)
        x[j] = settings->data.shift * y + gsl_ran_gaussian_ziggurat(rng, 1.0);
}

/* A normal vector has no preferred direction. */
static void draw_sphere(gsl_rng *rng, const struct catapult_settings *settings, size_t d, double y, double *x)
{
    double length2;
    (void)settings;
    (void)y;
    do {
        length2 = 0;
        for (size_t j = 0; j < d; j++) {
            x[j] = gsl_ran_gaussian_ziggurat(rng, 1.0);
            length2 += x[j] * x[j];
        }
    } while (length2 == 0);
    double scale = sqrt((double)d / length2);
    for (size_t j = 0; j < d; j++)
        x[j] *= scale;
}

static void draw_set(const struct catapult_settings *settings, draw_inputs draw, uint64_t stream, size_t n, size_t d,
                     double *x, double *y)
{
    gsl_rng *rng = rng_new(settings->seed, RNG_DATA, stream);
    for (size_t i = 0; i < n; i++) {
        y[i] = i % 2 == 0 ? 1 : -1;
        draw(rng, settings, d, y[i], x + i * d);
    }
    gsl_rng_free(rng);
}

static enum catapult_status generate(const struct catapult_settings *settings, draw_inputs draw,
                                     struct catapult_dataset **out, struct catapult_error *err)
{
    size_t d = (size_t)settings->data.d;
    enum catapult_status status = catapult_dataset_new(out, (size_t)settings->data.n, (size_t)settings->data.test, d, 1,
                                                       err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct catapult_dataset *data = *out;
    data->labels = true;
    draw_set(settings, draw, STREAM_TRAIN, data->n, d, data->x, data->y);
    draw_set(settings, draw, STREAM_TEST, data->n_test, d, data->x_test, data->y_test);
    return CATAPULT_STATUS_OK;
}

enum catapult_status catapult_dataset_gaussian(const struct catapult_settings *settings, struct catapult_dataset **out,
                                               struct catapult_error *err)
{
    return generate(settings, draw_gaussian, out, err);
}

enum catapult_status catapult_dataset_sphere(const struct catapult_settings *settings, struct catapult_dataset **out,
                                             struct catapult_error *err)
{
    return generate(settings, draw_sphere, out, err);
}

/* Scales to |x| = sqrt(d).  Divides by the largest input first, so that squares do not overflow or underflow. */
static void unit_rows(size_t n, size_t d, double *x)
{
    for (size_t i = 0; i < n; i++) {
        double *row = x + i * d, largest = 0, length2 = 0;
        for (size_t j = 0; j < d; j++)
            largest = fmax(largest, fabs(row[j]));
        if (largest == 0)
            continue;
        for (size_t j = 0; j < d; j++) {
            row[j] /= largest;
            length2 += row[j] * row[j];
        }
        double scale = sqrt((double)d / length2);
        for (size_t j = 0; j < d; j++)
            row[j] *= scale;
    }
}

/* Mean and standard deviation (over n) of input j, both divided by its largest magnitude, *largest. */
static void column_figures(const struct catapult_dataset *data, size_t j, double *largest, double *mean,
                           double *deviation)
{
    double low = data->x[j], high = low, sum = 0, square = 0, n = (double)data->n;
    for (size_t i = 0; i < data->n; i++) {
        low = fmin(low, data->x[i * data->d + j]);
        high = fmax(high, data->x[i * data->d + j]);
    }
    *largest = fmax(fabs(low), fabs(high));
    *mean = *deviation = 0;
    if (low == high) /* the input never varies; also avoids a division by 0 */
        return;
    for (size_t i = 0; i < data->n; i++)
        sum += data->x[i * data->d + j] / *largest;
    *mean = sum / n;
    for (size_t i = 0; i < data->n; i++) {
        double off = data->x[i * data->d + j] / *largest - *mean;
        square += off * off;
    }
    *deviation = sqrt(square / n);
}

static void standard_column(size_t n, size_t d, size_t j, double largest, double mean, double deviation, double *x)
{
    for (size_t i = 0; i < n; i++)
        x[i * d + j] = deviation > 0 ? (x[i * d + j] / largest - mean) / deviation : 0;
}

void catapult_dataset_normalize(struct catapult_dataset *data, int how)
{
    assert(how != CATAPULT_NORMALIZE_AUTO); /* the source of the data decides what AUTO means */
    if (how == CATAPULT_NORMALIZE_UNIT) {
        unit_rows(data->n, data->d, data->x);
        unit_rows(data->n_test, data->d, data->x_test);
    }
    for (size_t j = 0; how == CATAPULT_NORMALIZE_STANDARD && data->n && j < data->d; j++) {
        double largest, mean, deviation;
        column_figures(data, j, &largest, &mean, &deviation);
        standard_column(data->n, data->d, j, largest, mean, deviation, data->x);
        standard_column(data->n_test, data->d, j, largest, mean, deviation, data->x_test);
    }
}
