/* test_determinism.c - same settings, data and thread count give the same bits, whatever drives the experiment, with
 * or without saving, restoring, computing the spectrum or other experiments at the same time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"

enum { STEPS = 40 };

static const char *const network_pairs[] = {"model=network", "compare=linear,quadratic", "network.widths=150,70",
                                            "network.activation=swish", "batch=7", "threads=2", NULL};
static const char *const relu_pairs[] = {"model=quadratic", "compare=network", "network.widths=300",
                                         "loss=sum", "threads=2", NULL};
static const char *const general_pairs[] = {"model=general", "network.gamma=0.05", "batch=3", NULL};
static const char *const conv_pairs[] = {"model=network", "compare=linear,quadratic", "network.type=conv",
                                         "network.widths=9,7", "data.image=2,4,3", "network.activation=tanh", "batch=7",
                                         "spectrum.every=3", "threads=2", NULL};

static struct catapult_dataset *data_of(const char *const *pairs)
{
    if (pairs == general_pairs)
        return twin_data(9, 5, 30, 1, 8);
    if (pairs == conv_pairs)
        return twin_data(15, 6, 24, 2, 7);
    return pairs == network_pairs ? twin_data(20, 11, 8, 3, 5) : twin_data(30, 11, 4, 1, 6);
}

/* Equal bits; NaN equals NaN. */
static void same(double a, double b, const char *what, int line)
{
    if (memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b)))
        return;
    print_error("%s: %.17g and %.17g\n", what, a, b);
    _fail(__FILE__, line);
}
#define assert_same(a, b) same(a, b, #a, __LINE__)

static void same_measure(const struct catapult_measure *a, const struct catapult_measure *b)
{
    assert_same(a->train_loss, b->train_loss);
    assert_same(a->test_loss, b->test_loss);
    assert_same(a->train_accuracy, b->train_accuracy);
    assert_same(a->test_accuracy, b->test_accuracy);
    assert_same(a->distance, b->distance);
    assert_int_equal(a->phase, b->phase);
    for (int k = 0; k < CATAPULT_TOP_MAX; k++) {
        assert_same(a->lambda[k], b->lambda[k]);
        assert_same(a->pi[k], b->pi[k]);
        assert_same(a->overlap[k], b->overlap[k]);
    }
}

static void same_state(const struct twin *a, const struct twin *b)
{
    assert_int_equal(catapult_experiment_t(a->experiment), catapult_experiment_t(b->experiment));
    size_t size = a->data->n * a->data->outputs;
    for (int i = 0; i < a->models; i++) {
        same_measure(catapult_experiment_measure(a->experiment, i), catapult_experiment_measure(b->experiment, i));
        for (size_t q = 0; q < size; q++)
            assert_same(catapult_experiment_output(a->experiment, i)[q],
                        catapult_experiment_output(b->experiment, i)[q]);
    }
}

static double eta_of(const struct twin *twin, int t)
{
    return (t % 5 == 2 ? 1.35 : 0.8) * twin_eta_crit(twin);
}

static void step(struct twin *twin)
{
    catapult_experiment_step(twin->experiment, eta_of(twin, (int)catapult_experiment_t(twin->experiment)));
}

static void twice(const char *const *pairs)
{
    struct twin a, b;
    twin_new_core(&a, pairs, data_of(pairs));
    twin_new_core(&b, pairs, data_of(pairs));
    double *lambda = twin_array(a.data->n * a.data->outputs);
    for (int t = 0; t <= STEPS; t++) {
        same_state(&a, &b);
        step(&a);
        /* computing the whole spectrum changes nothing */
        if (t % 7 == 3)
            assert_int_equal(catapult_experiment_spectrum(b.experiment, 0, lambda, NULL), CATAPULT_STATUS_OK);
        step(&b);
    }
    free(lambda);
    twin_free(&a);
    twin_free(&b);
}

static void test_same_bits(void **state)
{
    (void)state;
    twice(network_pairs);
    twice(relu_pairs);
    twice(general_pairs);
    twice(conv_pairs);
}

/* Twenty runs, one after another in one process, end with the same bits. */
static void test_twenty(void **state)
{
    (void)state;
    double loss = 0, distance = 0;
    for (int run = 0; run < 20; run++) {
        struct twin twin;
        twin_new_core(&twin, network_pairs, data_of(network_pairs));
        for (int t = 0; t < STEPS / 4; t++)
            step(&twin);
        const struct catapult_measure *m = catapult_experiment_measure(twin.experiment, 0);
        loss = run ? loss : m->train_loss;
        distance = run ? distance : m->distance;
        assert_true(m->train_loss == loss && m->distance == distance);
        twin_free(&twin);
    }
}

