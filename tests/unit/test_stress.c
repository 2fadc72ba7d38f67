/* test_stress.c - extreme cases: no step, too large steps, one example, one unit, one input, copies, overflow.
 * Nothing crashes, divergence is a phase, and known numbers stay correct. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "twin.h"

static const struct catapult_measure *now(const struct twin *twin, int model)
{
    return catapult_experiment_measure(twin->experiment, model);
}

static const char *const models[] = {"model=network", "model=quadratic", "model=linear", "model=general"};

/* eta = 0 moves nothing. */
static void test_eta_zero(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        const char *pairs[] = {models[i], "network.widths=20", NULL};
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(5, 4, 3, 1, 1));
        check_case("eta = 0, %s", models[i]);
        struct catapult_measure first = *now(&twin, 0);
        for (int t = 0; t < 5; t++)
            catapult_experiment_step(twin.experiment, 0);
        assert_int_equal(catapult_experiment_t(twin.experiment), 5);
        assert_close(now(&twin, 0)->train_loss, first.train_loss, 1e-15);
        assert_close(now(&twin, 0)->test_loss, first.test_loss, 1e-15);
        assert_close(now(&twin, 0)->lambda[0], first.lambda[0], 1e-12);
        assert_near(now(&twin, 0)->distance, 0, 0);
        assert_int_equal(now(&twin, 0)->phase, CATAPULT_PHASE_LAZY);
        twin_free(&twin);
    }
}

/* Another eta at every step, including 0, the smallest double and tiny ones: the same as the naive models, and a step
 * that is lost in rounding neither changes the phase nor counts as convergence. */
static void test_eta_changes(void **state)
{
    (void)state;
    static const double units[] = {0, 5e-324, 0.7, 1e-300, 1e-17, 1.4, 0.2, 1e-40, 1.1};
    for (int i = 0; i < 4; i++) {
        const char *pairs[] = {models[i], "network.widths=20", "network.activation=tanh", "stop.loss=0", NULL};
        struct twin twin;
        twin_new(&twin, pairs, twin_data(5, 4, 3, 1, 1));
        double eta_crit = twin_eta_crit(&twin);
        check_case("eta changes, %s", models[i]);
        for (int t = 0; t < 27; t++) {
            double unit = units[t % 9], before = now(&twin, 0)->train_loss;
            twin_step(&twin, unit * eta_crit);
            twin_compare(&twin, 0);
            if (unit < 1e-16)
                assert_close(now(&twin, 0)->train_loss, before, 1e-13);
            assert_false(catapult_experiment_diverged(twin.experiment, 0));
        }
        twin_free(&twin);
    }
}

/* Diverged: the phase says so, the run does not move, and later steps have no effect. */
static void expect_diverged(struct twin *twin, double eta, int at_most)
{
    for (int t = 0; t < at_most; t++)
        catapult_experiment_step(twin->experiment, eta);
    for (int i = 0; i < twin->models; i++) {
        assert_true(catapult_experiment_diverged(twin->experiment, i));
        assert_int_equal(now(twin, i)->phase, CATAPULT_PHASE_DIVERGED);
    }
    for (int t = 0; t < 5; t++)
        catapult_experiment_step(twin->experiment, eta);
    for (int i = 0; i < twin->models; i++)
        assert_true(catapult_experiment_diverged(twin->experiment, i));
}

static void test_overflow(void **state)
{
    (void)state;
    static const double etas[] = {1e3, 1e30, 1e150, 1e300, 1.7e308};
    static const char *const batches[] = {"batch=0", "batch=2"};
    for (int i = 0; i < 4; i++)
        for (int e = 0; e < 5; e++)
            for (int b = 0; b < 2; b++) {
                const char *compare = i < 3 ? "compare=network,linear,quadratic" : "compare=";
                const char *pairs[] = {models[i], compare, "network.widths=20,9", batches[b],
                                       "network.activation=linear", NULL};
                struct twin twin;
                twin_new_core(&twin, pairs, twin_data(5, 4, 3, 1, 1));
                check_case("%s, eta = %g, %s", models[i], etas[e], batches[b]);
                expect_diverged(&twin, etas[e], 2000);
                twin_free(&twin);
            }
}

/* A model's reported state agrees with its numbers: a loss that is not a number is divergence, and nothing else is. */
static void expect_honest(const struct twin *twin)
{
    for (int i = 0; i < twin->models; i++) {
        const struct catapult_measure *m = now(twin, i);
        bool diverged = catapult_experiment_diverged(twin->experiment, i);
        assert_int_equal(diverged, m->phase == CATAPULT_PHASE_DIVERGED);
        assert_true(diverged || (isfinite(m->train_loss) && m->train_loss >= 0));
        /* later, weights near the limit may give a finite loss but a kernel that is not finite */
        if (!diverged && catapult_experiment_t(twin->experiment) == 0)
            assert_true(isfinite(m->lambda[0]) && m->lambda[0] >= 0);
    }
}

