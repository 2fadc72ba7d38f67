/* test_general.c - exact maps of the general quadratic model, PAPER sections 3 and 6: the sums T_k and the
 * cubic map of Chen et al. */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "twin.h"

static double residual(const struct twin *twin)
{
    return catapult_experiment_output(twin->experiment, 0)[0] - twin->data->y[0];
}

/* T_k = gamma^k J S^k J^T with J = phi + gamma S w0. */
static double power_sum(const struct twin *twin, int k)
{
    const struct naive *model = twin->naive[0];
    double sum = 0;
    for (size_t j = 0; j < model->p; j++) {
        double jac = model->phi[j] + model->gamma * model->s[j] * model->w0[j];
        sum += pow(model->gamma * model->s[j], k) * jac * jac;
    }
    return sum;
}

struct peak {
    double loss, lambda_last;
    int step;
};

/* Figure 8A: r' = r (1 - eta T_0 + eta^2 r T_1 / 2), T_k' = T_k - 2 eta r T_(k+1) + eta^2 r^2 T_(k+2), closed
 * by T_2 = gamma^2 T_0, T_3 = gamma^2 T_1 because S^2 = I. */
static struct peak figure_8a(double eta, const char *gamma_text, const char *seed)
{
    char gamma_key[64], seed_key[64];
    snprintf(gamma_key, sizeof gamma_key, "network.gamma=%s", gamma_text);
    snprintf(seed_key, sizeof seed_key, "seed=%s", seed);
    const char *pairs[] = {"model=general", "loss=sum", "data.n=1", "data.d=100", "data.test=0", "data.shift=0",
                           "network.phi=unit", "network.s=sign", "spectrum.top=1", gamma_key, seed_key, NULL};
    struct twin twin;
    twin_new(&twin, pairs, twin_gaussian(pairs));
    double g2 = pow(twin.settings.network.gamma, 2), r = residual(&twin);
    double t0 = power_sum(&twin, 0), t1 = power_sum(&twin, 1), r_peak = fabs(r);
    struct peak peak = {r * r / 2, 0, 0};
    for (int t = 0; t <= 300; t++) {
        const struct catapult_measure *m = catapult_experiment_measure(twin.experiment, 0);
        r_peak = fmax(r_peak, fabs(r));
        /* checked to 4e-13 against the 100-parameter run; 1e-10 for other draws */
        assert_near(residual(&twin), r, 1e-10 * r_peak);
        assert_close(m->lambda[0], t0, 1e-10);
        assert_close(m->pi[0], m->train_loss, 1e-12); /* one example: the only direction */
        if (m->train_loss > peak.loss)
            peak = (struct peak){m->train_loss, 0, t};
        peak.lambda_last = m->lambda[0];
        double next_0 = t0 - 2 * eta * r * t1 + eta * eta * r * r * g2 * t0;
        double next_1 = t1 - 2 * eta * r * g2 * t0 + eta * eta * r * r * g2 * t1;
        r *= 1 - eta * t0 + eta * eta * r * t1 / 2;
        t0 = next_0;
        t1 = next_1;
        catapult_experiment_step(twin.experiment, eta);
    }
    assert_within(residual(&twin), -1e-9, 1e-9);
    twin_free(&twin);
    return peak;
}

/* "loss 0.42 -> peak 2.9e4 at step 10 -> 0, lambda 1.00 -> 0.23", and the trends of the figure.  The peak's height
 * changes by steps of (eta lambda - 1)^2 = 3.2, so other draws differ by such factors. */
static void test_figure_8a(void **state)
{
    (void)state;
    static const char *const seeds[] = {"1", "2", "3", "4", "5"};
    for (int i = 0; i < 5; i++) {
        check_case("figure 8A, seed %s", seeds[i]);
        struct peak peak = figure_8a(2.8, "1e-3", seeds[i]);
        assert_within(peak.loss, 2e3, 4e5);
        assert_within(peak.step, 5, 25);
        assert_within(peak.lambda_last, 0, 2 / 2.8);
        check_case("figure 8A, seed %s, gamma 1e-4", seeds[i]);
        struct peak smaller = figure_8a(2.8, "1e-4", seeds[i]);
        assert_within(smaller.loss / peak.loss, 10, 1000); /* like 1/gamma^2: 100 */
        check_case("figure 8A, seed %s, eta 2.2", seeds[i]);
        assert_within(figure_8a(2.2, "1e-3", seeds[i]).loss / peak.loss, 0, 0.5);
    }
}

/* S = I, phi = 0, n = 1, d = 1: g = gamma/2 w^2.  z = eta gamma r, a = eta gamma y:
 * z' = z^3 + (a - 2) z^2 + (1 - 2 a) z on [-a, 2].  Since w0 does not depend on y, y puts z anywhere. */
struct cubic {
    struct twin twin;
    double eta, a;
};

