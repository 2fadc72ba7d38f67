/* rng.h - GSL random generators with a seed per purpose, so that a change in one does not affect the others. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

enum rng_purpose { RNG_WEIGHTS, RNG_DATA, RNG_DRAW, RNG_BATCHES, RNG_SPECTRUM };

/* A generator for (seed, purpose, index).  index distinguishes the streams of one purpose (a layer, an epoch).  The caller
 * frees it with gsl_rng_free. */
gsl_rng *rng_new(int seed, enum rng_purpose purpose, uint64_t index);

/* The first `count` numbers of that stream, from N(0, 1). */
void rng_normal(int seed, enum rng_purpose purpose, uint64_t index, size_t count, double *out);

/* Restarts an existing generator at the beginning of that stream; allocates nothing. */
void rng_restart(gsl_rng *rng, int seed, enum rng_purpose purpose, uint64_t index);

#endif
