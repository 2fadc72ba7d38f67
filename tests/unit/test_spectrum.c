/* test_spectrum.c - tracked eigenpairs against the full solver and against the twin's kernel and Jacobi rotations,
 * along whole catapults; equal eigenvalues, crossings, low rank, a single example.
 *
 * An accepted pair has |K p - lambda p| <= 1e-9 lambda_1, so lambda is within 1e-9 lambda_1 of an eigenvalue, and
 * much closer if that eigenvalue is isolated. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/spectrum/identity.h"
#include "twin.h"

static const struct catapult_measure *now(const struct twin *twin, int model)
{
    return catapult_experiment_measure(twin->experiment, model);
}

/* Tracked against the full spectrum of the core. */
static void against_full(struct twin *twin, int model)
{
    size_t size = twin->data->n * twin->data->outputs, top = (size_t)twin->settings.spectrum.top;
    double *lambda = twin_array(size), sum = 0;
    assert_int_equal(catapult_experiment_spectrum(twin->experiment, model, lambda, NULL), CATAPULT_STATUS_OK);
    for (size_t k = 0; k < size; k++) {
        if (k < top)
            assert_near(now(twin, model)->lambda[k], lambda[k], 1e-9 * lambda[0]);
        if (k)
            assert_true(lambda[k] <= lambda[k - 1]);
        assert_true(lambda[k] >= -1e-12 * lambda[0]); /* positive semidefinite */
    }
    /* the parts of the loss sum to at most the loss, and to the loss if all pairs are tracked */
    for (size_t k = 0; k < top && k < size; k++)
        sum += now(twin, model)->pi[k];
    assert_true(sum <= now(twin, model)->train_loss * (1 + 1e-9));
    if (top >= size)
        assert_close(sum, now(twin, model)->train_loss, 1e-8);
    for (size_t k = size; k < top; k++)
        assert_true(isnan(now(twin, model)->lambda[k]) && isnan(now(twin, model)->pi[k]));
    free(lambda);
}

static void catapult(const char *const *pairs, struct catapult_dataset *data, double rate, int steps)
{
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    double eta = rate * twin_eta_crit(&twin);
    for (int t = 0; t < steps; t++) {
        for (int i = 0; i < twin.models; i++)
            if (!catapult_experiment_diverged(twin.experiment, i))
                against_full(&twin, i);
        catapult_experiment_step(twin.experiment, eta);
    }
    twin_free(&twin);
}

static void test_along_catapults(void **state)
{
    (void)state;
    const char *wide[] = {"model=network", "compare=quadratic", "network.widths=150", "spectrum.top=5", NULL};
    const char *deep[] = {"model=network", "compare=quadratic", "network.widths=40,30", "spectrum.top=16",
                          "network.activation=swish", NULL};
    const char *ten[] = {"model=network", "compare=quadratic", "network.widths=200", NULL};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        check_case("two layers, seed %d", (int)seed);
        catapult(wide, twin_data(24, 0, 8, 1, seed), 1.7, 60);
        check_case("two layers, n > 2d, seed %d", (int)seed);
        catapult(wide, twin_data(30, 0, 3, 1, seed), 1.5, 60);
        check_case("three layers, three outputs, seed %d", (int)seed);
        catapult(deep, twin_data(12, 0, 8, 3, seed), 1.4, 40);
        /* a cluster of ten eigenvalues, of which three are tracked by products with K alone */
        check_case("ten outputs, seed %d", (int)seed);
        catapult(ten, twin_data(15, 0, 20, 10, seed), 1.6, 30);
        check_case("all pairs, seed %d", (int)seed);
        catapult(deep, twin_data(7, 0, 8, 2, seed), 1.4, 40);
    }
}

/* The twin's own J J^T and Jacobi rotations, through a catapult with a spike. */
static void test_against_rotations(void **state)
{
    (void)state;
    static const char *const activations[] = {"relu", "tanh"};
    for (int a = 0; a < 2; a++) {
        char key[64];
        snprintf(key, sizeof key, "network.activation=%s", activations[a]);
        const char *pairs[] = {"model=network", "compare=quadratic", "network.widths=40", "spectrum.top=4",
                               "threads=1", key, NULL};
        struct twin twin;
        twin_new(&twin, pairs, twin_data(8, 0, 4, 1, 3));
        check_case("against rotations, %s", activations[a]);
        double eta = 1.4 * twin_eta_crit(&twin), lambda[8], v[64];
        for (int t = 0; t < 40; t++) {
            for (int i = 0; i < twin.models; i++) {
                twin_eigen(&twin, i, lambda, v);
                for (int k = 0; k < 4; k++)
                    assert_near(now(&twin, i)->lambda[k], lambda[k], 1e-8 * lambda[0]);
            }
            twin_step(&twin, eta);
        }
        twin_free(&twin);
    }
}

