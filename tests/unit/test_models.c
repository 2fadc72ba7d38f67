/* test_models.c - every model against its naive twin, step by step, with a learning rate that changes.
 *
 * All combinations of activations, depths, outputs, losses, batches and both sides of d < n, at sizes small enough
 * that the twin can differentiate parameter by parameter.  twin.h gives the tolerance and its reason. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "twin.h"

/* Learning rates in units of eta_crit, on both sides of it. */
static double rate(int t)
{
    static const double rates[] = {0.61, 1.27, 0.33, 1.43, 0.89, 1.11, 0.47};
    return rates[t % 7];
}

struct shape {
    const char *widths;
    size_t n, n_test, d;
};

static void run(const char *const *pairs, const struct shape *shape, size_t outputs, int steps)
{
    struct twin twin;
    twin_new(&twin, pairs, twin_data(shape->n, shape->n_test, shape->d, outputs, 20220511 + shape->n));
    double eta_crit = twin_eta_crit(&twin);
    for (int t = 0; t <= steps; t++) {
        for (int i = 0; i < twin.models; i++)
            if (twin.peak[i] < 1e6 * twin.first[i]) /* rounding is amplified without bound in a run that blows up */
                twin_compare(&twin, i);
        twin_step(&twin, rate(t) * eta_crit);
    }
    twin_free(&twin);
}

static void run_networks(const char *activation, const struct shape *shape, size_t outputs, const char *loss,
                         int batch, const char *readout, int steps)
{
    char a[64], w[64], l[64], b[64], r[64];
    snprintf(a, sizeof a, "network.activation=%s", activation);
    snprintf(w, sizeof w, "network.widths=%s", shape->widths);
    snprintf(l, sizeof l, "loss=%s", loss);
    snprintf(b, sizeof b, "batch=%d", batch);
    snprintf(r, sizeof r, "network.readout_init=%s", readout);
    const char *pairs[] = {"model=network", "compare=linear,quadratic", "threads=1", a, w, l, b, r, NULL};
    check_case("%s widths %s n %zu d %zu outputs %zu loss %s batch %d", activation, shape->widths, shape->n,
               shape->d, outputs, loss, batch);
    run(pairs, shape, outputs, steps);
}

/* Depths 1, 2, 3; the first layer's weights in both representations (n <= 2 d and n > 2 d). */
static const struct shape shapes[] = {
    {"7", 4, 3, 9}, {"7", 7, 3, 2}, {"5,6", 4, 3, 6}, {"5,6", 6, 3, 2}, {"4,5,3", 4, 2, 5}, {"4,5,3", 5, 2, 1},
};

static void all_shapes(const char *activation)
{
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (size_t outputs = 1; outputs <= 3; outputs += 2)
            for (int loss = CATAPULT_LOSS_SUM; loss <= CATAPULT_LOSS_MEAN; loss++)
                for (int batch = 0; batch <= 3; batch += 3)
                    run_networks(activation, &shapes[s], outputs, loss == CATAPULT_LOSS_SUM ? "sum" : "mean", batch,
                                 loss == CATAPULT_LOSS_SUM ? "normal" : "sign", 14);
}

static void test_activations(void **state)
{
    (void)state;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        all_shapes(catapult_activation_name(a));
}

/* More units than one block of any implementation, and sizes without common divisors. */
static void test_wide(void **state)
{
    (void)state;
    static const struct shape wide[] = {
        {"131", 5, 3, 3}, {"131", 7, 3, 2}, {"67,5", 4, 2, 2}, {"5,67", 4, 2, 2}, {"3,67,3", 4, 2, 1},
        {"3", 37, 41, 3}, {"3", 19, 23, 17},
    };
    static const char *const activations[] = {"relu", "tanh", "gelu"};
    for (size_t s = 0; s < sizeof wide / sizeof *wide; s++)
        for (int a = 0; a < 3; a++)
            run_networks(activations[a], &wide[s], s % 2 ? 1 : 2, a ? "mean" : "sum", 0, "normal", 2);
}

