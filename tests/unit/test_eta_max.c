/* test_eta_max.c - the search for the largest converging learning rate: against the exact map of a single example,
 * against eta_crit for the linear model, and cancelled half way. */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "twin.h"

static struct catapult_eta_max_state search(struct twin *twin, int model, long steps)
{
    struct catapult_eta_max_search *s;
    struct catapult_eta_max_state state;
    assert_int_equal(catapult_eta_max_search_new(&s, twin->experiment, model, steps, NULL), CATAPULT_STATUS_OK);
    double fraction = 0;
    for (int i = 0; i < 100000; i++) {
        catapult_eta_max_search_state(s, &state);
        assert_within(state.fraction, 0, 1);
        assert_true(state.low <= state.high);
        fraction = fmax(fraction, state.fraction);
        if (state.done)
            break;
        catapult_eta_max_search_advance(s, 50);
    }
    assert_true(state.done);
    assert_true(fraction > 0);
    catapult_eta_max_search_free(s);
    return state;
}

/* PAPER section 3: (u, v) from the first state; true if the loss stays below 1e30 times the first. */
static bool map_converges(double u, double v, double w_over_root_u, long steps)
{
    double limit = 1e30 * u;
    for (long t = 0; t < steps; t++) {
        double w = w_over_root_u * sqrt(u), grow = 1 - v + u + w, u_next = grow * grow * u;
        v -= u * (4 - v) + 4 * w;
        u = u_next;
        w_over_root_u = grow < 0 ? -w_over_root_u : w_over_root_u; /* r changes sign with grow */
        if (!(u < limit))
            return false;
    }
    return true;
}

/* 1 or 0: the map converges or not; -1: the last digits decide.  Trajectories near the boundary are chaotic until v
 * is below 2, so the verdict counts only if inputs 1e-9 away give the same. */
static int map_verdict(double u, double v, double w_over_root_u, long steps)
{
    int verdict = map_converges(u, v, w_over_root_u, steps);
    for (int i = -2; i <= 2; i++)
        if (map_converges(u * (1 + i * 1e-9), v * (1 + i * 1e-9), w_over_root_u, steps) != verdict)
            return -1;
    return verdict;
}

/* Theory: 4/lambda_1(0) for the two-layer NQM, up to terms of the order of u0 = k eta^2 r0^2 = O(1/m).  The map with
 * the same initial values must converge at `low` and diverge at `high`.  Returns at how many of the two ends the
 * map's verdict is certain. */
static int single_example(const char *model, const char *activation, double y)
{
    char keys[2][64];
    snprintf(keys[0], 64, "model=%s", model);
    snprintf(keys[1], 64, "network.activation=%s", activation);
    const char *pairs[] = {"network.widths=3000", "loss=sum", "spectrum.top=1", "stop.loss=0",
                           keys[0], keys[1], NULL};
    struct catapult_dataset *data = twin_data(1, 0, 8, 1, 41);
    data->y[0] = y;
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    check_case("eta_max of a single example, %s %s, y = %g", model, activation, y);
    struct catapult_eta_max_state found = search(&twin, 0, 300);
    double lambda = catapult_experiment_lambda_1(twin.experiment), k = 0,
           r = catapult_experiment_output(twin.experiment, 0)[0] - y;
    for (int j = 0; j < 8; j++)
        k += data->x[j] * data->x[j] / (8 * 3000.0);
    assert_within(found.high / found.low, 1, 1.0101);
    assert_within(found.low * lambda, 3.8, 4.05);
    assert_within(found.high * lambda, 3.8, 4.1);
    int sure = 0;
    double ends[2] = {found.low, found.high};
    for (int i = 0; i < 2; i++) {
        double eta = ends[i], u = k * eta * eta * r * r;
        int verdict = map_verdict(u, eta * lambda, sqrt(k) * eta * y * (r < 0 ? -1 : 1), 300);
        assert_true(verdict < 0 || verdict == (i == 0));
        sure += verdict >= 0;
    }
    twin_free(&twin);
    return sure;
}

static void test_single_example(void **state)
{
    (void)state;
    int sure = single_example("quadratic", "relu", 0);
    sure += single_example("quadratic", "relu", 0.731);
    sure += single_example("network", "linear", -0.731);
    assert_true(sure >= 3); /* of six ends */
}

/* A linear model: eta_crit = eta_max.  With enough steps that a rate 1 % above eta_crit exceeds the limit 1e30:
 * 1.02^(2 t) = 1e30 at t = 1744. */
