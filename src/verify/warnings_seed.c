/* warnings_seed.c - whether a preset's seed is a typical one: its two rates among those of 30 seeds. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/experiment/laboratory.h"
#include "verify/warnings.h"

struct of_seeds {
    int count, ratios;
    double eta_crit[DIAGNOSIS_SEEDS], ratio[DIAGNOSIS_SEEDS]; /* ratio: 2/lambda_2 over 2/lambda_1, where there are two */
};

static enum catapult_status add_seed(const struct catapult_settings *at_w0, int seed, diagnosis_loader *load,
                                     const struct catapult_progress *progress, struct of_seeds *of, struct catapult_error *err)
{
    struct catapult_settings settings = *at_w0;
    struct catapult_dataset *data = NULL;
    struct catapult_experiment *e = NULL;
    settings.seed = seed;
    enum catapult_status status = load(&settings, &data, progress, err);
    if (status == CATAPULT_STATUS_OK) {
        struct catapult_dataset training = *data;
        training.n_test = 0;
        status = catapult_experiment_new(&e, &settings, &training, progress, err);
    }
    if (status == CATAPULT_STATUS_OK) {
        const double *lambda = catapult_experiment_measure(e, 0)->lambda;
        if (lambda[0] > 0)
            of->eta_crit[of->count++] = catapult_experiment_eta_crit(e);
        if (lambda[0] > 0 && lambda[1] > 1e-9 * lambda[0])
            of->ratio[of->ratios++] = lambda[0] / lambda[1];
    }
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    return status;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The first that is outside of the 5 to 95 % is told. */
static void compare_seed(double own, double *value, int count, const char *what, struct diagnosis *out)
{
    if (count < DIAGNOSIS_SEEDS)
        return;
    qsort(value, (size_t)count, sizeof *value, by_value);
    double low = gsl_stats_quantile_from_sorted_data(value, 1, (size_t)count, 0.05),
           high = gsl_stats_quantile_from_sorted_data(value, 1, (size_t)count, 0.95);
    if ((own < low || own > high) && !*out->warning[WARNING_SEED])
        diagnosis_warn(out, WARNING_SEED, "%s is %.4g; of the seeds 1 to %d nine in ten have it between %.4g and %.4g", what, own, DIAGNOSIS_SEEDS, low,
                       high);
}

enum catapult_status diagnosis_look_at_seeds(const struct catapult_settings *at_w0, diagnosis_loader *load,
                                             const struct catapult_progress *progress, struct diagnosis *out,
                                             struct catapult_error *err)
{
    struct of_seeds of = {0};
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int seed = 1; seed <= DIAGNOSIS_SEEDS && status == CATAPULT_STATUS_OK; seed++)
        status = add_seed(at_w0, seed, load, progress, &of, err);
    if (status == CATAPULT_STATUS_CANCELLED)
        return status;
    if (status != CATAPULT_STATUS_OK)
        return CATAPULT_STATUS_OK; /* another seed's data cannot be had: nothing to compare with */
    if (out->top > 1 && out->lambda[1] > 1e-9 * out->lambda[0])
        compare_seed(out->lambda[0] / out->lambda[1], of.ratio, of.ratios, "the ratio of 2/lambda_2 to 2/lambda_1", out);
    compare_seed(out->eta_crit, of.eta_crit, of.count, "eta_crit", out);
    return CATAPULT_STATUS_OK;
}