static void run_general(const char *phi, const char *s, const char *loss, int batch, size_t n, size_t d)
{
    char keys[4][64];
    snprintf(keys[0], 64, "network.phi=%s", phi);
    snprintf(keys[1], 64, "network.s=%s", s);
    snprintf(keys[2], 64, "loss=%s", loss);
    snprintf(keys[3], 64, "batch=%d", batch);
    const char *pairs[] = {"model=general", "network.gamma=0.137", "threads=1", keys[0],
                           keys[1],         keys[2],               keys[3],     NULL};
    check_case("general phi %s s %s loss %s batch %d n %zu d %zu", phi, s, loss, batch, n, d);
    run(pairs, &(struct shape){"", n, 3, d}, 1, 20);
}

static void test_general(void **state)
{
    (void)state;
    static const char *const phis[] = {"unit", "input", "zero"}, *const ss[] = {"sign", "normal", "identity"};
    for (int phi = 0; phi < 3; phi++)
        for (int s = 0; s < 3; s++)
            for (int batch = 0; batch <= 2; batch += 2)
                for (int loss = 0; loss < 2; loss++) {
                    run_general(phis[phi], ss[s], loss ? "mean" : "sum", batch, 3, 11);
                    run_general(phis[phi], ss[s], loss ? "mean" : "sum", batch, 13, 4);
                }
}

/* With S = I a test example has the same S, so its value is known too. */
static void test_general_test_set(void **state)
{
    (void)state;
    const char *pairs[] = {"model=general", "network.s=identity", "network.phi=input",
                           "network.gamma=0.21", "loss=mean", NULL};
    struct twin twin;
    struct catapult_dataset *data = twin_data(4, 3, 6, 1, 77);
    twin_new(&twin, pairs, data);
    check_case("general, test set");
    for (int t = 0; t < 10; t++) {
        const double *w = twin.naive[0]->w;
        double loss = 0;
        for (size_t i = 0; i < data->n_test; i++) {
            double g = -data->y_test[i];
            for (size_t j = 0; j < data->d; j++)
                g += w[j] * data->x_test[i * data->d + j] + 0.21 / 2 * w[j] * w[j];
            loss += g * g / (double)data->n_test; /* (c/2) sum r^2 with c = 2/n_test */
        }
        assert_close(catapult_experiment_measure(twin.experiment, 0)->test_loss, loss, 1e-10);
        twin_step(&twin, 0.8 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

/* Checks the reference itself: hyper-dual derivatives against central differences of its own values.  Error of
 * (s(z+h) - s(z-h)) / 2h: eps/h + h^2/6 s''' = 2e-11 + 2e-11 at h = 1e-5. */
static void test_reference(void **state)
{
    (void)state;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++) {
        struct naive shape = {.kind = CATAPULT_MODEL_NETWORK,
                              .activation = (enum catapult_activation_kind)a,
                              .layers = 3,
                              .size = {3, 4, 5, 2},
                              .n = 1,
                              .d = 3,
                              .c = 2};
        double x[3] = {0.713, -1.391, 2.385}, w[42], jac[84], up[2], down[2], hv[84], jac_up[84], jac_down[84];
        uint64_t seed = 5;
        shape.x = x;
        for (int j = 0; j < 42; j++)
            w[j] = 1.9 * check_random(&seed);
        struct naive *model = naive_new(&shape, 42, w);
        double v[42] = {0}, h = 1e-5;
        naive_jacobian(model, 0, jac);
        for (int j = 0; j < 42; j++) {
            check_case("reference, %s, parameter %d", catapult_activation_name(a), j);
            v[j] = 1;
            naive_hessian(model, 0, v, hv);
            v[j] = 0;
            model->w[j] = w[j] + h;
            naive_output(model, 0, up);
            naive_jacobian(model, 0, jac_up);
            model->w[j] = w[j] - h;
            naive_output(model, 0, down);
            naive_jacobian(model, 0, jac_down);
            model->w[j] = w[j];
            for (int k = 0; k < 2; k++)
                assert_near(jac[k * 42 + j], (up[k] - down[k]) / (2 * h), 1e-9);
            for (int q = 0; q < 84; q++)
                assert_near(hv[q], (jac_up[q] - jac_down[q]) / (2 * h), 1e-9);
        }
        naive_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference), cmocka_unit_test(test_activations), cmocka_unit_test(test_wide),
        cmocka_unit_test(test_general), cmocka_unit_test(test_general_test_set),
    };
    return cmocka_run_group_tests_name("models", tests, NULL, NULL);
}