static void test_linear(void **state)
{
    (void)state;
    const char *pairs[] = {"model=linear", "network.widths=30", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(6, 0, 8, 1, 4));
    check_case("eta_max of a linear model");
    struct catapult_eta_max_state found = search(&twin, 0, 4000);
    assert_within(found.low / twin_eta_crit(&twin), 0.99, 1.0001);
    assert_within(found.high / twin_eta_crit(&twin), 0.9999, 1.011);
    twin_free(&twin);
}

/* The bracket is correct: a run at low stays finite, a run at high diverges. */
static void test_bracket(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=quadratic", "network.widths=200", NULL};
    for (int model = 0; model < 2; model++) {
        struct catapult_eta_max_state found;
        for (int end = 0; end < 2; end++) {
            struct twin twin;
            twin_new_core(&twin, pairs, twin_data(8, 0, 5, 1, 14));
            check_case("bracket of %s, end %d", catapult_model_name(catapult_experiment_kind(twin.experiment, model)),
                       end);
            if (end == 0)
                found = search(&twin, model, 200);
            assert_within(found.high / found.low, 1, 1.0101);
            assert_within(found.low / twin_eta_crit(&twin), 1, 20);
            double stop = twin.settings.stop.loss;
            bool converged = false;
            for (int t = 0; t < 200 && !converged; t++) {
                catapult_experiment_step(twin.experiment, end ? found.high : found.low);
                converged = catapult_experiment_measure(twin.experiment, model)->train_loss < stop;
            }
            assert_int_equal(catapult_experiment_diverged(twin.experiment, model), end);
            twin_free(&twin);
        }
    }
}

/* Inputs like an image's: a unit is dead either for all of them or for none. */
static struct catapult_dataset *positive_data(uint64_t seed)
{
    struct catapult_dataset *data = twin_data(8, 0, 40, 1, seed);
    for (size_t i = 0; i < data->n * data->d; i++)
        data->x[i] = fabs(data->x[i]);
    return data;
}

static bool now_dead(const struct twin *twin)
{
    return !catapult_experiment_diverged(twin->experiment, 0)
           && catapult_experiment_measure(twin->experiment, 0)->lambda[0] == 0;
}

/* If a narrow ReLU network is thrown too far, all its units die: f = 0 with a finite loss forever.  That is not
 * convergence, however large eta is. */
static void test_dead_units(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "network.widths=30", NULL};
    int died = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct twin twin;
        twin_new_core(&twin, pairs, positive_data(seed));
        check_case("dead units, seed %d", (int)seed);
        struct catapult_eta_max_state found = search(&twin, 0, 200);
        assert_within(found.high / twin_eta_crit(&twin), 1, 40);
        twin_free(&twin);
        for (double rate = 8; rate < 130; rate *= 2) {
            twin_new_core(&twin, pairs, positive_data(seed));
            for (int t = 0; t < 200; t++)
                catapult_experiment_step(twin.experiment, rate * twin_eta_crit(&twin));
            died += now_dead(&twin);
            twin_free(&twin);
        }
    }
    assert_true(died > 0); /* else the test proves nothing */
}

/* Cancelling: freed before the first slice, between slices, in the middle of a trial. */
static void test_given_up(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.widths=50", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(6, 0, 5, 1, 14));
    for (int slices = 0; slices < 12; slices++)
        for (int model = 0; model < 3; model++) {
            struct catapult_eta_max_search *s;
            assert_int_equal(catapult_eta_max_search_new(&s, twin.experiment, model, 100, NULL), CATAPULT_STATUS_OK);
            for (int i = 0; i < slices; i++)
                catapult_eta_max_search_advance(s, 17);
            catapult_eta_max_search_free(s);
        }
    catapult_eta_max_search_free(NULL);
    twin_free(&twin);
}

/* The same bracket in slices of any size. */
static void test_slices(void **state)
{
    (void)state;
    const char *pairs[] = {"model=quadratic", "network.widths=50", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(6, 0, 5, 1, 14));
    struct catapult_eta_max_state first = {0};
    for (int slice = 1; slice < 300; slice *= 7) {
        struct catapult_eta_max_search *s;
        struct catapult_eta_max_state found = {0};
        assert_int_equal(catapult_eta_max_search_new(&s, twin.experiment, 0, 100, NULL), CATAPULT_STATUS_OK);
        for (int i = 0; i < 100000 && !found.done; i++) {
            catapult_eta_max_search_advance(s, slice);
            catapult_eta_max_search_state(s, &found);
        }
        if (slice == 1)
            first = found;
        assert_true(found.low == first.low && found.high == first.high);
        catapult_eta_max_search_free(s);
    }
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_example), cmocka_unit_test(test_linear), cmocka_unit_test(test_bracket),
        cmocka_unit_test(test_dead_units), cmocka_unit_test(test_given_up),       cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests_name("eta_max", tests, NULL, NULL);
}
