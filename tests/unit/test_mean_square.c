/* test_mean_square.c - eta_ms of mini-batches against the n^2 x n^2 matrix of the second moment, made of all batches.
 *
 * The oracle has K = F F^T, F (n c, q).  What moves of r is F a, and F a' = F a - eta c_B F F^T P F a, so that
 *
 *     a' = (I - eta c_B F^T P F) a,       E[a' a'^T] = T E[a a^T],      T = mean over the batches of A (x) A
 *
 * and the spectral radius of T (q^2, q^2), by LAPACK, has to be 1 at eta_ms. */
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "check.h"
#include "core/theory/mean_square.h"

enum { ROWS = 8, COLS = 6, SQUARE = COLS * COLS };

struct features {
    size_t n, outputs, q;
    double f[ROWS][COLS];
};

static struct features draw_features(size_t n, size_t outputs, size_t q, uint64_t seed)
{
    struct features features = {.n = n, .outputs = outputs, .q = q};
    for (size_t i = 0; i < n * outputs; i++)
        for (size_t a = 0; a < q; a++)
            features.f[i][a] = check_random(&seed) + 0.3;
    return features;
}

static void kernel_of(const struct features *features, double *k)
{
    size_t size = features->n * features->outputs;
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++) {
            k[i * size + j] = 0;
            for (size_t a = 0; a < features->q; a++)
                k[i * size + j] += features->f[i][a] * features->f[j][a];
        }
}

static double eta_of(const struct features *features, size_t batch, double scale)
{
    double k[ROWS * ROWS];
    kernel_of(features, k);
    return mean_square_eta(features->n, features->outputs, k, batch, scale);
}

/* T += A (x) A for the batch that is the set bits. */
static void add_batch(const struct features *features, unsigned batch, double rate, double *t)
{
    size_t q = features->q;
    double a[COLS][COLS];
    for (size_t x = 0; x < q; x++)
        for (size_t y = 0; y < q; y++) {
            a[x][y] = x == y;
            for (size_t i = 0; i < features->n * features->outputs; i++)
                if (batch >> i % features->n & 1)
                    a[x][y] -= rate * features->f[i][x] * features->f[i][y];
        }
    for (size_t x = 0; x < q * q; x++)
        for (size_t y = 0; y < q * q; y++)
            t[x * q * q + y] += a[x / q][y / q] * a[x % q][y % q];
}

static int bits_of(unsigned set)
{
    return set ? (int)(set & 1) + bits_of(set >> 1) : 0;
}

static double radius_at(const struct features *features, size_t batch, double rate)
{
    static double t[SQUARE * SQUARE];
    double re[SQUARE], im[SQUARE], radius = 0, count = 0;
    lapack_int size = (lapack_int)(features->q * features->q);
    memset(t, 0, sizeof t);
    for (unsigned set = 0; set < 1u << features->n; set++)
        if (bits_of(set) == (int)batch) {
            add_batch(features, set, rate, t);
            count++;
        }
    for (size_t i = 0; i < SQUARE * SQUARE; i++)
        t[i] /= count;
    assert_int_equal(LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', size, t, size, re, im, NULL, 1, NULL, 1), 0);
    for (lapack_int i = 0; i < size; i++)
        radius = fmax(radius, hypot(re[i], im[i]));
    return radius;
}

/* The radius passes 1 with a slope of the order of 1/eta_ms: 1e-5 of eta is 1e-4 of it at most. */
static void test_all_batches(void **state)
{
    (void)state;
    static const size_t sizes[][3] = {{4, 1, 4}, {5, 1, 5}, {6, 1, 3}, {6, 1, 1}, {3, 2, 5}, {4, 2, 4}, {1, 1, 1}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t batch = 1; batch <= sizes[s][0]; batch++) {
            struct features features = draw_features(sizes[s][0], sizes[s][1], sizes[s][2], 7 + s);
            double scale = 2 / (double)batch, eta = eta_of(&features, batch, scale);
            check_case("n %zu, outputs %zu, rank %zu, batch %zu", sizes[s][0], sizes[s][1], sizes[s][2], batch);
            assert_near(radius_at(&features, batch, eta * scale), 1, 1e-4);
            assert_true(radius_at(&features, batch, 0.97 * eta * scale) < 1);
            assert_true(radius_at(&features, batch, 1.03 * eta * scale) > 1);
        }
}

/* eta_ms / eta_crit of one kernel of n = 64 with the mean loss: rises with the batch, is 1 for all examples, and smaller batches are
 * far below. */
static void test_batches_of_64(void **state)
{
    enum { N = 64, D = 40 };
    static double x[N][D], k[N * N];
    double last = 0, first = 0, full = 0;
    uint64_t seed = 3;
    (void)state;
    for (size_t i = 0; i < N * D; i++)
        x[i / D][i % D] = check_random(&seed) + 0.2;
    for (size_t batch = N; batch >= 1; batch /= 2) {
        memset(k, 0, sizeof k);
        for (size_t i = 0; i < N * N; i++)
            for (size_t j = 0; j < D; j++)
                k[i] += x[i / N][j] * x[i % N][j] / D;
        double eta = mean_square_eta(N, 1, k, batch, 2 / (double)batch);
        full = batch == N ? eta : full;
        check_case("batch %zu of 64", batch);
        assert_true(batch == N || eta < last);
        if (batch == N / 2)
            assert_within(eta / full, 0.97, 1);
        last = first = eta;
    }
    assert_within(first / full, 0.02, 0.4);
}

static void test_no_kernel(void **state)
{
    double k[4] = {0};
    (void)state;
    assert_true(isinf(mean_square_eta(2, 1, k, 1, 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_batches),
        cmocka_unit_test(test_batches_of_64),
        cmocka_unit_test(test_no_kernel),
    };
    return cmocka_run_group_tests_name("mean_square", tests, NULL, NULL);
}
