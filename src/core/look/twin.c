/* twin.c - see twin.h. */
#include <catapult/twin.h>

#include <limits.h>

static const double apart = 1e-10;

/* The twin's rows are judged by their losses alone. */
static enum catapult_status twin_run(struct catapult_experiment *e, long steps, double (*eta)(void *context, long t), void *context,
                                     const struct catapult_progress *progress, struct catapult_outcome *twin,
                                     struct catapult_error *err)
{
    const struct catapult_measure *now = catapult_experiment_measure(e, 0);
    catapult_outcome_push(twin, now, eta(context, 0));
    for (long t = 0; t < steps && !catapult_experiment_diverged(e, 0); t++) {
        catapult_experiment_step(e, eta(context, t) * (1 + apart));
        catapult_outcome_push(twin, now, eta(context, t + 1));
        if (catapult_progress_report(progress, "a twin of the run", (double)(t + 1) / (double)steps))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    }
    return CATAPULT_STATUS_OK;
}

enum catapult_status catapult_twin_judge(const struct catapult_settings *given, const struct catapult_dataset *data,
                                         enum catapult_model_kind kind, double (*eta)(void *context, long t), void *context,
                                         const struct catapult_progress *progress, struct catapult_outcome *outcome,
                                         struct catapult_error *err)
{
    struct catapult_settings settings = *given;
    struct catapult_dataset training = *data;
    struct catapult_experiment *e = NULL;
    struct catapult_outcome twin;
    if (catapult_outcome_word(outcome, NULL) != CATAPULT_OUTCOME_BOUNDED)
        return CATAPULT_STATUS_OK;
    training.n_test = 0;
    settings.model = (int)kind;
    settings.compare.count = 0;
    settings.spectrum.top = 1;
    settings.spectrum.every = INT_MAX; /* eigenvalues are not asked for */
    settings.sharpness.every = 0;
    catapult_outcome_init(&twin, &outcome->rules);
    enum catapult_status status = catapult_experiment_new(&e, &settings, &training, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = twin_run(e, outcome->rows - 1, eta, context, progress, &twin, err);
    if (status == CATAPULT_STATUS_OK)
        catapult_outcome_compare(outcome, &twin);
    catapult_experiment_free(e);
    return status;
}