/* The rule alone: numbers go with the overlap, whatever the rank. */
static void test_identity(void **state)
{
    (void)state;
    char text[CATAPULT_CROSSING_TEXT];
    static const double turned[9] = {0, -0.9, 0.43, 0.2, 0.43, 0.88, 0.98, 0.1, 0.2}; /* 1 -> 2 -> 3 -> 1 */
    static const double mixed[9] = {0.7, 0.714, 0, -0.714, 0.7, 0, 0, 0, 1};
    static const double left[9] = {0.1, 0.2, 0, 1, 0, 0, 0, 0.9, 0.3}; /* the first is gone; the others move up */
    int direction[3] = {2, 0, 1}, before[3] = {2, 0, 1};
    identity_follow(3, turned, direction);
    assert_true(direction[0] == 1 && direction[1] == 2 && direction[2] == 0);
    assert_true(catapult_measure_crossing(3, before, direction, text));
    assert_string_equal(text, "lambda_1, lambda_2 and lambda_3 change places");
    identity_follow(3, mixed, direction);
    assert_true(direction[0] == 2 && direction[1] == 1 && direction[2] == 0);
    identity_follow(3, left, direction);
    assert_true(direction[0] == 1 && direction[1] == 0 && direction[2] == 2);
    memcpy(before, direction, sizeof before);
    identity_follow(3, (const double[9]){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}, direction);
    assert_false(catapult_measure_crossing(3, before, direction, text));
    assert_string_equal(text, "");
}

/* Figure 3's setting: lambda_1 falls past lambda_2.  Along its own direction lambda goes on where it was; a run that is saved
 * and restored across the crossing has the same numbers. */
static void test_crossing(void **state)
{
    (void)state;
    const char *pairs[] = {"model=quadratic", "network.widths=400", "spectrum.top=3", "loss=mean", "threads=1", NULL};
    int crossings = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(16, 0, 1, 1, seed));
        check_case("one crossing, seed %d", (int)seed);
        struct catapult_experiment *e = twin.experiment;
        double eta = 1.4 * twin_eta_crit(&twin);
        void *saved = malloc(catapult_experiment_state_size(e));
        for (int t = 0; t < 60; t++) {
            struct catapult_measure was = *now(&twin, 0), first;
            catapult_experiment_save(e, saved);
            catapult_experiment_step(e, eta);
            first = *now(&twin, 0);
            catapult_experiment_restore(e, saved);
            catapult_experiment_step(e, eta);
            assert_memory_equal(first.direction, now(&twin, 0)->direction, sizeof first.direction);
            bool moved = first.direction[0] != was.direction[0];
            assert_int_equal(moved, first.overlap[0] * first.overlap[0] < 0.5);
            assert_int_equal(first.direction[2], 2); /* the null space has no directions */
            crossings += moved;
            for (int number = 0; number < 2 && moved; number++) { /* no jump to the other's loss, which is decades away */
                int a = catapult_measure_rank(3, was.direction, number), b = catapult_measure_rank(3, first.direction, number);
                double factor = 1 - eta * was.lambda[a];
                assert_true(first.pi[b] < 40 * (factor * factor + 1) * was.pi[a] + 1e-20);
            }
        }
        free(saved);
        twin_free(&twin);
    }
    assert_true(crossings > 0);
}

/* d = 1: K has rank 2; the first direction falls below the second and they change places. */
static void test_rank_two_and_crossings(void **state)
{
    (void)state;
    const char *pairs[] = {"model=quadratic", "network.widths=400", "spectrum.top=4", "loss=mean", NULL};
    int crossings = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(16, 0, 1, 1, seed));
        check_case("crossings, seed %d", (int)seed);
        double eta = 1.4 * twin_eta_crit(&twin);
        for (int t = 0; t < 80; t++) {
            const struct catapult_measure *m = now(&twin, 0);
            against_full(&twin, 0);
            assert_near(m->lambda[2], 0, 1e-9 * m->lambda[0]);
            assert_near(m->lambda[3], 0, 1e-9 * m->lambda[0]);
            if (t && m->overlap[0] < 0.5)
                crossings++; /* p_1 is another vector than before */
            catapult_experiment_step(twin.experiment, eta);
        }
        twin_free(&twin);
    }
    assert_true(crossings > 0);
}

