/* parallel.h - a fixed pool of threads for one level of parallelism.
 *
 * Work is divided by thread number only, so the same thread count gives the same bits.  BLAS runs with one thread: the pool
 * calls it on blocks that fit the cache. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

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
int pool_wanted(int threads); /* the number of threads pool_new would use */
int pool_threads(const struct pool *pool);

/* Starts a thread that runs start(argument), with a stack that is large enough for any `ulimit -s`. */
bool thread_start(pthread_t *thread, void *(*start)(void *), void *argument);

/* Approximate bytes of memory that `threads` threads use: stacks, and the buffers into which BLAS packs its operands. */
double pool_bytes(int threads);

/* Checks that the address space has room for `bytes` in addition to the buffers that BLAS maps for each thread.  Without
 * room for its buffers BLAS retries forever.  CATAPULT_STATUS_OK, or CATAPULT_STATUS_NOMEM with "WHAT: needs ...". */
enum catapult_status pool_room(int threads, double bytes, const char *what, struct catapult_error *err);

/* If the address space is limited, executes the program again without the threads that OpenBLAS starts when it is loaded:
 * each of them maps a buffer, and retries forever if there is no room for it.  Call it first in main. */
void pool_without_idle(int argc, char **argv);

/* Calls work(context, i, threads) for every thread i in parallel and returns when all are done.  One caller at a time. */
void pool_run(struct pool *pool, pool_work work, void *context);

/* Adds the time since the last lap to `what`.  Only thread 0 is timed: it runs in parallel with the others and waits for
 * them, so its time is the time of the run.  Costs one clock reading; nothing in other threads. */
void pool_lap(struct pool *pool, int thread, enum catapult_experiment_work what);
void pool_laps(const struct pool *pool, double seconds[CATAPULT_WORK_COUNT]);

/* The part [*begin, *end) of [0, count) for thread `thread` of `threads`: contiguous, and cut at multiples of `grain` except
 * at the end. */
void pool_part(size_t count, size_t grain, int thread, int threads, size_t *begin, size_t *end);

#endif