/* The experiment may be refused, with a reason; else it makes some steps, at any eta, and reports its state
 * correctly. */
static void expect_some_steps(const char *const *pairs, struct catapult_dataset *data)
{
    struct twin twin = {.data = data};
    struct catapult_error err = {0};
    twin_settings(&twin.settings, pairs);
    twin.models = 1 + twin.settings.compare.count;
    if (catapult_experiment_new(&twin.experiment, &twin.settings, data, NULL, &err) != CATAPULT_STATUS_OK) {
        assert_true(*err.text != '\0');
        catapult_dataset_free(data);
        return;
    }
    static const double etas[] = {0, 1e-300, 0.5, 1, 1e10, 1e300};
    double lambda = catapult_experiment_lambda_1(twin.experiment);
    expect_honest(&twin);
    for (size_t t = 0; t < sizeof etas / sizeof *etas; t++) {
        double eta = lambda > 0 && isfinite(lambda) ? etas[t] / lambda : etas[t];
        catapult_experiment_step(twin.experiment, isfinite(eta) ? eta : 1e308);
        expect_honest(&twin);
    }
    catapult_experiment_free(twin.experiment);
    catapult_dataset_free(data);
}

static const char *const companies[] = {"model=network", "model=general"};

/* Inputs and targets of every size: losses, kernels, residuals and their products overflow or underflow in turn. */
static void test_sizes(void **state)
{
    (void)state;
    static const double sizes[] = {1e-310, 1e-200, 1e-155, 1e-80, 1, 1e70, 1e100, 1e150, 1e160, 1e300};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    for (int run = 0; run < 2 * 2 * SIZES * SIZES; run++) {
        double x = sizes[run / 4 % SIZES], y = sizes[run / 4 / SIZES];
        bool general = run % 2, relu = run / 2 % 2;
        const char *pairs[] = {companies[general], general ? "compare=" : "compare=quadratic,linear", "network.widths=5,4",
                               relu ? "network.activation=relu" : "network.activation=swish",
                               relu ? "loss=sum" : "batch=2", NULL};
        check_case("inputs of %g, targets of %g, %s, %s", x, y, pairs[0], pairs[3]);
        struct catapult_dataset *data = twin_data(4, 2, 3, 1, 1);
        for (int k = 0; k < 12; k++)
            data->x[k] *= x;
        for (int k = 0; k < 4; k++)
            data->y[k] *= y;
        expect_some_steps(pairs, data);
    }
}

/* A value that is not a number, at every place of the data. */
static void test_no_number(void **state)
{
    (void)state;
    static const double values[] = {NAN, INFINITY, -INFINITY};
    for (int run = 0; run < 2 * 3 * 24; run++) {
        int place = run / 6;
        bool general = run % 2;
        const char *pairs[] = {companies[general], general ? "compare=" : "compare=quadratic,linear", "network.widths=5,4", NULL};
        check_case("%g at place %d, %s", values[run / 2 % 3], place, pairs[0]);
        struct catapult_dataset *data = twin_data(4, 2, 3, 1, 1);
        double *at = place < 12 ? data->x + place : place < 16 ? data->y + place - 12
                     : place < 22 ? data->x_test + place - 16 : data->y_test + place - 22;
        *at = values[run / 2 % 3];
        expect_some_steps(pairs, data);
    }
}

/* A bounded activation saturates, with others every unit may die at 0: in no case a crash, and a finite loss is
 * divergence only above the limit. */
static void test_saturation(void **state)
{
    (void)state;
    static const char *const activations[] = {"network.activation=tanh", "network.activation=erf",
                                              "network.activation=softplus", "network.activation=gelu",
                                              "network.activation=swish", "network.activation=relu"};
    for (int a = 0; a < 6; a++) {
        const char *pairs[] = {"model=network", "network.widths=9,8", activations[a], NULL};
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(5, 4, 3, 2, 1));
        check_case("saturation, %s", activations[a]);
        for (int t = 0; t < 100; t++)
            catapult_experiment_step(twin.experiment, 1e5);
        double loss = now(&twin, 0)->train_loss;
        assert_int_equal(catapult_experiment_diverged(twin.experiment, 0),
                         now(&twin, 0)->phase == CATAPULT_PHASE_DIVERGED);
        assert_true(catapult_experiment_diverged(twin.experiment, 0) || isfinite(loss));
        twin_free(&twin);
    }
}

