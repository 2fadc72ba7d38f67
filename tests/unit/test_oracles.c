/* test_oracles.c - the exact recurrences of networks, PAPER sections 3 and 6: numbers that need no second
 * implementation. Those of the general quadratic model are in test_general.c.  Eqs. 7 and 8 from step to step, the
 * thresholds and the first order are properties of src/verify, see test_verify.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"

static const struct catapult_measure *now(const struct twin *twin, int model)
{
    return catapult_experiment_measure(twin->experiment, model);
}

/* One example: the state of Eqs. 7 and 8 as the core shows it. */
struct single {
    double k, g, y, r, lambda;
};

static struct single single_now(const struct twin *twin)
{
    const struct catapult_dataset *data = twin->data;
    double norm2 = 0, d = (double)data->d, m = twin->settings.network.widths.value[0];
    for (size_t j = 0; j < data->d; j++)
        norm2 += data->x[j] * data->x[j];
    double g = catapult_experiment_output(twin->experiment, 0)[0];
    return (struct single){norm2 / (m * d), g, data->y[0], g - data->y[0], now(twin, 0)->lambda[0]};
}

/* The whole run from the first state only: y = 0, linear network, v0 up to 2.5, where the final v is smooth in v0
 * (PAPER section 6).  Errors grow like du/u ~ t eps through the spike: 1e-9. */
static void test_linear_network_map(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "network.activation=linear", "network.widths=300", "loss=sum",
                           "spectrum.top=1", NULL};
    for (double v0 = 1.2; v0 < 3.9; v0 += 0.325) {
        struct catapult_dataset *data = twin_data(1, 0, 6, 1, 9);
        data->y[0] = 0;
        struct twin twin;
        twin_new_core(&twin, pairs, data);
        check_case("linear network, y = 0, v0 = %g", v0);
        double eta = v0 / now(&twin, 0)->lambda[0];
        struct single s = single_now(&twin);
        double u = s.k * eta * eta * s.r * s.r, v = v0;
        for (int t = 0; t < 400; t++) {
            catapult_experiment_step(twin.experiment, eta);
            double grow = 1 - v + u, u_next = grow * grow * u;
            v -= u * (4 - v);
            u = u_next;
            double measured = eta * now(&twin, 0)->lambda[0];
            s = single_now(&twin);
            assert_true(measured >= 2 * sqrt(s.k) * eta * fabs(s.r) * (1 - 1e-10)); /* v >= 2 sqrt(u) */
            if (v0 <= 2.5)
                assert_close(measured, v, 1e-9);
            if (v0 <= 2.5 && u > 1e-12)
                assert_close(s.k * eta * eta * s.r * s.r, u, 1e-8);
        }
        /* Theorem 2: it converges with lambda in (0, 2/eta) */
        assert_within(eta * now(&twin, 0)->lambda[0], 0, 2);
        assert_within(now(&twin, 0)->train_loss, 0, 1e-20);
        twin_free(&twin);
    }
}

/* r(t) = (I - eta c K0)^t r0, with K0 the twin's. */
static void test_linear_model(void **state)
{
    (void)state;
    for (size_t outputs = 1; outputs <= 3; outputs += 2)
        for (size_t n = 3; n <= 9; n += 6) {
            const char *pairs[] = {"model=linear", "network.activation=gelu", "network.widths=5,4", NULL};
            struct twin twin;
            twin_new(&twin, pairs, twin_data(n, 0, 4, outputs, 123));
            check_case("linear model, n %zu outputs %zu", n, outputs);
            size_t size = n * outputs;
            double *k = twin_array(size * size), *r = twin_array(size), *kr = twin_array(size), peak = 0;
            naive_kernel(twin.naive[0], 2 / (double)n, k);
            naive_outputs(twin.naive[0], r);
            for (size_t i = 0; i < size; i++)
                r[i] -= twin.data->y[i];
            double eta = 1.07 * twin_eta_crit(&twin);
            for (int t = 0; t < 100; t++) {
                const double *f = catapult_experiment_output(twin.experiment, 0);
                for (size_t i = 0; i < size; i++)
                    peak = fmax(peak, fabs(r[i]));
                for (size_t i = 0; i < size; i++)
                    assert_near(f[i] - twin.data->y[i], r[i], 1e-12 * peak);
                memset(kr, 0, size * sizeof *kr);
                for (size_t i = 0; i < size * size; i++)
                    kr[i / size] += k[i] * r[i % size];
                for (size_t i = 0; i < size; i++)
                    r[i] -= eta * kr[i];
                catapult_experiment_step(twin.experiment, eta);
            }
            free(k);
            free(r);
            free(kr);
            twin_free(&twin);
        }
}

