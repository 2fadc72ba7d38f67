/* probe_series.c - three probes that keep a series along the run: path, weights, sharpness. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/direction.h>
#include <catapult/look.h>
#include <catapult/sharpness.h>

#include "session/probes/probe_class.h"

/* --- path: what every step does along p_1, as in Figures 6 and 7, and the position on the exact map -------------- */

struct path {
    struct catapult_direction *direction;
    int model;
    long noted;             /* iteration whose p_1 and r `direction` has stored; -1: none */
    int count;
    struct path_row row[PATH_ROWS];
};

static void path_done(void *own)
{
    catapult_direction_free(((struct path *)own)->direction);
}

/* One output only: with several, a product with the kernel costs about as much as a step. */
static bool path_possible(const struct catapult_experiment *experiment, int model)
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
static void path_cut(struct path *path, long t)
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

static void path_step(void *own, struct catapult_experiment *experiment, int model, double eta)
{
    struct path *path = own;
    struct catapult_direction_step s;
    long t = catapult_experiment_t(experiment);
    if (!path_possible(experiment, model) || !path_prepare(path, experiment, model)) {
        path->noted = -1;
        return;
    }
    path_cut(path, isnan(eta) ? t : t - 1);
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

static void path_take(void *own, struct catapult_experiment *experiment, int model, void *result)
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

const struct probe_class probe_path = {.name = "path", .own_size = sizeof(struct path), .done = path_done,
                                       .step = path_step, .take = path_take, .of_model = true, .of_moment = true};

/* --- weights: their distance from w0, open gates, and the error of the Taylor models there ----------------------- */

struct weights {
    int model;
    int count;
    struct weights_sample sample[WEIGHTS_SAMPLES];
};

/* Makes room for more samples: drops every second one, keeps the first. */
static void weights_thin(struct weights *weights)
{
    int kept = 0;
    for (int i = 0; i < weights->count; i += 2)
        weights->sample[kept++] = weights->sample[i];
    weights->count = kept;
}

static void weights_measure(struct catapult_experiment *e, int model, struct weights_sample *s)
{
    struct catapult_look_gates gates = {NAN, NAN, NAN};
    struct catapult_look_taylor taylor = {NAN, NAN, NAN};
    catapult_look_gates(e, model, &gates);
    catapult_look_taylor(e, model, &taylor, NULL);
    *s = (struct weights_sample){.t = catapult_experiment_t(e),
                                 .distance = catapult_experiment_measure(e, model)->distance,
                                 .active = gates.active,
                                 .changed = gates.changed,
                                 .dead = gates.dead,
                                 .taylor_linear = taylor.linear,
                                 .taylor_quadratic = taylor.quadratic,
                                 .change = taylor.change};
}

static void weights_take(void *own, struct catapult_experiment *e, int model, void *result)
{
    struct weights *weights = own;
    struct weights_probe *out = result;
    long t = catapult_experiment_t(e);
    if (weights->model != model)
        weights->count = 0;
    weights->model = model;
    while (weights->count > 0 && weights->sample[weights->count - 1].t >= t)
        weights->count--;
    if (weights->count == WEIGHTS_SAMPLES)
        weights_thin(weights);
    if (!catapult_experiment_diverged(e, model))
        weights_measure(e, model, &weights->sample[weights->count++]);
    out->count = weights->count;
    memcpy(out->sample, weights->sample, (size_t)weights->count * sizeof *weights->sample);
}

const struct probe_class probe_weights = {.name = "weights", .own_size = sizeof(struct weights), .take = weights_take,
                                          .of_model = true, .of_moment = true};

/* --- sharpness: to compare with lambda_1 ------------------------------------------------------------------------- */

/* Makes a few products per slice for the weights of one iteration; when a search is done, the next one starts from the
 * iteration the run has reached by then. */
struct search {
    struct catapult_sharpness *sharpness;
    int model;
    long t;                  /* iteration of the weights being searched; -1: none */
    bool under_way;
    double lambda_1;         /* at t */
    int count;
    struct sharpness_sample sample[SHARPNESS_SAMPLES];
};

static void sharpness_done(void *own)
{
    catapult_sharpness_free(((struct search *)own)->sharpness);
}

static bool search_prepare(struct search *search, struct catapult_experiment *e, int model, struct sharpness_probe *out)
{
    struct catapult_error err;
    if (search->sharpness && search->model == model)
        return true;
    catapult_sharpness_free(search->sharpness);
    search->sharpness = NULL;
    search->model = model;
    search->count = 0;
    search->t = -1;
    if (catapult_sharpness_new(&search->sharpness, e, model, &err) == CATAPULT_STATUS_OK)
        return true;
    out->head.known = false;
    snprintf(out->head.note, sizeof out->head.note, "%.100s", err.text);
    return false;
}

static void search_show(const struct search *search, struct sharpness_probe *out)
{
    out->searching = search->under_way;
    out->count = search->count;
    memcpy(out->sample, search->sample, (size_t)search->count * sizeof *search->sample);
}

/* Called after a step, a jump back or a change of model; drops samples after the current t, which belong to another
 * run. */
static void sharpness_take(void *own, struct catapult_experiment *e, int model, void *result)
{
    struct search *search = own;
    struct sharpness_probe *out = result;
    if (!search_prepare(search, e, model, out))
        return;
    while (search->count > 0 && search->sample[search->count - 1].t > catapult_experiment_t(e))
        search->count--;
    if (search->t > catapult_experiment_t(e))
        search->under_way = false;
    search_show(search, out);
}

static void search_renew(struct search *search, const struct catapult_experiment *e)
{
    catapult_sharpness_renew(search->sharpness, e);
    search->t = catapult_experiment_t(e);
    search->lambda_1 = catapult_experiment_measure(e, search->model)->lambda[0];
    search->under_way = true;
}

static void search_keep(struct search *search, const struct catapult_sharpness_state *state)
{
    int kept = 0;
    while (search->count > 0 && search->sample[search->count - 1].t >= state->t)
        search->count--;
    for (int i = 0; search->count == SHARPNESS_SAMPLES && i < SHARPNESS_SAMPLES; i += 2)
        search->sample[kept++] = search->sample[i];
    search->count = kept ? kept : search->count;
    search->sample[search->count++] = (struct sharpness_sample){state->t, state->value, search->lambda_1};
}

static bool sharpness_slice(void *own, struct catapult_experiment *e, int model, void *result, bool *news)
{
    struct search *search = own;
    struct catapult_sharpness_state state;
    bool of_now = search->t == catapult_experiment_t(e);
    if (!search->sharpness || search->model != model || catapult_experiment_diverged(e, model)
        || (of_now && !search->under_way))
        return false;
    if (!search->under_way)
        search_renew(search, e);
    catapult_sharpness_advance(search->sharpness, 1);
    catapult_sharpness_get(search->sharpness, &state);
    if (!state.done)
        return true;
    search->under_way = false;
    search_keep(search, &state);
    search_show(search, result);
    *news = true;
    return search->t != catapult_experiment_t(e);
}

const struct probe_class probe_sharpness = {.name = "sharpness", .own_size = sizeof(struct search),
                                            .done = sharpness_done, .take = sharpness_take, .slice = sharpness_slice,
                                            .of_model = true, .of_moment = true};
