/* ray.h - a straight line through the weights of a model, and what its outputs do along it.
 *
 * Of a model's class only step, output, save and restore are used, so all of it holds for every architecture:
 * the state is an array of numbers of which w - w0 is a linear function, whatever else the model makes of them.
 * A ray is base + s way in these numbers. */
#ifndef VERIFY_RAY_H
#define VERIFY_RAY_H

#include <gsl/gsl_rng.h>

#include "core/experiment/laboratory.h"
#include "verify/differences.h"

struct ray {
    struct running *running;
    size_t size, length; /* n c; numbers of the state */
    double *base, *way;  /* (length) */
    double *at;          /* scratch */
};

/* How many numbers the state of a model has; copies of them. */
size_t state_length(const struct running *running);
void state_read(const struct running *running, double *state);
void state_write(const struct running *running, const double *state, bool kernel);

/* From the model's present weights, with way = 0; size = n c.  false without memory. */
bool ray_init(struct ray *ray, struct running *running, size_t size);

/* The model is back at the base, with its kernel. */
void ray_done(struct ray *ray);

/* way = -stretch J^T u, as a step eta = stretch goes, stretch chosen so that its numbers are as large as the
 * base's, and have a root mean square of at least 1.  false if nothing moves.
 *
 * The parts of J^T u may differ by as much as inputs and weights do: by 1e6 with inputs of 1e-6.  A number of the
 * way, seen as the difference of a step, errs by eps (|base| / |way| + 1) of itself, which in a small part is much
 * more than eps.  So the step that is seen is RAY_FAR times as long, in which the base is lost; RAY_FAR is a power
 * of two, so that coming back from there rounds nothing. */
#define RAY_FAR 0x1p60
bool ray_descend(struct ray *ray, const double *u, double *stretch);

/* The model at base + s way; its outputs there, (c, n). */
const double *ray_go(struct ray *ray, double s, bool kernel);

/* f(base + s way), for differences. */
struct curve ray_curve(struct ray *ray);

/* The rounding noise of the outputs where the model is, seen along a random way; NaN without memory. */
double ray_noise(struct running *running, size_t size, gsl_rng *rng);

#endif
