/* test_hessian.c - products with the Hessian of the loss: for convolutional models, column by column against the
 * naive twin's dense Hessian from hyper-dual numbers; for all models, against differences of their gradients. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"
#include "twin.h"
#include "verify/differences.h"

static void make(struct hessian *h, struct twin *twin, int model)
{
    struct hessian_point at = experiment_point(twin->experiment, &twin->experiment->model[model]);
    *h = (struct hessian){0};
    assert_true(twin->experiment->architecture->hessian(h, &at));
    h->take(h->own, &at);
}

/* --- columns --------------------------------------------------------------------------------------------------------- */

/* Column a of c (J^T J + sum_i r_i H_i); jac (n c, p), r (n c). */
static void column(const struct naive *model, double c, const double *jac, const double *r, size_t a, double *hv, double *out)
{
    size_t p = model->p, outputs = model->c;
    double *unit = twin_array(p);
    memset(out, 0, p * sizeof *out);
    unit[a] = 1;
    for (size_t i = 0; i < model->n; i++) {
        naive_hessian(model, i, unit, hv);
        for (size_t k = 0; k < outputs; k++)
            for (size_t b = 0, q = i * outputs + k; b < p; b++)
                out[b] += c * (jac[q * p + a] * jac[q * p + b] + r[q] * hv[k * p + b]);
    }
    free(unit);
}

/* Both w agree to TWIN_RHO of the largest number so far (twin.h); the Hessian may amplify that by a factor of 10. */
static void compare_columns(struct twin *twin, int model)
{
    struct hessian h;
    const struct naive *naive = twin->naive[model];
    size_t p = naive->p, nc = naive->n * naive->c;
    double c = naive_scale((enum catapult_loss_kind)twin->settings.loss, naive->n), largest = 0;
    double *jac = twin_array(nc * p), *r = twin_array(nc), *hv = twin_array(naive->c * p), *expected = twin_array(p * p);
    double *unit = twin_array(p), *found = twin_array(p);
    make(&h, twin, model);
    assert_int_equal(h.size, p);
    naive_jacobians(naive, jac);
    naive_outputs(naive, r);
    for (size_t q = 0; q < nc; q++)
        r[q] -= naive->y[q];
    for (size_t a = 0; a < p; a++)
        column(naive, c, jac, r, a, hv, expected + a * p);
    for (size_t q = 0; q < p * p; q++)
        largest = fmax(largest, fabs(expected[q]));
    for (size_t a = 0; a < p; a++) {
        unit[a] = 1;
        h.product(h.own, unit, found);
        unit[a] = 0;
        for (size_t b = 0; b < p; b++)
            assert_near(found[b], expected[a * p + b], 10 * TWIN_RHO * largest);
    }
    h.free(h.own);
    double *const mine[] = {jac, r, hv, expected, unit, found};
    for (size_t i = 0; i < sizeof mine / sizeof *mine; i++)
        free(mine[i]);
}

static const struct {
    const char *widths, *image, *kernel;
    size_t d;
} images[] = {{"2", "2,2,2", "3", 8}, {"2,2", "1,2,2", "3", 4}, {"2,2,2", "1,1,3", "3", 3}, {"2,2", "1,1,3", "1", 3}};
enum { IMAGES = sizeof images / sizeof *images };

static void test_columns(void **state)
{
    (void)state;
    for (int activation = 0; activation < CATAPULT_ACTIVATION_COUNT; activation++)
        for (int i = 0; i < IMAGES; i++)
            for (int mean = 0; mean < 2; mean++) {
                char keys[4][64];
                struct twin twin;
                size_t outputs = (size_t)(1 + (activation + i) % 2);
                snprintf(keys[0], 64, "network.activation=%s", catapult_activation_name(activation));
                snprintf(keys[1], 64, "network.widths=%s", images[i].widths);
                snprintf(keys[2], 64, "network.kernel=%s", images[i].kernel);
                snprintf(keys[3], 64, "data.image=%s", images[i].image);
                const char *pairs[] = {"model=network", "compare=quadratic", "network.type=conv",
                                       mean ? "network.readout=mean" : "network.readout=flatten",
                                       i % 2 ? "loss=sum" : "loss=mean", mean ? "threads=1" : "threads=2",
                                       "network.readout_init=normal", keys[0], keys[1], keys[2], keys[3], NULL};
                check_case("%s, %s, channels %s, %zu outputs, %s", keys[0], mean ? "mean" : "flatten", images[i].widths,
                           outputs, images[i].image);
                twin_new(&twin, pairs, twin_data(3, 0, images[i].d, outputs, 31 + images[i].d));
                for (int t = 0; t < 2; t++)
                    twin_step(&twin, 0.8 * twin_eta_crit(&twin));
                for (int m = 0; m < twin.models; m++)
                    compare_columns(&twin, m);
                twin_free(&twin);
            }
}

