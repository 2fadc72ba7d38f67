/* recurrence.c - runs against their closed form.
 *
 * Linear model: r(t+1) = r - eta K0 u, u = c_B r on the rows of the batch and 0 elsewhere.  K0 is the network's
 * kernel at w0, which the network computes with its own algorithm.
 *
 * Any quadratic model (Eqs. 9, 10): along w - eta s g, g = J^T u, outputs and kernel are polynomials in s,
 *
 *     f(s) = f - s eta K u + s^2 eta^2 q / 2,  q_i = g^T H_i g         K(s) = K - s A + s^2 B
 *
 * so s = -1/2, 0, 1/2 and K u predict the step s = 1:
 *
 *     f(1) = f - eta K u + 2 (f(1/2) - 2 f + f(-1/2))                  K(1) = K(-1/2) - 3 K + 3 K(1/2)
 *
 * The critical rate, linear model: p_k.r(t+1) = (1 - eta lambda_k) p_k.r(t), so below eta_crit every part of the loss falls, and at 1.1
 * eta_crit the first grows by the factor -1.2.  The loss of the network and the quadratic model falls at half of
 * eta_crit as long as lambda_1 has not doubled: a narrow network may violate this, which is a warning. */
#include "verify/properties.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verify/ray.h"

enum { STEPS = 12 };

/* --- linear ---------------------------------------------------------------------------------------------------------------- */

/* u = c_B r on the rows of step t's batch. */
static void batch_signal(struct subject *subject, long t, const double *r, double *u)
{
    size_t n = subject->few->n, c = subject->few->outputs, batch = (size_t)subject->settings.batch;
    if (batch == 0) {
        for (size_t q = 0; q < n * c; q++)
            u[q] = subject->scale * r[q];
        return;
    }
    size_t *rows = xnew_array(batch, sizeof *rows);
    double scale = subject->given->loss == CATAPULT_LOSS_SUM ? 1 : 2 / (double)batch;
    catapult_experiment_batch(subject->experiment, t, rows);
    memset(u, 0, n * c * sizeof *u);
    for (size_t k = 0; k < c; k++)
        for (size_t b = 0; b < batch; b++)
            u[k * n + rows[b]] = scale * r[k * n + rows[b]];
    free(rows);
}

/* r -= eta K u; returns eta |K| |u|, the size to which rounding is relative. */
static double recurrence_step(struct subject *subject, const double *matrix, double eta, double *r, double *u)
{
    size_t size = subject->size;
    double trace = 0;
    batch_signal(subject, subject->experiment->t, r, u);
    for (size_t q = 0; q < size; q++) {
        r[q] -= eta * vector_dot(size, matrix + q * size, u);
        trace += matrix[q * (size + 1)];
    }
    return eta * trace * vector_norm(size, u);
}

static void follow_linear(struct subject *subject, struct running *linear, double *memory, struct finding *finding)
{
    size_t size = subject->size;
    double *r = memory, *u = r + size, *now = u + size, *matrix = now + size;
    double eta = subject_eta(subject), moved = 0, noise = ray_noise(linear, size, subject->rng);
    kernel_matrix(subject, &subject->experiment->model[0], matrix);
    subject_residual(subject, linear, r);
    for (int t = 1; t <= STEPS && !subject_stop(subject); t++) {
        moved = larger(moved, recurrence_step(subject, matrix, eta, r, u));
        catapult_experiment_step(subject->experiment, eta);
        subject_residual(subject, linear, now);
        /* I - eta c K propagates an error of step t': it grows no faster than the residual itself */
        double bound = t * (subject_gamma(subject->p + (double)size) * moved + 20 * noise)
                       * fmax(1, pow(fabs(1 - 2 * subject->rate), t));
        double peak = fmax(vector_largest(size, now), DBL_MIN); /* with one example and eta = eta_crit / 2 the
                                                                   residual is 0 */
        finding_case(finding, vector_difference(size, now, r) / peak, bound / peak, "step %d", t);
    }
}

