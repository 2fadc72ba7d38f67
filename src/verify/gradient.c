/* gradient.c - the step against differences of the outputs; the kernel against the same; the length of a step.
 *
 * A model class does not export its gradient, but its step follows it: w <- w - eta g, with g = J^T u.  Let e be any
 * direction of the weights.  <J^T u, e> is computed in two ways:
 *
 *     d/ds u.f(w + s e)                         by central differences of the outputs
 *     <g, e> = (|g+e|^2 - |g-e|^2) / 4          by the distances |w - w0| that the class reports; far from w0 four
 *                                               are needed: |dw+g+e|^2 - |dw+g-e|^2 - |dw-g+e|^2 + |dw-g-e|^2 = 8 <g, e>
 *
 * Neither uses back-propagation, and e has a part in every number of the state, so a layer that g omits is detected.
 * Along e = g, <g, g> = u^T K u, and K u = J g is the change of f. */
#include "verify/properties.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "verify/ray.h"

enum { WALK = 4 }; /* steps from w0 to the second point that is tested */

/* --- gradient ------------------------------------------------------------------------------------------------------ */

struct slanted {
    struct ray ray;
    double *g;      /* -(J^T u) stretch, the direction of a step */
    double *u;
};

static void weighted_output(void *context, double s, double *f)
{
    struct slanted *slanted = context;
    *f = vector_dot(slanted->ray.size, slanted->u, ray_go(&slanted->ray, s, false));
}

/* |dw + a g + b e|^2 */
static double square_at(struct slanted *slanted, double a, double b)
{
    struct ray *ray = &slanted->ray;
    for (size_t j = 0; j < ray->length; j++)
        ray->at[j] = ray->base[j] + a * slanted->g[j] + b * ray->way[j];
    state_write(ray->running, ray->at, false);
    double distance = ray->running->class->distance(ray->running->state);
    return distance * distance;
}

/* <g, e> from distances.  `rounding`: each square is a sum of `length` terms, or of n^2 times as many. */
static double inner_product(struct slanted *slanted, double *rounding)
{
    double sum = 0, size = 0;
    for (int a = -1; a <= 1; a += 2)
        for (int b = -1; b <= 1; b += 2) {
            double square = square_at(slanted, a, b);
            sum += a * b * square;
            size += square;
        }
    *rounding = subject_gamma((double)slanted->ray.length + 2 * (double)slanted->ray.size + 8) * size / 8;
    return sum / 8;
}

/* e_j = g_j (1 + xi) + xi': every number takes part, and most of <g, e> does not cancel. */
static void choose_direction(struct subject *subject, struct slanted *slanted)
{
    double *e = slanted->ray.way;
    subject_random(subject, slanted->ray.length, e);
    for (size_t j = 0; j < slanted->ray.length; j++)
        e[j] = slanted->g[j] * (1 + 0.5 * e[j]) + e[j];
}

static void compare_gradient(struct subject *subject, struct slanted *slanted, struct finding *finding)
{
    struct ray *ray = &slanted->ray;
    double stretch, slope, rounding;
    if (!ray_descend(ray, slanted->u, &stretch)) {
        finding_na(finding, "J^T u = 0: nothing moves at w0");
        return;
    }
    for (size_t j = 0; j < ray->length; j++)
        slanted->g[j] = ray->way[j];
    choose_direction(subject, slanted);
    struct curve curve = {1, weighted_output, slanted};
    double bound = stretch * curve_slope(&curve, 1, &slope);
    double expected = -inner_product(slanted, &rounding);
    double size = fabs(expected) + fabs(stretch * slope);
    finding_case(finding, fabs(stretch * slope - expected) / size, (bound + rounding) / size, "%s, step %ld",
                 ray->running->class->name, subject->experiment->t);
}

static void look_at_gradient(struct subject *subject, struct running *running, struct finding *finding)
{
    size_t length = state_length(running);
    struct slanted slanted = {.g = try_array(length + subject->size, sizeof(double))};
    if (slanted.g && ray_init(&slanted.ray, running, subject->size)) {
        slanted.u = slanted.g + length;
        subject_random(subject, subject->size, slanted.u);
        compare_gradient(subject, &slanted, finding);
        ray_done(&slanted.ray);
    } else
        finding_na(finding, "no memory for a gradient");
    free(slanted.g);
}

void property_gradient(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, WALK, look_at_gradient);
}

/* --- kernel: f(w - s J^T u) changes by -s K u --------------------------------------------------------------------- */

