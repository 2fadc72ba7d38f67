/* test_momentum.c - gradient descent with momentum and warm-up, against naive twins that keep w(t-1), against the
 * linear model's recurrence along each eigenvector, and at the thresholds of PAPER section 6. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"

static const char *const nesterov_words[] = {"nesterov=no", "nesterov=yes"};

/* --- every kind of model against its twin ------------------------------------------------------------------- */

static void follow(const char *const *pairs, struct catapult_dataset *data, double ratio)
{
    struct twin twin;
    twin_new(&twin, pairs, data);
    double eta = ratio * catapult_experiment_eta_crit(twin.experiment);
    for (int t = 0; t < 8; t++) {
        for (int i = 0; i < twin.models; i++)
            twin_compare(&twin, i);
        twin_step(&twin, eta);
    }
    twin_free(&twin);
}

static void test_networks(void **state)
{
    (void)state;
    static const char *const widths[] = {"network.widths=30", "network.widths=17,13", "network.widths=9,8,7"};
    for (int shape = 0; shape < 3; shape++)
        for (int nesterov = 0; nesterov < 2; nesterov++)
            for (size_t outputs = 1; outputs <= 3; outputs += 2)
                for (size_t n = 7; n <= 19; n += 12) { /* both representations of the first layer: in the span of the
                                                          inputs, and direct */
                    const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.activation=swish", "threads=1",
                                           "momentum=0.6", nesterov_words[nesterov], widths[shape],
                                           n == 7 ? "batch=0" : "batch=5", NULL};
                    check_case("%s, %s, %zu outputs, n %zu", widths[shape], nesterov_words[nesterov], outputs, n);
                    follow(pairs, twin_data(n, 4, 5, outputs, 77 + n), n == 7 ? 0.6 : 0.1);
                }
}

static void test_general(void **state)
{
    (void)state;
    for (int nesterov = 0; nesterov < 2; nesterov++) {
        const char *pairs[] = {"model=general", "network.gamma=0.05", "network.s=normal", "momentum=0.45",
                               nesterov_words[nesterov], NULL};
        check_case("general, %s", nesterov_words[nesterov]);
        follow(pairs, twin_data(6, 0, 11, 1, 5), 0.9);
    }
}

/* --- the linear model ------------------------------------------------------------------------------------------- */

enum { EXAMPLES = 8 };

/* r(0) along the eigenvectors of c K. */
static void start_along(const struct twin *twin, const double *v, double *rho)
{
    double r[EXAMPLES];
    naive_outputs(twin->naive[0], r);
    for (size_t i = 0; i < EXAMPLES; i++)
        r[i] -= twin->data->y[i];
    for (size_t k = 0; k < EXAMPLES; k++) {
        rho[k] = 0;
        for (size_t i = 0; i < EXAMPLES; i++)
            rho[k] += v[k * EXAMPLES + i] * r[i];
    }
}

/* w's own recurrence along an eigenvector, a = eta lambda, at rest before the start:
 *     heavy ball  r(t+1) = (1 + b - a) r(t) - b r(t-1)
 *     Nesterov    r(t+1) = (1 + b)(1 - a) r(t) - b (1 - a) r(t-1), shown at y = (1 + b) r(t) - b r(t-1)
 * Thirty steps of sums of 8 terms each below the first residual: 1e-11 leaves a factor of 1000. */
static void follow_directions(int nesterov, double b, double ratio)
{
    char momentum[32];
    snprintf(momentum, sizeof momentum, "momentum=%g", b);
    const char *pairs[] = {"model=linear", "network.widths=60", "loss=sum", "threads=1", momentum, nesterov_words[nesterov], NULL};
    struct twin twin;
    double lambda[EXAMPLES], v[EXAMPLES * EXAMPLES], now[EXAMPLES], before[EXAMPLES];
    check_case("linear, %s, b %g, %g eta_crit", nesterov_words[nesterov], b, ratio);
    twin_new(&twin, pairs, twin_data(EXAMPLES, 0, 5, 1, 4));
    twin_eigen(&twin, 0, lambda, v);
    start_along(&twin, v, now);
    memcpy(before, now, sizeof now);
    double eta = ratio * catapult_phase_threshold(b, nesterov) / lambda[0], size = sqrt(2 * twin.first[0]);
    for (int t = 1; t <= 30; t++) {
        catapult_experiment_step(twin.experiment, eta);
        for (size_t k = 0; k < EXAMPLES; k++) {
            double a = eta * lambda[k], old = now[k];
            now[k] = nesterov ? (1 - a) * ((1 + b) * old - b * before[k]) : (1 + b - a) * old - b * before[k];
            before[k] = old;
            size = fmax(size, fabs(now[k]));
        }
        const double *f = catapult_experiment_output(twin.experiment, 0);
        for (size_t i = 0; i < EXAMPLES; i++) {
            double r = 0;
            for (size_t k = 0; k < EXAMPLES; k++)
                r += v[k * EXAMPLES + i] * (nesterov ? (1 + b) * now[k] - b * before[k] : now[k]);
            assert_near(f[i] - twin.data->y[i], r, 1e-11 * size * EXAMPLES);
        }
    }
    twin_free(&twin);
}

static void test_directions(void **state)
{
    (void)state;
    for (int nesterov = 0; nesterov < 2; nesterov++)
        for (double b = 0.15; b < 1; b += 0.2)
            for (double ratio = 0.3; ratio < 1.2; ratio += 0.25)
                follow_directions(nesterov, b, ratio);
}

