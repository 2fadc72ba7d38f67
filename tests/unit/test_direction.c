/* test_direction.c - the quantities of Figures 6 and 7 against Eqs. 7 and 8, and against the definitions computed by
 * the naive twin. */
#include <catapult/direction.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"

static struct catapult_direction *direction_of(const struct twin *twin, int model, int k)
{
    struct catapult_direction *direction;
    struct catapult_error err = {0};
    if (catapult_direction_new(&direction, twin->experiment, model, k, &err) != CATAPULT_STATUS_OK)
        fail_msg("direction_new: %s", err.text);
    return direction;
}

/* One example, two-layer NQM, sum loss.  p_1 = 1, so Eqs. 7 and 8 are
 *     R_f = k eta^2 r g,     R_K = eta k r (4 g - eta lambda r)
 * and need only the numbers before the step. */
static void test_single_example(void **state)
{
    (void)state;
    const char *pairs[] = {"model=quadratic", "network.widths=40", "loss=sum", "spectrum.top=1", NULL};
    for (double v0 = 0.7; v0 < 3.5; v0 += 0.55) {
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(1, 0, 4, 1, 35));
        check_case("one example, eta lambda_0 = %g", v0);
        const double *x = twin.data->x;
        double k = (x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]) / (40 * 4);
        double eta = v0 / catapult_experiment_lambda_1(twin.experiment);
        struct catapult_direction *direction = direction_of(&twin, 0, 0);
        for (int t = 0; t < 30 && catapult_experiment_measure(twin.experiment, 0)->train_loss > 1e-12; t++) {
            double g = catapult_experiment_output(twin.experiment, 0)[0], r = g - twin.data->y[0];
            struct catapult_direction_step step;
            catapult_direction_before(direction, twin.experiment);
            catapult_experiment_step(twin.experiment, eta);
            catapult_direction_after(direction, twin.experiment, eta, &step);
            double lambda = step.lambda, size = 1 + eta * lambda + k * eta * eta * fabs(r * g);
            assert_int_equal(step.t, t);
            assert_near(fabs(step.along), fabs(r), 1e-13 * (fabs(r) + fabs(g)));
            assert_close(step.pi, r * r / 2, 1e-12);
            assert_close(step.loss, r * r / 2, 1e-12);
            /* r' is the rounded f' minus y, and R_f is divided by r */
            assert_near(step.r_f, k * eta * eta * r * g, 1e-12 * size * (1 + fabs(g / r)));
            assert_near(step.r_k, eta * k * r * (4 * g - eta * lambda * r), 1e-12 * (lambda + size * size / eta));
            assert_near(step.overlap, 1, 1e-15);
        }
        catapult_direction_free(direction);
        twin_free(&twin);
    }
}

/* The definitions, from the naive kernel, its eigenvectors by Jacobi's rotations and the naive residuals. */
struct expected {
    double *lambda, *v, *r, *k; /* of the twin at the present w */
    size_t size;
};

static void expect(struct expected *x, const struct twin *twin, int model)
{
    const struct naive *naive = twin->naive[model];
    x->size = naive->n * naive->c;
    x->lambda = twin_array(x->size);
    x->v = twin_array(x->size * x->size);
    x->r = twin_array(x->size);
    x->k = twin_array(x->size * x->size);
    twin_eigen(twin, model, x->lambda, x->v);
    naive_outputs(naive, x->r);
    for (size_t q = 0; q < x->size; q++)
        x->r[q] -= naive->y[q];
    naive_kernel(naive, naive_scale((enum catapult_loss_kind)twin->settings.loss, naive->n), x->k);
}

static void expect_done(struct expected *x)
{
    free(x->lambda);
    free(x->v);
    free(x->r);
    free(x->k);
}

/* p_k has an error of first order 1e-9 lambda_1/gap; it enters the form in second order, but p.r in first order. */
static void compare(const struct catapult_direction_step *step, const struct expected *a, const struct expected *b,
                    int k)
{
    const double *p = a->v + (size_t)k * a->size;
    double before = 0, after = 0, form = 0, overlap = 0, norm = 0, gap = INFINITY;
    for (size_t i = 0; i < a->size; i++) {
        before += p[i] * a->r[i];
        after += p[i] * b->r[i];
        overlap += p[i] * b->v[(size_t)k * b->size + i];
        norm += a->r[i] * a->r[i] + b->r[i] * b->r[i];
        for (size_t j = 0; j < a->size; j++)
            form += p[i] * b->k[i * a->size + j] * p[j];
    }
    for (size_t j = 0; j < a->size; j++)
        if ((int)j != k)
            gap = fmin(gap, fmin(fabs(a->lambda[j] - a->lambda[k]) / a->lambda[0],
                                 fabs(b->lambda[j] - b->lambda[k]) / b->lambda[0]));
    double angle = 1e-9 / gap + TWIN_RHO, size = 1 + step->eta * a->lambda[k];
    assert_close(step->lambda, a->lambda[k], 1e-9);
    assert_near(fabs(step->along), fabs(before), angle * sqrt(norm));
    assert_near(step->r_f, after / before - 1 + step->eta * a->lambda[k],
                angle * (size + sqrt(norm) / fabs(before) * (1 + fabs(after / before))));
    assert_near(step->r_k, a->lambda[k] - form, angle * (a->lambda[0] + b->lambda[0]));
    assert_near(step->overlap, fabs(overlap), 2 * angle);
}