/* Any quadratic model: J_i' = J_i - eta c H_i J^T r and f_i' = f_i + J_i q + q^T H_i q / 2, q = -eta c J^T r
 * (Eqs. 9, 10).  Here J and f are the state and w never appears. */
struct closed {
    const struct naive *model; /* stays at w0 */
    double scale, *f, *jac, *q, *hq;
};

static void closed_step(struct closed *c, double eta)
{
    size_t n = c->model->n, outputs = c->model->c, p = c->model->p;
    memset(c->q, 0, p * sizeof(double));
    for (size_t a = 0; a < n * outputs; a++)
        for (size_t j = 0; j < p; j++)
            c->q[j] -= eta * c->scale * c->jac[a * p + j] * (c->f[a] - c->model->y[a]);
    for (size_t i = 0; i < n; i++) {
        naive_hessian(c->model, i, c->q, c->hq);
        for (size_t k = 0; k < outputs; k++)
            for (size_t j = 0; j < p; j++) {
                size_t a = i * outputs + k;
                c->f[a] += (c->jac[a * p + j] + c->hq[k * p + j] / 2) * c->q[j];
                c->jac[a * p + j] += c->hq[k * p + j];
            }
    }
}

static void closed_check(const struct closed *c, struct twin *twin)
{
    size_t size = c->model->n * c->model->c, p = c->model->p;
    double *k = twin_array(size * size), *lambda = twin_array(size), *v = twin_array(size * size);
    double *core = twin_array(size), f_max = 0;
    const double *f = catapult_experiment_output(twin->experiment, 0);
    for (size_t i = 0; i < size; i++)
        f_max = fmax(f_max, fabs(c->f[i]));
    for (size_t i = 0; i < size; i++)
        assert_near(f[i], c->f[i], TWIN_RHO * f_max);
    for (size_t i = 0; i < size * size; i++)
        for (size_t j = 0; j < p; j++)
            k[i] += c->scale * c->jac[i / size * p + j] * c->jac[i % size * p + j];
    naive_eigen(size, k, lambda, v);
    assert_int_equal(catapult_experiment_spectrum(twin->experiment, 0, core, NULL), CATAPULT_STATUS_OK);
    for (size_t i = 0; i < size; i++)
        assert_near(core[i], lambda[i], TWIN_RHO * lambda[0]);
    free(k);
    free(lambda);
    free(v);
    free(core);
}

static void run_closed(const char *const *pairs, size_t n, size_t d, size_t outputs)
{
    struct twin twin;
    twin_new(&twin, pairs, twin_data(n, 0, d, outputs, 50 + n));
    const struct naive *model = twin.naive[0];
    struct closed c = {model, naive_scale((enum catapult_loss_kind)twin.settings.loss, n), twin_array(n * outputs),
                       twin_array(n * outputs * model->p), twin_array(model->p),
                       twin_array(outputs * model->p)};
    naive_outputs(model, c.f);
    naive_jacobians(model, c.jac);
    double eta = 1.23 * twin_eta_crit(&twin);
    /* narrow models may blow up, which amplifies rounding without bound; at least a few steps are compared */
    for (int t = 0; t < 15 && now(&twin, 0)->train_loss < 1e6 * twin.first[0]; t++) {
        check_moment("quadratic", t);
        closed_check(&c, &twin);
        closed_step(&c, eta);
        catapult_experiment_step(twin.experiment, eta);
    }
    free(c.f);
    free(c.jac);
    free(c.q);
    free(c.hq);
    twin_free(&twin);
}

static void test_closed_recurrence(void **state)
{
    (void)state;
    static const char *const activations[] = {"relu", "tanh", "swish", "softplus"};
    for (int a = 0; a < 4; a++)
        for (size_t outputs = 1; outputs <= 2; outputs++) {
            char key[64];
            snprintf(key, sizeof key, "network.activation=%s", activations[a]);
            const char *pairs[] = {"model=quadratic", "network.widths=6,5", "loss=mean", key, NULL};
            check_case("closed recurrence, %s, %zu outputs", activations[a], outputs);
            run_closed(pairs, 4, 5, outputs);
            run_closed(pairs, 7, 2, outputs);
        }
    const char *pairs[] = {"model=general", "network.s=normal", "network.gamma=0.11", "loss=sum", NULL};
    check_case("closed recurrence, general");
    run_closed(pairs, 5, 8, 1);
}

