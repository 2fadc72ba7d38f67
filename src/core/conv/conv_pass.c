/* conv_pass.c - see conv_pass.h: patches of images, the readouts, and the order of a pass.
 *
 *     flatten   df/dA[ch, p] = V[ch, p] / sqrt(C P)        mean   df/dA[ch, p] = V[ch] / (P sqrt(C))         */
#include "core/conv/conv_pass.h"

#include <math.h>
#include <string.h>

#include "base/clones.h"

/* --- patches: pi and its transpose, the channels of an image, shifted by every position of the kernel ----------------- */

/* For a shift by `by` along `size` pixels: the output pixels [begin, end) have a source pixel, at position + by. */
static void overlap(size_t size, long by, size_t *begin, size_t *end)
{
    long length = (long)size, first = by < 0 ? -by : 0, last = by > 0 ? length - by : length;
    *begin = (size_t)(first < length ? first : length);
    *end = (size_t)(last > first ? last : (long)*begin);
}

/* out[y, x] = image[y + dy, x + dx], 0 beyond the edge. */
static void shift(const struct conv_shape *shape, const double *image, long dy, long dx, double *out)
{
    size_t width = shape->width, top, bottom, left, right;
    overlap(shape->height, dy, &top, &bottom);
    overlap(width, dx, &left, &right);
    memset(out, 0, top * width * sizeof *out);
    for (size_t y = top; y < bottom; y++) {
        double *row = out + y * width;
        const double *from = image + ((long)y + dy) * (long)width + dx;
        for (size_t x = 0; x < left; x++)
            row[x] = 0;
        if (right > left)
            memcpy(row + left, from + left, (right - left) * sizeof *out);
        for (size_t x = right; x < width; x++)
            row[x] = 0;
    }
    memset(out + bottom * width, 0, (shape->height - bottom) * width * sizeof *out);
}

/* image[y + dy, x + dx] += in[y, x] */
static void shift_back(const struct conv_shape *shape, const double *in, long dy, long dx, double *image)
{
    size_t width = shape->width, top, bottom, left, right;
    overlap(shape->height, dy, &top, &bottom);
    overlap(width, dx, &left, &right);
    for (size_t y = top; y < bottom; y++) {
        const double *row = in + y * width;
        double *to = image + ((long)y + dy) * (long)width + dx;
        for (size_t x = left; x < right; x++)
            to[x] += row[x];
    }
}

void conv_patches(const struct conv_shape *shape, size_t in, const double *image, double *patch)
{
    size_t side = shape->kernel, pixels = shape->pixels;
    long middle = (long)side / 2;
    for (size_t q = 0; q < in * side * side; q++) {
        long dy = (long)(q / side % side) - middle, dx = (long)(q % side) - middle;
        shift(shape, image + q / (side * side) * pixels, dy, dx, patch + q * pixels);
    }
}

VECTOR_CLONES
void conv_gather(const struct conv_shape *shape, size_t in, const double *patch, double *image)
{
    size_t side = shape->kernel, pixels = shape->pixels;
    long middle = (long)side / 2;
    memset(image, 0, in * pixels * sizeof *image);
    for (size_t q = 0; q < in * side * side; q++) {
        long dy = (long)(q / side % side) - middle, dx = (long)(q % side) - middle;
        shift_back(shape, patch + q * pixels, dy, dx, image + q / (side * side) * pixels);
    }
}

/* --- readouts ----------------------------------------------------------------------------------------------------------- */

const double *conv_features(const struct conv_shape *shape, size_t rows, const double *a, double *pooled,
                            size_t *count)
{
    size_t pixels = shape->pixels;
    *count = shape->mean ? rows : rows * pixels;
    if (!shape->mean)
        return a;
    for (size_t h = 0; h < rows; h++) {
        double sum = 0;
        for (size_t p = 0; p < pixels; p++)
            sum += a[h * pixels + p];
        pooled[h] = sum / (double)pixels;
    }
    return pooled;
}

static double readout_scale(const struct conv_shape *shape)
{
    return 1 / (sqrt((double)shape->features) * (shape->mean ? (double)shape->pixels : 1));
}

VECTOR_CLONES
void conv_readout_signals(const struct conv_shape *shape, size_t rows, const double *v, const double *s, double *out)
{
    double scale = readout_scale(shape);
    size_t pixels = shape->pixels;
    for (size_t i = 0; i < rows * pixels && !shape->mean; i++)
        out[i] = v[i] * scale * s[i];
    for (size_t h = 0; h < rows && shape->mean; h++)
        for (size_t p = 0; p < pixels; p++)
            out[h * pixels + p] = v[h] * scale * s[h * pixels + p];
}

VECTOR_CLONES
void conv_readout_more(const struct conv_shape *shape, size_t rows, const double *v, const double *s, double *out)
{
    double scale = readout_scale(shape);
    size_t pixels = shape->pixels;
    for (size_t i = 0; i < rows * pixels && !shape->mean; i++)
        out[i] += v[i] * scale * s[i];
    for (size_t h = 0; h < rows && shape->mean; h++)
        for (size_t p = 0; p < pixels; p++)
            out[h * pixels + p] += v[h] * scale * s[h * pixels + p];
}

/* --- passes ------------------------------------------------------------------------------------------------------------- */

/* Computes all rows of output k, with more than one hidden layer. */
static void conv_reverse(const struct conv_task *task, const struct conv_passes *passes, size_t k)
{
    const struct conv_shape *shape = &task->conv->shape;
    for (int l = shape->depth - 1; l >= 0; l--) {
        if (task->place->g[l])
            passes->patches(task, l);
        else if (k == 0)
            passes->keep(task, l);
        if (!conv_is_last(shape, l)) {
            passes->signals(task, l + 1);
            passes->rows(task, l, k);
            continue;
        }
        for (size_t row = 0, rows; row < shape->out[l]; row += rows) {
            rows = conv_chunk(shape, l, row);
            passes->last(task, k, row, rows);
        }
    }
}

void conv_pass(const struct conv_task *task, const struct conv_passes *passes)
{
    const struct conv_shape *shape = &task->conv->shape;
    const struct conv_place *place = task->place;
    for (size_t k = 0; k < shape->c; k++)
        place->f[k * place->f_stride] = 0;
    for (int l = 0; l < shape->depth; l++)
        passes->forward(task, l);
    for (size_t k = 0; k < shape->c; k++)
        place->f[k * place->f_stride] /= sqrt((double)shape->features);
    for (size_t k = 0; k < shape->c && shape->depth > 1 && place->phi; k++)
        conv_reverse(task, passes, k);
}
