/* ray.c - see ray.h. */
#include "verify/ray.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verify/vector.h"

size_t state_length(const struct running *running)
{
    return model_size(running->class, running->state) / sizeof(double);
}

void state_read(const struct running *running, double *state)
{
    model_save(running->class, running->state, state);
}

void state_write(const struct running *running, const double *state, bool kernel)
{
    model_restore(running->class, running->state, state, kernel);
}

bool ray_init(struct ray *ray, struct running *running, size_t size)
{
    size_t length = state_length(running);
    *ray = (struct ray){.running = running, .size = size, .length = length};
    ray->base = try_array(3 * length, sizeof(double));
    if (!ray->base)
        return false;
    ray->way = ray->base + length;
    ray->at = ray->way + length;
    state_read(running, ray->base);
    return true;
}

void ray_done(struct ray *ray)
{
    if (ray->base)
        state_write(ray->running, ray->base, true);
    free(ray->base);
    ray->base = NULL;
}

/* way = (state after a step) - (state before); then goes back. */
static void ray_one_step(struct ray *ray, const double *u, double eta)
{
    const struct running *running = ray->running;
    running->class->step(running->state, eta, u, false);
    state_read(running, ray->way);
    for (size_t j = 0; j < ray->length; j++)
        ray->way[j] -= ray->base[j];
    state_write(running, ray->base, false);
}

bool ray_descend(struct ray *ray, const double *u, double *stretch)
{
    double wanted = sqrt((double)ray->length) + vector_norm(ray->length, ray->base);
    *stretch = 1;
    for (int round = 0; round < 2; round++) { /* the first step may be lost in the rounding of large weights */
        ray_one_step(ray, u, *stretch);
        double size = vector_norm(ray->length, ray->way) / wanted;
        if (!(size > 0) || !isfinite(size))
            return false;
        *stretch /= size;
    }
    ray_one_step(ray, u, RAY_FAR * *stretch);
    for (size_t j = 0; j < ray->length; j++)
        ray->way[j] /= RAY_FAR;
    return true;
}

const double *ray_go(struct ray *ray, double s, bool kernel)
{
    const struct running *running = ray->running;
    for (size_t j = 0; j < ray->length; j++)
        ray->at[j] = ray->base[j] + s * ray->way[j];
    state_write(running, ray->at, kernel);
    return running->class->output(running->state);
}

static void outputs(void *context, double s, double *f)
{
    struct ray *ray = context;
    memcpy(f, ray_go(ray, s, false), ray->size * sizeof *f);
}

struct curve ray_curve(struct ray *ray)
{
    return (struct curve){ray->size, outputs, ray};
}

double ray_noise(struct running *running, size_t size, gsl_rng *rng)
{
    struct ray ray;
    if (!ray_init(&ray, running, size))
        return NAN;
    for (size_t j = 0; j < ray.length; j++)
        ray.way[j] = gsl_ran_gaussian_ziggurat(rng, 1) * (1 + fabs(ray.base[j])); /* large weights do not hide it */
    struct curve curve = ray_curve(&ray);
    double noise = curve_noise(&curve, 1e-12);
    ray_done(&ray);
    return noise;
}
