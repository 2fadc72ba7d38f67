/* job.c - see job.h. */
#include "sweep/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/source.h"

static const double unmoved = 1e-4;

/* --- what the runs of a seed share -------------------------------------------------------------------------- */

void job_context_clear(struct job_context *context)
{
    catapult_experiment_free(context->experiment);
    catapult_dataset_free(context->data);
    free(context->start);
    memset(context, 0, sizeof *context);
}

static enum catapult_status job_context_set_up(struct job_context *context, const struct catapult_progress *progress,
                                               struct catapult_error *err)
{
    enum catapult_status status = source_load(&context->settings, &context->data, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&context->experiment, &context->settings, context->data, progress, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    size_t size = catapult_experiment_state_size(context->experiment);
    context->start = try_array(size, 1);
    if (!context->start)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for %zu bytes of weights", size);
    catapult_experiment_save(context->experiment, context->start);
    return CATAPULT_STATUS_OK;
}

enum catapult_status job_context_prepare(struct job_context *context, const struct job *job,
                                         const struct catapult_progress *progress, struct catapult_error *err)
{
    if (context->experiment && catapult_settings_same(&context->settings, &job->settings))
        return CATAPULT_STATUS_OK;
    job_context_clear(context);
    context->settings = job->settings;
    enum catapult_status status = job_context_set_up(context, progress, err);
    if (status != CATAPULT_STATUS_OK)
        job_context_clear(context);
    return status;
}

/* --- a run ------------------------------------------------------------------------------------------------------ */

/* The last step at which something moved. */
struct stillness {
    long since;
    double loss, best; /* at that step: the training loss, the best test loss */
};

struct job_run {
    struct catapult_experiment *experiment;
    struct catapult_settings settings; /* with the job's eta */
    int model;
    double eta_max, lambda_1; /* lambda_1: the most recent value */
    struct sweep_row *row;
    struct stillness still;
    struct catapult_outcome outcome;
};

static double job_eta_at(const struct job_run *run, long t)
{
    return catapult_settings_eta_at(&run->settings, t, catapult_experiment_lambda_1(run->experiment), run->eta_max);
}

static void begin_row(struct job_run *run, const struct job *job)
{
    struct sweep_row *row = run->row;
    double eta = catapult_settings_eta(&run->settings, catapult_settings_lr_at(&run->settings, 0),
                                       catapult_experiment_lambda_1(run->experiment), run->eta_max); /* warmed up */
    *row = (struct sweep_row){.model = catapult_experiment_kind(run->experiment, job->model),
                              .seed = job->settings.seed};
    for (int i = 0; i < SWEEP_FIELDS; i++)
        row->value[i] = NAN;
    row->value[SWEEP_ETA] = eta;
    row->value[SWEEP_ETA_OVER_CRIT] = eta / catapult_experiment_eta_crit(run->experiment);
    row->value[SWEEP_PEAK_TRAIN_LOSS] = -INFINITY;
    run->lambda_1 = NAN;
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&run->settings);
    catapult_outcome_init(&run->outcome, &rules);
}

static void job_note(struct job_run *run, long t, const struct catapult_measure *m, double eta)
{
    double *value = run->row->value;
    catapult_outcome_push(&run->outcome, m, eta);
    if (m->train_loss > value[SWEEP_PEAK_TRAIN_LOSS])
        value[SWEEP_PEAK_TRAIN_LOSS] = m->train_loss;
    if (m->test_loss < value[SWEEP_BEST_TEST_LOSS] || (isnan(value[SWEEP_BEST_TEST_LOSS]) && !isnan(m->test_loss))) {
        value[SWEEP_BEST_TEST_LOSS] = m->test_loss;
        value[SWEEP_BEST_TEST_ACCURACY] = m->test_accuracy;
        value[SWEEP_BEST_STEP] = (double)t;
    }
    if (!isnan(m->test_loss))
        value[SWEEP_FINAL_TEST_LOSS] = m->test_loss;
    if (!isnan(m->lambda[0])) {
        run->lambda_1 = value[SWEEP_LAMBDA_1_LAST] = m->lambda[0];
        value[SWEEP_LAMBDA_1_MAX] = fmax(value[SWEEP_LAMBDA_1_MAX], m->lambda[0]); /* NaN at first: no operand of fmax */
    value[SWEEP_SHARPNESS_MAX] = fmax(value[SWEEP_SHARPNESS_MAX], m->sharpness);
    }
    if (t == 0)
        value[SWEEP_LAMBDA_1_FIRST] = m->lambda[0];
    value[SWEEP_FINAL_TRAIN_LOSS] = m->train_loss;
    value[SWEEP_STEPS] = (double)t;
    if (m->phase > run->row->phase)
        run->row->phase = m->phase;
}

