/* draw.c - see draw.h. */
#include "core/model/draw.h"

#include <gsl/gsl_randist.h>

#include "base/rng.h"

void draw_normal(gsl_rng *rng, size_t count, double *w)
{
    for (size_t i = 0; i < count; i++)
        w[i] = gsl_ran_gaussian_ziggurat(rng, 1.0);
}

void draw_layer(int seed, int layer, size_t count, double *w)
{
    gsl_rng *rng = rng_new(seed, RNG_WEIGHTS, (uint64_t)layer);
    draw_normal(rng, count, w);
    gsl_rng_free(rng);
}

double draw_sign_or_normal(gsl_rng *rng, enum catapult_readout_init how)
{
    if (how == CATAPULT_READOUT_SIGN)
        return gsl_rng_uniform_int(rng, 2) ? 1.0 : -1.0;
    return gsl_ran_gaussian_ziggurat(rng, 1.0);
}

void draw_readout(int seed, int layer, enum catapult_readout_init how, size_t count, double *v)
{
    gsl_rng *rng = rng_new(seed, RNG_WEIGHTS, (uint64_t)layer);
    for (size_t i = 0; i < count; i++)
        v[i] = draw_sign_or_normal(rng, how);
    gsl_rng_free(rng);
}
