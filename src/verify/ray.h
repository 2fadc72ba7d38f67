/* ray.h - a straight line through the weights of a model, and the model's outputs along it.
 *
 * Uses only step, output, save and restore of a model's class, so it works for every architecture: the state is an
 * array of numbers of which w - w0 is a linear function, whatever they mean to the model.  A ray is base + s way in
 * these numbers. */
#ifndef VERIFY_RAY_H
#define VERIFY_RAY_H

#include <gsl/gsl_rng.h>

#include "core/experiment/laboratory.h"
#include "verify/differences.h"

struct ray {
    struct running *running;
    size_t size, length; /* n c; how many numbers the state has */
    double *base, *way;  /* (length) */
    double *at;          /* scratch */
};

/* How many numbers the state of a model has; copies them. */
size_t state_length(const struct running *running);
void state_read(const struct running *running, double *state);
void state_write(const struct running *running, const double *state, bool kernel);

/* Begins at the model's current weights, with way = 0; size = n c.  false without memory. */
bool ray_init(struct ray *ray, struct running *running, size_t size);

/* Returns the model to the base, with its kernel. */
void ray_done(struct ray *ray);

/* way = -stretch J^T u, the direction of a step with eta = stretch.  stretch is chosen so that the numbers of way are
 * as large as the base's, with a root mean square of at least 1.  false if nothing moves.
 *
 * The components of J^T u may differ in size as much as inputs and weights do: by 1e6 with inputs of 1e-6.  A
 * component measured as the difference of a step has a relative error of eps (|base| / |way| + 1), which for a small
 * component is much more than eps.  So the measured step is RAY_FAR times as long, which makes the base negligible.
 * RAY_FAR is a power of two, so scaling back is exact. */
#define RAY_FAR 0x1p60
bool ray_descend(struct ray *ray, const double *u, double *stretch);

/* Moves the model to base + s way; returns its outputs there, (c, n). */
const double *ray_go(struct ray *ray, double s, bool kernel);

/* f(base + s way) as a curve, for differences. */
struct curve ray_curve(struct ray *ray);

/* The rounding noise of the outputs at the model's weights, measured along a random way; NaN without memory. */
double ray_noise(struct running *running, size_t size, gsl_rng *rng);

#endif
