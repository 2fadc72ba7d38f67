/* test_look.c - kernel, gates, Taylor error and outputs at other inputs, against the naive twins; looking does not
 * change the run's bits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/look.h>
#include <catapult/twin.h>

#include "check.h"
#include "core/experiment/laboratory.h"
#include "twin.h"

enum { STEPS = 6 };

/* image: NULL, or a convolutional network's. */
static void begin_with(struct twin *twin, const char *activation, const char *widths, const char *image, size_t n, size_t d,
                       size_t outputs)
{
    char a[64], w[64], i[64];
    snprintf(a, sizeof a, "network.activation=%s", activation);
    snprintf(w, sizeof w, "network.widths=%s", widths);
    snprintf(i, sizeof i, "data.image=%s", image ? image : "");
    const char *pairs[] = {"model=network", "compare=linear,quadratic", image ? "threads=2" : "threads=1", "loss=mean", a, w,
                           image ? "network.type=conv" : NULL, i,
                           outputs > 1 ? "network.readout=mean" : "network.readout=flatten", NULL};
    check_case("%s widths %s image %s n %zu d %zu outputs %zu", activation, widths, image ? image : "-", n, d, outputs);
    twin_new(twin, pairs, twin_data(n, 5, d, outputs, 77 + n));
    for (int t = 0; t < STEPS; t++)
        twin_step(twin, (t % 2 ? 0.7 : image ? 0.9 : 1.2) * twin_eta_crit(twin)); /* few channels diverge sooner */
}

static void begin(struct twin *twin, const char *activation, const char *widths, size_t n, size_t d, size_t outputs)
{
    begin_with(twin, activation, widths, NULL, n, d, outputs);
}

static const struct {
    const char *activation, *widths, *image;
    size_t n, d, outputs;
} cases[] = {{"relu", "9", NULL, 4, 9, 1},       {"relu", "9", NULL, 7, 2, 1},     {"tanh", "5,6", NULL, 5, 6, 1},
             {"relu", "5,6", NULL, 6, 2, 3},     {"swish", "7", NULL, 4, 3, 2},    {"relu", "5", "2,3,2", 4, 12, 1},
             {"gelu", "3,4", "1,2,3", 5, 6, 2},  {"swish", "6", "2,2,2", 3, 8, 2},  {"relu", "4,5", "1,3,2", 4, 6, 1}};
enum { CASES = sizeof cases / sizeof *cases };

static void test_kernel(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct twin twin;
        begin_with(&twin, cases[i].activation, cases[i].widths, cases[i].image, cases[i].n, cases[i].d, cases[i].outputs);
        size_t n = cases[i].n, c = cases[i].outputs, size = n * c;
        double *k = twin_array(size * size), *naive = twin_array(size * size);
        assert_int_equal(catapult_look_kernel(twin.experiment, 0, k, NULL), CATAPULT_STATUS_OK);
        naive_kernel(twin.naive[0], naive_scale(CATAPULT_LOSS_MEAN, n), naive);
        for (size_t a = 0; a < size; a++)
            for (size_t b = 0; b < size; b++)
                assert_near(k[a * size + b], naive[(a % n * c + a / n) * size + b % n * c + b / n],
                            1e-9 * catapult_experiment_measure(twin.experiment, 0)->lambda[0]);
        free(k);
        free(naive);
        twin_free(&twin);
    }
}

/* Root mean square of the differences of two models' outputs. */
static double rms(const struct naive *a, const struct naive *b)
{
    double fa[8], fb[8], sum = 0;
    for (size_t i = 0; i < a->n; i++) {
        naive_output(a, i, fa);
        naive_output(b, i, fb);
        for (size_t q = 0; q < a->c; q++)
            sum += pow(fa[q] - fb[q], 2);
    }
    return sqrt(sum / (double)(a->n * a->c));
}

