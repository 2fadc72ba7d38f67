/* conv_patches.c - pi and its transpose: the channels of an image, shifted by every position of the kernel. */
#include <string.h>

#include "base/clones.h"
#include "core/conv/conv.h"

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