/* The limit is a multiple of the first loss. */
static void test_divergence_limit(void **state)
{
    (void)state;
    const char *pairs[] = {"model=linear", "network.widths=20", "divergence=1000", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(5, 0, 3, 1, 1));
    double first = now(&twin, 0)->train_loss, eta = 1.5 * twin_eta_crit(&twin), last = first;
    check_case("divergence = 1000");
    for (int t = 0; t < 100; t++) {
        catapult_experiment_step(twin.experiment, eta);
        double loss = now(&twin, 0)->train_loss;
        if (catapult_experiment_diverged(twin.experiment, 0)) {
            assert_true(last <= 1000 * first && !(loss <= 1000 * first));
            twin_free(&twin);
            return;
        }
        last = loss;
    }
    fail();
}

/* A diverging model does not affect the other. */
static void test_others_go_on(void **state)
{
    (void)state;
    const char *both[] = {"model=linear", "compare=quadratic", "network.widths=400", NULL};
    const char *alone[] = {"model=quadratic", "network.widths=400", NULL};
    struct twin a, b;
    twin_new_core(&a, both, twin_data(8, 3, 5, 1, 3));
    twin_new_core(&b, alone, twin_data(8, 3, 5, 1, 3));
    check_case("others go on");
    for (int t = 0; t < 400; t++) {
        catapult_experiment_step(a.experiment, 1.4 * twin_eta_crit(&b));
        catapult_experiment_step(b.experiment, 1.4 * twin_eta_crit(&b));
    }
    assert_true(catapult_experiment_diverged(a.experiment, 0));
    assert_false(catapult_experiment_diverged(a.experiment, 1));
    assert_near(now(&a, 1)->train_loss, now(&b, 0)->train_loss, 1e-9);
    assert_close(now(&a, 1)->lambda[0], now(&b, 0)->lambda[0], 1e-6);
    twin_free(&a);
    twin_free(&b);
}

/* Sizes of one, against the twin. */
static void test_smallest(void **state)
{
    (void)state;
    static const char *const widths[] = {"network.widths=1", "network.widths=1,1,1", "network.widths=2,1"};
    for (int w = 0; w < 3; w++)
        for (size_t n = 1; n <= 4; n += 3)
            for (size_t d = 1; d <= 3; d += 2)
                for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++) {
                    char key[64];
                    snprintf(key, sizeof key, "network.activation=%s", catapult_activation_name(a));
                    const char *pairs[] = {"model=network", "compare=quadratic,linear", widths[w], key, NULL};
                    struct twin twin;
                    twin_new(&twin, pairs, twin_data(n, 1, d, 1, 17));
                    check_case("smallest, %s, %s, n %zu, d %zu", widths[w], key, n, d);
                    /* all gates shut: K = 0 and there is no eta_crit */
                    double lambda = catapult_experiment_lambda_1(twin.experiment);
                    for (int t = 0; t < 8; t++) {
                        for (int i = 0; i < twin.models; i++)
                            if (twin.peak[i] < 1e6 * twin.first[i]) /* what blows up amplifies rounding */
                                twin_compare(&twin, i);
                        twin_step(&twin, lambda > 1e-6 ? 1.2 / lambda : 0.3);
                    }
                    twin_free(&twin);
                }
}

