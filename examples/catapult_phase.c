/* catapult_phase.c - the library in forty lines: one network, three learning rates, one on each side of
 * eta_crit = 2/lambda_1(0) and one above theory's eta_max = 4/lambda_1(0).
 *
 *     cc catapult_phase.c $(pkg-config --cflags --libs catapult) -o catapult_phase && ./catapult_phase */
#include <catapult/experiment.h>
#include <stdio.h>

/* Prints one line: what became of loss and lambda_1 after at most 300 steps at eta = ratio * eta_crit. */
static enum catapult_status train(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                  double ratio, struct catapult_error *err)
{
    struct catapult_experiment *experiment;
    enum catapult_status status = catapult_experiment_new(&experiment, settings, data, NULL, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    double eta = ratio * 2 / catapult_experiment_lambda_1(experiment), peak = 0;
    const struct catapult_measure *now = catapult_experiment_measure(experiment, 0);
    double first = now->lambda[0];
    while (catapult_experiment_t(experiment) < 300 && now->train_loss > 1e-3
           && !catapult_experiment_diverged(experiment, 0)) {
        catapult_experiment_step(experiment, eta);
        now = catapult_experiment_measure(experiment, 0);
        peak = now->train_loss > peak ? now->train_loss : peak;
    }
    printf("eta/eta_crit %.1f: %3ld steps, peak %8.3g, loss %8.3g, lambda_1 %.3f -> %.3f\n", ratio,
           catapult_experiment_t(experiment), peak, now->train_loss, first, now->lambda[0]);
    catapult_experiment_free(experiment);
    return CATAPULT_STATUS_OK;
}

int main(void)
{
    struct catapult_settings settings;
    struct catapult_dataset *data = NULL;
    struct catapult_error err = {0};
    catapult_settings_defaults(&settings);
    enum catapult_status status = catapult_settings_set(&settings, "network.widths", "1000", &err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_dataset_gaussian(&settings, &data, &err);
    for (double ratio = 0.5; status == CATAPULT_STATUS_OK && ratio < 3; ratio += 1)
        status = train(&settings, data, ratio, &err);
    catapult_dataset_free(data);
    if (status != CATAPULT_STATUS_OK)
        fprintf(stderr, "catapult_phase: %s\n", err.text);
    return status != CATAPULT_STATUS_OK;
}