void property_linear(struct subject *subject, struct finding *finding)
{
    struct running *linear = subject_model(subject, CATAPULT_MODEL_LINEAR);
    double *memory = linear ? try_array((3 + subject->size) * subject->size, sizeof *memory) : NULL;
    if (memory)
        follow_linear(subject, linear, memory, finding);
    else
        finding_na(finding, "%s", linear ? "no memory for a kernel" : "no linear model beside a general one");
    free(memory);
}

/* --- quadratic ---------------------------------------------------------------------------------------------------------------- */

/* The values at s = -1/2, 0, 1/2, 1. */
struct line_places {
    struct subject *subject;
    struct ray ray;
    double noise;
    double *f[4], *k[4]; /* (n c), (n c, n c) */
    double *u;           /* (n c) */
};

static const double where[4] = {-0.5, 0, 0.5, 1};

static bool places_init(struct line_places *places, struct subject *subject, struct running *running)
{
    size_t size = subject->size;
    *places = (struct line_places){.subject = subject};
    double *memory = try_array(4 * (size + size * size) + size, sizeof *memory);
    if (!memory || !ray_init(&places->ray, running, size)) {
        free(memory);
        return false;
    }
    for (int i = 0; i < 4; i++) {
        places->f[i] = memory + (size_t)i * size;
        places->k[i] = memory + 4 * size + (size_t)i * size * size;
    }
    places->u = memory + 4 * (size + size * size);
    return true;
}

static void places_done(struct line_places *places)
{
    ray_done(&places->ray);
    free(places->f[0]);
}

/* s = 1 is reached by a real step, the other places along the ray. */
static void visit(struct line_places *places, double eta, double stretch)
{
    struct subject *subject = places->subject;
    const struct running *running = places->ray.running;
    for (int i = 0; i < 4; i++) {
        ray_go(&places->ray, i == 3 ? 0 : where[i] * eta / stretch, true);
        if (i == 3)
            running->class->step(running->state, eta, places->u, true);
        memcpy(places->f[i], running->class->output(running->state), subject->size * sizeof(double));
        kernel_matrix(subject, running, places->k[i]);
        places->noise = larger(places->noise, ray_noise(places->ray.running, subject->size, subject->rng));
    }
}

static void compare_places(struct line_places *places, double eta, struct finding *finding)
{
    size_t size = places->subject->size;
    double *const *f = places->f, *const *k = places->k, most = 0, apart = 0, sizes = 0, trace[4] = {0};
    long t = places->subject->experiment->t;
    const char *name = places->ray.running->class->name;
    for (size_t q = 0; q < size; q++) {
        double ku = vector_dot(size, k[1] + q * size, places->u);
        double foretold = f[1][q] - eta * ku + 2 * (f[2][q] - 2 * f[1][q] + f[0][q]);
        most = larger(most, fabs(f[3][q] - foretold));
        sizes = fmax(sizes, fabs(f[3][q]));
        for (int i = 0; i < 4; i++)
            trace[i] += k[i][q * (size + 1)];
    }
    double gamma = subject_gamma(places->subject->p + (double)size), total = trace[0] + 3 * trace[1] + 3 * trace[2] + trace[3];
    /* ten values of f, each known to ten standard deviations */
    double bound = 100 * places->noise + gamma * eta * trace[1] * vector_norm(size, places->u);
    finding_case(finding, most / sizes, bound / sizes, "f of %s, step %ld", name, t);
    for (size_t q = 0; q < size * size; q++)
        apart = larger(apart, fabs(k[3][q] - (k[0][q] - 3 * k[1][q] + 3 * k[2][q])));
    finding_case(finding, apart / total, gamma, "K of %s, step %ld", name, t);
}

static void look_at_step(struct subject *subject, struct running *running, struct finding *finding)
{
    struct line_places places;
    double stretch, eta = subject_eta(subject);
    if (running->kind != CATAPULT_MODEL_QUADRATIC && running->kind != CATAPULT_MODEL_GENERAL)
        return;
    if (!places_init(&places, subject, running)) {
        finding_na(finding, "no memory for four kernels");
        return;
    }
    subject_signal(subject, running, places.u);
    if (ray_descend(&places.ray, places.u, &stretch)) {
        visit(&places, eta, stretch);
        compare_places(&places, eta, finding);
    } else
        finding_na(finding, "nothing moves at w0");
    places_done(&places);
}

