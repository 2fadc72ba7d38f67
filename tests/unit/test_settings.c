/* The settings table: consistent, every row reads back what it writes, errors are reported. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <catapult/settings.h>

#include "base/number.h"

static struct catapult_settings fresh(void)
{
    struct catapult_settings s;
    catapult_settings_defaults(&s);
    return s;
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        assert_true(row->key && *row->key && row->help && *row->help && row->unit && row->initial);
        assert_ptr_equal(catapult_settings_find(row->key), row); /* no key twice */
        assert_true(row->offset < sizeof(struct catapult_settings));
        assert_true(row->min <= row->max);
        bool choice = row->type == CATAPULT_SETTING_CHOICE || row->type == CATAPULT_SETTING_CHOICE_LIST;
        assert_true(choice == (row->choices != NULL));
        if (row->type == CATAPULT_SETTING_INT || row->type == CATAPULT_SETTING_INT_LIST
            || row->type == CATAPULT_SETTING_SCHEDULE)
            assert_true(row->min >= INT_MIN && row->max <= INT_MAX);
    }
}

static void test_defaults(void **state)
{
    (void)state;
    struct catapult_settings s = fresh();
    struct catapult_error err;
    assert_int_equal(catapult_settings_validate(&s, &err), CATAPULT_STATUS_OK);
    assert_int_equal(s.model, CATAPULT_MODEL_NETWORK);
    assert_true(s.eta.value == 1.2 && s.eta.unit == CATAPULT_LR_CRIT);
    assert_int_equal(s.loss, CATAPULT_LOSS_MEAN);
    assert_int_equal(s.data.n, 128);
    assert_int_equal(s.network.widths.count, 1);
    assert_int_equal(s.network.widths.value[0], 1000);
    assert_true(s.divergence == 1e30 && s.stop.loss == 1e-3);
}

