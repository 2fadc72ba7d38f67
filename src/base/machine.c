/* machine.c - see machine.h. */
#include <catapult/machine.h>

#include <cblas.h>
#include <stdlib.h>
#include <time.h>

enum { SIDE = 384 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void multiply(const double *a, double *c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIDE, SIDE, SIDE, 1.0, a, SIDE, a, SIDE, 0.0, c, SIDE);
}

double machine_flops(void)
{
    double *a = malloc(2 * SIDE * SIDE * sizeof *a), *c = a + SIDE * SIDE;
    double best = 0;
    if (!a)
        return 0;
    for (size_t i = 0; i < SIDE * SIDE; i++)
        a[i] = 1.0 / (double)(i + 1);
    multiply(a, c); /* starts the threads */
    for (double start = now(), last = start; last < start + 0.05;) {
        multiply(a, c);
        double end = now(), rate = (double)(2 * SIDE * SIDE * SIDE) / (end - last);
        if (rate > best)
            best = rate;
        last = end;
    }
    free(a);
    return best;
}