static void follow(const char *const *pairs, size_t outputs, int k)
{
    struct twin twin;
    twin_new(&twin, pairs, twin_data(7, 0, 5, outputs, 77));
    double eta = 1.2 * twin_eta_crit(&twin);
    struct catapult_direction *direction[CATAPULT_MODEL_COUNT];
    for (int i = 0; i < twin.models; i++)
        direction[i] = direction_of(&twin, i, k);
    for (int t = 0; t < 8; t++) {
        struct expected before[CATAPULT_MODEL_COUNT], after;
        for (int i = 0; i < twin.models; i++) {
            catapult_direction_before(direction[i], twin.experiment);
            expect(&before[i], &twin, i);
        }
        twin_step(&twin, eta);
        for (int i = 0; i < twin.models; i++) {
            struct catapult_direction_step step;
            check_moment(catapult_model_name((int)catapult_experiment_kind(twin.experiment, i)), t);
            catapult_direction_after(direction[i], twin.experiment, eta, &step);
            expect(&after, &twin, i);
            bool tame = step.loss < 1e4 * twin.first[i]; /* for larger losses the naive and the core's runs separate */
            if (tame)
                compare(&step, &before[i], &after, k);
            if (tame && catapult_experiment_kind(twin.experiment, i) == CATAPULT_MODEL_LINEAR) {
                assert_near(step.r_k, 0, 1e-12 * step.lambda);
                assert_near(step.r_f, 0, TWIN_RHO * (1 + sqrt(twin.peak[i] / step.pi)));
            }
            expect_done(&before[i]);
            expect_done(&after);
        }
    }
    for (int i = 0; i < twin.models; i++)
        catapult_direction_free(direction[i]);
    twin_free(&twin);
}

static void test_definitions(void **state)
{
    (void)state;
    static const char *const activations[] = {"relu", "tanh", "swish"};
    for (int a = 0; a < 3; a++)
        for (size_t outputs = 1; outputs <= 3; outputs += 2)
            for (int k = 0; k < 2; k++) {
                char key[64];
                snprintf(key, sizeof key, "network.activation=%s", activations[a]);
                const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.widths=12,9", "loss=mean",
                                       "spectrum.top=2", key, NULL};
                check_case("%s, %zu outputs, p_%d", activations[a], outputs, k + 1);
                follow(pairs, outputs, k);
            }
}

/* Observing does not change the run's bits. */
static void test_observer(void **state)
{
    (void)state;
    for (size_t outputs = 1; outputs <= 2; outputs++) {
        const char *pairs[] = {"model=network", "compare=quadratic", "network.widths=12", "spectrum.top=2", NULL};
        struct twin seen, alone;
        twin_new_core(&seen, pairs, twin_data(6, 3, 5, outputs, 5));
        twin_new_core(&alone, pairs, twin_data(6, 3, 5, outputs, 5));
        double eta = 1.3 * twin_eta_crit(&seen);
        struct catapult_direction *direction = direction_of(&seen, 1, 1);
        for (int t = 0; t < 20; t++) {
            struct catapult_direction_step step;
            catapult_direction_before(direction, seen.experiment);
            catapult_experiment_step(seen.experiment, eta);
            catapult_direction_after(direction, seen.experiment, eta, &step);
            catapult_experiment_step(alone.experiment, eta);
        }
        size_t size = catapult_experiment_state_size(seen.experiment);
        char *a = test_malloc(size), *b = test_malloc(size);
        catapult_experiment_save(seen.experiment, a);
        catapult_experiment_save(alone.experiment, b);
        assert_memory_equal(a, b, size);
        test_free(a);
        test_free(b);
        catapult_direction_free(direction);
        twin_free(&seen);
        twin_free(&alone);
    }
}

/* What does not exist is NaN. */
static void test_missing(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "network.widths=12", "spectrum.top=2", "spectrum.every=2",
                           "divergence=10", NULL};
    struct twin twin;
    struct catapult_direction_step step;
    struct catapult_direction *direction, *none;
    struct catapult_error err;
    twin_new_core(&twin, pairs, twin_data(6, 0, 5, 1, 5));
    direction = direction_of(&twin, 0, 0);
    assert_int_equal(catapult_direction_new(&none, twin.experiment, 0, 2, &err), CATAPULT_STATUS_INPUT);
    assert_int_equal(catapult_direction_new(&none, twin.experiment, 1, 0, &err), CATAPULT_STATUS_INPUT);
    for (int t = 0; t < 2; t++) {
        catapult_direction_before(direction, twin.experiment);
        catapult_experiment_step(twin.experiment, 0.01);
        catapult_direction_after(direction, twin.experiment, 0.01, &step);
        assert_int_equal(isnan(step.r_f), t == 1);
        assert_int_equal(isnan(step.lambda), t == 1);
        assert_true(isnan(step.r_k) && isnan(step.overlap));
    }
    catapult_direction_before(direction, twin.experiment);
    catapult_experiment_step(twin.experiment, 1e6);
    assert_true(catapult_experiment_diverged(twin.experiment, 0));
    catapult_direction_after(direction, twin.experiment, 1e6, &step);
    assert_true(isnan(step.r_f) && isnan(step.r_k) && isnan(step.overlap) && !isnan(step.lambda));
    catapult_direction_free(direction);
    catapult_direction_free(NULL);
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_example),
        cmocka_unit_test(test_definitions),
        cmocka_unit_test(test_observer),
        cmocka_unit_test(test_missing),
    };
    return cmocka_run_group_tests_name("direction", tests, NULL, NULL);
}
