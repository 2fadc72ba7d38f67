/* parallel.h - a fixed pool of threads for one level of parallelism.
 *
 * Work is cut by thread number alone, so the same thread count gives the same bits.  BLAS stays at one
 * thread: the pool calls it on blocks that fit the cache. */
#ifndef CORE_PARALLEL_H
#define CORE_PARALLEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <catapult/experiment.h>
#include <catapult/status.h>

struct pool;

typedef void (*pool_work)(void *context, int thread, int threads);

/* threads <= 0: as many as this process may use (allowed.h).  The caller's own thread is one of them. */
struct pool *pool_new(int threads);
void pool_free(struct pool *pool);
int pool_wanted(int threads); /* how many pool_new would make */
int pool_threads(const struct pool *pool);

/* A thread of `start(argument)` with a stack that is large enough whatever `ulimit -s` says. */
bool thread_start(pthread_t *thread, void *(*start)(void *), void *argument);

/* Bytes that so many threads take in memory, about: stacks, and what BLAS packs its operands into. */
double pool_bytes(int threads);

/* Whether the address space has room for `bytes` beside the buffers that BLAS maps for each thread: without it BLAS tries
 * for ever.  CATAPULT_STATUS_OK, or CATAPULT_STATUS_NOMEM with "WHAT: needs ...". */
enum catapult_status pool_room(int threads, double bytes, const char *what, struct catapult_error *err);

/* Where the address space is limited, begins the program anew without the threads that OpenBLAS starts when it is loaded:
 * each maps a buffer, and tries for ever without room for it.  Comes first in main. */
void pool_without_idle(int argc, char **argv);

/* Calls work(context, i, threads) for every i at once and returns when all are done.  One caller at a time. */
void pool_run(struct pool *pool, pool_work work, void *context);

/* Charges the time since the last lap to `what`, as thread 0 sees it (the others work beside it and it waits for
 * them, so its clock is the run's).  Costs a look at the clock; from other threads nothing. */
void pool_lap(struct pool *pool, int thread, enum catapult_experiment_work what);
void pool_laps(const struct pool *pool, double seconds[CATAPULT_WORK_COUNT]);

/* The part [*begin, *end) of [0, count) that thread i of `threads` does: contiguous, cut at multiples of
 * `grain` but for the end. */
void pool_part(size_t count, size_t grain, int thread, int threads, size_t *begin, size_t *end);

#endif
