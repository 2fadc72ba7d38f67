/* test_conv.c - convolutional models against their naive twins, against equivalent fully connected models, and the
 * orders of their Taylor models. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"

struct shape {
    const char *widths, *image;
    int kernel;
    size_t n, n_test, d;
};

/* Images of one row, of one column, smaller than the kernel; one to three layers.  The shapes after the first keep
 * signals if the image is small, the last one also gradients. */
static const struct shape shapes[] = {
    {"4", "2,3,4", 3, 4, 3, 24}, {"3", "1,1,5", 5, 3, 2, 5},   {"3,2", "2,3,2", 3, 4, 2, 12},
    {"2,3", "1,4,1", 3, 3, 0, 4}, {"2,2,2", "1,3,3", 3, 3, 1, 9}, {"3,2", "2,2,2", 1, 3, 2, 8},
    {"1,2", "1,4,5", 3, 2, 1, 20},
};

static double rate(int t)
{
    static const double rates[] = {0.61, 1.27, 0.33, 1.13, 0.79, 0.47};
    return rates[t % 6];
}

/* Small batches of a small network need small steps, or the loss blows up. */
static void run(const char *const *pairs, const struct shape *shape, size_t outputs, double slow, int steps)
{
    struct twin twin;
    twin_new(&twin, pairs, twin_data(shape->n, shape->n_test, shape->d, outputs, 20220511 + shape->d));
    double eta_crit = twin_eta_crit(&twin);
    for (int t = 0; t <= steps; t++) {
        for (int i = 0; i < twin.models; i++)
            if (twin.peak[i] < 1e6 * twin.first[i])
                twin_compare(&twin, i);
        twin_step(&twin, slow * rate(t) * eta_crit);
    }
    twin_free(&twin);
}

static void run_shape(const char *activation, const struct shape *shape, size_t outputs, bool mean, int batch)
{
    char keys[5][64];
    snprintf(keys[0], 64, "network.activation=%s", activation);
    snprintf(keys[1], 64, "network.widths=%s", shape->widths);
    snprintf(keys[2], 64, "network.kernel=%d", shape->kernel);
    snprintf(keys[3], 64, "data.image=%s", shape->image);
    snprintf(keys[4], 64, "batch=%d", batch);
    const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.type=conv",
                           mean ? "network.readout=mean" : "network.readout=flatten",
                           mean ? "loss=sum" : "loss=mean", outputs > 1 ? "threads=2" : "threads=1",
                           "network.readout_init=normal", keys[0], keys[1], keys[2], keys[3], keys[4], NULL};
    check_case("%s channels %s image %s kernel %d outputs %zu %s batch %d", activation, shape->widths, shape->image,
               shape->kernel, outputs, mean ? "mean" : "flatten", batch);
    run(pairs, shape, outputs, batch ? 0.3 : 1, 4);
}

static void all_shapes(const char *activation)
{
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (size_t outputs = 1; outputs <= 3; outputs += 2)
            for (int mean = 0; mean <= 1; mean++)
                run_shape(activation, &shapes[s], outputs, mean, outputs == 1 && mean ? 2 : 0);
}

static void test_activations(void **state)
{
    (void)state;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        all_shapes(catapult_activation_name(a));
}

/* More channels than a chunk; for an image of this size a chunk has eight.  tests/cli/dump.sh has larger ones. */
static void test_chunks(void **state)
{
    (void)state;
    const char *pairs[] = {"model=network", "compare=quadratic", "network.type=conv", "network.readout=mean",
                           "network.activation=swish", "network.widths=9", "data.image=1,63,66", NULL};
    struct twin twin;
    check_case("chunks");
    twin_new(&twin, pairs, twin_data(1, 1, 63 * 66, 1, 3));
    twin_step(&twin, 1.1 * twin_eta_crit(&twin));
    for (int i = 0; i < twin.models; i++)
        twin_compare(&twin, i);
    twin_free(&twin);
}

/* Checks all of K by its eigenvalues. */
static void test_spectrum(void **state)
{
    (void)state;
    for (int mean = 0; mean <= 1; mean++) {
        const char *pairs[] = {"model=network", "compare=quadratic,linear", "network.type=conv", "network.widths=4,3",
                               "data.image=2,3,3", "network.activation=gelu",
                               mean ? "network.readout=mean" : "network.readout=flatten", NULL};
        struct twin twin;
        double lambda[10], expected[10], v[100];
        twin_new(&twin, pairs, twin_data(5, 0, 18, 2, 17));
        for (int t = 0; t < 3; t++)
            twin_step(&twin, 0.9 * twin_eta_crit(&twin));
        for (int i = 0; i < twin.models; i++) {
            check_case("full spectrum, %s, mean %d", catapult_model_name(catapult_experiment_kind(twin.experiment, i)),
                       mean);
            assert_int_equal(catapult_experiment_spectrum(twin.experiment, i, lambda, NULL), CATAPULT_STATUS_OK);
            twin_eigen(&twin, i, expected, v);
            for (int k = 0; k < 10; k++)
                assert_near(lambda[k], expected[k], 1e-10 * expected[0]);
        }
        twin_free(&twin);
    }
}

