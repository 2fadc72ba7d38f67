/* test_history.c - rows are stored and read back; a copy that is kept up to date; ranges skip values that are not
 * finite. */
#include <math.h>
#include <string.h>

#include <catapult/history.h>

#include "check.h"

/* A million rows with one spike: every value is kept, and the range of any part with the spike contains it. */
static void test_million(void **state)
{
    (void)state;
    enum { ROWS = 1000000, SPIKE = 765432 };
    struct catapult_history history;
    double low, high;
    catapult_history_init(&history, 1);
    for (int t = 0; t < ROWS; t++) {
        const struct catapult_measure m = {.train_loss = t == SPIKE ? 1e9 : 1.0 / (1 + t), .test_loss = NAN,
                                  .train_accuracy = NAN, .test_accuracy = NAN};
        assert_true(catapult_history_push(&history, 0.1, &m));
    }
    assert_int_equal(history.length, ROWS);
    assert_true(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 0, ROWS, &low, &high));
    assert_true(low == 1.0 / ROWS && high == 1e9);
    assert_true(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, SPIKE, SPIKE + 1, &low, &high)
                && low == 1e9);
    assert_true(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 0, SPIKE, &low, &high) && high == 1);
    assert_false(catapult_history_range(&history, CATAPULT_FIELD_TEST_LOSS, 0, ROWS, &low, &high));
    catapult_history_done(&history);
}

/* A row whose values all differ from each other and from those of other rows. */
static struct catapult_measure row_of(int t)
{
    struct catapult_measure m = {.train_loss = t + 0.1,
                                 .test_loss = t + 0.2,
                                 .train_accuracy = t + 0.3,
                                 .test_accuracy = t + 0.4,
                                 .distance = t + 0.5,
                                 .sharpness = t + 0.9,
                                 .phase = (enum catapult_phase)(t % CATAPULT_PHASE_COUNT)};
    for (int k = 0; k < CATAPULT_TOP_MAX; k++) {
        m.lambda[k] = t + 1000 * (k + 1);
        m.pi[k] = t + 1000 * (k + 1) + 0.6;
        m.overlap[k] = t + 1000 * (k + 1) + 0.7;
        m.direction[k] = k < 2 && t % 2 ? 1 - k : k;
    }
    return m;
}

static void push(struct catapult_history *history, int from, int to)
{
    for (int t = from; t < to; t++) {
        struct catapult_measure m = row_of(t);
        assert_true(catapult_history_push(history, t + 0.8, &m));
    }
}

static void same_rows(const struct catapult_history *history, int length)
{
    assert_int_equal(history->length, length);
    for (int t = 0; t < length; t++) {
        struct catapult_measure expected = row_of(t), got;
        catapult_history_row(history, (size_t)t, &got);
        assert_near(catapult_history_get(history, CATAPULT_FIELD_ETA, (size_t)t), t + 0.8, 0);
        assert_near(got.train_loss, expected.train_loss, 0);
        assert_near(got.test_loss, expected.test_loss, 0);
        assert_near(got.train_accuracy, expected.train_accuracy, 0);
        assert_near(got.test_accuracy, expected.test_accuracy, 0);
        assert_near(got.distance, expected.distance, 0);
        assert_near(got.sharpness, expected.sharpness, 0);
        assert_int_equal(got.phase, expected.phase);
        for (int k = 0; k < history->top; k++) {
            assert_near(got.lambda[k], expected.lambda[k], 0);
            assert_near(got.pi[k], expected.pi[k], 0);
            assert_near(got.overlap[k], expected.overlap[k], 0);
            assert_int_equal(got.direction[k], history->top > 1 ? expected.direction[k] : k);
        }
        for (int k = history->top; k < CATAPULT_TOP_MAX; k++)
            assert_true(isnan(got.lambda[k]) && isnan(got.pi[k]) && isnan(got.overlap[k]));
    }
}

/* Two directions change places from row 1 to row 2; row 3 has no spectrum. */
static void test_directions(void **state)
{
    (void)state;
    struct catapult_history history;
    char text[CATAPULT_CROSSING_TEXT];
    catapult_history_init(&history, 3);
    for (int t = 0; t < 5; t++) {
        struct catapult_measure m = {.lambda = {9, 5, t == 3 ? NAN : 1}, .direction = {0, 1, 2}};
        if (t >= 2) {
            m.direction[0] = 1;
            m.direction[1] = 0;
        }
        if (t == 3)
            m.lambda[0] = NAN;
        assert_true(catapult_history_push(&history, 0.1, &m));
    }
    for (size_t t = 0; t < 5; t++)
        assert_int_equal(catapult_history_crossing(&history, t, text), t == 2);
    catapult_history_crossing(&history, 2, text);
    assert_string_equal(text, "lambda_1 and lambda_2 change places");
    assert_near(catapult_history_along(&history, CATAPULT_FIELD_LAMBDA, 0, 1), 9, 0);
    assert_near(catapult_history_along(&history, CATAPULT_FIELD_LAMBDA, 0, 2), 5, 0);
    assert_near(catapult_history_along(&history, CATAPULT_FIELD_LAMBDA, 1, 4), 9, 0);
    assert_int_equal(catapult_history_rank(&history, 2, 4), 2);
    static const double first[] = {9, 9, 5, 5, 5}; /* row 3: lambda_1 is not known, lambda_2 is */
    for (int t = 0; t < 5; t++) { /* a plot of a column follows a direction; what is read by rank stays sorted */
        assert_near(history.column[CATAPULT_FIELD_LAMBDA][t], t == 3 ? 5 : first[t], 0);
        if (t != 3)
            assert_near(catapult_history_get(&history, CATAPULT_FIELD_LAMBDA, (size_t)t), 9, 0);
    }
    struct catapult_measure bare = {.lambda = {3, 2, 1}}; /* no directions: by rank */
    assert_true(catapult_history_push(&history, 0.1, &bare));
    for (int k = 0; k < 3; k++)
        assert_near(catapult_history_along(&history, CATAPULT_FIELD_LAMBDA, k, 5), 3 - k, 0);
    catapult_history_done(&history);
}

