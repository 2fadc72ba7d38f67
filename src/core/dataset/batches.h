/* batches.h - which examples the mini-batch of a step has: a fresh permutation of the training set for every
 * epoch, cut into n/batch batches (what is left over rests in that epoch).  A function of (seed, t) alone, so
 * that a step may be asked for in any order. */
#ifndef CORE_BATCHES_H
#define CORE_BATCHES_H

#include <stddef.h>

struct batches;

/* NULL without memory.  1 <= batch <= n. */
struct batches *batches_new(size_t n, size_t batch, int seed);
void batches_free(struct batches *batches);

/* The (batch) row numbers of step t.  Valid until the next call. */
const size_t *batches_rows(struct batches *batches, long t);

#endif
