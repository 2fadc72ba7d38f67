/* test_sharpness.c - the largest eigenvalue of the Hessian of the loss against the naive twin's dense Hessian, c (J^T
 * J + sum_i r_i H_i), computed column by column. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/sharpness.h>

#include "check.h"
#include "twin.h"

/* (p, p) of a model at its w. */
static double *dense(const struct naive *model, double c)
{
    size_t p = model->p, nc = model->n * model->c;
    double *h = twin_array(p * p), *f = twin_array(nc), *jac = twin_array(nc * p), *unit = twin_array(p);
    double *hv = twin_array(model->c * p);
    naive_outputs(model, f);
    naive_jacobians(model, jac);
    for (size_t a = 0; a < p; a++) {
        unit[a] = 1;
        for (size_t i = 0; i < model->n; i++) {
            naive_hessian(model, i, unit, hv);
            for (size_t k = 0; k < model->c; k++) {
                const double *row = jac + (i * model->c + k) * p;
                double r = f[i * model->c + k] - model->y[i * model->c + k];
                for (size_t b = 0; b < p; b++)
                    h[a * p + b] += c * (row[a] * row[b] + r * hv[k * p + b]);
            }
        }
        unit[a] = 0;
    }
    free(f);
    free(jac);
    free(unit);
    free(hv);
    return h;
}

static double largest(const struct naive *model, double c)
{
    double *h = dense(model, c), *lambda = twin_array(model->p), *v = twin_array(model->p * model->p);
    naive_eigen(model->p, h, lambda, v);
    double value = lambda[0];
    free(h);
    free(lambda);
    free(v);
    return value;
}

/* The search stops at a residual of 1e-6; the error of an eigenvalue is at most the residual, and at most its square
 * over the gap. */
static void compare(struct twin *twin, int model, struct catapult_sharpness *s)
{
    struct catapult_sharpness_state found;
    catapult_sharpness_renew(s, twin->experiment);
    catapult_sharpness_advance(s, 1000);
    catapult_sharpness_get(s, &found);
    assert_true(found.done);
    assert_int_equal(found.t, catapult_experiment_t(twin->experiment));
    double expected = largest(twin->naive[model],
                              naive_scale((enum catapult_loss_kind)twin->settings.loss, twin->data->n));
    assert_close_or_near(found.value, expected, 2e-6, 1e-9);
}

static void run(const char *const *pairs, size_t n, size_t d, size_t outputs)
{
    struct twin twin;
    struct catapult_sharpness *s[CATAPULT_MODEL_COUNT];
    twin_new(&twin, pairs, twin_data(n, 0, d, outputs, 991 + n));
    for (int m = 0; m < twin.models; m++)
        assert_int_equal(catapult_sharpness_new(&s[m], twin.experiment, m, NULL), CATAPULT_STATUS_OK);
    for (int t = 0; t < 4; t++) {
        check_moment("step", t);
        for (int m = 0; m < twin.models; m++)
            compare(&twin, m, s[m]);
        twin_step(&twin, (t == 1 ? 1.6 : 0.8) * twin_eta_crit(&twin));
    }
    for (int m = 0; m < twin.models; m++)
        catapult_sharpness_free(s[m]);
    twin_free(&twin);
}

/* Both representations of the first layer, depths 1 to 3, smooth activations and ReLU, several outputs, both losses. */
static void test_dense(void **state)
{
    (void)state;
    static const struct {
        const char *widths;
        size_t n, d, outputs;
    } shapes[] = {{"6", 4, 7, 1}, {"6", 7, 2, 1}, {"5", 3, 4, 2}, {"4,5", 3, 5, 1}, {"4,5", 7, 2, 2}, {"3,4,3", 4, 3, 1}};
    static const char *const activations[] = {"relu", "tanh", "swish"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int a = 0; a < 3; a++) {
            char act[48], widths[48];
            snprintf(act, sizeof act, "network.activation=%s", activations[a]);
            snprintf(widths, sizeof widths, "network.widths=%s", shapes[i].widths);
            const char *pairs[] = {"model=network", "compare=linear,quadratic", "threads=1", act, widths,
                                   a == 1 ? "loss=sum" : "loss=mean", "network.readout_init=normal", NULL};
            check_case("%s %s n %zu d %zu", activations[a], shapes[i].widths, shapes[i].n, shapes[i].d);
            run(pairs, shapes[i].n, shapes[i].d, shapes[i].outputs);
        }
}