/* b runs ahead, goes back and runs again; a runs without interruption. */
static void go_back(const char *const *pairs)
{
    struct twin a, b;
    twin_new_core(&a, pairs, data_of(pairs));
    twin_new_core(&b, pairs, data_of(pairs));
    void *start = malloc(catapult_experiment_state_size(b.experiment)),
         *saved = malloc(catapult_experiment_state_size(b.experiment));
    catapult_experiment_save(b.experiment, start);
    for (int t = 0; t < 11; t++) {
        step(&a);
        step(&b);
    }
    catapult_experiment_save(b.experiment, saved);
    for (int t = 0; t < 9; t++)
        catapult_experiment_step(b.experiment, 1.5 * twin_eta_crit(&b));
    catapult_experiment_restore(b.experiment, saved);
    for (int t = 11; t <= STEPS; t++) {
        same_state(&a, &b);
        step(&a);
        step(&b);
    }
    /* back to the beginning, into an experiment that has diverged meanwhile */
    for (int t = 0; t < 200; t++)
        catapult_experiment_step(b.experiment, 50 * twin_eta_crit(&b));
    catapult_experiment_restore(b.experiment, start);
    twin_free(&a);
    twin_new_core(&a, pairs, data_of(pairs));
    for (int t = 0; t <= STEPS; t++) {
        same_state(&a, &b);
        step(&a);
        step(&b);
    }
    free(start);
    free(saved);
    twin_free(&a);
    twin_free(&b);
}

static void test_save_and_restore(void **state)
{
    (void)state;
    go_back(network_pairs);
    go_back(relu_pairs);
    go_back(general_pairs);
    go_back(conv_pairs);
}

/* A state depends on the settings, not on the object: saved from one, restored into another. */
static void test_restore_elsewhere(void **state)
{
    (void)state;
    struct twin a, b;
    twin_new_core(&a, relu_pairs, data_of(relu_pairs));
    twin_new_core(&b, relu_pairs, data_of(relu_pairs));
    void *saved = malloc(catapult_experiment_state_size(a.experiment));
    for (int t = 0; t < 13; t++)
        step(&a);
    catapult_experiment_save(a.experiment, saved);
    catapult_experiment_restore(b.experiment, saved);
    for (int t = 0; t < 13; t++) {
        same_state(&a, &b);
        step(&a);
        step(&b);
    }
    free(saved);
    twin_free(&a);
    twin_free(&b);
}

/* A search for eta_max at the same time does not affect the run. */
static void test_search_beside(void **state)
{
    (void)state;
    struct twin a, b;
    twin_new_core(&a, relu_pairs, data_of(relu_pairs));
    twin_new_core(&b, relu_pairs, data_of(relu_pairs));
    struct catapult_eta_max_search *search;
    assert_int_equal(catapult_eta_max_search_new(&search, b.experiment, 1, NULL), CATAPULT_STATUS_OK);
    for (int t = 0; t <= STEPS; t++) {
        same_state(&a, &b);
        step(&a);
        catapult_eta_max_search_advance(search, 3);
        step(&b);
    }
    catapult_eta_max_search_free(search);
    twin_free(&a);
    twin_free(&b);
}

/* Another number of threads may sum in another order: a rounding difference, which a lazy run does not amplify. */
static void test_threads(void **state)
{
    (void)state;
    const char *one[] = {"model=network", "compare=linear,quadratic", "network.widths=900", "threads=1", NULL};
    const char *two[] = {"model=network", "compare=linear,quadratic", "network.widths=900", "threads=2", NULL};
    struct twin a, b;
    twin_new_core(&a, one, twin_data(60, 20, 12, 1, 6));
    twin_new_core(&b, two, twin_data(60, 20, 12, 1, 6));
    for (int t = 0; t <= STEPS; t++) {
        for (int i = 0; i < a.models; i++) {
            const struct catapult_measure *x = catapult_experiment_measure(a.experiment, i),
                                          *y = catapult_experiment_measure(b.experiment, i);
            check_case("threads, %s, step %d", catapult_model_name(catapult_experiment_kind(a.experiment, i)), t);
            assert_close(y->train_loss, x->train_loss, 1e-10);
            assert_close(y->test_loss, x->test_loss, 1e-10);
            assert_close_or_near(y->distance, x->distance, 1e-10, 1e-12);
            assert_close(y->lambda[0], x->lambda[0], 1e-10);
            assert_near(y->lambda[2], x->lambda[2], 1e-9 * x->lambda[0]);
        }
        catapult_experiment_step(a.experiment, 0.8 * twin_eta_crit(&a));
        catapult_experiment_step(b.experiment, 0.8 * twin_eta_crit(&a));
    }
    twin_free(&a);
    twin_free(&b);
}

/* Drift: after ten thousand steps the pre-activations, computed from increments, equal those of weights updated step
 * by step, and those of a saved and restored state bit for bit. */