void property_recurrence(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, STEPS, 4, look_at_step);
}

/* --- the critical rate ------------------------------------------------------------------------------------------- */

enum { FALLING = 40, GROWING = 20 };

/* Makes one step with all examples, whatever the preset's batch; returns the loss after it. */
static double full_step(struct subject *subject, struct running *running, double eta, double *u)
{
    subject_signal(subject, running, u);
    running->class->step(running->state, eta, u, false);
    subject_residual(subject, running, u);
    return subject->scale / 2 * vector_dot(subject->size, u, u);
}

static void fall(struct subject *subject, struct running *running, double rate, double *u, struct finding *finding)
{
    bool linear = running->kind == CATAPULT_MODEL_LINEAR;
    double eta = rate * 2 / subject->experiment->lambda_1, before = running->now.train_loss, most = 0, first = before;
    for (int t = 0; t < FALLING && !subject_stop(subject); t++) {
        double after = full_step(subject, running, eta, u);
        if (!(after <= before * (1 + most) || after < 1e-20 * first)) /* smaller losses are only rounding */
            most = isnan(after) ? INFINITY : after / before - 1;
        if (!isfinite(after))
            break;
        before = after;
    }
    double rounding = 4 * subject_gamma(subject->p + (double)subject->size);
    if (linear)
        finding_case(finding, most, rounding, "linear at %g eta_crit", rate);
    else
        finding_warn(finding, most, rounding, "%s at %g eta_crit", running->class->name, rate);
}

void property_monotone(struct subject *subject, struct finding *finding)
{
    struct catapult_experiment *e = subject->experiment;
    if (!(e->lambda_1 > 0)) {
        finding_na(finding, "K = 0: there is no eta_crit");
        return;
    }
    double *u = xnew_array(subject->size, sizeof *u);
    for (int i = 0; i < e->models; i++)
        fall(subject, &e->model[i], e->model[i].kind == CATAPULT_MODEL_LINEAR ? 0.9 : 0.5, u, finding);
    free(u);
}

/* (p_1.r after) / (p_1.r before) against 1 - eta lambda_1.  The error of p_1 is given by its residual: eta c |K p -
 * lambda p| |r|. */
static void threshold_grow(struct subject *subject, struct running *linear, double *memory, struct finding *finding)
{
    size_t size = subject->size;
    double *u = memory, *r = memory + size, lambda_1 = subject->experiment->lambda_1, eta = 1.1 * 2 / lambda_1;
    const double *p = spectrum_vector(linear->spectrum, 0);
    double off = eta * subject->scale * spectrum_residual(linear->spectrum, 0)
                 + 20 * subject_gamma(subject->p + (double)size);
    for (int t = 0; t < GROWING && !subject_stop(subject); t++) {
        subject_residual(subject, linear, r);
        double before = vector_dot(size, p, r), length = vector_norm(size, r);
        full_step(subject, linear, eta, u);
        subject_residual(subject, linear, r);
        double off_now = off * (length + vector_norm(size, r)) / fabs(before);
        if (off_now < 0.01) /* else r has too little of p_1 */
            finding_case(finding, fabs(vector_dot(size, p, r) / before + 1.2), off_now, "step %d at 1.1 eta_crit", t);
    }
    finding_na(finding, "r has no part along p_1");
}

void property_diverging(struct subject *subject, struct finding *finding)
{
    struct running *linear = subject_model(subject, CATAPULT_MODEL_LINEAR);
    if (!linear || !(subject->experiment->lambda_1 > 0)) {
        finding_na(finding, "%s", linear ? "K = 0: there is no eta_crit" : "no linear model beside a general one");
        return;
    }
    double *memory = xnew_array(2 * subject->size, sizeof *memory);
    threshold_grow(subject, linear, memory, finding);
    free(memory);
}
