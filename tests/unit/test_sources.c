/* test_sources.c - every model on every data source: the core against its naive twin, for a few steps with a
 * catapult.
 *
 * Published sets are looked up in $CATAPULT_DATA; without it all but MNIST, of which a small sample comes with the
 * program, are skipped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox.h"

#include "check.h"
#include "data/known_set.h"
#include "data/npy.h"
#include "data/source.h"
#include "twin.h"

enum { PAIRS = 24, N = 5, TEST = 3 };

static const char *pairs[PAIRS];
static char text[PAIRS][300];
static int count;
static char data_folder[CATAPULT_SETTING_TEXT]; /* $CATAPULT_DATA, saved before the tests change it */

static void pair(const char *key, const char *value)
{
    snprintf(text[count], sizeof text[count], "%s=%s", key, value);
    pairs[count] = text[count];
    pairs[++count] = NULL;
}

/* Twelve rows of four inputs and one target of high entropy. */
static void write_csv(void)
{
    char rows[4000] = "";
    uint64_t seed = 2385;
    for (int i = 0; i < 12; i++)
        for (int j = 0; j < 5; j++) {
            size_t length = strlen(rows);
            snprintf(rows + length, sizeof rows - length, "%.17g%c", 1.7 * check_random(&seed), j < 4 ? ',' : '\n');
        }
    sandbox_text("points.csv", rows);
}

static void write_npy(void)
{
    double x[12 * 6], y[12];
    uint64_t seed = 1729;
    for (int i = 0; i < 72; i++)
        x[i] = 1.3 * check_random(&seed);
    for (int i = 0; i < 12; i++)
        y[i] = check_random(&seed);
    sandbox_folder("arrays");
    assert_int_equal(npy_write_file(sandbox_path("arrays/x.npy"), 2, (size_t[]){12, 6}, x, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(npy_write_file(sandbox_path("arrays/y.npy"), 1, (size_t[]){12}, y, NULL), CATAPULT_STATUS_OK);
}

static bool is_published(enum catapult_source_kind source)
{
    return source >= CATAPULT_SOURCE_MNIST && source <= CATAPULT_SOURCE_AGNEWS;
}

/* Thousands of inputs: the twin's time grows with the square of the number of parameters. */
static bool is_long(enum catapult_source_kind source)
{
    return source == CATAPULT_SOURCE_CIFAR10 || source == CATAPULT_SOURCE_SVHN || source == CATAPULT_SOURCE_AGNEWS;
}

static void settings_for(enum catapult_source_kind source, const char *classes)
{
    char number[16];
    count = 0;
    pair("data.source", catapult_source_name(source));
    snprintf(number, sizeof number, "%d", N);
    pair("data.n", number);
    snprintf(number, sizeof number, "%d", TEST);
    pair("data.test", number);
    if (source == CATAPULT_SOURCE_GAUSSIAN || source == CATAPULT_SOURCE_SPHERE)
        pair("data.d", "3");
    if (is_published(source))
        pair("data.classes", classes);
    if (is_published(source) && source != CATAPULT_SOURCE_MNIST)
        pair("data.path", data_folder);
    if (source == CATAPULT_SOURCE_CSV)
        pair("data.path", sandbox_path("points.csv"));
    if (source == CATAPULT_SOURCE_NPY)
        pair("data.path", sandbox_path("arrays"));
}

static void compare(enum catapult_source_kind source, const char *model)
{
    struct catapult_settings settings;
    struct catapult_dataset *data;
    struct catapult_error err;
    twin_settings(&settings, pairs);
    if (source_load(&settings, &data, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    struct twin twin;
    twin_new(&twin, pairs, data);
    check_case("%s on %s", model, catapult_source_name((int)source));
    for (int t = 0; t < (is_long(source) ? 2 : is_published(source) ? 3 : 6); t++) {
        for (int i = 0; i < twin.models; i++)
            if (twin.peak[i] < 1e6 * twin.first[i])
                twin_compare(&twin, i);
        twin_step(&twin, 1.15 * twin_eta_crit(&twin));
    }
    twin_free(&twin);
}

static void on_source(enum catapult_source_kind source, const char *classes)
{
    static const char *const models[] = {"network", "linear", "quadratic"};
    const char *flat = is_long(source) ? "1" : is_published(source) ? "2" : "5";
    const char *deep = is_published(source) ? "1,3" : "4,3";
    for (int i = 0; i < 3; i++) {
        settings_for(source, classes);
        pair("model", models[i]);
        pair("network.widths", i == 1 ? deep : flat);
        pair("network.activation", i == 2 && !is_long(source) ? "relu" : "swish"); /* a gate may be shut */
        compare(source, models[i]);
    }
    if (strchr(classes, ',') != strrchr(classes, ','))
        return; /* three classes are three outputs, of which the general model has one */
    settings_for(source, classes);
    pair("model", "general");
    pair("network.type", "general");
    pair("network.gamma", "0.01");
    compare(source, "general");
}

static void test_gaussian(void **state)
{
    (void)state;
    on_source(CATAPULT_SOURCE_GAUSSIAN, "");
}

static void test_sphere(void **state)
{
    (void)state;
    on_source(CATAPULT_SOURCE_SPHERE, "");
}

/* The small sample that comes with the program: two classes, one output; three classes, three outputs. */
static void test_mnist(void **state)
{
    (void)state;
    on_source(CATAPULT_SOURCE_MNIST, "0,1");
    on_source(CATAPULT_SOURCE_MNIST, "3,5,8");
}

/* Two classes; several outputs are tested with MNIST. */
static void on_published(enum catapult_source_kind source, const struct known_set *set, const char *classes)
{
    struct set_place place;
    if (!*data_folder || set->needs || set_find(set, data_folder, &place, NULL) != CATAPULT_STATUS_OK)
        skip();
    on_source(source, classes);
}

static void test_cifar10(void **state)
{
    (void)state;
    on_published(CATAPULT_SOURCE_CIFAR10, &set_cifar10, "0,2");
}

static void test_svhn(void **state)
{
    (void)state;
    on_published(CATAPULT_SOURCE_SVHN, &set_svhn, "0,2");
}

static void test_fsdd(void **state)
{
    (void)state;
    on_published(CATAPULT_SOURCE_FSDD, &set_fsdd, "1,3");
}

static void test_agnews(void **state)
{
    (void)state;
    on_published(CATAPULT_SOURCE_AGNEWS, &set_agnews, "1,2");
}

static void test_csv(void **state)
{
    (void)state;
    write_csv();
    on_source(CATAPULT_SOURCE_CSV, "");
}

static void test_npy(void **state)
{
    (void)state;
    write_npy();
    on_source(CATAPULT_SOURCE_NPY, "");
}

#define SOURCE_TEST(name) cmocka_unit_test_setup_teardown(name, sandbox_open, sandbox_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SOURCE_TEST(test_gaussian), SOURCE_TEST(test_sphere), SOURCE_TEST(test_mnist),
        SOURCE_TEST(test_cifar10),  SOURCE_TEST(test_svhn),   SOURCE_TEST(test_fsdd),
        SOURCE_TEST(test_agnews),   SOURCE_TEST(test_csv),    SOURCE_TEST(test_npy),
    };
    const char *data = getenv("CATAPULT_DATA");
    if (data && strlen(data) < sizeof data_folder)
        strcpy(data_folder, data);
    _Static_assert(sizeof tests / sizeof *tests == CATAPULT_SOURCE_COUNT, "a test for every source");
    return cmocka_run_group_tests_name("every model on every source", tests, NULL, NULL);
}
