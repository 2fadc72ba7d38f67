/* bench.c - `make bench`: milliseconds of a step with its three leading eigenpairs, and where they go.
 *
 * Every row is a fresh experiment on random data, at 0.5 eta_crit so that nothing blows up.  A rate of large
 * matrix products is measured before and after the row with the same threads, so that GFLOP/s can be held against what the
 * machine gives at that moment.  The figure is the median over steps: machines are shared.
 *
 *     bench [--threads N] [--seconds S] [--cpu] [ROW]...   rows by name; none: all
 *     --cpu: processor time of all threads instead of the clock's, for a machine that others use too
 *     bench --list                                      sizes of all rows, for pytorch_baseline.py */
#include <catapult/experiment.h>
#include <catapult/machine.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/parallel.h"
#include "base/rng.h"

struct row {
    const char *name, *model;
    int n, d, test, outputs;
    const char *widths, *activation;
    double flops; /* of matrix products a step: see the comment at rows[] */
    const char *image; /* of a convolutional network, 3 x 3 and read out flattened; NULL: fully connected */
};

/* Flops, two-layer network in the span: Z 2 n^2 m, A^T A and B^T B n^2 m each (half of a full product): 4 n^2 m;
 * the quadratic model the same.  Direct form (n > 2d): 2 n^2 m + 4 n d m. */
#define SPAN(n, m) (4.0 * (n) * (n) * (m))
/* One convolutional layer: Z and G 2 n m 9 C P each, the features' n^2 m P, gradients' n^2 m 9 C. */
#define CONV(n, m, c, p) (4.0 * (n) * (m) * 9 * (c) * (p) + 1.0 * (n) * (n) * (m) * ((p) + 9 * (c)))
/* Two of the same width: the second also has signals for the first. */
#define CONV_TWO(n, m, c, p) \
    (CONV(n, m, c, p) + 6.0 * (n) * (m) * 9 * (m) * (p) + 1.0 * (n) * (n) * (m) * 9 * (m))
#define DIRECT(n, d, m) (2.0 * (n) * (n) * (m) + 4.0 * (n) * (d) * (m))

