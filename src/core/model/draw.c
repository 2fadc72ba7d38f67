/* draw.c - see draw.h. */
#include "core/model/draw.h"

#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

void draw_normal(gsl_rng *rng, size_t count, double *w)
{
    for (size_t i = 0; i < count; i++)
        w[i] = gsl_ran_gaussian_ziggurat(rng, 1.0);
}

double draw_sign_or_normal(gsl_rng *rng, enum catapult_readout_init how)
{
    if (how == CATAPULT_READOUT_SIGN)
        return gsl_rng_uniform_int(rng, 2) ? 1.0 : -1.0;
    return gsl_ran_gaussian_ziggurat(rng, 1.0);
}

void draw_layer(const struct draw *draw, int layer, size_t count, double *w)
{
    if (draw->given) {
        memcpy(w, draw->given->layer[layer].value, count * sizeof *w);
        return;
    }
    gsl_rng *rng = rng_new(draw->seed, RNG_WEIGHTS, (uint64_t)layer);
    draw_normal(rng, count, w);
    gsl_rng_free(rng);
}

void draw_readout(const struct draw *draw, int layer, size_t count, double *v)
{
    if (draw->given) {
        memcpy(v, draw->given->layer[layer].value, count * sizeof *v);
        return;
    }
    gsl_rng *rng = rng_new(draw->seed, RNG_WEIGHTS, (uint64_t)layer);
    for (size_t i = 0; i < count; i++)
        v[i] = draw_sign_or_normal(rng, draw->readout_init);
    gsl_rng_free(rng);
}

/* --- given weights --------------------------------------------------------------------------------------- */

static size_t product_of(int dimensions, const size_t *shape)
{
    size_t product = 1;
    for (int i = 0; i < dimensions; i++)
        product *= shape[i];
    return product;
}

static void shape_text(int dimensions, const size_t *shape, char text[96])
{
    size_t used = 0;
    for (int i = 0; i < dimensions; i++)
        used += (size_t)snprintf(text + used, 96 - used, "%s%zu", i ? " x " : "", shape[i]);
}

static bool shape_fits(const struct catapult_weight *given, int dimensions, const size_t *shape)
{
    if (given->dimensions == dimensions)
        return memcmp(given->shape, shape, (size_t)dimensions * sizeof *shape) == 0;
    return given->dimensions == 2 && dimensions > 2 && given->shape[0] == shape[0]
           && given->shape[1] == product_of(dimensions - 1, shape + 1);
}

enum catapult_status draw_check(const struct draw *draw, int layer, int layers, int dimensions, const size_t *shape,
                                struct catapult_error *err)
{
    const struct catapult_weights *given = draw->given;
    char there[96], wanted[96];
    if (!given)
        return CATAPULT_STATUS_OK;
    if (given->layers != layers)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "network.w0: %.256s has the weights of %d layer%s, this network has %d (set "
                                  "network.widths to theirs)",
                                  given->name, given->layers, given->layers == 1 ? "" : "s", layers);
    const struct catapult_weight *weight = &given->layer[layer];
    if (shape_fits(weight, dimensions, shape))
        return CATAPULT_STATUS_OK;
    shape_text(weight->dimensions, weight->shape, there);
    shape_text(dimensions, shape, wanted);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "network.w0: layer %d of %.256s is %s, this network needs %s (check network.widths and the "
                              "number of inputs)",
                              layer, given->name, there, wanted);
}

void catapult_weights_free(struct catapult_weights *weights)
{
    if (!weights)
        return;
    for (int layer = 0; layer < weights->layers; layer++)
        free(weights->layer[layer].value);
    free(weights);
}