/* d = 1: x_i > 0 and x_i < 0 see disjoint sets of ReLU units, so the NQM is two independent single examples:
 * with X = |x of one sign|, q = (y of that sign).x/X, the residual along x/X and the kernel's eigenvalue
 * follow Eqs. 7 and 8 with k = X^2/m and eta c in place of eta (Theorem 3, here without "almost").  The
 * loss in the other directions never changes (Proposition 9). */
struct side {
    double length, r, g, lambda; /* |x|, along x/|x| */
};

static struct side side_now(const struct twin *twin, double sign)
{
    const struct catapult_dataset *data = twin->data;
    struct side side = {0};
    const double *f = catapult_experiment_output(twin->experiment, 0);
    for (size_t i = 0; i < data->n; i++)
        if (data->x[i] * sign > 0)
            side.length += data->x[i] * data->x[i];
    side.length = sqrt(side.length);
    for (size_t i = 0; i < data->n; i++)
        if (data->x[i] * sign > 0) {
            side.r += (f[i] - data->y[i]) * data->x[i] / side.length;
            side.g += f[i] * data->x[i] / side.length;
        }
    return side;
}

/* Next lambda (of cK) and r of one side, given its current lambda. */
static void side_next(struct side *s, double eta, double scale, double m)
{
    double k = s->length * s->length / m, h = eta * scale, l = s->lambda / scale, r = s->r;
    s->r = (1 - h * l + k * h * h * r * s->g) * r;
    s->lambda = scale * (l - h * k * (4 * s->g * r - h * l * r * r));
}

static void one_dimension(const char *const *pairs, uint64_t seed)
{
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(12, 0, 1, 1, seed));
    struct side plus = side_now(&twin, 1), minus = side_now(&twin, -1);
    /* to assign the eigenvalues: the side x > 0 has the loss (c/2) r_+^2 in its direction */
    double scale = 2.0 / 12, first = now(&twin, 0)->pi[0];
    bool plus_first = fabs(first - scale / 2 * plus.r * plus.r) < fabs(first - scale / 2 * minus.r * minus.r);
    plus.lambda = now(&twin, 0)->lambda[plus_first ? 0 : 1];
    minus.lambda = now(&twin, 0)->lambda[plus_first ? 1 : 0];
    double rest = now(&twin, 0)->train_loss - scale / 2 * (plus.r * plus.r + minus.r * minus.r);
    double eta = 1.31 * twin_eta_crit(&twin), m = twin.settings.network.widths.value[0];
    for (int t = 0; t < 40; t++) {
        side_next(&plus, eta, scale, m);
        side_next(&minus, eta, scale, m);
        catapult_experiment_step(twin.experiment, eta);
        struct side p = side_now(&twin, 1), q = side_now(&twin, -1);
        const struct catapult_measure *got = now(&twin, 0);
        double most = fmax(plus.lambda, minus.lambda), size = 1 + fabs(p.r) + fabs(q.r);
        assert_near(p.r, plus.r, 1e-9 * size);
        assert_near(q.r, minus.r, 1e-9 * size);
        assert_close(got->lambda[0], most, 1e-9);
        assert_near(got->lambda[1], fmin(plus.lambda, minus.lambda), 1e-9 * most);
        assert_near(got->lambda[2], 0, 1e-12 * most);
        assert_near(got->train_loss - scale / 2 * (p.r * p.r + q.r * q.r), rest, 1e-12 * size * size);
        plus.r = p.r, plus.g = p.g, minus.r = q.r, minus.g = q.g;
    }
    twin_free(&twin);
}

static void test_one_dimension(void **state)
{
    (void)state;
    const char *pairs[] = {"model=quadratic", "network.widths=60", "loss=mean", "spectrum.top=3", NULL};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        check_case("d = 1, data %d", (int)seed);
        one_dimension(pairs, seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear_network_map),
        cmocka_unit_test(test_linear_model),
        cmocka_unit_test(test_closed_recurrence),
        cmocka_unit_test(test_one_dimension),
    };
    return cmocka_run_group_tests_name("oracles", tests, NULL, NULL);
}