static void test_convolutions(void **state)
{
    (void)state;
    static const char *const shapes[][2] = {{"network.widths=2", "data.image=1,2,2"}, {"network.widths=2,2", "data.image=1,2,2"}};
    static const char *const activations[] = {"network.activation=relu", "network.activation=gelu", "network.activation=erf",
                                              "network.activation=softplus"};
    for (int i = 0; i < 4; i++) {
        size_t outputs = (size_t)(i == 2) + 1;
        const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.type=conv", activations[i],
                               shapes[i % 2][0], shapes[i % 2][1], i < 2 ? "network.readout=mean" : "network.readout=flatten",
                               i % 2 ? "loss=sum" : "loss=mean", "threads=2", "network.readout_init=normal", NULL};
        check_case("%s %s %s %s", pairs[3], pairs[4], pairs[5], pairs[6]);
        run(pairs, 3, 4, outputs);
    }
}

static void test_general(void **state)
{
    (void)state;
    const char *pairs[] = {"model=general", "network.gamma=0.3", "threads=1", "loss=mean", NULL};
    check_case("general");
    run(pairs, 4, 9, 1);
    run(pairs, 1, 3, 1);
}

/* sharpness.every: in a measure at every such step, the dense Hessian's, and the same bits after going back. */
static void test_measured(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.widths=5", "network.activation=tanh",
                           "threads=1", "sharpness.every=2", "loss=mean", NULL};
    struct twin twin;
    twin_new(&twin, pairs, twin_data(4, 0, 3, 1, 77));
    void *saved = malloc(catapult_experiment_state_size(twin.experiment));
    double eta = 1.2 * twin_eta_crit(&twin), first[CATAPULT_MODEL_COUNT];
    for (int t = 0; t < 6; t++) {
        check_moment("step", t);
        if (t == 3)
            catapult_experiment_save(twin.experiment, saved);
        for (int m = 0; m < twin.models; m++) {
            double found = catapult_experiment_measure(twin.experiment, m)->sharpness;
            if (t % 2) {
                assert_true(isnan(found));
                continue;
            }
            assert_close(found, largest(twin.naive[m], naive_scale(CATAPULT_LOSS_MEAN, 4)), 2e-6);
            if (t == 4)
                first[m] = found;
        }
        twin_step(&twin, eta);
    }
    catapult_experiment_restore(twin.experiment, saved);
    catapult_experiment_step(twin.experiment, eta);
    for (int m = 0; m < twin.models; m++)
        assert_true(catapult_experiment_measure(twin.experiment, m)->sharpness == first[m]);
    free(saved);
    twin_free(&twin);
}

/* Stopped and resumed while the experiment continues: the same value, for the old weights. */
static void test_slices(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "network.widths=30", "network.activation=tanh", "threads=1", NULL};
    struct twin twin;
    struct catapult_sharpness *one, *two;
    struct catapult_sharpness_state a, b;
    twin_new_core(&twin, pairs, twin_data(6, 0, 4, 1, 5));
    assert_int_equal(catapult_sharpness_new(&one, twin.experiment, 0, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_sharpness_new(&two, twin.experiment, 0, NULL), CATAPULT_STATUS_OK);
    catapult_sharpness_advance(one, 1000);
    for (int i = 0; i < 200; i++) {
        catapult_experiment_step(twin.experiment, 0.5 * twin_eta_crit(&twin));
        catapult_sharpness_advance(two, 1);
    }
    catapult_sharpness_get(one, &a);
    catapult_sharpness_get(two, &b);
    assert_true(b.done && b.t == 0);
    assert_true(a.value == b.value);
    catapult_sharpness_free(one);
    catapult_sharpness_free(two);
    catapult_sharpness_free(NULL);
    twin_free(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dense),
        cmocka_unit_test(test_convolutions),
        cmocka_unit_test(test_measured), cmocka_unit_test(test_general),
        cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests_name("sharpness", tests, NULL, NULL);
}
