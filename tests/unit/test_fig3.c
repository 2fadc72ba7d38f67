/* test_fig3.c - Figures 3 and 5 and the checked table of PAPER section 4: m = 5000, n = 128, d = 1, `mean`.
 *
 * The table comes from one draw; the tests use bands that hold for other draws.  One number is exact for any draw: in
 * one dimension the models are lines through the origin on either side of it, so every converged run ends at the
 * least-squares loss
 *     floor = 1/n sum over both signs of (sum y^2 - (sum x y)^2 / sum x^2). */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "twin.h"

enum { NETWORK, LINEAR, QUADRATIC };

struct fig3_run {
    double first, peak, last, lambda[2], lambda_first[2];
    bool diverged;
};

static double floor_loss(const struct catapult_dataset *data)
{
    double xx[2] = {0, 0}, xy[2] = {0, 0}, yy = 0;
    for (size_t i = 0; i < data->n; i++) {
        int side = data->x[i] >= 0;
        xx[side] += data->x[i] * data->x[i];
        xy[side] += data->x[i] * data->y[i];
        yy += data->y[i] * data->y[i];
    }
    return (yy - xy[0] * xy[0] / xx[0] - xy[1] * xy[1] / xx[1]) / (double)data->n;
}

static void record(const struct twin *twin, struct fig3_run out[3])
{
    for (int i = 0; i < 3; i++) {
        const struct catapult_measure *m = catapult_experiment_measure(twin->experiment, i);
        out[i].diverged = catapult_experiment_diverged(twin->experiment, i);
        if (catapult_experiment_t(twin->experiment) == 0) {
            out[i].first = m->train_loss;
            out[i].lambda_first[0] = m->lambda[0];
            out[i].lambda_first[1] = m->lambda[1];
        }
        out[i].peak = fmax(out[i].peak, m->train_loss);
        out[i].last = m->train_loss;
        out[i].lambda[0] = m->lambda[0];
        out[i].lambda[1] = m->lambda[1];
    }
}

/* Runs that many steps at rate * eta_crit; returns eta and the floor. */
static double run(int seed, double rate, int steps, struct fig3_run out[3], double *floor)
{
    char key[32];
    snprintf(key, sizeof key, "seed=%d", seed);
    const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.widths=5000", "loss=mean",
                           "data.n=128", "data.d=1", "data.test=0", "data.shift=2", "spectrum.top=2", key, NULL};
    struct twin twin;
    twin_new_core(&twin, pairs, twin_gaussian(pairs));
    *floor = floor_loss(twin.data);
    double eta = rate * twin_eta_crit(&twin);
    for (int i = 0; i < 3; i++)
        out[i] = (struct fig3_run){0};
    record(&twin, out);
    for (int t = 0; t < steps; t++) {
        catapult_experiment_step(twin.experiment, eta);
        record(&twin, out);
    }
    twin_free(&twin);
    check_case("figure 3, seed %d, eta %g eta_crit", seed, rate);
    return eta;
}

/* A linear model above eta_crit only grows. */
static void linear_diverges(const struct fig3_run *linear, double rate, int steps)
{
    double growth = pow(2 * rate - 1, 2); /* of the loss along p_1, per step */
    assert_true(linear->diverged || linear->last > 1e-6 * pow(growth, steps));
    assert_true(linear->diverged || linear->last == linear->peak);
}

/* A catapult: the peak is between low and high, then the loss returns to the floor except for a part `left` (the
 * smaller the final lambda_2, the slower its direction); lambda_1 and lambda_2 end below 2/eta. */
static void catapult(const struct fig3_run *out, double low, double high, double eta, double floor, double left)
{
    assert_false(out->diverged);
    assert_within(out->peak, low, high);
    assert_within(out->last, floor * (1 - 1e-9), floor * (1 + left));
    assert_within(out->lambda[0], 0, 2 / eta);
    assert_within(out->lambda[1], 0, 2 / eta);
}