/* gamma = 0, phi = x: K = X X^T exactly.  Orthogonal rows of lengths 3, 3, 2, 2, 2, 1 give equal eigenvalues; the
 * loss in a whole eigenspace is still well defined. */
static void test_equal_eigenvalues(void **state)
{
    (void)state;
    static const double length[] = {3, 2, 3, 1, 2, 2}, expected[] = {9, 9, 4, 4, 4, 1};
    const char *pairs[] = {"model=general", "network.gamma=0", "network.phi=input", "loss=sum",
                           "spectrum.top=6", NULL};
    struct catapult_dataset *data = twin_data(6, 0, 6, 1, 8);
    for (int i = 0; i < 36; i++)
        data->x[i] = i % 7 ? 0 : length[i / 7];
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    check_case("equal eigenvalues");
    for (int t = 0; t < 20; t++) {
        const struct catapult_measure *m = now(&twin, 0);
        const double *f = catapult_experiment_output(twin.experiment, 0);
        double pi[3] = {0, 0, 0};
        for (int i = 0; i < 6; i++)
            pi[3 - (int)length[i]] += pow(f[i] - data->y[i], 2) / 2;
        for (int k = 0; k < 6; k++)
            assert_close(m->lambda[k], expected[k], 1e-12);
        assert_close(m->pi[0] + m->pi[1], pi[0], 1e-9);
        assert_close(m->pi[2] + m->pi[3] + m->pi[4], pi[1], 1e-9);
        assert_close(m->pi[5], pi[2], 1e-9);
        catapult_experiment_step(twin.experiment, 0.05);
    }
    twin_free(&twin);
}

/* Duplicated examples: rank n/2, and every p_k of nonzero lambda is the same on both copies. */
static void test_duplicates(void **state)
{
    (void)state;
    struct catapult_dataset *data = twin_data(10, 0, 6, 1, 12);
    for (int i = 0; i < 30; i++)
        data->x[30 + i] = data->x[i];
    const char *pairs[] = {"model=network", "network.widths=90", "spectrum.top=7", NULL};
    check_case("duplicates");
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    for (int t = 0; t < 30; t++) {
        against_full(&twin, 0);
        for (int k = 5; k < 7; k++)
            assert_near(now(&twin, 0)->lambda[k], 0, 1e-9 * now(&twin, 0)->lambda[0]);
        catapult_experiment_step(twin.experiment, 1.3 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

/* One example: lambda_1 is K, Pi_1 L is L; there is no second pair. */
static void test_one_example(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.widths=33", "spectrum.top=3",
                           NULL};
    struct twin twin;
    twin_new(&twin, pairs, twin_data(1, 0, 5, 1, 2));
    check_case("one example");
    for (int t = 0; t < 20; t++) {
        for (int i = 0; i < 3; i++) {
            double k;
            naive_kernel(twin.naive[i], 2, &k);
            assert_close(now(&twin, i)->lambda[0], k, 1e-10);
            assert_close(now(&twin, i)->pi[0], now(&twin, i)->train_loss, 1e-12);
            assert_true(isnan(now(&twin, i)->lambda[1]));
        }
        twin_step(&twin, 1.2 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

/* spectrum.every = 3: NaN between the measured steps, and correct values at them. */
static void test_every_third(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "network.widths=60", "spectrum.every=3", NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(9, 0, 5, 1, 2));
    check_case("spectrum.every = 3");
    for (int t = 0; t < 12; t++) {
        if (t % 3 == 0)
            against_full(&twin, 0);
        else
            assert_true(isnan(now(&twin, 0)->lambda[0]) && isnan(now(&twin, 0)->pi[0]));
        catapult_experiment_step(twin.experiment, 1.4 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),          cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_along_catapults),   cmocka_unit_test(test_against_rotations),
        cmocka_unit_test(test_rank_two_and_crossings), cmocka_unit_test(test_equal_eigenvalues),
        cmocka_unit_test(test_duplicates),        cmocka_unit_test(test_one_example),
        cmocka_unit_test(test_every_third),
    };
    return cmocka_run_group_tests_name("spectrum", tests, NULL, NULL);
}
