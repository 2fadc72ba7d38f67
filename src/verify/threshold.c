/* threshold.c - the critical learning rate: below it the loss falls monotonically, above it the linear model
 * diverges.
 *
 * Linear model: p_k.r(t+1) = (1 - eta lambda_k) p_k.r(t), so below eta_crit every part of the loss falls, and at 1.1
 * eta_crit the first grows by the factor -1.2.  The loss of the network and the quadratic model falls at half of
 * eta_crit as long as lambda_1 has not doubled: a narrow network may violate this, which is a warning. */
#include "verify/properties.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

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
