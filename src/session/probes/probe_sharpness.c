/* probe_sharpness.c - the sharpness, to compare with lambda_1.  A search makes a few products per slice for the
 * weights of one iteration; when it is done, the next search starts from the iteration the run has reached by then. */
#include <stdio.h>
#include <string.h>

#include <catapult/sharpness.h>

#include "session/probes/probe_class.h"

struct search {
    struct catapult_sharpness *sharpness;
    int model;
    long t;                  /* iteration of the weights being searched; -1: none */
    bool under_way;
    double lambda_1;         /* at t */
    int count;
    struct sharpness_sample sample[SHARPNESS_SAMPLES];
};

static void done(void *own)
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
static void take(void *own, struct catapult_experiment *e, int model, void *result)
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

static void renew(struct search *search, const struct catapult_experiment *e)
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

static bool slice(void *own, struct catapult_experiment *e, int model, void *result, bool *news)
{
    struct search *search = own;
    struct catapult_sharpness_state state;
    bool of_now = search->t == catapult_experiment_t(e);
    if (!search->sharpness || search->model != model || catapult_experiment_diverged(e, model)
        || (of_now && !search->under_way))
        return false;
    if (!search->under_way)
        renew(search, e);
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

const struct probe_class probe_sharpness = {.name = "sharpness", .own_size = sizeof(struct search), .done = done,
                                            .take = take, .slice = slice, .of_model = true, .of_moment = true};
