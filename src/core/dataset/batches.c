/* batches.c - see batches.h. */
#include "core/dataset/batches.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>

#include "base/rng.h"
#include "base/xalloc.h"

struct batches {
    size_t n, batch, per_epoch;
    long epoch;  /* the epoch of `order`; -1: none yet */
    size_t *order;
    gsl_rng *rng;
    int seed;
};

struct batches *batches_new(size_t n, size_t batch, int seed)
{
    struct batches *batches = xnew_array(1, sizeof *batches);
    *batches = (struct batches){.n = n, .batch = batch, .per_epoch = n / batch, .epoch = -1, .seed = seed};
    batches->order = try_array(n, sizeof *batches->order);
    batches->rng = rng_new(seed, RNG_BATCHES, 0);
    if (batches->order && batches->rng)
        return batches;
    batches_free(batches);
    return NULL;
}

void batches_free(struct batches *batches)
{
    if (!batches)
        return;
    free(batches->order);
    if (batches->rng)
        gsl_rng_free(batches->rng);
    free(batches);
}

static void shuffle(struct batches *batches, long epoch)
{
    for (size_t i = 0; i < batches->n; i++)
        batches->order[i] = i;
    rng_restart(batches->rng, batches->seed, RNG_BATCHES, (uint64_t)epoch);
    gsl_ran_shuffle(batches->rng, batches->order, batches->n, sizeof *batches->order);
    batches->epoch = epoch;
}

const size_t *batches_rows(struct batches *batches, long t)
{
    long epoch = t / (long)batches->per_epoch;
    if (epoch != batches->epoch)
        shuffle(batches, epoch);
    return batches->order + (size_t)t % batches->per_epoch * batches->batch;
}
