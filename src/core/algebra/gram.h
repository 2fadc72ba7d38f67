/* gram.h - Gram matrices: A^T B for (m, n) arrays, a sum over units, added up block by block.
 *
 * Every thread adds its blocks into its own array.  The arrays are then added in the order of the threads, so that the same
 * thread count gives the same bits. */
#ifndef CORE_GRAM_H
#define CORE_GRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/parallel.h"

struct gram {
    size_t n;
    int threads;
    double *part; /* (threads, n, n) */
};

/* The array belongs to `arena`.  False without memory. */
bool gram_init(struct gram *gram, struct arena *arena, size_t n, int threads);

void gram_clear(struct gram *gram, int thread);

/* Adds the upper triangle of A^T A for a block a (rows, n). */
void gram_add(struct gram *gram, int thread, size_t rows, const double *a);

/* Adds all of A^T B for blocks (rows, n).  Do not mix it with gram_add in one sum. */
void gram_add_mixed(struct gram *gram, int thread, size_t rows, const double *a, const double *b);

/* Adds the upper triangle of scale * A A^T for a (n, cols) with row stride lda: examples are rows here. */
void gram_add_examples(struct gram *gram, int thread, size_t cols, double scale, const double *a, size_t lda);

/* dst (n, n) = scale * sum.  symmetric: only the upper triangle was added (gram_add, gram_add_examples), so it is copied to
 * the lower one. */
void gram_reduce(const struct gram *gram, struct pool *pool, bool symmetric, double scale, double *dst);

/* dst (count) = scale * the sum over threads of part (threads, count). */
void parts_reduce(int threads, size_t count, const double *part, double scale, double *dst);

#endif
