/* test_eta_max.c - the search for the largest converging learning rate: its rates with made-up runs, and its runs against the
 * exact map of a single example, eta_crit of the linear model, its boundary with mini-batches; cancelled half way. */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "core/experiment/eta_grid.h"
#include "twin.h"

static struct catapult_eta_max_state search(struct twin *twin, int model)
{
    struct catapult_eta_max_search *s;
    struct catapult_eta_max_state state;
    assert_int_equal(catapult_eta_max_search_new(&s, twin->experiment, model, NULL), CATAPULT_STATUS_OK);
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

/* --- the rates, with made-up runs ------------------------------------------------------------------------------------ */

enum { WALL, HOLES, LOW, NEVER, ALWAYS };

/* Converges or not, as the case says, for eta in units of the linear model's boundary. */
static struct eta_grid_ending made_up(int kind, double eta)
{
    static const double wall[] = {2, 2, 0.3};
    bool converges = kind == ALWAYS || (kind <= LOW && eta < wall[kind]) || (kind == HOLES && eta > 2.2 && eta < 2.7);
    return (struct eta_grid_ending){converges, eta < 2.03 ? CATAPULT_OUTCOME_DEAD : CATAPULT_OUTCOME_DIVERGED, eta};
}

static struct eta_grid walk(int kind, double unit, int *runs)
{
    struct eta_grid grid;
    eta_grid_begin(&grid, unit);
    for (*runs = 0; !grid.done; ++*runs) {
        struct eta_grid_ending ending = made_up(kind, grid.trial / unit);
        assert_within(eta_grid_fraction(&grid, *runs), 0, 1);
        eta_grid_note(&grid, &ending);
        assert_true(*runs < 200);
    }
    assert_true(eta_grid_fraction(&grid, *runs) == 1);
    return grid;
}

static void test_rates(void **state)
{
    (void)state;
    static const double units[] = {1, 0.0371, 4.2e5};
    int runs;
    for (int i = 0; i < 3; i++) {
        double unit = units[i];
        check_case("made-up runs, unit %g", unit);
        for (int kind = WALL; kind <= LOW; kind++) {
            double wall = kind == LOW ? 0.3 : 2;
            struct eta_grid g = walk(kind, unit, &runs);
            assert_true(g.eta_max < wall * unit && g.first_failure >= wall * unit);
            assert_within(g.first_failure / g.eta_max, 1, 1.01);
            assert_int_equal(g.outcome, CATAPULT_OUTCOME_DEAD); /* of the first failure, not of the grid's */
            assert_close(g.loss, g.first_failure / unit, 1e-12);
            assert_int_equal(g.holes, kind == HOLES ? 2 : 0);
            for (int h = 0; h < g.holes; h++)
                assert_within(g.hole[h] / unit, h == 0 ? 2.2 : g.hole[0] / unit * 1.0999, 2.7);
        }
        struct eta_grid g = walk(NEVER, unit, &runs);
        assert_true(g.eta_max == 0 && g.first_failure < unit / 500);
        g = walk(ALWAYS, unit, &runs);
        assert_true(isinf(g.first_failure) && g.eta_max > 100 * unit && g.holes == 0);
    }
}

/* --- the runs -------------------------------------------------------------------------------------------------------- */

/* One example: bounded up to the exact eta_max (phase.h), whatever the target; and below it it converges, as
 * eta sqrt(k) |y| is small here. */
static void single_example(const char *model, const char *activation, double y)
{
    char keys[2][64];
    snprintf(keys[0], 64, "model=%s", model);
    snprintf(keys[1], 64, "network.activation=%s", activation);
    const char *pairs[] = {"network.widths=300", "loss=sum", "spectrum.top=1", keys[0], keys[1], NULL};
    struct catapult_dataset *data = twin_data(1, 0, 8, 1, 41);
    data->y[0] = y;
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    check_case("eta_max of a single example, %s %s, y = %g", model, activation, y);
    struct catapult_eta_max_state found = search(&twin, 0);
    double exact = catapult_experiment_eta_max(twin.experiment, 0), lambda = catapult_experiment_lambda_1(twin.experiment),
           k = 0, r = catapult_experiment_output(twin.experiment, 0)[0] - y;
    for (int j = 0; j < 8; j++)
        k += data->x[j] * data->x[j] / (8 * 300.0);
    assert_close(exact * lambda - k * exact * exact * r * y, 4, 1e-12);
    assert_within(found.high / found.low, 1, 1.0101);
    assert_within(found.low / exact, 0.98, 1.0001);
    assert_within(found.high / exact, 0.9999, 1.0101);
    assert_int_equal(found.outcome, CATAPULT_OUTCOME_DIVERGED);
    twin_free(&twin);
}

static void test_single_example(void **state)
{
    (void)state;
    single_example("quadratic", "relu", 0);
    single_example("quadratic", "relu", 4.731);
    single_example("network", "linear", -2.731);
}

/* A linear model with full batches: eta_crit, without a run.  With mini-batches: where its second moment stays bounded, by
 * what independent batches allow; those of a run, a permutation each epoch, allow somewhat more. */
static void test_linear(void **state)
{
    (void)state;
    const char *const batches[] = {"batch=0", "batch=6", "batch=2"};
    for (int i = 0; i < 3; i++) {
        const char *pairs[] = {"model=linear", "network.widths=30", "loss=mean", batches[i], NULL};
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(6, 0, 8, 1, 4));
        check_case("eta_max of a linear model, %s", batches[i]);
        struct catapult_eta_max_state found = search(&twin, 0);
        double eta_crit = twin_eta_crit(&twin);
        if (i < 2) {
            assert_true(found.low == eta_crit && found.high == eta_crit && found.steps == 0);
            assert_true(catapult_experiment_eta_max(twin.experiment, 0) == eta_crit);
        } else {
            assert_within(found.low / eta_crit, 0.3, 0.95);
            assert_within(found.high / found.low, 1, 1.0101);
            assert_true(isnan(catapult_experiment_eta_max(twin.experiment, 0)));
        }
        twin_free(&twin);
    }
}

