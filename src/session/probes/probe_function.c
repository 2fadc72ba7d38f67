/* probe_function.c - the models as functions of their input if d = 1; else their outputs, sorted. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <catapult/look.h>

#include "base/xalloc.h"
#include "session/probes/probe_class.h"

struct function {
    struct catapult_elsewhere *elsewhere;
    double x[FUNCTION_GRID];
};

static void done(void *own)
{
    catapult_elsewhere_free(((struct function *)own)->elsewhere);
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

static void take_curves(struct function *own, struct catapult_experiment *e, struct function_probe *out)
{
    if (!own->elsewhere) {
        function_make_grid(catapult_experiment_data(e), own->x);
        if (catapult_elsewhere_new(&own->elsewhere, e, FUNCTION_GRID, own->x, NULL) != CATAPULT_STATUS_OK)
            return;
    }
    out->grid = FUNCTION_GRID;
    for (int i = 0; i < FUNCTION_GRID; i++)
        out->x[i] = (float)own->x[i];
    for (int m = 0; m < out->models; m++) {
        const double *f = catapult_experiment_diverged(e, m) ? NULL : catapult_elsewhere_output(own->elsewhere, e, m);
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
static void take_points(const struct catapult_experiment *e, int model, struct function_probe *out)
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

static void take(void *own, struct catapult_experiment *e, int model, void *result)
{
    struct function_probe *out = result;
    out->curve = is_function(e);
    out->models = catapult_experiment_models(e);
    out->grid = 0;
    for (int m = 0; m < out->models; m++)
        out->kind[m] = (int)catapult_experiment_kind(e, m);
    if (out->curve)
        take_curves(own, e, out);
    take_points(e, model, out);
}

const struct probe_class probe_function = {.name = "function", .own_size = sizeof(struct function), .done = done,
                                           .take = take, .of_model = true, .of_moment = true};