static void cubic_new(struct cubic *cubic, double a, double z)
{
    static const char *const pairs[] = {"model=general", "loss=sum",         "network.phi=zero",   "seed=3",
                                        "spectrum.top=1", "network.gamma=0.7", "network.s=identity", NULL};
    struct catapult_dataset *data = twin_data(1, 0, 1, 1, 1);
    twin_new(&cubic->twin, pairs, data);
    double g = 0.7 / 2 * pow(cubic->twin.naive[0]->w0[0], 2);
    twin_free(&cubic->twin);
    data = twin_data(1, 0, 1, 1, 1);
    data->y[0] = g / (1 + z / a); /* r/y = z/a */
    twin_new(&cubic->twin, pairs, data);
    cubic->a = a;
    cubic->eta = a / (0.7 * data->y[0]);
}

static double cubic_z(const struct cubic *cubic)
{
    return cubic->eta * 0.7 * residual(&cubic->twin);
}

/* One step of the core, compared with one of the map. */
static double cubic_step(struct cubic *cubic)
{
    double z = cubic_z(cubic), a = cubic->a, next = z * z * z + (a - 2) * z * z + (1 - 2 * a) * z;
    catapult_experiment_step(cubic->twin.experiment, cubic->eta);
    assert_near(cubic_z(cubic), next, 1e-13 * (1 + a) * 4);
    return cubic_z(cubic);
}

static void cubic_steps(struct cubic *cubic, int steps)
{
    while (steps-- > 0)
        cubic_step(cubic);
}

static void test_cubic_lazy(void **state)
{
    (void)state;
    for (double a = 0.1; a < 2 * sqrt(2) - 2; a += 0.09)
        for (double z = -0.93 * a; z < 1.9; z += 0.19) {
            struct cubic cubic;
            cubic_new(&cubic, a, z);
            check_case("cubic map, a = %g, z = %g", a, z);
            double before = fabs(cubic_z(&cubic));
            for (int t = 0; t < 30; t++) {
                double after = fabs(cubic_step(&cubic));
                assert_true(after <= before * (1 + 1e-14) + 1e-15);
                before = after;
            }
            twin_free(&cubic.twin);
        }
}

static void test_cubic_catapult(void **state)
{
    (void)state;
    static const double as[] = {0.85, 0.9, 0.95, 0.98};
    for (int i = 0; i < 4; i++) {
        struct cubic cubic;
        double a = as[i], z = (2 - a) / 2; /* where |z'/z| is largest */
        cubic_new(&cubic, a, z);
        check_case("cubic map, a = %g", a);
        assert_true(fabs(cubic_step(&cubic)) > z);
        cubic_steps(&cubic, 3000);
        assert_near(cubic_z(&cubic), 0, 1e-12);
        /* at the minimum eta lambda = 2 a */
        assert_close(cubic.eta * catapult_experiment_measure(cubic.twin.experiment, 0)->lambda[0], 2 * a, 1e-12);
        twin_free(&cubic.twin);
    }
}

/* |z(t + period) - z(t)| after a long time. */
static double return_distance(struct cubic *cubic, int period)
{
    double z = cubic_z(cubic);
    cubic_steps(cubic, period);
    return fabs(cubic_z(cubic) - z);
}

static void test_cubic_cycles(void **state)
{
    (void)state;
    static const struct {
        double a;
        int period;
    } cases[] = {{1.05, 2}, {1.12, 2}, {1.2, 2}, {1.26, 4}};
    for (int i = 0; i < 4; i++) {
        struct cubic cubic;
        cubic_new(&cubic, cases[i].a, 0.31);
        check_case("cubic map, a = %g", cases[i].a);
        cubic_steps(&cubic, 3000);
        assert_near(return_distance(&cubic, cases[i].period), 0, 1e-11);
        assert_within(return_distance(&cubic, cases[i].period / 2), 1e-2, 4);
        twin_free(&cubic.twin);
    }
}

static void test_cubic_chaos_and_divergence(void **state)
{
    (void)state;
    struct cubic cubic;
    cubic_new(&cubic, 1.7, 0.31);
    check_case("cubic map, a = 1.7");
    double closest = INFINITY;
    for (int t = 0; t < 3000; t++) {
        double z = cubic_step(&cubic);
        assert_within(z, -1.7 - 1e-12, 2 + 1e-12);
        closest = fmin(closest, fabs(z));
    }
    assert_false(catapult_experiment_diverged(cubic.twin.experiment, 0));
    for (int period = 1; period <= 8; period *= 2)
        assert_within(return_distance(&cubic, period), 1e-6, 4);
    twin_free(&cubic.twin);

    cubic_new(&cubic, 2.1, 0.31);
    check_case("cubic map, a = 2.1");
    for (int t = 0; t < 3000 && !catapult_experiment_diverged(cubic.twin.experiment, 0); t++)
        catapult_experiment_step(cubic.twin.experiment, cubic.eta);
    assert_true(catapult_experiment_diverged(cubic.twin.experiment, 0));
    assert_int_equal(catapult_experiment_measure(cubic.twin.experiment, 0)->phase, CATAPULT_PHASE_DIVERGED);
    twin_free(&cubic.twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figure_8a),      cmocka_unit_test(test_cubic_lazy),
        cmocka_unit_test(test_cubic_catapult), cmocka_unit_test(test_cubic_cycles),
        cmocka_unit_test(test_cubic_chaos_and_divergence),
    };
    return cmocka_run_group_tests_name("general", tests, NULL, NULL);
}
