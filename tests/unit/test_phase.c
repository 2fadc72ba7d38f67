/* test_phase.c - the boundaries of PAPER section 2, and the phase that an experiment reports. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "twin.h"

static void test_boundaries(void **state)
{
    (void)state;
    assert_close(catapult_phase_eta_crit(5.467, 2), 0.36583135174684471, 1e-15);
    assert_close(catapult_phase_eta_max_theory(5.467), 0.73166270349368941, 1e-15);
    assert_true(isinf(catapult_phase_eta_crit(0, 2)) && catapult_phase_eta_crit(0, 2) > 0);
    assert_true(isinf(catapult_phase_eta_max_theory(-1)) && catapult_phase_eta_max_theory(-1) > 0);
    assert_int_equal(catapult_phase_of(0, 0.5, 1), CATAPULT_PHASE_LAZY);
    assert_int_equal(catapult_phase_of(0.499, 0.5, 1), CATAPULT_PHASE_LAZY);
    assert_int_equal(catapult_phase_of(0.7, 0.5, 1), CATAPULT_PHASE_CATAPULT);
    assert_int_equal(catapult_phase_of(1, 0.5, 1), CATAPULT_PHASE_CATAPULT); /* eta_max converges */
    assert_int_equal(catapult_phase_of(1.001, 0.5, 1), CATAPULT_PHASE_DIVERGENT);
    assert_int_equal(catapult_phase_of(1e9, 0.5, INFINITY), CATAPULT_PHASE_CATAPULT);
    assert_int_equal(catapult_phase_of(0.7, 0.5, 0.5), CATAPULT_PHASE_DIVERGENT); /* the linear model */
    assert_int_equal(catapult_phase_of(0.7, 0.5, NAN), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(catapult_phase_of(0.4, 0.5, NAN), CATAPULT_PHASE_LAZY);
}

/* PAPER section 3, Eqs. 7 and 8, with c = 1. */
static bool bounded(double eta, double k, double lambda, double r, double y)
{
    for (int t = 0; t < 20000 && fabs(r) < 1e60; t++) {
        double g = r + y, next = (1 - eta * lambda + k * eta * eta * r * g) * r;
        lambda -= eta * k * (4 * g * r - eta * lambda * r * r);
        r = next;
    }
    return fabs(r) < 1e60;
}

/* Random states of a two-layer model: g = a.b sqrt(k), lambda = k (|a|^2 + |b|^2) >= 2 sqrt(k) |g|. */
static void test_single(void **state)
{
    (void)state;
    uint64_t seed = 7;
    assert_close(catapult_phase_eta_max_single(2.5, 0.3, 1.7, 0), 4 / 2.5, 1e-15);
    assert_true(isinf(catapult_phase_eta_max_single(0, 0.3, 1, 1)));
    for (int i = 0; i < 300; i++) {
        double k = pow(10, 2 * check_random(&seed) - 1), g = 3 * check_random(&seed), y = 5 * check_random(&seed);
        double lambda = 2 * sqrt(k) * fabs(g) * (1 + fabs(check_random(&seed))) + 0.1 * fabs(check_random(&seed));
        double eta_max = catapult_phase_eta_max_single(lambda, k, g - y, y);
        check_case("k %g, g %g, y %g, lambda %g", k, g, y, lambda);
        assert_true(bounded(0.999 * eta_max, k, lambda, g - y, y));
        assert_false(bounded(1.001 * eta_max, k, lambda, g - y, y));
    }
}

static int phase_at(const char *const *pairs, struct catapult_dataset *data, int model, double ratio)
{
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    catapult_experiment_set_lr(twin.experiment, ratio * catapult_experiment_eta_crit(twin.experiment));
    int phase = catapult_experiment_measure(twin.experiment, model)->phase;
    twin_free(&twin);
    return phase;
}