static int seed_first = 1, seed_last = 2;

/* "0.90: to 0.224; no peak; lambda_1 and lambda_2 hardly move" */
static void test_below(void **state)
{
    (void)state;
    for (int seed = seed_first; seed <= seed_last; seed++) {
        struct fig3_run out[3];
        double floor, eta = run(seed, 0.9, 150, out, &floor);
        assert_within(eta / 0.9, 0.30, 0.42); /* 2/lambda_1 near 0.37 */
        for (int i = 0; i < 3; i++) {
            assert_false(out[i].diverged);
            assert_close(out[i].peak, out[i].first, 1e-12);
            assert_close(out[i].last, floor, 1e-6);
            assert_close(out[i].lambda[0], out[i].lambda_first[0], i == NETWORK ? 0.03 : 0.005);
            assert_close(out[i].lambda[1], out[i].lambda_first[1], i == NETWORK ? 0.03 : 0.008);
        }
        assert_close(out[LINEAR].lambda[0], out[LINEAR].lambda_first[0], 1e-9);
    }
}

/* "1.02: no peak above L(0), only lambda_1 moves": in that draw.  In general, Theorem 1's m (eta lambda_1 - 2)^2 /
 * log m = 0.9 is at most L(0), which is 1 to 4; its constant is unknown, 3 is used here.  The rate is between the two
 * critical rates if 2/lambda_2 is above it. */
static void test_between(void **state)
{
    (void)state;
    int between = 0;
    for (int seed = seed_first; seed <= seed_last; seed++) {
        struct fig3_run out[3];
        double floor, eta = run(seed, 1.02, 200, out, &floor);
        if (out[LINEAR].lambda_first[1] > 1.96 / eta)
            continue;
        between++;
        linear_diverges(&out[LINEAR], 1.02, 200);
        for (int i = NETWORK; i <= QUADRATIC; i += QUADRATIC) {
            catapult(&out[i], out[i].first, out[i].first + 3, eta, floor, 0.02);
            assert_within(out[i].lambda[0] / out[i].lambda_first[0], 0.9, 0.985);
            assert_within(out[i].lambda[1] / out[i].lambda_first[1], 0.985, 1.015);
        }
    }
    assert_true(between > 0);
}

/* Rows 1.20, 1.50, 1.80: the table's peaks, within a factor of about five for other draws. */
static void test_above(void **state)
{
    (void)state;
    static const struct {
        double rate, quadratic, network;
    } rows[] = {{1.2, 257, 194}, {1.5, 1.4e3, 1.5e3}, {1.8, 2.7e3, 3.5e3}};
    for (int row = 0; row < 3; row++) {
        struct fig3_run out[3];
        double floor, eta = run(seed_first, rows[row].rate, 300, out, &floor);
        linear_diverges(&out[LINEAR], rows[row].rate, 300);
        catapult(&out[QUADRATIC], rows[row].quadratic / 5, rows[row].quadratic * 5, eta, floor, 0.01);
        catapult(&out[NETWORK], rows[row].network / 5, rows[row].network * 5, eta, floor, 0.01);
    }
}

/* "1.95: converges to 0.224 (quadratic peak 3.0e3); 2.10: all diverge" */
static void test_limit(void **state)
{
    (void)state;
    struct fig3_run out[3];
    double floor, eta = run(seed_first, 1.95, 300, out, &floor);
    linear_diverges(&out[LINEAR], 1.95, 300);
    catapult(&out[QUADRATIC], 6e2, 2e4, eta, floor, 0.05);
    catapult(&out[NETWORK], 6e2, 2e4, eta, floor, 0.05);
    run(seed_first, 2.1, 150, out, &floor);
    for (int i = 0; i < 3; i++)
        assert_true(out[i].diverged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_below), cmocka_unit_test(test_between),
        cmocka_unit_test(test_above), cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests_name("figure 3", tests, NULL, NULL);
}
