/* forward.c - see forward.h.
 *
 * Rounding.  A sum of k products has an error of at most gamma_k sum |a_j b_j|, in any order of summation (Higham
 * 2002, 3.1); errors e_j of the a_j add sum e_j |b_j|.  The activations here have |s'| < 1.13, and their computed
 * value is taken to be right to 8 units in the last place of |z| + |s|. */
#include "verify/forward.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verify/subject.h"

static double forward_relu(double z)
{
    return z > 0 ? z : 0;
}

static double swish(double z)
{
    return z / (1 + exp(-z));
}

static double gelu(double z)
{
    return z * erfc(-z / sqrt(2)) / 2;
}

static double softplus(double z)
{
    return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

static double forward_identity(double z)
{
    return z;
}

static double (*const activations[CATAPULT_ACTIVATION_COUNT])(double) = {
    [CATAPULT_ACTIVATION_RELU] = forward_relu,
    [CATAPULT_ACTIVATION_TANH] = tanh,
    [CATAPULT_ACTIVATION_SWISH] = swish,
    [CATAPULT_ACTIVATION_GELU] = gelu,
    [CATAPULT_ACTIVATION_ERF] = erf,
    [CATAPULT_ACTIVATION_SOFTPLUS] = softplus,
    [CATAPULT_ACTIVATION_LINEAR] = forward_identity,
};
_Static_assert(CATAPULT_ACTIVATION_COUNT == 7, "a function for each");

static bool load_weights(struct forward *forward)
{
    const struct catapult_experiment *e = forward->experiment;
    int l = 0;
    for (; l <= CATAPULT_DEPTH_MAX && catapult_experiment_w0(e, l, &forward->rows[l], &forward->cols[l], NULL); l++) {
        size_t cols = forward->cols[l] ? forward->cols[l] : 1;
        forward->layers = l + 1;
        forward->w[l] = try_array(forward->rows[l] * cols, sizeof(double));
        if (!forward->w[l])
            return false;
        catapult_experiment_w0(e, l, &forward->rows[l], &forward->cols[l], forward->w[l]);
    }
    return l > 0;
}

bool forward_init(struct forward *forward, const struct catapult_experiment *e)
{
    bool conv = e->settings.network.type == CATAPULT_NETWORK_CONV;
    size_t widest = e->data->d, pixels = conv ? e->data->image[1] * e->data->image[2] : 1;
    *forward = (struct forward){.experiment = e};
    forward->height = conv ? e->data->image[1] : 0;
    forward->width = conv ? e->data->image[2] : 0;
    if (!load_weights(forward)) {
        forward_done(forward);
        snprintf(forward->why, sizeof forward->why, "no memory for the weights");
        return false;
    }
    for (int l = 0; l < forward->layers; l++)
        widest = forward->rows[l] * pixels > widest ? forward->rows[l] * pixels : widest;
    for (int side = 0; side < 2; side++) {
        forward->value[side] = xnew_array(widest, sizeof(double));
        forward->error[side] = xnew_array(widest, sizeof(double));
    }
    return true;
}

void forward_done(struct forward *forward)
{
    for (int l = 0; l < forward->layers; l++)
        free(forward->w[l]);
    for (int side = 0; side < 2; side++) {
        free(forward->value[side]);
        free(forward->error[side]);
        forward->value[side] = forward->error[side] = NULL;
    }
    forward->layers = 0;
}

/* g = w.phi + gamma/2 w^T S w */
static void forward_general(const struct forward *forward, size_t i, double *f, double *error)
{
    size_t p;
    const double *phi, *s, *w = forward->w[0];
    double half = forward->experiment->settings.network.gamma / 2, sum = 0, size = 0;
    catapult_experiment_general(forward->experiment, &p, &phi, &s);
    for (size_t j = 0; j < p; j++) {
        double term = phi[i * p + j] * w[j], square = half * s[i * p + j] * w[j] * w[j];
        sum += term + square;
        size += fabs(term) + fabs(square);
    }
    *f = sum;
    *error = subject_gamma(2 * (double)p + 4) * size;
}

/* z = W a / sqrt(fan-in) and its error bound. */
static void dense(const struct forward *forward, int l, const double *a, const double *a_error, double *z, double *z_error)
{
    size_t fan = forward->cols[l];
    double root = sqrt((double)fan), gamma = subject_gamma((double)fan + 3);
    for (size_t h = 0; h < forward->rows[l]; h++) {
        const double *w = forward->w[l] + h * fan;
        double sum = 0, size = 0, carried = 0;
        for (size_t j = 0; j < fan; j++) {
            sum += w[j] * a[j];
            size += fabs(w[j] * a[j]);
            carried += fabs(w[j]) * a_error[j];
        }
        z[h] = sum / root;
        z_error[h] = (gamma * size + carried) / root;
    }
}

/* One pixel of one channel: the part of the k x k kernel that lies in the image; cols of W is in k k. */
static void pixel(const struct forward *forward, const double *w, size_t fan, size_t y, size_t x, const double *a,
                  const double *a_error, double *z, double *z_error)
{
    long side = forward->experiment->settings.network.kernel, height = (long)forward->height, width = (long)forward->width;
    double sum = 0, size = 0, carried = 0, root = sqrt((double)fan);
    for (size_t j = 0; j < fan; j++) {
        long channel = (long)j / (side * side), row = (long)y + (long)j / side % side - side / 2;
        long column = (long)x + (long)j % side - side / 2, at = (channel * height + row) * width + column;
        if (row < 0 || row >= height || column < 0 || column >= width)
            continue;
        sum += w[j] * a[at];
        size += fabs(w[j] * a[at]);
        carried += fabs(w[j]) * a_error[at];
    }
    *z = sum / root;
    *z_error = (subject_gamma((double)fan + 3) * size + carried) / root;
}

static void convolve(const struct forward *forward, int l, const double *a, const double *a_error, double *z, double *z_error)
{
    size_t fan = forward->cols[l], at = 0;
    for (size_t h = 0; h < forward->rows[l]; h++)
        for (size_t y = 0; y < forward->height; y++)
            for (size_t x = 0; x < forward->width; x++, at++)
                pixel(forward, forward->w[l] + h * fan, fan, y, x, a, a_error, &z[at], &z_error[at]);
}

/* The mean over the pixels of each channel, in place. */
static void pool_pixels(const struct forward *forward, size_t channels, double *a, double *error)
{
    size_t pixels = forward->height * forward->width;
    for (size_t h = 0; h < channels; h++) {
        double sum = 0, size = 0, carried = 0;
        for (size_t p = 0; p < pixels; p++) {
            sum += a[h * pixels + p];
            size += fabs(a[h * pixels + p]);
            carried += error[h * pixels + p];
        }
        a[h] = sum / (double)pixels;
        error[h] = (subject_gamma((double)pixels + 1) * size + carried) / (double)pixels;
    }
}

static void forward_activate(enum catapult_activation_kind kind, size_t count, double *z, double *error)
{
    for (size_t h = 0; h < count; h++) {
        double a = activations[kind](z[h]);
        error[h] = 1.13 * error[h] + 4 * DBL_EPSILON * (fabs(z[h]) + fabs(a));
        z[h] = a;
    }
}

void forward_output(struct forward *forward, size_t i, double *f, double *error)
{
    const struct catapult_experiment *e = forward->experiment;
    size_t d = e->data->d, pixels = forward->height ? forward->height * forward->width : 1;
    int side = 0, last = forward->layers - 1;
    if (e->shared.general) {
        forward_general(forward, i, f, error);
        return;
    }
    memcpy(forward->value[0], e->data->x + i * d, d * sizeof(double));
    memset(forward->error[0], 0, d * sizeof(double));
    for (int l = 0; l < last; l++, side ^= 1) {
        (forward->height ? convolve : dense)(forward, l, forward->value[side], forward->error[side], forward->value[!side],
                                             forward->error[!side]);
        forward_activate((enum catapult_activation_kind)e->settings.network.activation, forward->rows[l] * pixels,
                         forward->value[!side], forward->error[!side]);
    }
    if (forward->height && e->settings.network.readout == CATAPULT_CONV_MEAN)
        pool_pixels(forward, forward->rows[last - 1], forward->value[side], forward->error[side]);
    dense(forward, last, forward->value[side], forward->error[side], f, error);
}