static const struct row rows[] = {
    {"cifar2", "network", 256, 3072, 0, 1, "5000", "relu", SPAN(256, 5000), NULL},
    {"cifar2-quadratic", "quadratic", 256, 3072, 0, 1, "5000", "relu", SPAN(256, 5000), NULL},
    {"cifar2-test", "network", 256, 3072, 2000, 1, "5000", "relu", SPAN(256, 5000) + 2.0 * 256 * 2000 * 5000, NULL},
    {"cifar2-linear", "linear", 256, 3072, 2000, 1, "5000", "relu", 2.0 * 256 * (256 + 2000), NULL},
    {"fig3", "network", 128, 1, 0, 1, "5000", "relu", DIRECT(128, 1, 5000), NULL},
    {"fig3-quadratic", "quadratic", 128, 1, 0, 1, "5000", "relu", DIRECT(128, 1, 5000), NULL},
    {"mnist10", "network", 128, 784, 0, 10, "5000", "relu", 2.0 * 128 * 128 * 5000, NULL},
    {"three-layer", "network", 128, 784, 0, 1, "2000,2000", "relu",
     SPAN(128, 2000) + 2.0 * 128 * 128 * 2000 + 6.0 * 128 * 2000 * 2000, NULL},
    {"swish", "network", 256, 3072, 0, 1, "5000", "swish", SPAN(256, 5000), NULL},
    {"swish-quadratic", "quadratic", 256, 3072, 0, 1, "5000", "swish", SPAN(256, 5000), NULL},
    {"twice-n", "network", 512, 3072, 0, 1, "5000", "relu", SPAN(512, 5000), NULL},
    {"twice-d", "network", 256, 6144, 0, 1, "5000", "relu", SPAN(256, 5000), NULL},
    {"twice-m", "network", 256, 3072, 0, 1, "10000", "relu", SPAN(256, 10000), NULL},
    {"cnn", "network", 64, 3072, 0, 1, "256", "relu", CONV(64, 256, 3, 1024), "3,32,32"},
    {"cnn-quadratic", "quadratic", 64, 3072, 0, 1, "256", "relu",
     CONV(64, 256, 3, 1024) + 2.0 * 64 * 256 * 27 * 1024, "3,32,32"},
    {"cnn-swish", "network", 64, 3072, 0, 1, "256", "swish", CONV(64, 256, 3, 1024), "3,32,32"},
    {"cnn-two-layer", "network", 64, 3072, 0, 1, "64,64", "relu", CONV_TWO(64, 64, 3, 1024), "3,32,32"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static int threads = 2;
static double seconds = 3;
static clockid_t step_clock = CLOCK_MONOTONIC;

static double clock_now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double now(void)
{
    return clock_now(CLOCK_MONOTONIC);
}

static void die(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(2);
}

/* --- the machine: dgemm on every thread of a pool at once, as the models use it ------------------------------ */

enum { SIDE = 512 };

struct product {
    double *a, *b, *c; /* (threads, SIDE, SIDE) */
};

static void multiply(void *context, int thread, int count)
{
    const struct product *p = context;
    size_t at = (size_t)thread * SIDE * SIDE;
    (void)count;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1, p->a + at, SIDE, p->b + at, SIDE, 0,
                p->c + at, SIDE);
}

static double dgemm_rate(void)
{
    size_t count = (size_t)threads * SIDE * SIDE;
    struct product p = {calloc(count, sizeof(double)), calloc(count, sizeof(double)), calloc(count, sizeof(double))};
    if (!p.a || !p.b || !p.c)
        die("no memory");
    for (size_t i = 0; i < count; i++)
        p.a[i] = p.b[i] = 1.0 / (double)(i + 1);
    struct pool *pool = pool_new(threads);
    double best = 0, end = now() + 0.4;
    for (double start = now(); start < end; start = now()) {
        pool_run(pool, multiply, &p);
        best = fmax(best, threads * 2.0 * SIDE * SIDE * SIDE / (now() - start));
    }
    pool_free(pool);
    free(p.a);
    free(p.b);
    free(p.c);
    return best;
}

/* --- a row ------------------------------------------------------------------------------------------------- */

static void fill(gsl_rng *rng, size_t count, size_t d, double *x)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < d; j++)
            x[i * d + j] = gsl_ran_gaussian_ziggurat(rng, 1) / sqrt((double)(j + 1));
}

/* Inputs whose variances fall like a power law, as those of images do, |x|^2 = d; targets +-1 or one-hot. */
static struct catapult_dataset *random_data(const struct row *row)
{
    struct catapult_dataset *data;
    size_t n = (size_t)row->n, n_test = (size_t)row->test, d = (size_t)row->d, c = (size_t)row->outputs;
    if (catapult_dataset_new(&data, n, n_test, d, c, NULL) != CATAPULT_STATUS_OK)
        die("no memory for the data");
    gsl_rng *rng = rng_new(1, RNG_DATA, 0);
    fill(rng, n, d, data->x);
    fill(rng, n_test, d, data->x_test);
    catapult_dataset_normalize(data, d > 1 ? CATAPULT_NORMALIZE_UNIT : CATAPULT_NORMALIZE_NONE);
    for (size_t i = 0; i < n; i++)
        data->y[i * c + i % c] = c > 1 ? 1 : i % 2 ? -1 : 1;
    for (size_t i = 0; i < n_test; i++)
        data->y_test[i * c + i % c] = c > 1 ? 1 : i % 2 ? -1 : 1;
    gsl_rng_free(rng);
    return data;
}

static void put(struct catapult_settings *settings, const char *key, const char *value)
{
    struct catapult_error err;
    if (catapult_settings_set(settings, key, value, &err) != CATAPULT_STATUS_OK)
        die(err.text);
}