/* To first order, a step along p_1 at ratio eta_crit has the factor 1 - O(1 - ratio): from step 2000 to step 4000 the
 * loss along it falls at 0.999 and grows at 1.001.  It does not fall below the rounding of f: FELL of the first loss
 * is a residual of 1e4 eps. */
static const double FELL = 1e-24;

static void test_threshold(void **state)
{
    (void)state;
    for (int nesterov = 0; nesterov < 2; nesterov++)
        for (double b = 0; b < 1; b += 0.3)
            for (int side = -1; side <= 1; side += 2) {
                char momentum[32];
                snprintf(momentum, sizeof momentum, "momentum=%g", b);
                const char *pairs[] = {"model=linear", "network.widths=50", "divergence=1e300", "threads=1", momentum,
                                       nesterov_words[nesterov], NULL};
                struct twin twin;
                twin_new_core(&twin, pairs, twin_data(EXAMPLES, 0, 5, 1, 4));
                check_case("threshold, %s, b %g, side %d", nesterov_words[nesterov], b, side);
                double eta = (1 + side * 1e-3) * catapult_experiment_eta_crit(twin.experiment), half = 0;
                double first = catapult_experiment_measure(twin.experiment, 0)->pi[0];
                for (int t = 0; t < 4000; t++) {
                    catapult_experiment_step(twin.experiment, eta);
                    if (t == 1999)
                        half = catapult_experiment_measure(twin.experiment, 0)->pi[0];
                }
                double end = catapult_experiment_measure(twin.experiment, 0)->pi[0];
                assert_true(side < 0 ? end < fmax(0.5 * half, FELL * first) : end > 2 * half);
                assert_int_equal(catapult_experiment_measure(twin.experiment, 0)->phase,
                                 side < 0 ? CATAPULT_PHASE_LAZY : CATAPULT_PHASE_DIVERGENT);
                twin_free(&twin);
            }
}

/* --- thresholds, saving, no cost -------------------------------------------------------------------------------- */

static void test_formulas(void **state)
{
    (void)state;
    assert_true(catapult_phase_threshold(0, false) == 2 && catapult_phase_threshold(0, true) == 2);
    assert_close(catapult_phase_threshold(0.9, false), 3.8, 1e-15);
    assert_close(catapult_phase_threshold(0.9, true), 3.8 / 2.8, 1e-15);
    struct catapult_settings settings;
    catapult_settings_defaults(&settings);
    assert_true(catapult_settings_threshold(&settings) == 2);
    assert_int_equal(catapult_settings_set(&settings, "momentum", "1", NULL), CATAPULT_STATUS_INPUT);
    assert_int_equal(catapult_settings_set(&settings, "momentum", "-0.1", NULL), CATAPULT_STATUS_INPUT);
    assert_int_equal(catapult_settings_set(&settings, "nesterov", "maybe", NULL), CATAPULT_STATUS_INPUT);
    settings.warmup = 4;
    static const double factors[] = {0.25, 0.5, 0.75, 1, 1};
    for (long t = 0; t < 5; t++)
        assert_true(catapult_settings_warmup_at(&settings, t) == factors[t]);
}

/* Saved in mid-run, restored after more steps, and continued: the same bits. */
static void test_restore(void **state)
{
    (void)state;
    for (int nesterov = 0; nesterov < 2; nesterov++) {
        const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.widths=20,10", "momentum=0.8",
                               nesterov_words[nesterov], NULL};
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(9, 3, 4, 1, 12));
        struct catapult_experiment *e = twin.experiment;
        double eta = 0.9 * catapult_experiment_eta_crit(e);
        void *saved = malloc(catapult_experiment_state_size(e));
        struct catapult_measure first[CATAPULT_MODEL_COUNT];
        for (int round = 0; round < 2; round++) {
            for (int t = round ? 7 : 0; t < 20; t++) {
                if (t == 7 && round == 0)
                    catapult_experiment_save(e, saved);
                catapult_experiment_step(e, eta);
            }
            for (int i = 0; i < twin.models; i++) {
                if (round)
                    assert_memory_equal(catapult_experiment_measure(e, i), &first[i], sizeof first[i]);
                first[i] = *catapult_experiment_measure(e, i);
            }
            if (round == 0)
                catapult_experiment_restore(e, saved);
        }
        free(saved);
        twin_free(&twin);
    }
}

/* The search for eta_max begins at momentum's eta_crit and finds that of the linear model there. */
static void test_eta_max(void **state)
{
    (void)state;
    const char *pairs[] = {"model=linear", "network.widths=20", "momentum=0.5", NULL};
    struct twin twin;
    struct catapult_eta_max_search *search;
    struct catapult_eta_max_state found;
    twin_new_core(&twin, pairs, twin_data(5, 0, 3, 1, 3));
    assert_int_equal(catapult_eta_max_search_new(&search, twin.experiment, 0, NULL), CATAPULT_STATUS_OK);
    catapult_eta_max_search_state(search, &found);
    assert_true(found.done && found.low == catapult_experiment_eta_crit(twin.experiment));
    assert_close(found.low, 3 / catapult_experiment_lambda_1(twin.experiment), 1e-15);
    catapult_eta_max_search_free(search);
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networks),  cmocka_unit_test(test_general), cmocka_unit_test(test_directions),
        cmocka_unit_test(test_threshold), cmocka_unit_test(test_formulas), cmocka_unit_test(test_restore),
        cmocka_unit_test(test_eta_max),
    };
    return cmocka_run_group_tests_name("momentum", tests, NULL, NULL);
}
