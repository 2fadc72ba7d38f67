/* draw.h - the initial weights of every architecture: drawn, each layer from its own random stream, or given by the user. */
#ifndef CORE_DRAW_H
#define CORE_DRAW_H

#include <stddef.h>

#include <catapult/settings.h>
#include <catapult/weights.h>

#include "base/rng.h"

/* Where initial weights come from. */
struct draw {
    int seed;
    enum catapult_readout_init readout_init;
    const struct catapult_weights *given; /* NULL: drawn from the seed */
};

/* `count` numbers from N(0, 1); and one number from N(0, 1) or Uniform{-1, +1}. */
void draw_normal(gsl_rng *rng, size_t count, double *w);
double draw_sign_or_normal(gsl_rng *rng, enum catapult_readout_init how);

/* Whether the given weights fit layer `layer` of `layers`, whose array has this shape.  Two dimensions may stand for four:
 * (c, C H W) for (c, C, H, W).  CATAPULT_STATUS_INPUT names the file, both shapes and the remedy.  Call it before a draw. */
enum catapult_status draw_check(const struct draw *draw, int layer, int layers, int dimensions, const size_t *shape,
                                struct catapult_error *err);

/* `count` weights of a hidden layer: N(0, 1), or given; and those of the readout above `layer` hidden layers, (c, m)
 * row-major. */
void draw_layer(const struct draw *draw, int layer, size_t count, double *w);
void draw_readout(const struct draw *draw, int layer, size_t count, double *v);

#endif
