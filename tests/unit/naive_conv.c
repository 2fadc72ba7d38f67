/* naive_conv.c - a convolutional network by its definition: one product for every output pixel, every input channel
 * and every kernel position that lies on the image. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hyperdual.h"
#include "naive.h"

/* Sum over channels and positions of w (in, k, k) times a (in, H, W), with the kernel's centre at (y, x). */
static struct hd at_pixel(const struct naive_image *image, size_t in, const struct hd *w, const struct hd *a, long y,
                          long x)
{
    long side = (long)image->kernel, height = (long)image->height, width = (long)image->width;
    struct hd sum = hd_const(0);
    for (long i = 0; i < (long)in; i++)
        for (long dy = 0; dy < side; dy++)
            for (long dx = 0; dx < side; dx++) {
                long row = y + dy - side / 2, col = x + dx - side / 2;
                if (row >= 0 && row < height && col >= 0 && col < width)
                    sum = hd_add(sum, hd_mul(w[(i * side + dy) * side + dx], a[(i * height + row) * width + col]));
            }
    return sum;
}

/* One hidden layer, from a to b; returns how many weights it used. */
static size_t convolve(const struct naive *model, int layer, const struct hd *w, const struct hd *a, struct hd *b)
{
    const struct naive_image *image = &model->image;
    size_t in = model->size[layer], out = model->size[layer + 1], fan = in * image->kernel * image->kernel;
    for (size_t o = 0; o < out; o++)
        for (size_t y = 0; y < image->height; y++)
            for (size_t x = 0; x < image->width; x++) {
                struct hd z = at_pixel(image, in, w + o * fan, a, (long)y, (long)x);
                b[(o * image->height + y) * image->width + x] =
                    hd_activation(model->activation, hd_scale(z, 1 / sqrt((double)fan)));
            }
    return out * fan;
}

/* Replaces each channel by its mean, in place. */
static void pool(size_t channels, size_t pixels, struct hd *a)
{
    for (size_t o = 0; o < channels; o++) {
        struct hd sum = hd_const(0);
        for (size_t p = 0; p < pixels; p++)
            sum = hd_add(sum, a[o * pixels + p]);
        a[o] = hd_scale(sum, 1 / (double)pixels);
    }
}

void naive_conv(const struct naive *model, const struct hd *w, const double *x, struct hd *f)
{
    size_t pixels = model->image.height * model->image.width, widest = 0;
    int hidden = model->layers - 1;
    for (int l = 0; l <= hidden; l++)
        widest = model->size[l] > widest ? model->size[l] : widest;
    struct hd *a = calloc(2 * widest * pixels, sizeof *a), *b = a + widest * pixels, *all = a;
    if (!a)
        abort();
    for (size_t j = 0; j < model->d; j++)
        a[j] = hd_const(x[j]);
    for (int l = 0; l < hidden; l++) {
        struct hd *swap = a;
        w += convolve(model, l, w, a, b);
        a = b;
        b = swap;
    }
    size_t features = model->image.mean ? model->size[hidden] : model->size[hidden] * pixels;
    if (model->image.mean)
        pool(model->size[hidden], pixels, a);
    for (size_t k = 0; k < model->c; k++) {
        f[k] = hd_const(0);
        for (size_t r = 0; r < features; r++)
            f[k] = hd_add(f[k], hd_mul(*w++, a[r]));
        f[k] = hd_scale(f[k], 1 / sqrt((double)features));
    }
    free(all);
}
