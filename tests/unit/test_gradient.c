/* test_gradient.c - the update direction against central differences of the loss.
 *
 * The core does not export weights after w0, but it shows all effects of a direction g: how the loss and every output
 * change along it and, from w0, how long it is.  With G = grad L by central differences of the twin's loss
 *     dL/deta = -g.G = -G.G,    df_i/deta = -grad f_i.g,    |w - w0| / eta = |g| = |G| at w0,
 * and g.G = G.G together with |g| = |G| imply g = G.
 *
 * Errors.  A central difference with step h has an error of eps |L| a / h + h^2 |L'''| / 6, where a is the number of
 * operations behind L, about 100; at h = 1e-5 about 2e-9 + 2e-11.  Along eta the core's values are taken at 0, eta, 2
 * eta, and (-3 L0 + 4 L1 - L2) / 2 eta has an error of eta^2 L''' / 3 and 8 eps a |L| / eta, at eta = 1e-5 eta_crit
 * about 1e-9 of dL/deta.  Tolerance: 1e-6 of the quantity's size. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "twin.h"

static void difference_gradient(struct naive *naive, enum catapult_loss_kind loss, double *gradient)
{
    const double h = 1e-5;
    for (size_t j = 0; j < naive->p; j++) {
        double keep = naive->w[j];
        naive->w[j] = keep + h;
        double up = naive_train_loss(naive, loss);
        naive->w[j] = keep - h;
        double down = naive_train_loss(naive, loss);
        naive->w[j] = keep;
        gradient[j] = (up - down) / (2 * h);
    }
}

/* df/ds of all outputs at w + s * direction, s = 0. */
static void difference_outputs(struct naive *naive, const double *direction, double *df)
{
    size_t size = naive->n * naive->c;
    double *up = twin_array(size), *keep = twin_array(naive->p), h = 1e-5;
    for (size_t j = 0; j < naive->p; j++) {
        keep[j] = naive->w[j];
        naive->w[j] = keep[j] + h * direction[j];
    }
    naive_outputs(naive, up);
    for (size_t j = 0; j < naive->p; j++)
        naive->w[j] = keep[j] - h * direction[j];
    naive_outputs(naive, df);
    for (size_t i = 0; i < size; i++)
        df[i] = (up[i] - df[i]) / (2 * h);
    for (size_t j = 0; j < naive->p; j++)
        naive->w[j] = keep[j];
    free(up);
    free(keep);
}

struct probe {
    double loss[3], distance, *f[3];
};

/* The core's values at eta, 2 eta and the current place; then goes back. */
static void probe_core(struct twin *twin, int model, double eta, struct probe *probe)
{
    size_t size = twin->data->n * twin->data->outputs;
    void *state = malloc(catapult_experiment_state_size(twin->experiment));
    catapult_experiment_save(twin->experiment, state);
    for (int i = 0; i < 3; i++) {
        if (i)
            catapult_experiment_step(twin->experiment, i * eta);
        const struct catapult_measure *m = catapult_experiment_measure(twin->experiment, model);
        probe->loss[i] = m->train_loss;
        probe->distance = m->distance / 2;
        probe->f[i] = twin_array(size);
        for (size_t a = 0; a < size; a++)
            probe->f[i][a] = catapult_experiment_output(twin->experiment, model)[a];
        catapult_experiment_restore(twin->experiment, state);
    }
    free(state);
}

static double slope(double at0, double at1, double at2, double eta)
{
    return (-3 * at0 + 4 * at1 - at2) / (2 * eta);
}

static void compare(struct twin *twin, int model, bool at_w0)
{
    struct naive *naive = twin->naive[model];
    size_t size = naive->n * naive->c;
    double *gradient = twin_array(naive->p), *df = twin_array(size), norm2 = 0, longest = 0;
    double eta = 1e-5 * twin_eta_crit(twin);
    struct probe probe;
    difference_gradient(naive, (enum catapult_loss_kind)twin->settings.loss, gradient);
    for (size_t j = 0; j < naive->p; j++)
        norm2 += gradient[j] * gradient[j];
    difference_outputs(naive, gradient, df);
    probe_core(twin, model, eta, &probe);
    assert_close(slope(probe.loss[0], probe.loss[1], probe.loss[2], eta), -norm2, 1e-6);
    if (at_w0)
        assert_close(probe.distance / eta, sqrt(norm2), 1e-6);
    for (size_t i = 0; i < size; i++)
        longest = fmax(longest, fabs(df[i]));
    for (size_t i = 0; i < size; i++)
        assert_near(slope(probe.f[0][i], probe.f[1][i], probe.f[2][i], eta), -df[i], 1e-6 * longest);
    for (int i = 0; i < 3; i++)
        free(probe.f[i]);
    free(gradient);
    free(df);
}

static void run(const char *const *pairs, size_t n, size_t d, size_t outputs)
{
    struct twin twin;
    twin_new(&twin, pairs, twin_data(n, 0, d, outputs, 99 + n));
    for (int t = 0; t <= 4; t++) {
        for (int i = 0; i < twin.models; i += t % 2 ? 2 : 1)
            compare(&twin, i, t == 0);
        twin_step(&twin, 0.83 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

static void test_networks(void **state)
{
    (void)state;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        for (size_t outputs = 1; outputs <= 3; outputs += 2) {
            char key[64];
            snprintf(key, sizeof key, "network.activation=%s", catapult_activation_name(a));
            const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.widths=5,4",
                                   outputs == 1 ? "loss=sum" : "loss=mean", key, NULL};
            check_case("gradient, %s, %zu outputs", catapult_activation_name(a), outputs);
            run(pairs, 3, 5, outputs);
            run(pairs, 6, 2, outputs);
        }
}

static void test_general(void **state)
{
    (void)state;
    const char *pairs[] = {"model=general", "network.s=normal", "network.gamma=0.3", "loss=mean", NULL};
    check_case("gradient, general");
    run(pairs, 3, 7, 1);
    run(pairs, 9, 4, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_networks), cmocka_unit_test(test_general)};
    return cmocka_run_group_tests_name("gradient", tests, NULL, NULL);
}