static struct catapult_experiment *make(const struct row *row, const struct catapult_dataset *data)
{
    struct catapult_settings settings;
    struct catapult_experiment *experiment;
    struct catapult_error err;
    catapult_settings_defaults(&settings);
    put(&settings, "model", row->model);
    put(&settings, "network.widths", row->widths);
    put(&settings, "network.activation", row->activation);
    if (row->image) {
        put(&settings, "network.type", "conv");
        put(&settings, "data.image", row->image);
    }
    settings.threads = threads;
    settings.data.n = row->n;
    settings.data.d = row->d;
    settings.data.test = row->test;
    if (catapult_experiment_new(&experiment, &settings, data, NULL, &err) != CATAPULT_STATUS_OK)
        die(err.text);
    return experiment;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median seconds of a step; work becomes the mean of each part over the same steps. */
static double time_steps(struct catapult_experiment *experiment, double work[CATAPULT_WORK_COUNT])
{
    enum { MOST = 20000, WARM = 5 };
    static double taken[MOST];
    double before[CATAPULT_WORK_COUNT], after[CATAPULT_WORK_COUNT],
        eta = 0.5 * 2 / catapult_experiment_lambda_1(experiment);
    int count = 0;
    for (int i = 0; i < WARM; i++)
        catapult_experiment_step(experiment, eta);
    catapult_experiment_times(experiment, before);
    for (double end = now() + seconds; now() < end && count < MOST; count++) {
        double start = clock_now(step_clock);
        catapult_experiment_step(experiment, eta);
        taken[count] = clock_now(step_clock) - start;
    }
    catapult_experiment_times(experiment, after);
    for (int i = 0; i < CATAPULT_WORK_COUNT; i++)
        work[i] = (after[i] - before[i]) / count;
    qsort(taken, (size_t)count, sizeof *taken, ascending);
    return taken[count / 2];
}

static void run_row(const struct row *row)
{
    struct catapult_dataset *data = random_data(row);
    struct catapult_experiment *experiment = make(row, data);
    double work[CATAPULT_WORK_COUNT], sum = 0, before = dgemm_rate();
    double step = time_steps(experiment, work);
    double machine = fmax(before, dgemm_rate());
    for (int i = 0; i < CATAPULT_WORK_COUNT; i++)
        sum += work[i];
    printf("%-17s %9.3f", row->name, 1e3 * step);
    for (int i = 0; i < CATAPULT_WORK_COUNT; i++) /* shares of the mean, scaled to the median */
        printf(" %11.3f", 1e3 * step * work[i] / sum);
    printf(" %8.1f %7.1f %5.0f%%\n", row->flops / step / 1e9, machine / 1e9, 100 * row->flops / step / machine);
    fflush(stdout);
    catapult_experiment_free(experiment);
    catapult_dataset_free(data);
}

static void list(void)
{
    for (int i = 0; i < ROWS; i++)
        printf("%s %s %d %d %d %d %s %s %s\n", rows[i].name, rows[i].model, rows[i].n, rows[i].d, rows[i].test,
               rows[i].outputs, rows[i].widths, rows[i].activation, rows[i].image ? rows[i].image : "-");
}

static void heading(void)
{
    char blas[CATAPULT_MACHINE_BLAS_TEXT];
    printf("%d threads, float64; milliseconds%s a step (median) and where they go; GFLOP/s of matrix products\n%s\n\n",
           threads, step_clock == CLOCK_MONOTONIC ? "" : " of processor time", catapult_machine_blas(blas));
    printf("%-17s %9s", "row", "step");
    for (int i = 0; i < CATAPULT_WORK_COUNT; i++)
        printf(" %11s", catapult_experiment_work_name((enum catapult_experiment_work)i));
    printf(" %8s %7s %6s\n", "GFLOP/s", "dgemm", "share");
}

static void run_named(const char *name)
{
    for (int i = 0; i < ROWS; i++)
        if (strcmp(rows[i].name, name) == 0) {
            run_row(&rows[i]);
            return;
        }
    fprintf(stderr, "bench: no row '%s' (bench --list)\n", name);
    exit(2);
}

int main(int argc, char **argv)
{
    int i = 1;
    gsl_set_error_handler_off();
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--list") == 0) {
            list();
            return 0;
        }
        if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else if (strcmp(argv[i], "--cpu") == 0)
            step_clock = CLOCK_PROCESS_CPUTIME_ID;
        else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            seconds = atof(argv[++i]);
        else
            die("usage: bench [--threads N] [--seconds S] [--cpu] [ROW]... | bench --list");
    }
    heading();
    for (int row = 0; row < ROWS && i == argc; row++)
        run_row(&rows[row]);
    for (; i < argc; i++)
        run_named(argv[i]);
    return 0;
}
