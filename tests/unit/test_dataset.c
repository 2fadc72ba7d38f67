/* Artificial data: statistics, independence and reproducibility; normalisation; inputs that are refused.
 *
 * A sum of N independent terms of variance v is within 5 sqrt(N v) of its mean except in one case out of two million;
 * the seeds are fixed, so the result never changes. */
#include "check.h"

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum catapult_status (*generator)(const struct catapult_settings *settings, struct catapult_dataset **out,
                                          struct catapult_error *err);

static struct catapult_dataset *make(generator generate, int n, int d, int test, int seed)
{
    struct catapult_settings settings;
    struct catapult_dataset *data;
    struct catapult_error err;
    catapult_settings_defaults(&settings);
    settings.data.n = n;
    settings.data.d = d;
    settings.data.test = test;
    settings.data.shift = 1.385;
    settings.seed = seed;
    assert_int_equal(generate(&settings, &data, &err), CATAPULT_STATUS_OK);
    return data;
}

static void check_labels(size_t n, const double *y)
{
    for (size_t i = 0; i < n; i++)
        assert_true(y[i] == (i % 2 ? -1 : 1));
}

static void check_gaussian(size_t n, size_t d, const double *x, const double *y)
{
    double sum = 0, square = 0, count = (double)(n * d);
    for (size_t i = 0; i < n * d; i++) {
        double z = x[i] - 1.385 * y[i / d];
        sum += z;
        square += z * z;
    }
    assert_within(sum, -5 * sqrt(count), 5 * sqrt(count));
    assert_within(square - count, -5 * sqrt(2 * count), 5 * sqrt(2 * count)); /* z^2 has variance 2 */
}

static void test_gaussian(void **state)
{
    (void)state;
    for (int seed = 0; seed < 4; seed++) {
        check_case("gaussian, seed %d", seed);
        struct catapult_dataset *data = make(catapult_dataset_gaussian, 1500, 7, 900, seed);
        assert_true(data->n == 1500 && data->n_test == 900 && data->d == 7 && data->outputs == 1);
        assert_true(data->labels && data->image[0] == 0);
        check_labels(data->n, data->y);
        check_labels(data->n_test, data->y_test);
        check_gaussian(data->n, data->d, data->x, data->y);
        check_gaussian(data->n_test, data->d, data->x_test, data->y_test);
        catapult_dataset_free(data);
    }
}

/* Lengths up to rounding; every coordinate has mean 0 and variance 1, two coordinates have covariance 0. */
static void test_sphere(void **state)
{
    (void)state;
    struct catapult_dataset *data = make(catapult_dataset_sphere, 3000, 5, 10, 3);
    size_t d = data->d;
    double n = (double)data->n;
    check_labels(data->n, data->y);
    for (size_t i = 0; i < data->n; i++) {
        double length2 = 0;
        for (size_t j = 0; j < d; j++)
            length2 += data->x[i * d + j] * data->x[i * d + j];
        assert_close(length2, (double)d, 1e-14);
    }
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k <= j; k++) {
            double sum = 0, product = 0;
            for (size_t i = 0; i < data->n; i++) {
                sum += data->x[i * d + j];
                product += data->x[i * d + j] * data->x[i * d + k];
            }
            check_case("inputs %zu and %zu", j, k);
            assert_within(sum, -5 * sqrt(n), 5 * sqrt(n));
            /* E x^4 = 3 d/(d+2) < 3, so x_j x_k has a variance below 2 */
            assert_within(product - (j == k ? n : 0), -5 * sqrt(2 * n), 5 * sqrt(2 * n));
        }
    catapult_dataset_free(data);
    data = make(catapult_dataset_sphere, 50, 1, 0, 3);
    for (size_t i = 0; i < 50; i++)
        assert_close(fabs(data->x[i]), 1.0, 1e-15);
    assert_true(data->n_test == 0 && !data->x_test && !data->y_test);
    catapult_dataset_free(data);
}

