/* catapult_phase.c - the library in forty lines: one network, three learning rates, one on each side of
 * eta_crit = 2/lambda_1(0) and one above theory's eta_max = 4/lambda_1(0).
 *
 *     cc catapult_phase.c $(pkg-config --cflags --libs catapult) -o catapult_phase && ./catapult_phase */
#include <catapult/experiment.h>
#include <stdio.h>

/* Prints one line: what became of loss and lambda_1 after at most 300 steps at eta = ratio * eta_crit. */
static enum status train(const struct settings *settings, const struct dataset *data, double ratio,
                         struct error *err)
{
    struct experiment *experiment;
    enum status status = experiment_new(&experiment, settings, data, NULL, err);
    if (status != STATUS_OK)
        return status;
    double eta = ratio * 2 / experiment_lambda_1(experiment), peak = 0;
    const struct measure *now = experiment_measure(experiment, 0);
    double first = now->lambda[0];
    while (experiment_t(experiment) < 300 && now->train_loss > 1e-3 && !experiment_diverged(experiment, 0)) {
        experiment_step(experiment, eta);
        now = experiment_measure(experiment, 0);
        peak = now->train_loss > peak ? now->train_loss : peak;
    }
    printf("eta/eta_crit %.1f: %3ld steps, peak %8.3g, loss %8.3g, lambda_1 %.3f -> %.3f\n", ratio,
           experiment_t(experiment), peak, now->train_loss, first, now->lambda[0]);
    experiment_free(experiment);
    return STATUS_OK;
}

int main(void)
{
    struct settings settings;
    struct dataset *data = NULL;
    struct error err = {0};
    settings_defaults(&settings);
    enum status status = settings_set(&settings, "network.widths", "1000", &err);
    if (status == STATUS_OK)
        status = dataset_gaussian(&settings, &data, &err);
    for (double ratio = 0.5; status == STATUS_OK && ratio < 3; ratio += 1)
        status = train(&settings, data, ratio, &err);
    dataset_free(data);
    if (status != STATUS_OK)
        fprintf(stderr, "catapult_phase: %s\n", err.text);
    return status != STATUS_OK;
}