/* The Taylor models' twins are moved to the network's w. */
static void test_taylor(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct twin twin;
        struct catapult_look_taylor found;
        begin_with(&twin, cases[i].activation, cases[i].widths, cases[i].image, cases[i].n, cases[i].d, cases[i].outputs);
        for (int m = 1; m < twin.models; m++)
            memcpy(twin.naive[m]->w, twin.naive[0]->w, twin.naive[0]->p * sizeof(double));
        int linear = catapult_experiment_kind(twin.experiment, 1) == CATAPULT_MODEL_LINEAR ? 1 : 2;
        assert_int_equal(catapult_look_taylor(twin.experiment, 0, &found, NULL), CATAPULT_STATUS_OK);
        assert_close_or_near(found.linear, rms(twin.naive[0], twin.naive[linear]), 1e-8, 1e-9);
        assert_close_or_near(found.quadratic, rms(twin.naive[0], twin.naive[3 - linear]), 1e-8, 1e-9);
        memcpy(twin.naive[linear]->w, twin.naive[0]->w0, twin.naive[0]->p * sizeof(double));
        assert_close_or_near(found.change, rms(twin.naive[0], twin.naive[linear]), 1e-8, 1e-9); /* f_lin(w0) = f(w0) */
        assert_within(found.linear, 0, 10 * found.change);
        assert_int_equal(catapult_look_taylor(twin.experiment, linear, &found, NULL), CATAPULT_STATUS_INPUT);
        twin_free(&twin);
    }
}

/* z of the unit h for example i, two layers, from weights as naive keeps them. */
static double preactivation(const struct naive *model, const double *w, size_t h, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < model->d; j++)
        sum += w[h * model->d + j] * model->x[i * model->d + j];
    return sum;
}

static void test_gates(void **state)
{
    (void)state;
    struct twin twin;
    struct catapult_look_gates gates;
    begin(&twin, "relu", "9", 7, 2, 1);
    const struct naive *model = twin.naive[0];
    double active = 0, changed = 0, dead = 0;
    for (size_t h = 0; h < 9; h++) {
        int on = 0;
        for (size_t i = 0; i < 7; i++) {
            bool now = preactivation(model, model->w, h, i) > 0;
            on += now;
            changed += now != (preactivation(model, model->w0, h, i) > 0);
        }
        active += on;
        dead += on == 0;
    }
    assert_true(catapult_look_gates(twin.experiment, 0, &gates));
    assert_near(gates.active, active / 63, 1e-15);
    assert_near(gates.changed, changed / 63, 1e-15);
    assert_near(gates.dead, dead / 9, 1e-15);
    assert_true(changed > 0);
    assert_false(catapult_look_gates(twin.experiment, 1, &gates));
    twin_free(&twin);
    begin(&twin, "tanh", "5", 4, 3, 1);
    assert_false(catapult_look_gates(twin.experiment, 0, &gates));
    twin_free(&twin);
}

/* z of channel h at a pixel, one convolutional layer of 3 x 3, from weights as naive keeps them. */
static double convolved(const struct naive *model, const double *w, size_t h, size_t i, long y, long x)
{
    long rows = (long)model->image.height, cols = (long)model->image.width;
    double sum = 0;
    for (size_t c = 0; c < model->size[0]; c++)
        for (long a = -1; a <= 1; a++)
            for (long b = -1; b <= 1; b++)
                if (y + a >= 0 && y + a < rows && x + b >= 0 && x + b < cols)
                    sum += w[((h * model->size[0] + c) * 3 + (size_t)(a + 1)) * 3 + (size_t)(b + 1)]
                           * model->x[i * model->d + (c * (size_t)rows + (size_t)(y + a)) * (size_t)cols + (size_t)(x + b)];
    return sum;
}