static bool same(const double *a, const double *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

static void check_again(generator generate)
{
    struct catapult_dataset *a = make(generate, 40, 3, 30, 9), *again = make(generate, 40, 3, 30, 9);
    struct catapult_dataset *more = make(generate, 60, 3, 30, 9), *less = make(generate, 40, 3, 20, 9);
    struct catapult_dataset *other = make(generate, 40, 3, 30, 10);
    assert_true(same(a->x, again->x, 120) && same(a->x_test, again->x_test, 90));
    assert_true(same(a->x, more->x, 120) && same(a->x_test, more->x_test, 90)); /* n does not matter */
    assert_true(same(a->x, less->x, 120) && same(a->x_test, less->x_test, 60)); /* nor does test */
    double product = 0, cross = 0;
    for (size_t i = 0; i < 90; i++) {
        assert_true(a->x[i] != a->x_test[i] && a->x[i] != other->x[i]);
        product += (a->x[i] - 1.385 * a->y[i / 3]) * (a->x_test[i] - 1.385 * a->y_test[i / 3]);
        cross += (a->x[i] - 1.385 * a->y[i / 3]) * (other->x[i] - 1.385 * other->y[i / 3]);
    }
    if (generate == catapult_dataset_gaussian) { /* products of two independent N(0, 1) have variance 1 */
        assert_within(product, -5 * sqrt(90), 5 * sqrt(90));
        assert_within(cross, -5 * sqrt(90), 5 * sqrt(90));
    }
    catapult_dataset_free(a);
    catapult_dataset_free(again);
    catapult_dataset_free(more);
    catapult_dataset_free(less);
    catapult_dataset_free(other);
}

static void test_again(void **state)
{
    (void)state;
    check_again(catapult_dataset_gaussian);
    check_again(catapult_dataset_sphere);
}

/* Columns: high-entropy numbers, the same numbers at a tiny scale, a constant. */
static struct catapult_dataset *sample(size_t n, size_t n_test)
{
    struct catapult_dataset *data;
    uint64_t random = 2385;
    assert_int_equal(catapult_dataset_new(&data, n, n_test, 3, 1, NULL), CATAPULT_STATUS_OK);
    for (size_t i = 0; i < n + n_test; i++) {
        double *row = i < n ? data->x + 3 * i : data->x_test + 3 * (i - n);
        row[0] = 7.25 + check_random(&random);
        row[1] = 1e-300 * check_random(&random);
        row[2] = 0.1;
    }
    return data;
}

static void test_standard(void **state)
{
    (void)state;
    struct catapult_dataset *data = sample(37, 5), *raw = sample(37, 5);
    catapult_dataset_normalize(data, CATAPULT_NORMALIZE_STANDARD);
    for (size_t j = 0; j < 2; j++) {
        double mean = 0, square = 0, raw_mean = 0, raw_square = 0, scale = j ? 1e-300 : 1;
        for (size_t i = 0; i < 37; i++) {
            mean += data->x[3 * i + j] / 37;
            square += data->x[3 * i + j] * data->x[3 * i + j] / 37;
            raw_mean += raw->x[3 * i + j] / scale / 37;
        }
        for (size_t i = 0; i < 37; i++)
            raw_square += pow(raw->x[3 * i + j] / scale - raw_mean, 2) / 37;
        check_case("standard, input %zu", j);
        assert_near(mean, 0, 1e-13);
        assert_close(square, 1, 1e-13);
        for (size_t i = 0; i < 5; i++) /* the test set is normalised with the training set's statistics */
            assert_close_or_near(data->x_test[3 * i + j], (raw->x_test[3 * i + j] / scale - raw_mean) / sqrt(raw_square),
                                 1e-12, 1e-12);
    }
    for (size_t i = 0; i < 37; i++) /* the mean of 37 times 0.1 is not 0.1 exactly */
        assert_true(data->x[3 * i + 2] == 0);
    for (size_t i = 0; i < 5; i++)
        assert_true(data->x_test[3 * i + 2] == 0);
    catapult_dataset_free(data);
    catapult_dataset_free(raw);
}

static void test_unit(void **state)
{
    (void)state;
    static const double rows[][3] = {{3, 4, 0}, {1e200, -2e200, 2e200}, {3e-200, 0, 4e-200}, {0, 0, 0}};
    static const double unit[][3] = {{0.6, 0.8, 0}, {1 / 3.0, -2 / 3.0, 2 / 3.0}, {0.6, 0, 0.8}, {0, 0, 0}};
    struct catapult_dataset *data;
    assert_int_equal(catapult_dataset_new(&data, 3, 1, 3, 1, NULL), CATAPULT_STATUS_OK);
    memcpy(data->x, rows, 9 * sizeof(double));
    memcpy(data->x_test, rows[3], 3 * sizeof(double));
    catapult_dataset_normalize(data, CATAPULT_NORMALIZE_UNIT);
    for (size_t i = 0; i < 9; i++)
        assert_close_or_near(data->x[i], sqrt(3) * unit[i / 3][i % 3], 1e-15, 0);
    for (size_t j = 0; j < 3; j++)
        assert_true(data->x_test[j] == 0);
    catapult_dataset_free(data);
}

static void test_none(void **state)
{
    (void)state;
    struct catapult_dataset *data = sample(9, 2), *raw = sample(9, 2);
    catapult_dataset_normalize(data, CATAPULT_NORMALIZE_NONE);
    assert_true(same(data->x, raw->x, 27) && same(data->x_test, raw->x_test, 6));
    catapult_dataset_free(data);
    catapult_dataset_free(raw);
}

static void test_too_large(void **state)
{
    (void)state;
    struct catapult_dataset *data = (struct catapult_dataset *)1;
    struct catapult_error err;
    assert_int_equal(catapult_dataset_new(&data, 10000000, 0, 10000000, 1, &err), CATAPULT_STATUS_NOMEM);
    assert_null(data);
    assert_non_null(strstr(err.text, "data: needs 800000080000000 bytes of memory, the "));
    assert_int_equal(catapult_dataset_new(&data, SIZE_MAX / 2, 0, SIZE_MAX / 2, 1, &err), CATAPULT_STATUS_NOMEM);
    assert_int_equal(catapult_dataset_new(&data, SIZE_MAX / 8 + 2, 0, 1, 1, &err), CATAPULT_STATUS_NOMEM);
    assert_null(data);
    catapult_dataset_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaussian), cmocka_unit_test(test_sphere), cmocka_unit_test(test_again),
        cmocka_unit_test(test_standard), cmocka_unit_test(test_unit),   cmocka_unit_test(test_none),
        cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
