/* Learning rates as text: every notation, invalid texts, and a round trip with the same bits. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <catapult/lr.h>

static void parses(const char *text, double value, enum catapult_lr_unit unit)
{
    struct catapult_lr lr;
    struct catapult_error err;
    assert_int_equal(catapult_lr_parse(text, &lr, &err), CATAPULT_STATUS_OK);
    assert_true(lr.value == value);
    assert_int_equal(lr.unit, unit);
}

static void test_notations(void **state)
{
    (void)state;
    parses("0.37", 0.37, CATAPULT_LR_PLAIN);
    parses("1.2crit", 1.2, CATAPULT_LR_CRIT);
    parses("3.9/l1", 3.9, CATAPULT_LR_L1);
    parses("0.9max", 0.9, CATAPULT_LR_MAX);
    parses("  1.2 crit ", 1.2, CATAPULT_LR_CRIT);
    parses("3.9 /l1\t", 3.9, CATAPULT_LR_L1);
    parses(".5", 0.5, CATAPULT_LR_PLAIN);
    parses("+1e-3crit", 1e-3, CATAPULT_LR_CRIT);
    parses("0", 0, CATAPULT_LR_PLAIN);
    parses("5e-324", 5e-324, CATAPULT_LR_PLAIN);
}

static void refused(const char *text, const char *message)
{
    struct catapult_lr lr = {7, CATAPULT_LR_L1};
    struct catapult_error err;
    assert_int_equal(catapult_lr_parse(text, &lr, &err), CATAPULT_STATUS_INPUT);
    assert_string_equal(err.text, message);
    assert_true(lr.value == 7 && lr.unit == CATAPULT_LR_L1); /* untouched */
    assert_int_equal(catapult_lr_parse(text, &lr, NULL), CATAPULT_STATUS_INPUT);
}

static void test_refused(void **state)
{
    (void)state;
    const char *const words[] = {"", " ", "crit", "inf", "nan", "infcrit", "1.2krit", "1.2crit3", "0x10",
                                 "1,2", "1.2 /l2", "--1", "1e", "1.2.3", "/l1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char message[200];
        snprintf(message, sizeof message,
                 "'%s' is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)", words[i]);
        refused(words[i], message);
    }
    refused("1e999", "learning rate '1e999' is not finite");
    refused("-0.1crit", "learning rate '-0.1crit' is below 0");
}

static void test_back(void **state)
{
    (void)state;
    const double values[] = {0, 0.1, 1.0 / 3, 2.385, 1e-310, DBL_MAX, 0.1 + 0.2, 1e22};
    for (int unit = CATAPULT_LR_PLAIN; unit <= CATAPULT_LR_MAX; unit++)
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            struct catapult_lr lr = {values[i], (enum catapult_lr_unit)unit}, back;
            char text[64];
            catapult_lr_format(&lr, text, sizeof text);
            assert_int_equal(catapult_lr_parse(text, &back, NULL), CATAPULT_STATUS_OK);
            assert_true(back.value == lr.value && back.unit == lr.unit);
        }
    char text[64];
    catapult_lr_format(&(struct catapult_lr){1.2, CATAPULT_LR_CRIT}, text, sizeof text);
    assert_string_equal(text, "1.2crit"); /* the shortest */
}

static void test_resolve(void **state)
{
    (void)state;
    double lambda_1 = 5.47, eta_max = 0.71;
    assert_true(catapult_lr_resolve(&(struct catapult_lr){0.37, CATAPULT_LR_PLAIN}, 2, lambda_1, eta_max) == 0.37);
    assert_true(
        fabs(catapult_lr_resolve(&(struct catapult_lr){1.2, CATAPULT_LR_CRIT}, 2, lambda_1, eta_max) - 2.4 / lambda_1)
        < 1e-16);
    assert_true(
        fabs(catapult_lr_resolve(&(struct catapult_lr){3.9, CATAPULT_LR_L1}, 2, lambda_1, eta_max) - 3.9 / lambda_1)
        < 1e-16);
    assert_true(fabs(catapult_lr_resolve(&(struct catapult_lr){0.9, CATAPULT_LR_MAX}, 2, lambda_1, eta_max) - 0.639)
                < 1e-16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notations),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_back),
        cmocka_unit_test(test_resolve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