static void test_push(void **state)
{
    (void)state;
    static const int tops[] = {0, 1, 3, CATAPULT_TOP_MAX};
    for (int i = 0; i < 4; i++) {
        struct catapult_history history;
        check_case("top %d", tops[i]);
        catapult_history_init(&history, tops[i]);
        same_rows(&history, 0);
        push(&history, 0, 2500);
        same_rows(&history, 2500);
        catapult_history_done(&history);
        push(&history, 0, 3); /* done leaves an empty history */
        same_rows(&history, 3);
        catapult_history_done(&history);
    }
}

static void test_outside(void **state)
{
    (void)state;
    struct catapult_history history;
    double low, high;
    catapult_history_init(&history, 2);
    assert_true(isnan(catapult_history_get(&history, CATAPULT_FIELD_ETA, 0)));
    assert_false(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 0, 10, &low, &high));
    push(&history, 0, 5);
    assert_true(isnan(catapult_history_get(&history, CATAPULT_FIELD_ETA, 5)));
    assert_true(isnan(catapult_history_get(&history, CATAPULT_FIELD_LAMBDA + 2, 0)));
    assert_false(isnan(catapult_history_get(&history, CATAPULT_FIELD_LAMBDA + 1, 0)));
    assert_true(isnan(catapult_history_get(&history, -1, 0)));
    assert_true(isnan(catapult_history_get(&history, CATAPULT_FIELD_COUNT, 0)));
    assert_false(catapult_history_range(&history, CATAPULT_FIELD_PI + 2, 0, 5, &low, &high));
    catapult_history_done(&history);
}

static void test_truncate(void **state)
{
    (void)state;
    struct catapult_history history;
    catapult_history_init(&history, 2);
    push(&history, 0, 100);
    catapult_history_truncate(&history, 200); /* no more than there is */
    same_rows(&history, 100);
    catapult_history_truncate(&history, 30);
    same_rows(&history, 30);
    push(&history, 30, 700);
    same_rows(&history, 700);
    catapult_history_set_last_eta(&history, 4.25);
    assert_near(catapult_history_get(&history, CATAPULT_FIELD_ETA, 699), 4.25, 0);
    assert_near(catapult_history_get(&history, CATAPULT_FIELD_ETA, 698), 698.8, 0);
    catapult_history_truncate(&history, 0);
    catapult_history_set_last_eta(&history, 1); /* nothing to set */
    same_rows(&history, 0);
    catapult_history_done(&history);
}

static void test_follow(void **state)
{
    (void)state;
    struct catapult_history source, copy;
    catapult_history_init(&source, 3);
    catapult_history_init(&copy, 3);
    assert_true(catapult_history_follow(&copy, &source));
    same_rows(&copy, 0);
    push(&source, 0, 511);
    assert_true(catapult_history_follow(&copy, &source));
    same_rows(&copy, 511);
    push(&source, 511, 1400);
    assert_true(catapult_history_follow(&copy, &source));
    assert_true(catapult_history_follow(&copy, &source));
    same_rows(&copy, 1400);
    catapult_history_done(&source);
    same_rows(&copy, 1400); /* nothing is shared */
    catapult_history_done(&copy);
}

static void test_range(void **state)
{
    (void)state;
    struct catapult_history history;
    double low = -1, high = -1;
    catapult_history_init(&history, 1);
    static const double losses[] = {3, NAN, -2, INFINITY, 7.5, -INFINITY, 4};
    for (int t = 0; t < 7; t++) {
        struct catapult_measure m = row_of(t);
        m.train_loss = losses[t];
        assert_true(catapult_history_push(&history, 1, &m));
    }
    assert_true(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 0, 7, &low, &high));
    assert_near(low, -2, 0);
    assert_near(high, 7.5, 0);
    assert_true(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 0, 2, &low, &high));
    assert_near(high, 3, 0);
    assert_true(
        catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 5, 99, &low, &high)); /* end past the last row */
    assert_near(low, 4, 0);
    assert_false(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 1, 2, &low, &high));
    assert_false(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 3, 3, &low, &high));
    assert_false(catapult_history_range(&history, CATAPULT_FIELD_TRAIN_LOSS, 5, 2, &low, &high));
    catapult_history_done(&history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_directions), cmocka_unit_test(test_push),   cmocka_unit_test(test_outside), cmocka_unit_test(test_truncate),
        cmocka_unit_test(test_follow), cmocka_unit_test(test_range), cmocka_unit_test(test_million),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
