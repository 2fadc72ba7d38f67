/* probe_weights.c - distance of the weights from w0, open gates, and the error of the Taylor models there. */
#include <math.h>
#include <string.h>

#include <catapult/look.h>

#include "session/probes/probe_class.h"

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

static void take(void *own, struct catapult_experiment *e, int model, void *result)
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

const struct probe_class probe_weights = {.name = "weights", .own_size = sizeof(struct weights), .take = take,
                                          .of_model = true, .of_moment = true};