static void test_gates_conv(void **state)
{
    (void)state;
    struct twin twin;
    struct catapult_look_gates gates;
    begin_with(&twin, "relu", "9", "2,3,2", 4, 12, 1);
    const struct naive *model = twin.naive[0];
    double active = 0, changed = 0, dead = 0;
    for (size_t h = 0; h < 9; h++) {
        int on = 0;
        for (size_t i = 0; i < 4; i++)
            for (long p = 0; p < 6; p++) {
                bool now = convolved(model, model->w, h, i, p / 2, p % 2) > 0;
                on += now;
                changed += now != (convolved(model, model->w0, h, i, p / 2, p % 2) > 0);
            }
        active += on;
        dead += on == 0;
    }
    assert_true(catapult_look_gates(twin.experiment, 0, &gates));
    assert_near(gates.active, active / 216, 1e-14);
    assert_near(gates.changed, changed / 216, 1e-14);
    assert_near(gates.dead, dead / 9, 1e-15);
    assert_true(changed > 0 && active > 0 && active < 216);
    assert_false(catapult_look_gates(twin.experiment, 1, &gates));
    twin_free(&twin);
    begin_with(&twin, "gelu", "3", "1,2,2", 3, 4, 1);
    assert_false(catapult_look_gates(twin.experiment, 0, &gates));
    twin_free(&twin);
}

/* A channel whose weights are far below zero for every example is dead, and no other. */
static void test_dead_conv(void **state)
{
    (void)state;
    struct twin twin;
    struct catapult_look_gates gates;
    twin_new_core(&twin, (const char *[]){"network.type=conv", "network.widths=4,3", "data.image=1,3,3", "threads=2", NULL},
                  twin_data(5, 0, 9, 1, 3));
    for (size_t q = 0; q < twin.data->n * twin.data->d; q++)
        twin.data->x[q] = q < 2 * twin.data->d ? fabs(twin.data->x[q]) + 1 : 0; /* nonzero only for the first thread */
    const struct running *running = &twin.experiment->model[0];
    struct state_array list[STATE_ARRAYS_MAX];
    running->class->arrays(running->state, list);
    for (int q = 0; q < 9; q++)
        list[0].value[9 + q] = -1;
    assert_true(catapult_look_gates(twin.experiment, 0, &gates));
    assert_near(gates.dead, 1.0 / 7, 1e-15);
    twin_free(&twin);
}

/* At the test inputs the result equals the test pass's; then at any inputs, now and after more steps. */
static void test_elsewhere(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct twin twin;
        struct catapult_evaluation *elsewhere;
        begin_with(&twin, cases[i].activation, cases[i].widths, cases[i].image, cases[i].n, cases[i].d, cases[i].outputs);
        assert_int_equal(catapult_evaluation_new(&elsewhere, twin.experiment, 5, twin.data->x_test, NULL),
                         CATAPULT_STATUS_OK);
        for (int again = 0; again < 2; again++) {
            for (int m = 0; m < twin.models; m++) {
                const double *f = catapult_evaluation_output(elsewhere, twin.experiment, m);
                assert_non_null(f);
                for (size_t q = 0; q < cases[i].outputs; q++)
                    for (size_t j = 0; j < 5; j++)
                        assert_close_or_near(
                            f[q * 5 + j], catapult_experiment_output_test(twin.experiment, m)[j * cases[i].outputs + q],
                            1e-12, 1e-12);
            }
            catapult_experiment_step(twin.experiment, 0.8 * twin_eta_crit(&twin));
        }
        catapult_evaluation_free(elsewhere);
        twin_free(&twin);
    }
}

/* Compares the state before and after everything was looked at. */
static void test_no_bit(void **state)
{
    (void)state;
    struct twin twin;
    struct catapult_look_taylor taylor;
    struct catapult_look_gates gates;
    struct catapult_evaluation *elsewhere;
    begin(&twin, "relu", "9", 7, 2, 1);
    size_t size = catapult_experiment_state_size(twin.experiment);
    double *before = malloc(size), *after = malloc(size), k[49];
    assert_true(before && after);
    catapult_experiment_save(twin.experiment, before);
    catapult_look_kernel(twin.experiment, 0, k, NULL);
    catapult_look_taylor(twin.experiment, 0, &taylor, NULL);
    catapult_look_gates(twin.experiment, 0, &gates);
    catapult_evaluation_new(&elsewhere, twin.experiment, 5, twin.data->x_test, NULL);
    for (int m = 0; m < twin.models; m++)
        catapult_evaluation_output(elsewhere, twin.experiment, m);
    catapult_evaluation_free(elsewhere);
    catapult_experiment_save(twin.experiment, after);
    assert_memory_equal(before, after, size);
    assert_non_null(catapult_look_vector(twin.experiment, 0, 0));
    assert_null(catapult_look_vector(twin.experiment, 0, 12));
    free(before);
    free(after);
    twin_free(&twin);
}