static void test_drift(void **state)
{
    (void)state;
    for (size_t d = 1; d <= 7; d += 6) {
        const char *pairs[] = {"model=network", "compare=quadratic", "network.widths=4", "spectrum.every=500",
                               "network.activation=tanh", "loss=sum", NULL};
        struct twin twin;
        twin_new(&twin, pairs, twin_data(4, 0, d, 1, 12));
        double eta = 0.01 * twin_eta_crit(&twin); /* lambda_1 grows by a factor of twenty; at 0.05 the run would end
                                                     at the edge of stability */
        for (int t = 0; t < 10000; t++)
            twin_step(&twin, eta);
        for (int i = 0; i < twin.models; i++) {
            double expected;
            check_case("drift of %s, d %zu", catapult_model_name(catapult_experiment_kind(twin.experiment, i)), d);
            for (size_t q = 0; q < 4; q++) {
                naive_output(twin.naive[i], q, &expected);
                assert_close(catapult_experiment_output(twin.experiment, i)[q], expected, 1e-10);
            }
        }
        void *saved = malloc(catapult_experiment_state_size(twin.experiment));
        double before = catapult_experiment_output(twin.experiment, 0)[1];
        catapult_experiment_save(twin.experiment, saved);
        catapult_experiment_step(twin.experiment, eta);
        catapult_experiment_restore(twin.experiment, saved);
        assert_same(catapult_experiment_output(twin.experiment, 0)[1], before);
        free(saved);
        twin_free(&twin);
    }
}

static double first_weight(const char *const *pairs, size_t n, int layer)
{
    struct twin twin;
    size_t rows, cols;
    twin_new_core(&twin, pairs, twin_data(n, 0, 4, 1, 6));
    assert_true(catapult_experiment_w0(twin.experiment, layer, &rows, &cols, NULL));
    double *w = twin_array(rows * cols);
    catapult_experiment_w0(twin.experiment, layer, &rows, &cols, w);
    double first = w[0];
    free(w);
    twin_free(&twin);
    return first;
}

/* Separate random streams per purpose and layer: drawing for one does not shift another. */
static void test_streams(void **state)
{
    (void)state;
    const char *base[] = {"network.widths=20,30", "network.readout_init=normal", NULL};
    const char *wider[] = {"network.widths=25,30", "network.readout_init=normal", "batch=2", NULL};
    const char *seeded[] = {"network.widths=20,30", "network.readout_init=normal", "seed=2", NULL};
    for (int layer = 0; layer < 3; layer++) {
        double first = first_weight(base, 7, layer);
        assert_same(first_weight(base, 9, layer), first);
        assert_same(first_weight(wider, 7, layer), first);
        assert_true(first_weight(seeded, 7, layer) != first);
        assert_true(first != first_weight(base, 7, (layer + 1) % 3));
    }
    struct catapult_settings settings;
    struct catapult_dataset *a, *b, *c;
    twin_settings(&settings, base);
    assert_int_equal(catapult_dataset_gaussian(&settings, &a, NULL), CATAPULT_STATUS_OK);
    twin_settings(&settings, wider);
    assert_int_equal(catapult_dataset_gaussian(&settings, &b, NULL), CATAPULT_STATUS_OK);
    twin_settings(&settings, seeded);
    assert_int_equal(catapult_dataset_gaussian(&settings, &c, NULL), CATAPULT_STATUS_OK);
    assert_memory_equal(a->x, b->x, a->n * a->d * sizeof(double));
    assert_true(a->x[0] != c->x[0]);
    catapult_dataset_free(a);
    catapult_dataset_free(b);
    catapult_dataset_free(c);
}

/* A batch has no repeated rows, every row occurs once per epoch, and step t's batch is the same whenever it is
 * requested. */
static void test_batches(void **state)
{
    (void)state;
    const char *pairs[] = {"batch=4", "network.widths=10", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(12, 0, 3, 1, 6));
    size_t rows[4], again[4];
    int changed = 0;
    for (long epoch = 0; epoch < 6; epoch++) {
        int seen[12] = {0};
        for (long t = 3 * epoch; t < 3 * epoch + 3; t++) {
            assert_true(catapult_experiment_batch(twin.experiment, t, rows));
            for (int b = 0; b < 4; b++) {
                assert_true(rows[b] < 12);
                seen[rows[b]]++;
            }
            assert_true(catapult_experiment_batch(twin.experiment, 100 - t, again));
            assert_true(catapult_experiment_batch(twin.experiment, t, again));
            assert_memory_equal(rows, again, sizeof rows);
        }
        for (int i = 0; i < 12; i++)
            assert_int_equal(seen[i], 1);
        assert_true(catapult_experiment_batch(twin.experiment, 3 * epoch + 3, again));
        changed += memcmp(rows, again, sizeof rows) != 0;
    }
    assert_true(changed > 3);
    twin_free(&twin);
    twin_new_core(&twin, (const char *[]){"network.widths=10", NULL}, twin_data(12, 0, 3, 1, 6));
    assert_false(catapult_experiment_batch(twin.experiment, 0, rows));
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),     cmocka_unit_test(test_save_and_restore),
        cmocka_unit_test(test_restore_elsewhere), cmocka_unit_test(test_search_beside),
        cmocka_unit_test(test_threads),       cmocka_unit_test(test_streams),
        cmocka_unit_test(test_batches),       cmocka_unit_test(test_drift),
        cmocka_unit_test(test_twenty),
    };
    return cmocka_run_group_tests_name("determinism", tests, NULL, NULL);
}