/* Sets the values that depend on all rows of the run. */
static void note_outcome(const struct job_run *run)
{
    struct catapult_outcome_facts facts;
    double *value = run->row->value;
    catapult_outcome_facts(&run->outcome, &facts);
    run->row->outcome = catapult_outcome_word(&run->outcome, &run->row->period);
    value[SWEEP_SPIKES] = facts.spikes < 0 ? NAN : (double)facts.spikes;
    value[SWEEP_CROSSED_STEP] = facts.crossed < 0 ? NAN : (double)facts.crossed;
    value[SWEEP_PEAK_STEP] = isnan(facts.thrown) ? NAN : (double)facts.peak_step;
}

/* Whether nothing has moved for stop.patience steps; see job.h. */
static bool job_stands_still(struct job_run *run, long t, double eta)
{
    const double *value = run->row->value;
    struct stillness *still = &run->still;
    double loss = value[SWEEP_FINAL_TRAIN_LOSS], best = value[SWEEP_BEST_TEST_LOSS];
    bool moved = t == 0 || !(fabs(loss - still->loss) <= unmoved * still->loss)
                 || best < (1 - unmoved) * still->best || !(eta * run->lambda_1 < 2);
    if (moved)
        *still = (struct stillness){t, loss, best};
    return run->settings.stop.patience > 0 && t - still->since >= run->settings.stop.patience;
}

/* Whether eta will not change any more: a later change is a reason to continue. */
static bool schedule_over(const struct job_run *run, long t)
{
    int count = run->settings.n_schedule;
    return count == 0 || t >= run->settings.schedule[count - 1].at;
}

static bool job_ended(struct job_run *run, long t, double eta)
{
    bool still = job_stands_still(run, t, eta);
    return t >= run->settings.stop.steps || catapult_experiment_diverged(run->experiment, run->model)
           || run->row->value[SWEEP_FINAL_TRAIN_LOSS] < run->settings.stop.loss || (still && schedule_over(run, t));
}

static enum catapult_status job_iterate(struct job_run *run, const struct catapult_progress *progress,
                                        struct catapult_error *err)
{
    double steps = run->settings.stop.steps;
    for (long t = 0;; t++) {
        double eta = job_eta_at(run, t);
        catapult_experiment_set_lr(run->experiment, eta);
        job_note(run, t, catapult_experiment_measure(run->experiment, run->model), eta);
        if (job_ended(run, t, eta)) {
            note_outcome(run);
            return CATAPULT_STATUS_OK;
        }
        catapult_experiment_step(run->experiment, eta);
        if (catapult_progress_report(progress, "run", (double)t / steps))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    }
}

static void wake_only(struct catapult_experiment *experiment, int model)
{
    for (int i = 0; i < catapult_experiment_models(experiment); i++)
        catapult_experiment_rest(experiment, i, model >= 0 && i != model);
}

enum catapult_status job_context_run(struct job_context *context, const struct job *job,
                                     const struct catapult_progress *progress, struct sweep_row *row,
                                     struct catapult_error *err)
{
    struct job_run run = {.experiment = context->experiment,
                          .settings = job->settings,
                          .model = job->model,
                          .eta_max = job->eta_max,
                          .row = row};
    run.settings.eta = job->eta;
    if (catapult_settings_check_etas(&run.settings, catapult_experiment_lambda_1(context->experiment), job->eta_max,
                                     err)
        != CATAPULT_STATUS_OK)
        return err->code;
    wake_only(context->experiment, job->model);
    catapult_experiment_restore(context->experiment, context->start);
    begin_row(&run, job);
    return job_iterate(&run, progress, err);
}

enum catapult_status job_context_measure(struct job_context *context, const struct catapult_progress *progress,
                                         double *eta_max, struct catapult_error *err)
{
    return catapult_eta_max_measure(context->experiment, progress, eta_max, err);
}