/* Which models have a proved eta_max: see catapult_experiment_eta_max. */
static void test_proved(void **state)
{
    (void)state;
    static const char *const relu[] = {"model=quadratic", "compare=network", "network.widths=50", NULL},
                             *const tanh[] = {"model=quadratic", "network.widths=50", "network.activation=tanh", NULL},
                             *const deep[] = {"model=quadratic", "network.widths=20,20", NULL},
                             *const heavy[] = {"model=quadratic", "network.widths=50", "momentum=0.5", NULL},
                             *const batches[] = {"model=quadratic", "compare=linear", "network.widths=50", "batch=2", NULL},
                             *const general[] = {"model=general", NULL},
                             *const chain[] = {"model=network", "network.widths=50", "network.activation=linear", NULL};
    assert_int_equal(phase_at(relu, twin_data(6, 0, 4, 1, 2), 0, 1.9), CATAPULT_PHASE_CATAPULT);
    assert_int_equal(phase_at(relu, twin_data(6, 0, 4, 1, 2), 0, 2.1), CATAPULT_PHASE_DIVERGENT);
    assert_int_equal(phase_at(relu, twin_data(6, 0, 4, 1, 2), 1, 1.9), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(relu, twin_data(6, 0, 4, 2, 2), 0, 1.9), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(tanh, twin_data(6, 0, 4, 1, 2), 0, 1.9), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(deep, twin_data(6, 0, 4, 1, 2), 0, 1.9), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(heavy, twin_data(6, 0, 4, 1, 2), 0, 1.1), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(batches, twin_data(6, 0, 4, 1, 2), 0, 1.9), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(batches, twin_data(6, 0, 4, 1, 2), 1, 1.1), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(general, twin_data(6, 0, 4, 1, 2), 0, 1.1), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(chain, twin_data(6, 0, 4, 1, 2), 0, 1.1), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(phase_at(chain, twin_data(1, 0, 4, 1, 2), 0, 1.1), CATAPULT_PHASE_CATAPULT);
}

/* The core with one example: bounded just below its eta_max, unbounded just above. */
static void test_one_example(void **state)
{
    (void)state;
    static const char *const runs[][6] = {{"model=network", "network.activation=linear", "network.widths=40", "loss=sum", NULL},
                                          {"model=quadratic", "network.widths=40", "loss=mean", NULL}};
    for (int i = 0; i < 2; i++)
        for (int side = -1; side <= 1; side += 2) {
            struct twin twin;
            twin_new_core(&twin, runs[i], twin_data(1, 0, 4, 1, 9));
            double eta_max = catapult_experiment_eta_max(twin.experiment, 0);
            for (int t = 0; t < 4000 && !catapult_experiment_diverged(twin.experiment, 0); t++)
                catapult_experiment_step(twin.experiment, (1 + 0.003 * side) * eta_max);
            assert_int_equal(catapult_experiment_diverged(twin.experiment, 0), side > 0);
            twin_free(&twin);
        }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(catapult_phase_name(CATAPULT_PHASE_LAZY), "lazy");
    assert_string_equal(catapult_phase_name(CATAPULT_PHASE_CATAPULT), "catapult");
    assert_string_equal(catapult_phase_name(CATAPULT_PHASE_DIVERGENT), "divergent");
    assert_string_equal(catapult_phase_name(CATAPULT_PHASE_DIVERGED), "diverged");
    for (int i = 0; i < CATAPULT_PHASE_COUNT; i++)
        assert_true(strlen(catapult_phase_help((enum catapult_phase)i)) > 10);
}

/* catapult_experiment_set_lr updates the phases of all models and changes nothing else. */
static void test_experiment(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=linear", "network.widths=50", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(6, 0, 4, 1, 2));
    const struct catapult_measure *network = catapult_experiment_measure(twin.experiment, 0);
    const struct catapult_measure *linear = catapult_experiment_measure(twin.experiment, 1);
    double eta_crit = twin_eta_crit(&twin), loss = network->train_loss;
    assert_close(network->lambda[0], catapult_experiment_lambda_1(twin.experiment), 1e-12);
    catapult_experiment_set_lr(twin.experiment, 0.9 * eta_crit);
    assert_int_equal(network->phase, CATAPULT_PHASE_LAZY);
    assert_int_equal(linear->phase, CATAPULT_PHASE_LAZY);
    catapult_experiment_set_lr(twin.experiment, 1.5 * eta_crit);
    assert_int_equal(network->phase, CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(linear->phase, CATAPULT_PHASE_DIVERGENT);
    assert_true(network->train_loss == loss);
    assert_int_equal(catapult_experiment_t(twin.experiment), 0);
    catapult_experiment_step(twin.experiment, 0.9 * eta_crit);
    assert_int_equal(catapult_experiment_measure(twin.experiment, 0)->phase, CATAPULT_PHASE_LAZY);
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_single),
        cmocka_unit_test(test_proved),
        cmocka_unit_test(test_one_example),
        cmocka_unit_test(test_experiment),
    };
    return cmocka_run_group_tests_name("phase", tests, NULL, NULL);
}