/* --- chaos ------------------------------------------------------------------------------------------------------------- */

struct plan {
    double early, late;
};

/* Changes at step 60, where two runs that began apart would have come together. */
static double plan_eta(void *context, long t)
{
    const struct plan *plan = context;
    return t < 60 ? plan->early : plan->late;
}

/* The outcome by the rows alone, and then with a twin. */
static void judge(const char *const *pairs, struct catapult_dataset *data, struct plan plan, int steps,
                  enum catapult_outcome_word rows, enum catapult_outcome_word twin_says)
{
    struct twin twin;
    twin_new_core(&twin, pairs, data);
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&twin.settings);
    struct catapult_outcome outcome;
    struct catapult_experiment *e = twin.experiment;
    catapult_outcome_init(&outcome, &rules);
    if (plan.early < 0) {
        plan.early *= -twin_eta_crit(&twin);
        plan.late *= twin_eta_crit(&twin);
    }
    catapult_outcome_push(&outcome, catapult_experiment_measure(e, 0), plan_eta(&plan, 0));
    for (long t = 0; t < steps; t++) {
        catapult_experiment_step(e, plan_eta(&plan, t));
        catapult_outcome_push(&outcome, catapult_experiment_measure(e, 0), plan_eta(&plan, t + 1));
    }
    assert_int_equal(catapult_outcome_word(&outcome, NULL), rows);
    struct catapult_outcome same = outcome;
    catapult_outcome_compare(&same, &outcome);
    assert_int_equal(catapult_outcome_word(&same, NULL), rows);
    assert_int_equal(catapult_twin_judge(&twin.settings, twin.data, catapult_experiment_kind(e, 0), plan_eta, &plan, NULL,
                                         &outcome, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_outcome_word(&outcome, NULL), twin_says);
    twin_free(&twin);
}

/* The cubic map of map.h with a = eta: chaos at 1.6, two values in turn at 1.1.  Mini-batches keep a linear model that
 * cannot fit its data going for ever, but two runs with the same batches come together: bounded, not chaotic. */
static void test_chaos(void **state)
{
    (void)state;
    const char *cubic[] = {"model=general", "network.type=general", "network.gamma=1", "network.phi=zero",
                           "network.s=identity", "loss=sum", "stop.loss=0", "spectrum.top=1", NULL};
    const char *noise[] = {"model=linear", "network.widths=20", "batch=2", "loss=mean", "stop.loss=0", NULL};
    struct catapult_dataset *one[2] = {twin_data(1, 0, 1, 1, 3), twin_data(1, 0, 1, 1, 3)};
    one[0]->y[0] = one[1]->y[0] = 1;
    check_case("chaos");
    judge(cubic, one[0], (struct plan){0.9, 1.6}, 500, CATAPULT_OUTCOME_BOUNDED, CATAPULT_OUTCOME_CHAOTIC);
    check_case("two values in turn");
    judge(cubic, one[1], (struct plan){0.9, 1.1}, 500, CATAPULT_OUTCOME_PERIODIC, CATAPULT_OUTCOME_PERIODIC);
    check_case("mini-batches");
    judge(noise, twin_data(12, 0, 1, 1, 5), (struct plan){-0.2, 0.3}, 700, CATAPULT_OUTCOME_BOUNDED, CATAPULT_OUTCOME_BOUNDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel),    cmocka_unit_test(test_taylor), cmocka_unit_test(test_gates),
        cmocka_unit_test(test_elsewhere), cmocka_unit_test(test_no_bit), cmocka_unit_test(test_gates_conv),
        cmocka_unit_test(test_dead_conv), cmocka_unit_test(test_chaos),
    };
    return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}