/* For each row catapult_settings_get and catapult_settings_set are inverse, at the default and at the given value. */
static void goes_round(const char *key, const char *text)
{
    struct catapult_settings s = fresh(), back = fresh();
    struct catapult_error err;
    char first[4096], second[4096];
    if (catapult_settings_set(&s, key, text, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    catapult_settings_get(&s, catapult_settings_find(key), first, sizeof first);
    assert_int_equal(catapult_settings_set(&back, key, first, &err), CATAPULT_STATUS_OK);
    catapult_settings_get(&back, catapult_settings_find(key), second, sizeof second);
    assert_string_equal(first, second);
    assert_memory_equal(&s, &back, sizeof s);
}

static void test_round(void **state)
{
    (void)state;
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        goes_round(row->key, row->initial);
        for (int k = 0; row->choices && row->choices[k]; k++)
            goes_round(row->key, row->choices[k]);
        char text[64];
        if (row->type == CATAPULT_SETTING_INT || row->type == CATAPULT_SETTING_REAL
            || row->type == CATAPULT_SETTING_INT_LIST) {
            snprintf(text, sizeof text, "%.17g", row->min);
            goes_round(row->key, text);
            snprintf(text, sizeof text, row->type == CATAPULT_SETTING_REAL ? "%.17g" : "%.0f", row->max);
            goes_round(row->key, text);
        }
    }
    goes_round("network.gamma", "0.30000000000000004");
    goes_round("network.widths", "{ 100, 20 ,3}");
    goes_round("compare", "{linear, quadratic}");
    goes_round("compare", "{}");
    goes_round("schedule", "100:0.9crit, 200:0.4,300 : 3.9/l1");
    goes_round("title", "Two, \"quoted\" \\ words # and no comment");
    goes_round("data.shift", "-2.385");
    goes_round("data.n", "1e3");
}

static void refused(const char *key, const char *text, const char *message)
{
    struct catapult_settings s = fresh(), before = fresh();
    struct catapult_error err;
    assert_int_equal(catapult_settings_set(&s, key, text, &err), CATAPULT_STATUS_INPUT);
    assert_string_equal(err.text, message);
    assert_memory_equal(&s, &before, sizeof s);
    assert_int_equal(catapult_settings_set(&s, key, text, NULL), CATAPULT_STATUS_INPUT);
}

static void test_refused_numbers(void **state)
{
    (void)state;
    refused("data.n", "0", "data.n: 0 is out of range (1 to 10000000 examples)");
    refused("data.n", "1e-3", "data.n: '1e-3' is not a whole number (1 to 10000000 examples)");
    refused("data.n", "12x", "data.n: '12x' is not a whole number (1 to 10000000 examples)");
    refused("data.n", "", "data.n: '' is not a whole number (1 to 10000000 examples)");
    refused("data.n", "99999999999999999999", "data.n: 99999999999999999999 is out of range (1 to 10000000 examples)");
    refused("seed", "-1", "seed: -1 is out of range (0 to 2147483647)");
    refused("seed", "4294967297", "seed: 4294967297 is out of range (0 to 2147483647)");
    refused("stop.loss", "nan", "stop.loss: 'nan' is not a finite number (0 to 1e+300)");
    refused("stop.loss", "inf", "stop.loss: 'inf' is not a finite number (0 to 1e+300)");
    refused("stop.loss", "1e999", "stop.loss: '1e999' is not a finite number (0 to 1e+300)");
    refused("stop.loss", "1 2", "stop.loss: '1 2' is not a finite number (0 to 1e+300)");
    refused("stop.loss", "0,5", "stop.loss: '0,5' is not a finite number (0 to 1e+300)");
    refused("divergence", "1", "divergence: 1 is out of range (2 to 1e+300 times the first loss)");
    refused("eta", "fast", "eta: 'fast' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)");
}

static void test_refused_words(void **state)
{
    (void)state;
    refused("model", "quadratc",
            "model: 'quadratc' is none of network, linear, quadratic, general (did you mean 'quadratic'?)");
    refused("loss", "cross-entropy", "loss: 'cross-entropy' is none of sum, mean");
    refused("model", "", "model: '' is none of network, linear, quadratic, general");
    refused("title", "two\nlines", "title: control characters are not allowed");
    char text[300];
    memset(text, 'a', sizeof text);
    text[299] = '\0';
    refused("title", text, "title: longer than 255 bytes");
}

static void test_refused_lists(void **state)
{
    (void)state;
    refused("network.widths", "", "network.widths: the list is empty");
    refused("network.widths", "{}", "network.widths: the list is empty");
    refused("network.widths", "{100", "network.widths: '{100' is not a list, as in {a, b}");
    refused("network.widths", "100,", "network.widths: nothing after the last comma");
    refused("network.widths", "100,,100", "network.widths: an item is empty");
    refused("network.widths", "100,0", "network.widths: 0 is out of range (1 to 10000000 units)");
    refused("network.widths", "100 100", "network.widths: '100 100' is not a whole number (1 to 10000000 units)");
    refused("compare", "linear,nonlinear",
            "compare: 'nonlinear' is none of network, linear, quadratic, general (did you mean 'linear'?)");
    refused("schedule", "100", "schedule: '100' is not STEP:ETA, as in 100:0.9crit");
    refused("schedule", "0:1", "schedule: 0 is out of range (1 to 1000000000 steps)");
    refused("schedule", "5:nan", "schedule: 'nan' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)");
    char text[512] = "1";
    for (int i = 0; i < 64; i++)
        strcat(text, ",1");
    refused("data.classes", text, "data.classes: more than 64 items");
}

static void test_unknown(void **state)
{
    (void)state;
    refused("data.m", "1", "unknown key 'data.m' (did you mean 'data.n'?)");
    refused("widths", "1", "unknown key 'widths' (did you mean 'network.widths'?)");
    refused("widht", "1", "unknown key 'widht' (did you mean 'network.widths'?)");
    refused("Eta", "1", "unknown key 'Eta' (did you mean 'eta'?)");
    refused("schedule.at", "1", "unknown key 'schedule.at' (did you mean 'schedule'?)");
    refused("bananas", "1", "unknown key 'bananas'; 'catapult help settings' lists them");
    refused("", "1", "unknown key ''; 'catapult help settings' lists them");
}

static void test_nearest(void **state)
{
    (void)state;
    const char *const words[] = {"width", "eta", "steps", NULL};
    assert_string_equal(catapult_settings_nearest("widht", words), "width");
    assert_string_equal(catapult_settings_nearest("WIDTH", words), "width");
    assert_string_equal(catapult_settings_nearest("stpes", words), "steps");
    assert_null(catapult_settings_nearest("x", words));
    assert_null(catapult_settings_nearest("banana", words));
    assert_null(catapult_settings_nearest("", words));
    char lengthy[2000];
    memset(lengthy, 'w', sizeof lengthy);
    lengthy[1999] = '\0';
    assert_null(catapult_settings_nearest(lengthy, words));
}

static void test_general(void **state)
{
    (void)state;
    struct catapult_settings s = fresh();
    assert_int_equal(catapult_settings_set(&s, "model", "general", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(s.network.type, CATAPULT_NETWORK_GENERAL);
    s = fresh();
    assert_int_equal(catapult_settings_set(&s, "network.type", "general", NULL), CATAPULT_STATUS_OK);
    assert_int_equal(s.model, CATAPULT_MODEL_GENERAL);
    assert_int_equal(catapult_settings_validate(&s, NULL), CATAPULT_STATUS_OK);
}

/* Sets pairs of key and value up to NULL and expects validation to fail with message. */
static void unsound(const char *message, ...)
{
    struct catapult_settings s = fresh();
    struct catapult_error err;
    va_list args;
    va_start(args, message);
    for (const char *key = va_arg(args, const char *); key; key = va_arg(args, const char *))
        if (catapult_settings_set(&s, key, va_arg(args, const char *), &err) != CATAPULT_STATUS_OK)
            fail_msg("%s", err.text);
    va_end(args);
    assert_int_equal(catapult_settings_validate(&s, &err), CATAPULT_STATUS_INPUT);
    assert_string_equal(err.text, message);
}

static void test_validate(void **state)
{
    (void)state;
    unsound("model = general needs network.type = general (it is fc)", "model", "general", "network.type",
            "fc", NULL);
    unsound("network.type = general needs model = general (it is linear)", "model", "linear", "network.type",
            "general", NULL);
    unsound("compare: model general has no parameters in common with linear", "model", "general", "compare",
            "linear", NULL);
    unsound("compare: general runs alone (set model = general)", "compare", "general", NULL);
    unsound("batch: 200 is more than the 128 training examples (data.n)", "batch", "200", NULL);
    unsound("data.source = csv needs data.path", "data.source", "csv", NULL);
    unsound("data.classes: one class alone (give two or more, or none for all)", "data.classes", "3", NULL);
    unsound("data.classes: 3 is given twice", "data.classes", "3,1,3", NULL);
    unsound("schedule: step 50 comes after step 100 (steps must ascend)", "schedule", "100:1,50:2", NULL);
    unsound("network.widths: 17 hidden layers, at most 16 are possible", "network.widths",
            "9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9", NULL);
}

static void test_models(void **state)
{
    (void)state;
    struct catapult_settings s = fresh();
    int kinds[CATAPULT_MODEL_COUNT];
    catapult_settings_set(&s, "model", "quadratic", NULL);
    catapult_settings_set(&s, "compare", "network,quadratic,linear,network", NULL);
    assert_int_equal(catapult_settings_models(&s, kinds), 3);
    assert_int_equal(kinds[0], CATAPULT_MODEL_QUADRATIC);
    assert_int_equal(kinds[1], CATAPULT_MODEL_NETWORK);
    assert_int_equal(kinds[2], CATAPULT_MODEL_LINEAR);
    assert_string_equal(catapult_model_name(CATAPULT_MODEL_QUADRATIC), "quadratic");
    assert_string_equal(catapult_activation_name(CATAPULT_ACTIVATION_SWISH), "swish");
    assert_string_equal(catapult_source_name(CATAPULT_SOURCE_MNIST), "mnist");
    assert_string_equal(catapult_model_name(99), "?");
}

static void test_schedule(void **state)
{
    (void)state;
    struct catapult_settings s = fresh();
    catapult_settings_set(&s, "schedule", "100:0.9crit,200:0.4", NULL);
    assert_ptr_equal(catapult_settings_lr_at(&s, 0), &s.eta);
    assert_ptr_equal(catapult_settings_lr_at(&s, 99), &s.eta);
    assert_ptr_equal(catapult_settings_lr_at(&s, 100), &s.schedule[0].eta);
    assert_ptr_equal(catapult_settings_lr_at(&s, 199), &s.schedule[0].eta);
    assert_ptr_equal(catapult_settings_lr_at(&s, 1000000), &s.schedule[1].eta);
    catapult_settings_set(&s, "schedule", "", NULL);
    assert_ptr_equal(catapult_settings_lr_at(&s, 1000), &s.eta);
}

/* Equal values are equal settings, whatever the padding bytes are. */
static void test_same(void **state)
{
    (void)state;
    static const char *const others[][2] = {
        {"title", "another"}, {"model", "linear"}, {"compare", "quadratic"}, {"eta", "1.2max"}, {"eta", "1.3crit"},
        {"seed", "8"}, {"momentum", "0.25"}, {"network.widths", "30,21"}, {"network.widths", "30"}, {"schedule", "5:1crit"},
        {"schedule", "6:1crit,9:0.5"}, {"schedule", "5:1crit,9:0.5crit"}, {"data.path", "b"}, {"stop.loss", "-0"},
    };
    static struct catapult_settings a, b;
    char text[4096];
    catapult_settings_defaults(&a);
    static const char *const pairs[][2] = {{"title", "one"}, {"eta", "1.2crit"}, {"network.widths", "30,20"}, {"data.path", "a"},
                                           {"compare", "linear"}, {"schedule", "5:1crit,9:0.5"}, {"stop.loss", "0"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_int_equal(catapult_settings_set(&a, pairs[i][0], pairs[i][1], NULL), CATAPULT_STATUS_OK);
    memset(&b, 0x5a, sizeof b);
    for (size_t i = 0; i < catapult_settings_count; i++) {
        catapult_settings_get(&a, &catapult_settings_table[i], text, sizeof text);
        assert_int_equal(catapult_settings_set(&b, catapult_settings_table[i].key, text, NULL), CATAPULT_STATUS_OK);
    }
    assert_true(catapult_settings_same(&a, &b));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct catapult_settings c = b;
        assert_int_equal(catapult_settings_set(&c, others[i][0], others[i][1], NULL), CATAPULT_STATUS_OK);
        assert_false(catapult_settings_same(&a, &c));
    }
}

/* --- numbers ---------------------------------------------------------------------------------------------- */

static void is_whole(const char *text, long wanted)
{
    long value = -7;
    if (!number_whole(text, &value) || value != wanted)
        fail_msg("'%s' is %ld, not %ld", text, value, wanted);
}

static void test_whole(void **state)
{
    (void)state;
    static const char *const none[] = {"", " ", "-", "1.5", "1e-1", "0x64", "1e", "1e2x", "12e-2", "inf", "nan", "1 2", "1,5",
                                       "0.10e0", "1e-400", ".", "e2", "0.99999999999999999999"};
    is_whole("0", 0);
    is_whole(" +12 ", 12);
    is_whole("-3", -3);
    is_whole("1e2", 100);
    is_whole("1E+02", 100);
    is_whole("2.50e1", 25);
    is_whole("3.", 3);
    is_whole("-.5e1", -5);
    is_whole("1200e-2", 12);
    is_whole("0e-99999", 0);
    is_whole("0e99999999999999999999", 0);
    is_whole("000000000000000000000000000000000012", 12);
    is_whole("9223372036854775807", LONG_MAX);
    is_whole("922337203685477580.7e1", LONG_MAX);
    is_whole("-9223372036854775808", LONG_MIN);
    is_whole("9223372036854775808", LONG_MAX);
    is_whole("1e999", LONG_MAX);
    is_whole("-1e999", LONG_MIN);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        long value;
        if (number_whole(none[i], &value))
            fail_msg("'%s' is taken for %ld", none[i], value);
    }
}

static void test_fields(void **state)
{
    (void)state;
    double value = 0;
    unsigned long long digits;
    assert_true(number_of_field("", &value) && isnan(value));
    assert_true(number_of_field("-inf", &value) && value == -INFINITY);
    assert_true(number_of_field("0.1", &value) && value == 0.1);
    assert_false(number_of_field(" 1", &value) || number_of_field("0x1p3", &value) || number_of_field("infinity", &value));
    assert_true(number_only(" 2e3 ", &value) && value == 2000);
    assert_false(number_only("2e3 x", &value) || number_only("", &value));
    assert_string_equal(number_digits("80x24", &digits), "x24");
    assert_true(digits == 80);
    assert_null(number_digits("-1", &digits));
    assert_null(number_digits(" 1", &digits));
    assert_null(number_digits("99999999999999999999999", &digits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_refused_numbers),
        cmocka_unit_test(test_refused_words),
        cmocka_unit_test(test_refused_lists),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_general),
        cmocka_unit_test(test_validate),
        cmocka_unit_test(test_models),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
