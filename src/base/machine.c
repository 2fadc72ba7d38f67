/* machine.c - see machine.h. */
#include <catapult/machine.h>

#include <cblas.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/xalloc.h"

enum { SIDE = 384 };

struct products {
    const double *a;
    double *dst; /* (threads, SIDE, SIDE) */
};

static void machine_multiply(void *context, int thread, int threads)
{
    const struct products *p = context;
    (void)threads;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIDE, SIDE, SIDE, 1.0, p->a, SIDE, p->a, SIDE, 0.0,
                p->dst + (size_t)thread * SIDE * SIDE, SIDE);
}

static double best_rate(struct pool *pool, struct products *products)
{
    double best = 0, work = (double)(2 * SIDE * SIDE * SIDE) * pool_threads(pool);
    pool_run(pool, machine_multiply, products); /* wakes the threads */
    for (double start = clock_seconds(), last = start; last < start + 0.05;) {
        pool_run(pool, machine_multiply, products);
        double end = clock_seconds(), rate = work / (end - last);
        if (rate > best)
            best = rate;
        last = end;
    }
    return best;
}

double catapult_machine_flops(int threads)
{
    struct catapult_error err;
    threads = pool_wanted(threads);
    size_t count = (size_t)(threads + 1) * SIDE * SIDE;
    if (pool_room(threads, (double)(count * sizeof(double)), "a matrix product", &err) != CATAPULT_STATUS_OK)
        return 0;
    double *a = try_array(count, sizeof *a);
    if (!a)
        return 0;
    for (size_t i = 0; i < SIDE * SIDE; i++)
        a[i] = 1.0 / (double)(i + 1);
    struct products products = {a, a + SIDE * SIDE};
    struct pool *pool = pool_new(threads);
    double best = best_rate(pool, &products);
    pool_free(pool);
    free(a);
    return best;
}
