/* probe_kernel.c - two probes of the tangent kernel at the current w: all eigenvalues, and a picture of the entries. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/look.h>

#include "base/xalloc.h"
#include "session/probes/probe_class.h"

/* --- spectrum: all eigenvalues if n*outputs is small enough to compute them quickly ------------------------------ */

enum { SIZE_MAX_HERE = 1200 /* about a second */ };

/* Only the eigenvalues that the experiment tracks anyway. */
static void spectrum_take_leading(const struct catapult_experiment *experiment, int model, struct spectrum_probe *out)
{
    const struct catapult_measure *now = catapult_experiment_measure(experiment, model);
    int top = catapult_experiment_settings(experiment)->spectrum.top;
    for (out->count = 0; out->count < top && out->count < out->size; out->count++)
        out->lambda[out->count] = now->lambda[out->count];
    snprintf(out->head.note, sizeof out->head.note, "the kernel has %ld eigenvalues: only the tracked ones are shown",
             out->size);
}

static void spectrum_probe_take(void *own, struct catapult_experiment *experiment, int model, void *result)
{
    static double lambda[SIZE_MAX_HERE]; /* static is safe: there is one compute thread */
    struct spectrum_probe *out = result;
    const struct catapult_dataset *data = catapult_experiment_data(experiment);
    struct catapult_error err;
    (void)own;
    out->size = (long)(data->n * data->outputs);
    out->count = 0;
    if (catapult_experiment_diverged(experiment, model)) {
        out->head.known = false;
        snprintf(out->head.note, sizeof out->head.note, "diverged: there is no kernel");
    } else if (out->size > SIZE_MAX_HERE) {
        spectrum_take_leading(experiment, model, out);
    } else if (catapult_experiment_spectrum(experiment, model, lambda, &err) != CATAPULT_STATUS_OK) {
        out->head.known = false;
        snprintf(out->head.note, sizeof out->head.note, "%.100s", err.text);
    } else {
        out->count = out->size < SPECTRUM_SHOWN ? (int)out->size : SPECTRUM_SHOWN;
        memcpy(out->lambda, lambda, (size_t)out->count * sizeof *lambda);
    }
}

const struct probe_class probe_spectrum = {.name = "spectrum", .take = spectrum_probe_take, .of_model = true,
                                           .of_moment = true};

/* --- kernel: a picture, its examples sorted by class ------------------------------------------------------------- */

enum { SIZE_MOST = 1300 /* 13 MB; with several outputs also that many products with the kernel */ };

struct kernel_example {
    size_t i;
    int class;
    double x; /* with d = 1: sort key within a class */
};

static int by_class(const void *a, const void *b)
{
    const struct kernel_example *p = a, *q = b;
    if (p->class != q->class)
        return p->class - q->class;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->i < q->i ? -1 : p->i > q->i;
}

static int class_of(const struct catapult_dataset *data, size_t i)
{
    const double *y = data->y + i * data->outputs;
    size_t best = 0;
    if (data->outputs == 1)
        return y[0] > 0;
    for (size_t k = 1; k < data->outputs; k++)
        if (y[k] > y[best])
            best = k;
    return (int)best;
}

static void kernel_sort(const struct catapult_dataset *data, struct kernel_example *places)
{
    for (size_t i = 0; i < data->n; i++)
        places[i] = (struct kernel_example){i, class_of(data, i), data->d == 1 ? data->x[i] : 0};
    qsort(places, data->n, sizeof *places, by_class);
}

static int kernel_cell(size_t i, size_t n, int side)
{
    return (int)(i * (size_t)side / n);
}

static void kernel_borders(const struct catapult_dataset *data, const struct kernel_example *places,
                         struct kernel_probe *out)
{
    out->classes = 0;
    for (size_t i = 1; i <= data->n; i++)
        if ((i == data->n || places[i].class != places[i - 1].class) && out->classes < CATAPULT_CLASSES_MAX)
            out->border[out->classes++] = i == data->n ? out->side : kernel_cell(i, data->n, out->side);
}

/* Entry (i, j), averaged over outputs. */
static double kernel_entry(const double *k, size_t n, size_t c, size_t i, size_t j)
{
    double sum = 0;
    for (size_t q = 0; q < c; q++)
        sum += k[(q * n + i) * n * c + q * n + j];
    return sum / (double)c;
}

static void kernel_paint(const struct catapult_dataset *data, const struct kernel_example *places, const double *k,
                  struct kernel_probe *out)
{
    size_t n = data->n, side = (size_t)out->side;
    static int count[KERNEL_SIDE * KERNEL_SIDE]; /* static is safe: there is one compute thread */
    for (size_t at = 0; at < side * side; at++)
        out->cell[at] = 0, count[at] = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            size_t at = (size_t)kernel_cell(i, n, out->side) * side + (size_t)kernel_cell(j, n, out->side);
            out->cell[at] += (float)kernel_entry(k, n, data->outputs, places[i].i, places[j].i);
            count[at]++;
        }
    out->low = INFINITY;
    out->high = -INFINITY;
    for (size_t at = 0; at < side * side; at++) {
        out->cell[at] /= (float)count[at];
        out->low = fminf(out->low, out->cell[at]);
        out->high = fmaxf(out->high, out->cell[at]);
    }
}

static void kernel_fail(struct kernel_probe *out, const char *why)
{
    out->head.known = false;
    snprintf(out->head.note, sizeof out->head.note, "%s", why);
}

static void kernel_take(void *own, struct catapult_experiment *e, int model, void *result)
{
    struct kernel_probe *out = result;
    const struct catapult_dataset *data = catapult_experiment_data(e);
    size_t size = data->n * data->outputs;
    (void)own;
    out->n = (long)data->n;
    out->side = data->n < KERNEL_SIDE ? (int)data->n : KERNEL_SIDE;
    if (catapult_experiment_diverged(e, model)) {
        kernel_fail(out, "diverged: there is no kernel");
        return;
    }
    if (size > SIZE_MOST) {
        kernel_fail(out, "too many examples and outputs for a picture of the kernel");
        return;
    }
    double *k = try_array(size * size, sizeof *k);
    struct kernel_example *places = try_array(data->n, sizeof *places);
    if (k && places && catapult_look_kernel(e, model, k, NULL) == CATAPULT_STATUS_OK) {
        kernel_sort(data, places);
        kernel_borders(data, places, out);
        kernel_paint(data, places, k, out);
    } else {
        kernel_fail(out, "no memory for the kernel");
    }
    free(k);
    free(places);
}

const struct probe_class probe_kernel = {.name = "kernel", .take = kernel_take, .of_model = true, .of_moment = true};
