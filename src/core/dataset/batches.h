/* batches.h - the examples in the mini-batch of a step.  Every epoch has a new permutation of the training set, cut into
 * n/batch batches; the remainder is not used in that epoch.  The batch depends on (seed, t) only, so steps may be queried in
 * any order. */
#ifndef CORE_BATCHES_H
#define CORE_BATCHES_H

#include <stddef.h>

struct batches;

/* NULL without memory.  1 <= batch <= n. */
struct batches *batches_new(size_t n, size_t batch, int seed);
void batches_free(struct batches *batches);

/* The row numbers of step t, (batch).  Valid until the next call. */
const size_t *batches_rows(struct batches *batches, long t);

#endif
