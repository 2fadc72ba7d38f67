/* draw.h - the initial weights of every architecture.  Each layer has its own random stream. */
#ifndef CORE_DRAW_H
#define CORE_DRAW_H

#include <stddef.h>

#include <catapult/settings.h>

#include "base/rng.h"

/* `count` numbers from N(0, 1); and one number from N(0, 1) or Uniform{-1, +1}. */
void draw_normal(gsl_rng *rng, size_t count, double *w);
double draw_sign_or_normal(gsl_rng *rng, enum catapult_readout_init how);

/* `count` weights of a hidden layer, N(0, 1); and those of the readout above `layer` hidden layers, (c, m) row-major. */
void draw_layer(int seed, int layer, size_t count, double *w);
void draw_readout(int seed, int layer, enum catapult_readout_init how, size_t count, double *v);

#endif
