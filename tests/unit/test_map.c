/* test_map.c - the exact maps against PAPER sections 3 and 6, and against the models themselves. */
#include <math.h>
#include <stdio.h>

#include <catapult/look.h>
#include <catapult/map.h>

#include "check.h"
#include "twin.h"

/* The smallest a in [low, high] at which `holds` no longer does, to 1e-4. */
static double boundary(double low, double high, bool (*holds)(double a))
{
    while (high - low > 1e-4) {
        double middle = (low + high) / 2;
        if (holds(middle))
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* |z'| <= |z| for every z in [-a, 2]. */
static bool never_grows(double a)
{
    for (int i = 0; i <= 20000; i++) {
        double z = -a + (2 + a) * i / 20000;
        if (fabs(catapult_map_cubic(a, z)) > fabs(z) * (1 + 1e-12))
            return false;
    }
    return true;
}

static bool to_zero(double a)
{
    double z = 0.2385;
    for (int t = 0; t < 400000; t++)
        z = catapult_map_cubic(a, z);
    return fabs(z) < 1e-3;
}

static bool two_values(double a)
{
    int period = catapult_map_cubic_period(a, 0.2385, 400000, 2);
    return period == 1 || period == 2;
}

static bool ordered(double a)
{
    return catapult_map_cubic_period(a, 0.2385, 400000, 64) > 0;
}

static bool stays(double a)
{
    double z = 0.2385;
    for (int t = 0; t < 20000 && fabs(z) < 100; t++)
        z = catapult_map_cubic(a, z);
    return fabs(z) < 100;
}

/* The boundaries are found by search, not from their formulas. */
static void test_regimes(void **state)
{
    (void)state;
    assert_near(boundary(0.5, 1, never_grows), catapult_map_regime_end(CATAPULT_MAP_MONOTONE), 1e-3);
    assert_near(boundary(0.9, 1.1, to_zero), catapult_map_regime_end(CATAPULT_MAP_CATAPULT), 1e-3);
    assert_near(boundary(1.05, 1.29, two_values), catapult_map_regime_end(CATAPULT_MAP_PERIOD_2), 1e-3);
    assert_near(boundary(1.24, 1.31, ordered), catapult_map_regime_end(CATAPULT_MAP_DOUBLING), 2e-3);
    assert_near(boundary(1.9, 2.2, stays), catapult_map_regime_end(CATAPULT_MAP_CHAOS), 2e-3);
    assert_near(catapult_map_regime_end(CATAPULT_MAP_MONOTONE), 0.8284, 5e-5);
    assert_near(catapult_map_regime_end(CATAPULT_MAP_PERIOD_2), 1.2361, 5e-5);
    assert_int_equal(catapult_map_regime_of(0.5), CATAPULT_MAP_MONOTONE);
    assert_int_equal(catapult_map_regime_of(0.9), CATAPULT_MAP_CATAPULT);
    assert_int_equal(catapult_map_regime_of(1.1), CATAPULT_MAP_PERIOD_2);
    assert_int_equal(catapult_map_regime_of(1.27), CATAPULT_MAP_DOUBLING);
    assert_int_equal(catapult_map_regime_of(1.7), CATAPULT_MAP_CHAOS);
    assert_int_equal(catapult_map_regime_of(2.1), CATAPULT_MAP_DIVERGENT);
    assert_int_equal(catapult_map_cubic_period(1.1, 0.3, 10000, 8), 2);
    assert_int_equal(catapult_map_cubic_period(1.27, 0.3, 10000, 8), 4);
    assert_int_equal(catapult_map_cubic_period(1.6, 0.3, 10000, 64), 0);
    assert_int_equal(catapult_map_cubic_period(2.1, 0.3, 10000, 8), -1);
}

/* At the minimum eta lambda = 2a: near z = 0 a step multiplies by 1 - eta lambda. */
static void test_minimum(void **state)
{
    (void)state;
    for (double a = 0.1; a < 2; a += 0.2385)
        assert_near(catapult_map_cubic(a, 1e-7) / 1e-7, 1 - 2 * a, 1e-6);
}

/* PAPER section 6, y = 0: the final v lies in (0, 2), and for v0 < 2.5 it hardly depends on u0. */
static void test_ends(void **state)
{
    (void)state;
    for (double v0 = 2.05; v0 < 3.95; v0 += 0.05) {
        double end[2];
        for (int i = 0; i < 2; i++) {
            struct catapult_map_point p = {.u = i ? 1e-5 : 1e-7, .v = v0};
            for (int t = 0; t < 100000; t++)
                p = catapult_map_step(p);
            assert_within(p.v, 0, 2);
            assert_true(p.u < 1e-12);
            end[i] = p.v;
        }
        if (v0 <= 2.45)
            assert_near(end[0], end[1], 0.08);
    }
    struct catapult_map_point out = {.u = 1e-3, .v = 4.3};
    for (int t = 0; t < 200; t++)
        out = catapult_map_step(out);
    assert_false(fabs(out.u) < 1e6 && fabs(out.v) < 1e6);
    assert_true(catapult_map_is_real(1, 2) && !catapult_map_is_real(1, 1.99));
}

/* One example: the map is the quadratic model to rounding (Eqs. 7, 8), with k and the scale of either loss. */
static void single(const char *loss, double scale)
{
    char key[32];
    snprintf(key, sizeof key, "loss=%s", loss);
    const char *pairs[] = {"model=quadratic", "network.widths=60", "spectrum.top=1", "threads=1", key, NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(1, 0, 4, 1, 3));
    struct catapult_experiment *e = twin.experiment;
    double eta = 1.23 * twin_eta_crit(&twin), k = catapult_look_map_k(e, 0), y = twin.data->y[0], x2 = 0;
    for (int j = 0; j < 4; j++)
        x2 += twin.data->x[j] * twin.data->x[j];
    assert_close(k, x2 / (60 * 4), 1e-14);
    double r = *catapult_experiment_output(e, 0) - y, unit = k * scale * scale * eta * eta;
    struct catapult_map_point p = {unit * r * r, eta * catapult_experiment_measure(e, 0)->lambda[0], unit * r * y};
    for (int t = 0; t < 25; t++) {
        check_moment(loss, t);
        r = *catapult_experiment_output(e, 0) - y;
        assert_close_or_near(p.u, unit * r * r, 1e-9, 1e-14);
        assert_close_or_near(p.v, eta * catapult_experiment_measure(e, 0)->lambda[0], 1e-9, 1e-12);
        assert_close_or_near(p.w, unit * r * y, 1e-9, 1e-14);
        p = catapult_map_step(p);
        catapult_experiment_step(e, eta);
    }
    twin_free(&twin);
}

static void test_single(void **state)
{
    (void)state;
    single("sum", 1);
    single("mean", 2);
}

/* One weight: the cubic map is the general model to rounding. */
static void test_cubic(void **state)
{
    (void)state;
    const char *pairs[] = {"model=general", "network.gamma=0.7", "network.phi=zero", "network.s=identity", "loss=sum",
                           "spectrum.top=1", "threads=1", NULL};
    struct twin twin;
    struct catapult_dataset *data = twin_data(1, 0, 1, 1, 9);
    data->y[0] = 1.31;
    twin_new_core(&twin, pairs, data);
    double eta = 1.15 / (0.7 * 1.31), a = eta * 0.7 * 1.31,
           z = eta * 0.7 * (*catapult_experiment_output(twin.experiment, 0) - 1.31);
    assert_near(catapult_look_map_k(twin.experiment, 0), 0.49, 1e-15);
    for (int t = 0; t < 30; t++) {
        check_moment("cubic", t);
        assert_near(eta * 0.7 * (*catapult_experiment_output(twin.experiment, 0) - 1.31), z, 1e-9);
        z = catapult_map_cubic(a, z);
        catapult_experiment_step(twin.experiment, eta);
    }
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regimes), cmocka_unit_test(test_minimum), cmocka_unit_test(test_ends),
        cmocka_unit_test(test_single),  cmocka_unit_test(test_cubic),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
