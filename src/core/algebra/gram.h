/* gram.h - sums over units of products of examples, A^T B for (m, n) arrays, gathered block by block.
 *
 * Every thread adds its blocks into an array of its own; the parts are then added in the order of the
 * threads, so that the same thread count gives the same bits. */
#ifndef CORE_GRAM_H
#define CORE_GRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/owner.h"
#include "base/parallel.h"

struct gram {
    size_t n;
    int threads;
    double *part; /* (threads, n, n) */
};

/* The array is the owner's. */
bool gram_init(struct gram *gram, struct owner *owner, size_t n, int threads);

void gram_clear(struct gram *gram, int thread);

/* Upper triangle of A^T A for a block a (rows, n). */
void gram_add(struct gram *gram, int thread, size_t rows, const double *a);

/* A^T B in full for blocks (rows, n): not to be mixed with gram_add in one sum. */
void gram_add_mixed(struct gram *gram, int thread, size_t rows, const double *a, const double *b);

/* Upper triangle of scale * A A^T for a (n, cols) with row stride lda: examples are rows here. */
void gram_add_examples(struct gram *gram, int thread, size_t cols, double scale, const double *a, size_t lda);

/* dst (n, n) = scale * sum, with both triangles filled after gram_add. */
void gram_reduce(const struct gram *gram, struct pool *pool, bool symmetric, double scale, double *dst);

/* Sum over threads of parts (threads, count), scaled. */
void parts_reduce(int threads, size_t count, const double *part, double scale, double *dst);

#endif
