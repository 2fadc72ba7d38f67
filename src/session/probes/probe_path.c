/* probe_path.c - what every step does along p_1: the quantities of Figures 6 and 7, and the position on the exact
 * map. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/direction.h>
#include <catapult/look.h>

#include "session/probes/probe_class.h"

struct path {
    struct catapult_direction *direction;
    int model;
    long noted;             /* iteration whose p_1 and r `direction` has stored; -1: none */
    int count;
    struct path_row row[PATH_ROWS];
};

static void done(void *own)
{
    catapult_direction_free(((struct path *)own)->direction);
}

/* One output only: with several, a product with the kernel costs about as much as a step. */
static bool possible(const struct catapult_experiment *experiment, int model)
{
    return catapult_experiment_data(experiment)->outputs == 1 && !catapult_experiment_diverged(experiment, model);
}

static bool path_prepare(struct path *path, const struct catapult_experiment *experiment, int model)
{
    if (path->direction && path->model == model)
        return true;
    catapult_direction_free(path->direction);
    path->direction = NULL;
    path->model = model;
    path->noted = -1;
    path->count = 0;
    return catapult_direction_new(&path->direction, experiment, model, 0, NULL) == CATAPULT_STATUS_OK;
}

/* Drops the steps from iteration t on: the run takes another path now. */
static void cut(struct path *path, long t)
{
    while (path->count > 0 && path->row[path->count - 1].t >= t)
        path->count--;
}

/* A new row.  When the array is full the oldest half is dropped. */
static struct path_row *path_append(struct path *path)
{
    if (path->count == PATH_ROWS) {
        path->count = PATH_ROWS / 2;
        memmove(path->row, path->row + PATH_ROWS - path->count, (size_t)path->count * sizeof *path->row);
    }
    return &path->row[path->count++];
}

static void step(void *own, struct catapult_experiment *experiment, int model, double eta)
{
    struct path *path = own;
    struct catapult_direction_step s;
    long t = catapult_experiment_t(experiment);
    if (!possible(experiment, model) || !path_prepare(path, experiment, model)) {
        path->noted = -1;
        return;
    }
    cut(path, isnan(eta) ? t : t - 1);
    if (!isnan(eta) && path->noted == t - 1) {
        catapult_direction_after(path->direction, experiment, eta, &s);
        if (!isnan(s.lambda))
            *path_append(path) = (struct path_row){s.t, s.eta, s.lambda, s.along, s.pi, s.r_f, s.r_k};
    }
    catapult_direction_before(path->direction, experiment);
    path->noted = t;
}

/* p_1.r and p_1.y at the current w. */
static void path_project(const struct catapult_experiment *experiment, int model, struct path_probe *out)
{
    const struct catapult_dataset *data = catapult_experiment_data(experiment);
    const double *p = catapult_look_vector(experiment, model, 0), *f = catapult_experiment_output(experiment, model);
    out->along = out->y = p ? 0 : NAN;
    for (size_t i = 0; p && i < data->n; i++) {
        out->along += p[i] * (f[i] - data->y[i]);
        out->y += p[i] * data->y[i];
    }
}

static void take(void *own, struct catapult_experiment *experiment, int model, void *result)
{
    struct path *path = own;
    struct path_probe *out = result;
    const struct catapult_settings *settings = catapult_experiment_settings(experiment);
    out->count = 0;
    out->k = out->y = out->along = NAN;
    out->scale = settings->loss == CATAPULT_LOSS_SUM ? 1 : 2 / (double)catapult_experiment_data(experiment)->n;
    out->lambda = catapult_experiment_measure(experiment, model)->lambda[0];
    if (catapult_experiment_data(experiment)->outputs > 1) {
        out->head.known = false;
        snprintf(out->head.note, sizeof out->head.note, "several outputs: what a step does along p_1 is followed for one");
        return;
    }
    out->k = catapult_look_map_k(experiment, model);
    if (!catapult_experiment_diverged(experiment, model))
        path_project(experiment, model, out);
    if (path->model != model)
        return;
    out->count = path->count;
    memcpy(out->row, path->row, (size_t)path->count * sizeof *path->row);
}

const struct probe_class probe_path = {.name = "path", .own_size = sizeof(struct path), .done = done, .step = step,
                                       .take = take, .of_model = true, .of_moment = true};