/* --- differences of gradients ------------------------------------------------------------------------------------------- */

/* The gradient of the loss at base + s way, for a model whose state is w itself: a step of -1 from a zero state, with
 * the Jacobian still that of the place, leaves the gradient in the state. */
struct gradients {
    const struct running *running;
    const struct catapult_experiment *e;
    size_t size;
    double *base, *way, *r;
};

static void gradient_at(void *context, double s, double *gradient)
{
    struct gradients *g = context;
    const struct model_class *class = g->running->class;
    const struct catapult_dataset *data = g->e->data;
    double *at = twin_array(g->size);
    for (size_t j = 0; j < g->size; j++)
        at[j] = g->base[j] + s * g->way[j];
    model_restore(class, g->running->state, at, false);
    loss_residual(data->n, data->outputs, class->output(g->running->state), data->y, g->r);
    double scale = loss_scale((enum catapult_loss_kind)g->e->settings.loss, data->n);
    for (size_t i = 0; i < data->n * data->outputs; i++)
        g->r[i] *= scale;
    struct state_array list[STATE_ARRAYS_MAX];
    for (int i = 0, count = class->arrays(g->running->state, list); i < count; i++)
        memset(list[i].value, 0, list[i].count * sizeof(double));
    class->update(g->running->state, -1, g->r);
    model_save(class, g->running->state, gradient);
    free(at);
}

/* curve_slope derives its own bound from noise and from the convergence of the differences.  A useless bound would
 * accept anything, so it must also be small. */
static void compare_differences(struct twin *twin, int model, uint64_t seed)
{
    struct hessian h;
    const struct running *running = &twin->experiment->model[model];
    size_t size = model_size(running->class, running->state) / sizeof(double);
    struct gradients g = {running, twin->experiment, size, twin_array(size), twin_array(size),
                          twin_array(twin->data->n * twin->data->outputs)};
    double *found = twin_array(size), *slope = twin_array(size), largest = 0;
    make(&h, twin, model);
    assert_int_equal(h.size, size);
    model_save(running->class, running->state, g.base);
    for (size_t j = 0; j < size; j++)
        g.way[j] = check_random(&seed);
    h.product(h.own, g.way, found);
    struct curve curve = {size, gradient_at, &g};
    double bound = curve_slope(&curve, 1e-2, slope);
    for (size_t j = 0; j < size; j++)
        largest = fmax(largest, fabs(found[j]));
    assert_within(bound, 0, 1e-5 * largest);
    for (size_t j = 0; j < size; j++)
        assert_near(found[j], slope[j], bound);
    model_restore(running->class, running->state, g.base, true);
    h.free(h.own);
    free(g.base);
    free(g.way);
    free(g.r);
    free(found);
    free(slope);
}

static void differences(const char *const *pairs, size_t n, size_t d, size_t outputs)
{
    struct twin twin;
    twin_new_core(&twin, pairs, twin_data(n, 0, d, outputs, 7 + d));
    for (int t = 0; t < 3; t++)
        catapult_experiment_step(twin.experiment, (t == 1 ? 1.5 : 0.7) * twin_eta_crit(&twin));
    for (int m = 0; m < twin.models; m++)
        compare_differences(&twin, m, 20220511 + n);
    twin_free(&twin);
}

static void test_differences(void **state)
{
    (void)state;
    static const char *const widths[] = {"13", "9,8", "6,7,5"};
    for (int activation = 0; activation < CATAPULT_ACTIVATION_COUNT; activation++)
        for (int depth = 0; depth < 3; depth++)
            for (int mean = 0; mean < 2; mean++) {
                char keys[2][64];
                size_t outputs = (size_t)(1 + (activation + depth + mean) % 3);
                snprintf(keys[0], 64, "network.activation=%s", catapult_activation_name(activation));
                snprintf(keys[1], 64, "network.widths=%s", widths[depth]);
                const char *pairs[] = {"model=network", "compare=quadratic", "network.type=conv", "data.image=2,5,6",
                                       mean ? "network.readout=mean" : "network.readout=flatten",
                                       "network.readout_init=normal", "threads=2", keys[0], keys[1], NULL};
                check_case("%s, %s, channels %s, %zu outputs", keys[0], mean ? "mean" : "flatten", widths[depth], outputs);
                differences(pairs, 6, 60, outputs);
            }
    check_case("general");
    differences((const char *[]){"model=general", "network.gamma=0.3", NULL}, 5, 11, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_differences),
    };
    return cmocka_run_group_tests_name("hessian", tests, NULL, NULL);
}
