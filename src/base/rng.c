/* rng.c - see rng.h.  The 32-bit seed of the Mersenne twister is a hash of seed, purpose and index, made with the finaliser
 * of SplitMix64 (Steele, Lea, Flood 2014). */
#include "base/rng.h"

#include <gsl/gsl_randist.h>

static uint64_t mix_bits(uint64_t z)
{
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void rng_restart(gsl_rng *rng, int seed, enum rng_purpose purpose, uint64_t index)
{
    uint64_t hash = mix_bits(mix_bits(mix_bits((uint64_t)(int64_t)seed) ^ (uint64_t)purpose) ^ index);
    gsl_rng_set(rng, (unsigned long)(hash >> 32));
}

gsl_rng *rng_new(int seed, enum rng_purpose purpose, uint64_t index)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    rng_restart(rng, seed, purpose, index);
    return rng;
}

void rng_normal(int seed, enum rng_purpose purpose, uint64_t index, size_t count, double *out)
{
    gsl_rng *rng = rng_new(seed, purpose, index);
    for (size_t i = 0; i < count; i++)
        out[i] = gsl_ran_gaussian_ziggurat(rng, 1);
    gsl_rng_free(rng);
}