/* An image of one pixel is a vector: with a kernel of size one the network is fully connected, w0 included, and so
 * are its means. */
static void test_one_pixel(void **state)
{
    (void)state;
    static const char *const readouts[] = {"network.readout=flatten", "network.readout=mean"};
    const char *fc[] = {"model=network", "compare=linear,quadratic", "network.widths=23,17",
                        "network.activation=swish", "network.readout_init=normal", NULL};
    for (int r = 0; r < 2; r++)
        for (size_t outputs = 1; outputs <= 3; outputs += 2) {
            const char *conv[] = {fc[0], fc[1], fc[2], fc[3], fc[4], "network.type=conv", "network.kernel=1",
                                  "data.image=6,1,1", readouts[r], NULL};
            struct twin a, b;
            twin_new_core(&a, fc, twin_data(8, 5, 6, outputs, 71));
            twin_new_core(&b, conv, twin_data(8, 5, 6, outputs, 71));
            for (int t = 0; t < 20; t++) {
                for (int i = 0; i < a.models; i++) {
                    const struct catapult_measure *x = catapult_experiment_measure(a.experiment, i),
                                                  *y = catapult_experiment_measure(b.experiment, i);
                    check_case("one pixel, %s, %s, %zu outputs, step %d", readouts[r],
                               catapult_model_name(catapult_experiment_kind(a.experiment, i)), outputs, t);
                    assert_close(y->train_loss, x->train_loss, 1e-10);
                    assert_close(y->test_loss, x->test_loss, 1e-10);
                    assert_close_or_near(y->distance, x->distance, 1e-10, 1e-12);
                    for (int k = 0; k < 3; k++)
                        assert_near(y->lambda[k], x->lambda[k], 1e-9 * x->lambda[0]);
                }
                double eta = (t % 3 == 1 ? 1.2 : 0.7) * twin_eta_crit(&a);
                catapult_experiment_step(a.experiment, eta);
                catapult_experiment_step(b.experiment, eta);
            }
            twin_free(&a);
            twin_free(&b);
        }
}

/* With a kernel of size one and means, f is the mean over pixels of a fully connected network of the pixel's
 * channels. */
static void test_mean_of_pixels(void **state)
{
    (void)state;
    enum { CHANNELS = 3, PIXELS = 4 };
    const char *fc[] = {"network.widths=12,5", "network.activation=tanh", NULL};
    const char *conv[] = {"network.widths=12,5", "network.activation=tanh", "network.type=conv", "network.kernel=1",
                          "data.image=3,2,2", "network.readout=mean", NULL};
    struct twin a, b;
    struct catapult_dataset *images = twin_data(2, 0, CHANNELS * PIXELS, 1, 5),
                            *pixels = twin_data(2 * PIXELS, 0, CHANNELS, 1, 5);
    for (int i = 0; i < 2; i++)
        for (int p = 0; p < PIXELS; p++)
            for (int ch = 0; ch < CHANNELS; ch++)
                pixels->x[(i * PIXELS + p) * CHANNELS + ch] = images->x[(i * CHANNELS + ch) * PIXELS + p];
    twin_new_core(&a, fc, pixels);
    twin_new_core(&b, conv, images);
    for (int i = 0; i < 2; i++) {
        double mean = 0;
        for (int p = 0; p < PIXELS; p++)
            mean += catapult_experiment_output(a.experiment, 0)[i * PIXELS + p] / PIXELS;
        assert_close(catapult_experiment_output(b.experiment, 0)[i], mean, 1e-12);
    }
    twin_free(&a);
    twin_free(&b);
}

/* |f - f_lin| ~ s^2 and |f - f_quad| ~ s^3 for a step of length s: a step of eta and one of eta/2 have the same
 * direction, and one step of the linear model has the same direction as the network's. */