/* sum_i |u_i| |J_i| */
static double lengths_along(size_t size, const double *matrix, const double *u)
{
    double sum = 0;
    for (size_t q = 0; q < size; q++)
        sum += fabs(u[q]) * sqrt(fmax(matrix[q * (size + 1)], 0));
    return sum;
}

/* Bound for the rounding error of an entry of K u: |dK_ij| <= gamma_p |J_i| |J_j|. */
static double rounding_of_product(const struct subject *subject, const double *matrix, const double *u)
{
    size_t size = subject->size;
    double longest = 0;
    for (size_t q = 0; q < size; q++)
        longest = fmax(longest, matrix[q * (size + 1)]);
    return subject_gamma(subject->p + (double)size) * sqrt(longest) * lengths_along(size, matrix, u);
}

static void compare_kernel(struct subject *subject, struct ray *ray, double *memory, struct finding *finding)
{
    size_t size = subject->size;
    double *u = memory, *ku = u + size, *slope = ku + size, *matrix = slope + size, stretch;
    subject_random(subject, size, u);
    if (!ray_descend(ray, u, &stretch)) {
        finding_na(finding, "J^T u = 0: nothing moves at w0");
        return;
    }
    struct curve curve = ray_curve(ray);
    double bound = curve_slope(&curve, 1, slope);
    ray_go(ray, 0, true);
    kernel_matrix(subject, ray->running, matrix);
    for (size_t q = 0; q < size; q++) {
        slope[q] /= -stretch;
        ku[q] = vector_dot(size, matrix + q * size, u);
    }
    double largest = vector_largest(size, ku);
    bound = bound / stretch + rounding_of_product(subject, matrix, u);
    finding_case(finding, vector_difference(size, slope, ku) / largest, bound / largest, "%s, step %ld",
                 ray->running->class->name, subject->experiment->t);
}

static void look_at_kernel(struct subject *subject, struct running *running, struct finding *finding)
{
    struct ray ray = {0};
    double *memory = try_array((3 + subject->size) * subject->size, sizeof *memory);
    if (memory && ray_init(&ray, running, subject->size))
        compare_kernel(subject, &ray, memory, finding);
    else
        finding_na(finding, "no memory for a kernel");
    if (ray.base)
        ray_done(&ray);
    free(memory);
}

void property_kernel(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, WALK, look_at_kernel);
}

/* --- distance: a step eta from w0 has the length eta sqrt(u^T K u)
 * ------------------------------------------------------- */

static void compare_distance(struct subject *subject, struct ray *ray, double *memory, struct finding *finding)
{
    size_t size = subject->size;
    double *u = memory, *matrix = u + size, stretch, expected = 0;
    subject_random(subject, size, u);
    if (!ray_descend(ray, u, &stretch)) {
        finding_na(finding, "J^T u = 0: nothing moves at w0");
        return;
    }
    kernel_matrix(subject, ray->running, matrix);
    ray_go(ray, RAY_FAR, false); /* far out |way| is everything: near w0 the rounding of the weights would be in it */
    double square = pow(ray->running->class->distance(ray->running->state) / RAY_FAR / stretch, 2);
    for (size_t q = 0; q < size; q++)
        expected += u[q] * vector_dot(size, matrix + q * size, u);
    /* Let s = sum |u_i| |J_i|, which cancels to |J^T u|.  u^T K u has an error of gamma s^2, |J^T u|^2 of 2 gamma s
     * |J^T u|, at most twice that; the sums have as many terms as the state has numbers, and each entry of K has p
     * products. */
    double sizes = pow(lengths_along(size, matrix, u), 2);
    double rounding = 3 * subject_gamma((double)ray->length + subject->p + 2 * (double)size) * sizes;
    finding_case(finding, fabs(square - expected) / expected, rounding / expected, "%s", ray->running->class->name);
}

void property_distance(struct subject *subject, struct finding *finding)
{
    struct catapult_experiment *e = subject->experiment;
    double *memory = try_array((1 + subject->size) * subject->size, sizeof *memory);
    for (int i = 0; memory && i < e->models && !subject_stop(subject); i++) {
        struct ray ray = {0};
        if (ray_init(&ray, &e->model[i], subject->size)) {
            compare_distance(subject, &ray, memory, finding);
            ray_done(&ray);
        } else
            finding_na(finding, "no memory for a gradient");
    }
    if (!memory)
        finding_na(finding, "no memory for a kernel");
    free(memory);
}
