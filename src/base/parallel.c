/* parallel.c - see parallel.h.
 *
 * A new generation number starts a run.  A waiting worker first spins for a moment (the gap between two passes of a step is
 * microseconds) and then sleeps, so that a paused program costs nothing. */
#include "base/parallel.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cblas.h>

#include "base/allowed.h"
#include "base/process.h"
#include "base/clock.h"
#include "base/xalloc.h"

enum { SPINS = 2000, THREADS_MAX = 256 };
enum { STACK = 4 << 20 }; /* bytes of a thread's stack: BLAS and LAPACK use some 10 KB, a session some 100 KB */

/* OpenBLAS maps 32 to 128 MB for every thread that calls it, newer versions more.  Pages that it does not touch cost nothing. */
static const double blas_buffer = 128 << 20;

struct pool {
    int threads;
    pthread_t *worker;          /* (threads - 1) */
    pthread_mutex_t lock;       /* protects sleeping and waking, not the fields below */
    pthread_cond_t wake, finished;
    atomic_uint generation;     /* grows with every run */
    atomic_int running;         /* workers that have not finished the present run */
    atomic_bool stop;
    pool_work work;             /* of the present run; written before generation */
    void *context;
    double lap, spent[CATAPULT_WORK_COUNT]; /* seconds; thread 0 only */
};

struct worker_start {
    struct pool *pool;
    int thread;
};

static void relax(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#endif
}

static bool has_work(struct pool *pool, unsigned seen)
{
    return atomic_load(&pool->generation) != seen || atomic_load(&pool->stop);
}

static void wait_for_work(struct pool *pool, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (has_work(pool, seen))
            return;
        relax();
    }
    pthread_mutex_lock(&pool->lock);
    while (!has_work(pool, seen))
        pthread_cond_wait(&pool->wake, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

static void worker_finish(struct pool *pool)
{
    if (atomic_fetch_sub(&pool->running, 1) > 1)
        return;
    pthread_mutex_lock(&pool->lock);
    pthread_cond_signal(&pool->finished);
    pthread_mutex_unlock(&pool->lock);
}

static void *worker_main(void *argument)
{
    struct worker_start start = *(struct worker_start *)argument;
    free(argument);
    struct pool *pool = start.pool;
    for (unsigned seen = 0;;) {
        wait_for_work(pool, seen);
        if (atomic_load(&pool->stop))
            return NULL;
        seen = atomic_load(&pool->generation);
        pool->work(pool->context, start.thread, pool->threads);
        worker_finish(pool);
    }
}

bool thread_start(pthread_t *thread, void *(*start)(void *), void *argument)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    bool ok = pthread_attr_setstacksize(&attributes, STACK) == 0 && pthread_create(thread, &attributes, start, argument) == 0;
    pthread_attr_destroy(&attributes);
    return ok;
}

static bool start_worker(struct pool *pool, int thread)
{
    struct worker_start *start = xnew_array(1, sizeof *start);
    *start = (struct worker_start){pool, thread};
    if (thread_start(&pool->worker[thread - 1], worker_main, start))
        return true;
    free(start);
    return false;
}

int pool_wanted(int threads)
{
    if (threads <= 0)
        threads = allowed_by_default(true).count;
    return threads < THREADS_MAX ? threads : THREADS_MAX;
}

/* Measured with OpenBLAS 0.3.21 on matrices of a few hundred rows: 2 MB in total, and 0.25 MB more for each thread. */
double pool_bytes(int threads)
{
    return 2e6 + 0.25e6 * threads;
}

/* BLAS keeps what it has mapped, so only threads in excess of those of earlier calls count. */
enum catapult_status pool_room(int threads, double bytes, const char *what, struct catapult_error *err)
{
    static atomic_int granted;
    int had = atomic_load(&granted), new = threads > had ? threads - had : 0;
    double buffers = new * (blas_buffer + STACK);
    if (allowed_space(bytes + buffers)) {
        atomic_store(&granted, had + new);
        return CATAPULT_STATUS_OK;
    }
    struct allowed_memory most = allowed_memory();
    return catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                              "%s: needs %.0f bytes of address space, of them %.0f for buffers of the matrix library "
                              "(fewer --threads would help), %s %.0f",
                              what, bytes + buffers, buffers, most.whose, most.bytes);
}

void pool_without_idle(int argc, char **argv)
{
    const char *threads = getenv("OPENBLAS_NUM_THREADS"), *path = child_program();
    if (argc < 1 || !allowed_space_limited() || (threads && strcmp(threads, "1") == 0))
        return;
    if (path && setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0)
        execv(path, argv); /* if this fails, the program continues as it is */
}

struct pool *pool_new(int threads)
{
    threads = pool_wanted(threads);
    openblas_set_num_threads(1);
    struct pool *pool = xnew_array(1, sizeof *pool);
    pool->worker = xnew_array((size_t)threads, sizeof *pool->worker);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->finished, NULL);
    pool->threads = 1;
    for (int i = 1; i < threads; i++) {
        /* pool->threads is final before pool_run lets a worker read it.  If a thread cannot be started, use fewer. */
        if (!start_worker(pool, i))
            break;
        pool->threads = i + 1;
    }
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->stop, true);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->worker[i - 1], NULL);
    pthread_cond_destroy(&pool->finished);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool->worker);
    free(pool);
}

int pool_threads(const struct pool *pool)
{
    return pool->threads;
}

static void wait_for_workers(struct pool *pool)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load(&pool->running) == 0)
            return;
        relax();
    }
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->running) > 0)
        pthread_cond_wait(&pool->finished, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_run(struct pool *pool, pool_work work, void *context)
{
    if (pool->threads == 1) {
        work(context, 0, 1);
        return;
    }
    pool->work = work;
    pool->context = context;
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->running, pool->threads - 1);
    atomic_fetch_add(&pool->generation, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    work(context, 0, pool->threads);
    wait_for_workers(pool);
}

void pool_part(size_t count, size_t grain, int thread, int threads, size_t *begin, size_t *end)
{
    size_t grains = (count + grain - 1) / grain;
    *begin = grains * (size_t)thread / (size_t)threads * grain;
    *end = grains * ((size_t)thread + 1) / (size_t)threads * grain;
    if (*begin > count)
        *begin = count;
    if (*end > count)
        *end = count;
}

void pool_lap(struct pool *pool, int thread, enum catapult_experiment_work what)
{
    if (thread != 0)
        return;
    double now = clock_seconds();
    pool->spent[what] += now - pool->lap;
    pool->lap = now;
}

void pool_laps(const struct pool *pool, double seconds[CATAPULT_WORK_COUNT])
{
    memcpy(seconds, pool->spent, sizeof pool->spent);
}
