/* probe_spectrum.c - all eigenvalues of the kernel if n*outputs is small enough to compute them quickly. */
#include <stdio.h>
#include <string.h>

#include "session/probes/probe_class.h"

enum { SIZE_MAX_HERE = 1200 /* about a second */ };

/* Only the eigenvalues that the experiment tracks anyway. */
static void take_leading(const struct catapult_experiment *experiment, int model, struct spectrum_probe *out)
{
    const struct catapult_measure *now = catapult_experiment_measure(experiment, model);
    int top = catapult_experiment_settings(experiment)->spectrum.top;
    for (out->count = 0; out->count < top && out->count < out->size; out->count++)
        out->lambda[out->count] = now->lambda[out->count];
    snprintf(out->head.note, sizeof out->head.note, "the kernel has %ld eigenvalues: only the tracked ones are shown",
             out->size);
}

static void take(void *own, struct catapult_experiment *experiment, int model, void *result)
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
        take_leading(experiment, model, out);
    } else if (catapult_experiment_spectrum(experiment, model, lambda, &err) != CATAPULT_STATUS_OK) {
        out->head.known = false;
        snprintf(out->head.note, sizeof out->head.note, "%.100s", err.text);
    } else {
        out->count = out->size < SPECTRUM_SHOWN ? (int)out->size : SPECTRUM_SHOWN;
        memcpy(out->lambda, lambda, (size_t)out->count * sizeof *lambda);
    }
}

const struct probe_class probe_spectrum = {.name = "spectrum", .take = take, .of_model = true, .of_moment = true};