static void orders(const char *activation, const char *readout)
{
    char keys[2][64];
    snprintf(keys[0], 64, "network.activation=%s", activation);
    snprintf(keys[1], 64, "network.readout=%s", readout);
    const char *pairs[] = {"model=network", "compare=linear,quadratic", "network.type=conv", "network.widths=6,5",
                           "data.image=2,4,4", keys[0], keys[1], NULL};
    double off[2][2] = {{0, 0}, {0, 0}};
    for (int half = 0; half < 2; half++) {
        struct twin twin;
        twin_new_core(&twin, pairs, twin_data(5, 0, 32, 1, 23));
        catapult_experiment_step(twin.experiment, 1e-2 / (1 + half) * twin_eta_crit(&twin));
        for (int model = 1; model <= 2; model++)
            for (int i = 0; i < 5; i++)
                off[model - 1][half] += pow(catapult_experiment_output(twin.experiment, model)[i]
                                                - catapult_experiment_output(twin.experiment, 0)[i],
                                            2);
        twin_free(&twin);
    }
    check_case("orders, %s, %s", activation, readout);
    /* the next order is about 1e-2 of the leading one, the size of the step; rounding is about 1e-6 of it */
    assert_close(sqrt(off[0][0] / off[0][1]), 4, 0.1);
    assert_close(sqrt(off[1][0] / off[1][1]), 8, 0.1);
}

static void test_orders(void **state)
{
    (void)state;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        if (a != CATAPULT_ACTIVATION_RELU) {
            orders(catapult_activation_name(a), "flatten");
            orders(catapult_activation_name(a), "mean");
        }
}

/* One thread computes an example and updates a weight; only the kernel's sums are divided over threads: the outputs
 * have the same bits for any number of threads. */
static void test_threads(void **state)
{
    (void)state;
    static const char *const threads[] = {"threads=1", "threads=2", "threads=3"};
    struct twin twin[3];
    for (int i = 0; i < 3; i++) {
        const char *pairs[] = {"model=network", "compare=quadratic", "network.type=conv", "network.widths=31,40",
                               "data.image=3,5,4", threads[i], NULL};
        twin_new_core(&twin[i], pairs, twin_data(7, 3, 60, 2, 9));
    }
    double eta = 1.1 * twin_eta_crit(&twin[0]);
    for (int t = 0; t < 10; t++) {
        for (int i = 1; i < 3; i++)
            for (int model = 0; model < 2; model++) {
                check_case("%s, model %d, step %d", threads[i], model, t);
                for (int q = 0; q < 14; q++)
                    assert_true(catapult_experiment_output(twin[i].experiment, model)[q]
                                == catapult_experiment_output(twin[0].experiment, model)[q]);
            }
        for (int i = 0; i < 3; i++)
            catapult_experiment_step(twin[i].experiment, eta);
    }
    for (int i = 0; i < 3; i++)
        twin_free(&twin[i]);
}

/* A cost may be requested before the shape is known, because the shape comes with a file: the result means nothing,
 * but there is no crash. */
static void test_cost_without_shape(void **state)
{
    (void)state;
    struct catapult_settings settings;
    struct catapult_experiment_cost cost;
    twin_settings(&settings, (const char *[]){"network.type=conv", "network.widths=4,3", "compare=linear,quadratic",
                                              "data.source=mnist", NULL});
    catapult_experiment_cost(&settings, 5, 3, 784, 1, &cost);
    assert_true(cost.bytes > 0);
}

/* Records progress reports while an experiment is made; patience: the report at which it is cancelled, 0: never. */
struct listener {
    int reports, patience;
    double last;
};

static int listen(void *context, const char *what, double fraction)
{
    struct listener *listener = context;
    assert_non_null(what);
    assert_within(fraction, listener->last, 1);
    listener->last = fraction;
    return ++listener->reports == listener->patience;
}

/* The linear model's kernel with 250 test examples of a megabyte each is computed in three pieces. */
static void test_progress(void **state)
{
    (void)state;
    struct catapult_settings settings;
    struct catapult_error err;
    struct catapult_experiment *e = NULL;
    struct catapult_dataset *data = twin_data(3, 250, 16384, 1, 5);
    twin_settings(&settings, (const char *[]){"model=network", "compare=linear", "network.type=conv", "network.widths=8",
                                              "data.image=1,128,128", "threads=1", NULL});
    for (int patience = 0; patience <= 6; patience++) {
        struct listener listener = {.patience = patience};
        struct catapult_progress progress = {listen, &listener};
        enum catapult_status status = catapult_experiment_new(&e, &settings, data, &progress, &err);
        check_case("patience %d", patience);
        if (patience == 0) {
            assert_int_equal(status, CATAPULT_STATUS_OK);
            assert_int_equal(listener.reports, 6); /* linear model, training set, three pieces, network */
            catapult_experiment_free(e);
        } else {
            assert_int_equal(status, CATAPULT_STATUS_CANCELLED);
            assert_int_equal(listener.reports, patience);
        }
    }
    catapult_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_activations), cmocka_unit_test(test_chunks), cmocka_unit_test(test_spectrum),
        cmocka_unit_test(test_one_pixel), cmocka_unit_test(test_mean_of_pixels), cmocka_unit_test(test_orders),
        cmocka_unit_test(test_threads), cmocka_unit_test(test_cost_without_shape), cmocka_unit_test(test_progress),
    };
    return cmocka_run_group_tests_name("conv", tests, NULL, NULL);
}
