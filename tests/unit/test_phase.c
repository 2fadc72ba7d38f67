/* test_phase.c - the boundaries of PAPER section 2 and the phase that an experiment gives itself. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "twin.h"

static void test_boundaries(void **state)
{
    (void)state;
    assert_close(phase_eta_crit(5.467, 2), 0.36583135174684471, 1e-15);
    assert_close(phase_eta_max_theory(5.467), 0.73166270349368941, 1e-15);
    assert_true(isinf(phase_eta_crit(0, 2)) && phase_eta_crit(0, 2) > 0);
    assert_true(isinf(phase_eta_max_theory(-1)) && phase_eta_max_theory(-1) > 0);
    assert_int_equal(phase_of(0, 0.5, 1), PHASE_LAZY);
    assert_int_equal(phase_of(0.499, 0.5, 1), PHASE_LAZY);
    assert_int_equal(phase_of(0.7, 0.5, 1), PHASE_CATAPULT);
    assert_int_equal(phase_of(1, 0.5, 1), PHASE_CATAPULT); /* eta_max converges */
    assert_int_equal(phase_of(1.001, 0.5, 1), PHASE_DIVERGENT);
    assert_int_equal(phase_of(1e9, 0.5, INFINITY), PHASE_CATAPULT);
    assert_int_equal(phase_of(0.7, 0.5, 0.5), PHASE_DIVERGENT); /* the linear model */
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(phase_name(PHASE_LAZY), "lazy");
    assert_string_equal(phase_name(PHASE_CATAPULT), "catapult");
    assert_string_equal(phase_name(PHASE_DIVERGENT), "divergent");
    assert_string_equal(phase_name(PHASE_DIVERGED), "diverged");
    for (int i = 0; i < PHASE_COUNT; i++)
        assert_true(strlen(phase_help((enum phase)i)) > 10);
}

/* experiment_set_lr names phases of all models and moves nothing; a measured eta_max counts from then on. */
static void test_experiment(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=linear", "network.widths=50", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(6, 0, 4, 1, 2));
    const struct measure *network = experiment_measure(twin.experiment, 0);
    const struct measure *linear = experiment_measure(twin.experiment, 1);
    double eta_crit = twin_eta_crit(&twin), loss = network->train_loss;
    assert_close(network->lambda[0], experiment_lambda_1(twin.experiment), 1e-12);
    experiment_set_lr(twin.experiment, 0.9 * eta_crit);
    assert_int_equal(network->phase, PHASE_LAZY);
    assert_int_equal(linear->phase, PHASE_LAZY);
    experiment_set_lr(twin.experiment, 1.5 * eta_crit);
    assert_int_equal(network->phase, PHASE_CATAPULT);
    assert_int_equal(linear->phase, PHASE_DIVERGENT);
    experiment_set_eta_max(twin.experiment, 1.4 * eta_crit);
    experiment_set_lr(twin.experiment, 1.5 * eta_crit);
    assert_int_equal(network->phase, PHASE_DIVERGENT);
    experiment_set_lr(twin.experiment, 1.3 * eta_crit);
    assert_int_equal(network->phase, PHASE_CATAPULT);
    assert_true(network->train_loss == loss);
    assert_int_equal(experiment_t(twin.experiment), 0);
    experiment_step(twin.experiment, 0.9 * eta_crit);
    assert_int_equal(experiment_measure(twin.experiment, 0)->phase, PHASE_LAZY);
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_experiment),
    };
    return cmocka_run_group_tests_name("phase", tests, NULL, NULL);
}
