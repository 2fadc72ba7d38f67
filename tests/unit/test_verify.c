/* test_verify.c - every property of src/verify holds for every kind of experiment.
 *
 * All combinations of activations, depths, outputs, losses, batches and both sides of n = 2d.  test_mutants.c shows
 * that a property can fail; the naive twins of test_models.c check what the properties assume. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"
#include "verify/reduce.h"
#include "verify/verify.h"

enum { PROPERTIES = 64 };
static int applied[PROPERTIES]; /* how often each property was applicable */

/* All properties on data that are taken over (freed here). */
static void hold(const char *const *pairs, struct catapult_dataset *data)
{
    struct catapult_settings settings;
    struct subject *subject;
    struct catapult_error err;
    twin_settings(&settings, pairs);
    settings.data.n = (int)data->n;
    settings.data.d = (int)data->d;
    settings.data.test = (int)data->n_test;
    if (subject_new(&subject, &settings, data, false, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    for (int i = 0; verify_properties[i].name; i++) {
        const struct property *property = &verify_properties[i];
        struct finding finding;
        assert_true(verify_run(subject, property, &finding));
        applied[i] += finding.verdict != VERDICT_NA;
        if (finding.verdict == VERDICT_FAIL)
            fail_msg("%s: %s: measured %g, bound %g", property->name, finding.what, finding.measured, finding.bound);
        if (getenv("VERIFY_PRINT"))
            print_message("# %-17s %-10.3g %-10.3g %-5s %s (%d cases, %s)\n", property->name, finding.measured,
                          finding.bound, verdict_word(finding.verdict), finding.what, finding.cases, finding.size);
    }
    subject_free(subject);
    catapult_dataset_free(data);
}

struct shape {
    const char *widths;
    size_t n, n_test, d, outputs;
    int batch;
};

static const struct shape shapes[] = {
    {"60", 9, 3, 14, 1, 0}, {"60", 21, 3, 4, 1, 0},  {"150", 40, 5, 60, 1, 7}, {"40,30", 10, 3, 8, 1, 0},
    {"40", 7, 3, 9, 3, 0},  {"30,20", 9, 2, 4, 2, 4}, {"20,20,20", 8, 0, 12, 1, 0},
};

static void test_networks(void **state)
{
    (void)state;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
            const struct shape *shape = &shapes[s];
            char keys[4][64];
            snprintf(keys[0], 64, "network.activation=%s", catapult_activation_name(a));
            snprintf(keys[1], 64, "network.widths=%s", shape->widths);
            snprintf(keys[2], 64, "loss=%s", (a + s) % 2 ? "sum" : "mean");
            snprintf(keys[3], 64, "batch=%d", shape->batch);
            const char *pairs[] = {"model=network", "data.source=csv", "data.path=x", "eta=1.3crit",
                                   keys[0], keys[1], keys[2], keys[3], NULL};
            check_case("%s, %s, %s, n %zu, d %zu, outputs %zu", keys[0], keys[1], keys[2], shape->n, shape->d,
                       shape->outputs);
            hold(pairs, twin_data(shape->n, shape->n_test, shape->d, shape->outputs, 40 + s));
        }
}

static void test_convolutions(void **state)
{
    (void)state;
    static const char *const widths[] = {"9", "5,6"}, *const readouts[] = {"flatten", "mean"};
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        for (int w = 0; w < 2; w++)
            for (int r = 0; r < 2; r++) {
                char keys[3][64];
                snprintf(keys[0], 64, "network.activation=%s", catapult_activation_name(a));
                snprintf(keys[1], 64, "network.widths=%s", widths[w]);
                snprintf(keys[2], 64, "network.readout=%s", readouts[r]);
                const char *pairs[] = {"model=network", "network.type=conv", "data.source=csv", "data.path=x",
                                       "data.image=2,4,5", keys[0], keys[1], keys[2], r ? "batch=3" : "loss=sum", NULL};
                struct catapult_dataset *data = twin_data(8, 3, 40, 1 + (size_t)(a + w + r) % 2, 7);
                for (size_t i = 0; i < 3; i++)
                    data->image[i] = (size_t[]){2, 4, 5}[i];
                check_case("conv, %s, %s, %s", keys[0], keys[1], keys[2]);
                hold(pairs, data);
            }
}

static void test_general(void **state)
{
    (void)state;
    static const char *const phis[] = {"unit", "input", "zero"}, *const ss[] = {"sign", "normal", "identity"};
    for (int phi = 0; phi < 3; phi++)
        for (int s = 0; s < 3; s++)
            for (int batch = 0; batch <= 2; batch += 2) {
                char keys[3][64];
                snprintf(keys[0], 64, "network.phi=%s", phis[phi]);
                snprintf(keys[1], 64, "network.s=%s", ss[s]);
                snprintf(keys[2], 64, "batch=%d", batch);
                const char *pairs[] = {"model=general", "network.gamma=0.137", "data.source=csv", "data.path=x",
                                       keys[0], keys[1], keys[2], NULL};
                check_case("general, %s, %s, %s", keys[0], keys[1], keys[2]);
                hold(pairs, twin_data(5, 2, 11, 1, 3));
                hold(pairs, twin_data(13, 0, 4, 1, 4));
            }
}

static void image_of(struct catapult_dataset *data, size_t channels, size_t height, size_t width)
{
    data->image[0] = channels;
    data->image[1] = height;
    data->image[2] = width;
}

/* 2 x 9 x 15 are 135 pixels, so every second pixel of every second row is kept: 5 x 8. */
static void test_small_images(void **state)
{
    (void)state;
    struct catapult_settings settings;
    struct catapult_dataset *data = twin_data(6, 3, 270, 2, 5), *small;
    twin_settings(&settings, (const char *[]){"network.type=conv", "data.image=2,9,15", NULL});
    image_of(data, 2, 9, 15);
    data->labels = true;
    assert_int_equal(reduce_images(&settings, data, &small, NULL), CATAPULT_STATUS_OK);
    assert_non_null(small);
    assert_true(small->n == 6 && small->n_test == 3 && small->d == 80 && small->outputs == 2 && small->labels);
    assert_true(small->image[0] == 2 && small->image[1] == 5 && small->image[2] == 8);
    for (size_t i = 0; i < 3; i++)
        for (size_t c = 0; c < 2; c++)
            for (size_t q = 0; q < 40; q++) {
                size_t from = i * 270 + (c * 9 + q / 8 * 2) * 15 + q % 8 * 2;
                assert_true(small->x[i * 80 + c * 40 + q] == data->x[from]);
                assert_true(small->x_test[i * 80 + c * 40 + q] == data->x_test[from]);
            }
    assert_memory_equal(small->y, data->y, 12 * sizeof(double));
    catapult_dataset_free(small);
    image_of(data, 3, 9, 10); /* 90 pixels; but a dense network sees no images */
    settings.network.type = CATAPULT_NETWORK_FC;
    assert_int_equal(reduce_images(&settings, data, &small, NULL), CATAPULT_STATUS_OK);
    assert_null(small);
    const char *pairs[] = {"model=network", "network.type=conv", "data.source=csv", "data.path=x", "data.image=3,9,10",
                           "network.widths=7", NULL};
    check_case("conv, images that are made smaller");
    hold(pairs, data);
}

static void test_all_applied(void **state)
{
    (void)state;
    for (int i = 0; verify_properties[i].name; i++) {
        check_case("%s was never applicable", verify_properties[i].name);
        assert_true(applied[i] > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networks),
        cmocka_unit_test(test_convolutions),
        cmocka_unit_test(test_general),
        cmocka_unit_test(test_small_images),
        cmocka_unit_test(test_all_applied),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
