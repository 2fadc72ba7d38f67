/* test_scales.c - the properties of src/verify hold in any units of inputs and targets.
 *
 * Inputs of 1e-6 to 1e6, targets of 1e-6 to 1e8: if they are far apart, already the first step overflows, which is
 * not an error of an experiment.  test_mutants.c shows that the properties still detect faults in such units.
 * SCALES_SEEDS=N in the environment: that many seeds of each network instead of two or three. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "twin.h"
#include "verify/verify.h"

enum { PROPERTIES = 64 };
static const double units_x[] = {1e-6, 1e-3, 1, 1e3, 1e6}, units_y[] = {1e-6, 1e-2, 1, 1e4, 1e8};
static int looked_at[PROPERTIES], applied[PROPERTIES];

static void scale(size_t count, double *values, double unit)
{
    for (size_t i = 0; i < count; i++)
        values[i] *= unit;
}

static struct catapult_dataset *scaled_data(int seed, double unit_x, double unit_y)
{
    size_t d = seed % 3 == 2 ? 20 : 3, outputs = seed % 3 == 0 ? 2 : 1; /* both sides of n = 2 d */
    struct catapult_dataset *data = twin_data(8, 2, d, outputs, 40 + (uint64_t)seed);
    scale(data->n * d, data->x, unit_x);
    scale(data->n_test * d, data->x_test, unit_x);
    scale(data->n * outputs, data->y, unit_y);
    scale(data->n_test * outputs, data->y_test, unit_y);
    return data;
}

/* Takes the data over. */
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
        struct finding finding;
        assert_true(verify_run(subject, &verify_properties[i], &finding));
        looked_at[i]++;
        applied[i] += finding.verdict != VERDICT_NA;
        if (finding.verdict == VERDICT_FAIL)
            fail_msg("%s: %s: measured %g, bound %g", verify_properties[i].name, finding.what, finding.measured, finding.bound);
    }
    subject_free(subject);
    catapult_dataset_free(data);
}

static void hold_in_all_units(const char *activation, const char *widths, int seed)
{
    char keys[4][64];
    snprintf(keys[0], 64, "network.activation=%s", activation);
    snprintf(keys[1], 64, "network.widths=%s", widths);
    snprintf(keys[2], 64, "loss=%s", seed % 2 ? "sum" : "mean");
    snprintf(keys[3], 64, "seed=%d", seed);
    const char *pairs[] = {"model=network", "data.source=csv", "data.path=x", "eta=1.2crit",
                           keys[0], keys[1], keys[2], keys[3], NULL};
    for (size_t x = 0; x < sizeof units_x / sizeof *units_x; x++)
        for (size_t y = 0; y < sizeof units_y / sizeof *units_y; y++) {
            check_case("%s, %s, seed %d, inputs of %g, targets of %g", keys[0], keys[1], seed, units_x[x], units_y[y]);
            hold(pairs, scaled_data(seed, units_x[x], units_y[y]));
        }
}

static void test_units(void **state)
{
    (void)state;
    static const char *const widths[] = {"8", "100", "30,20"};
    int seeds = getenv("SCALES_SEEDS") ? atoi(getenv("SCALES_SEEDS")) : 0;
    for (int a = 0; a < CATAPULT_ACTIVATION_COUNT; a++)
        for (int w = 0; w < 3; w++)
            for (int seed = 1; seed <= (seeds ? seeds : 3); seed++)
                if (seeds || (a + w + seed) % 3)
                    hold_in_all_units(catapult_activation_name(a), widths[w], seed);
}

/* Only the batches and the maps of one example, for two activations with three widths and one output, may be not
 * applicable in many cases. */
static void test_applied(void **state)
{
    (void)state;
    for (int i = 0; verify_properties[i].name; i++) {
        const char *name = verify_properties[i].name;
        double least = strcmp(name, "batches") == 0 ? 0 : strcmp(name, "single") == 0 ? 0.12 : 0.8;
        check_case("%s was applicable %d times in %d", name, applied[i], looked_at[i]);
        assert_true(applied[i] >= least * looked_at[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_units), cmocka_unit_test(test_applied)};
    return cmocka_run_group_tests_name("scales", tests, NULL, NULL);
}