/* A run at low is bounded, and one at high has the outcome that the search gives. */
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
                found = search(&twin, model);
            assert_within(found.high / found.low, 1, 1.0101);
            assert_within(found.low / twin_eta_crit(&twin), 1, 20);
            assert_within(found.steps, ETA_GRID_FLOOR, ETA_GRID_CAP);
            double eta = end ? found.high : found.low;
            struct catapult_outcome_rules rules = catapult_outcome_rules_of(&twin.settings);
            struct catapult_outcome outcome;
            catapult_outcome_init(&outcome, &rules);
            catapult_outcome_push(&outcome, catapult_experiment_measure(twin.experiment, model), eta);
            enum catapult_outcome_word word = CATAPULT_OUTCOME_FALLING;
            for (long t = 0; t < found.steps && word > CATAPULT_OUTCOME_CONVERGED; t++) {
                catapult_experiment_step(twin.experiment, eta);
                catapult_outcome_push(&outcome, catapult_experiment_measure(twin.experiment, model), eta);
                word = catapult_outcome_word(&outcome, NULL);
            }
            if (end)
                assert_int_equal(word, found.outcome);
            else
                assert_true(word != CATAPULT_OUTCOME_DIVERGED && word != CATAPULT_OUTCOME_DEAD);
            twin_free(&twin);
        }
    }
}

/* What a run would do by itself has no part in it. */
static void test_stop_steps(void **state)
{
    (void)state;
    const char *const steps[] = {"stop.steps=5", "stop.steps=900"};
    struct catapult_eta_max_state found[2];
    for (int i = 0; i < 2; i++) {
        const char *pairs[] = {"model=network", "network.widths=40", "network.activation=tanh", steps[i], NULL};
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(7, 0, 4, 1, 5));
        found[i] = search(&twin, 0);
        twin_free(&twin);
    }
    assert_true(found[0].low == found[1].low && found[0].high == found[1].high && found[0].steps == found[1].steps);
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
        struct catapult_eta_max_state found = search(&twin, 0);
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
            assert_int_equal(catapult_eta_max_search_new(&s, twin.experiment, model, NULL), CATAPULT_STATUS_OK);
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
        assert_int_equal(catapult_eta_max_search_new(&s, twin.experiment, 0, NULL), CATAPULT_STATUS_OK);
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
        cmocka_unit_test(test_rates), cmocka_unit_test(test_stop_steps), cmocka_unit_test(test_single_example), cmocka_unit_test(test_linear), cmocka_unit_test(test_bracket),
        cmocka_unit_test(test_dead_units), cmocka_unit_test(test_given_up),       cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests_name("eta_max", tests, NULL, NULL);
}