/* More examples than parameters; the same example many times with different targets. */
static void test_duplicated_rows(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.widths=6", NULL};
    struct catapult_dataset *data = twin_data(16, 0, 2, 1, 5);
    for (int i = 0; i < 32; i++)
        data->x[i] = data->x[i % 4];
    struct twin twin;
    twin_new(&twin, pairs, data);
    check_case("duplicated rows");
    for (int t = 0; t < 15; t++) {
        for (int i = 0; i < twin.models; i++) {
            twin_compare(&twin, i);
            assert_near(now(&twin, i)->lambda[2], 0, 1e-9 * now(&twin, i)->lambda[0]);
        }
        twin_step(&twin, 1.1 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

/* Inputs of zero: f = 0, no gradient, nothing moves, lambda = 0 and no division by it. */
static void test_zero_inputs(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.widths=6", NULL};
    struct catapult_dataset *data = twin_data(4, 2, 3, 1, 5);
    for (int i = 0; i < 12; i++)
        data->x[i] = 0;
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    check_case("inputs of zero");
    double loss = now(&twin, 0)->train_loss;
    for (int t = 0; t < 3; t++)
        catapult_experiment_step(twin.experiment, 0.5);
    for (int i = 0; i < 3; i++) {
        assert_close(now(&twin, i)->train_loss, loss, 1e-15);
        assert_near(now(&twin, i)->lambda[0], 0, 0);
        assert_near(now(&twin, i)->distance, 0, 0);
        assert_false(catapult_experiment_diverged(twin.experiment, i));
    }
    twin_free(&twin);
}

/* Already learnt: r = 0 is a fixed point at any eta. */
static void test_learnt(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "network.widths=30", NULL};
    struct twin first, twin;
    twin_new_core(&first, pairs, twin_data(4, 0, 3, 1, 5));
    struct catapult_dataset *data = twin_data(4, 0, 3, 1, 5);
    for (int i = 0; i < 4; i++)
        data->y[i] = catapult_experiment_output(first.experiment, 0)[i];
    twin_new_core(&twin, pairs, data);
    check_case("learnt");
    for (int t = 0; t < 5; t++)
        catapult_experiment_step(twin.experiment, 0.5 * twin_eta_crit(&twin));
    assert_near(now(&twin, 0)->train_loss, 0, 1e-28);
    assert_false(catapult_experiment_diverged(twin.experiment, 0));
    twin_free(&first);
    twin_free(&twin);
}

/* An experiment that cannot fit is refused with the number of bytes, before allocation. */
static void test_too_large(void **state)
{
    (void)state;
    struct catapult_dataset *data = NULL;
    struct catapult_error err = {0};
    assert_int_equal(catapult_dataset_new(&data, (size_t)1 << 40, 0, (size_t)1 << 40, 1, &err), CATAPULT_STATUS_NOMEM);
    assert_true(err.text[0] != '\0');
    struct catapult_settings settings;
    twin_settings(&settings, (const char *[]){"network.widths=10000000,10000000", NULL});
    data = twin_data(4, 0, 3, 1, 5);
    struct catapult_experiment *experiment = NULL;
    assert_int_equal(catapult_experiment_new(&experiment, &settings, data, NULL, &err), CATAPULT_STATUS_NOMEM);
    assert_true(err.text[0] != '\0');
    catapult_dataset_free(data);
}

/* Settings that do not fit together are refused, also if nobody has called catapult_settings_validate. */
static void test_misfit(void **state)
{
    (void)state;
    static const char *const pairs[][3] = {
        {"model=general", "compare=linear"},
        {"model=general", "network.type=fc"},
        {"network.type=conv", "network.kernel=2"},
        {"network.type=conv", "data.image=3,1"},
        {"network.widths=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"},
    };
    struct catapult_dataset *data = twin_data(4, 0, 3, 1, 5);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct catapult_settings settings;
        struct catapult_experiment *experiment = NULL;
        struct catapult_error err = {0};
        twin_settings(&settings, pairs[i]);
        check_case("%s", pairs[i][0]);
        assert_int_equal(catapult_experiment_new(&experiment, &settings, data, NULL, &err), CATAPULT_STATUS_INPUT);
        assert_true(err.text[0] != '\0' && !experiment);
    }
    catapult_dataset_free(data);
}

static int refuse(void *context, const char *what, double fraction)
{
    (void)what;
    (void)fraction;
    return --*(int *)context < 0;
}

/* Cancels the preparation at its k-th report, for every k. */
static void test_cancelled(void **state)
{
    (void)state;
    struct catapult_settings settings;
    twin_settings(&settings, (const char *[]){"network.widths=700,40", "compare=linear,quadratic", NULL});
    struct catapult_dataset *data = twin_data(6, 3, 3, 1, 5);
    int cancelled = 0;
    for (int k = 0; k < 50; k++) {
        int left = k;
        struct catapult_progress progress = {refuse, &left};
        struct catapult_experiment *experiment = NULL;
        enum catapult_status status = catapult_experiment_new(&experiment, &settings, data, &progress, NULL);
        assert_true(status == CATAPULT_STATUS_OK || status == CATAPULT_STATUS_CANCELLED);
        cancelled += status == CATAPULT_STATUS_CANCELLED;
        if (status == CATAPULT_STATUS_OK)
            catapult_experiment_free(experiment);
    }
    assert_true(cancelled > 0);
    catapult_experiment_free(NULL);
    catapult_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eta_zero),     cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_saturation),   cmocka_unit_test(test_divergence_limit),
        cmocka_unit_test(test_others_go_on), cmocka_unit_test(test_smallest),
        cmocka_unit_test(test_duplicated_rows), cmocka_unit_test(test_zero_inputs),
        cmocka_unit_test(test_learnt),       cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_cancelled),    cmocka_unit_test(test_eta_changes),
        cmocka_unit_test(test_sizes),        cmocka_unit_test(test_no_number),
        cmocka_unit_test(test_misfit),
    };
    return cmocka_run_group_tests_name("stress", tests, NULL, NULL);
}
