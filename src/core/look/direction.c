/* direction.c - see direction.h. */
#include <catapult/direction.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"
#include "base/xalloc.h"

struct catapult_direction {
    int model, k;
    size_t size;   /* n c */
    double *p;     /* (size), p_k(t) */
    double *kp;    /* (size), K(t+1) p_k(t) */
    double lambda, along, loss, pi;
    long t;
};

enum catapult_status catapult_direction_new(struct catapult_direction **out, const struct catapult_experiment *e,
                                            int model, int k, struct catapult_error *err)
{
    if (model < 0 || model >= e->models || k < 0 || k >= spectrum_count(e->model[model].spectrum))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "direction %d of model %d: there is no such eigenvector",
                                  k + 1, model);
    size_t size = e->data->n * e->data->outputs;
    struct catapult_direction *d = xnew_array(1, sizeof *d);
    d->model = model;
    d->k = k;
    d->size = size;
    d->p = try_array(size, sizeof *d->p);
    d->kp = try_array(size, sizeof *d->kp);
    if (!d->p || !d->kp) {
        catapult_direction_free(d);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for an eigenvector of %zu numbers", size);
    }
    *out = d;
    return CATAPULT_STATUS_OK;
}

void catapult_direction_free(struct catapult_direction *d)
{
    if (!d)
        return;
    free(d->p);
    free(d->kp);
    free(d);
}

static double direction_dot(size_t count, const double *a, const double *b)
{
    double sum = 0;
    for (size_t q = 0; q < count; q++)
        sum += a[q] * b[q];
    return sum;
}

void catapult_direction_before(struct catapult_direction *d, const struct catapult_experiment *e)
{
    const struct running *running = &e->model[d->model];
    d->t = e->t;
    d->lambda = running->now.lambda[d->k]; /* NaN without a spectrum at this step */
    d->pi = running->now.pi[d->k];
    d->loss = running->now.train_loss;
    memcpy(d->p, spectrum_vector(running->spectrum, d->k), d->size * sizeof *d->p);
    d->along = isnan(d->lambda) ? NAN : direction_dot(d->size, d->p, running->r);
}

/* p^T c K(t+1) p; NaN if no spectrum was computed at t+1, because the stored kernel is then that of an earlier step. */
static double curvature(struct catapult_direction *d, struct catapult_experiment *e)
{
    const struct running *running = &e->model[d->model];
    if (running->diverged || isnan(running->now.lambda[d->k]))
        return NAN;
    struct kernel_operator kernel = experiment_operator(running);
    if (kernel.matrix)
        for (size_t q = 0; q < d->size; q++)
            d->kp[q] = direction_dot(d->size, kernel.matrix + q * d->size, d->p);
    else
        kernel.apply(kernel.model, 1, d->p, d->kp);
    return loss_scale((enum catapult_loss_kind)e->settings.loss, e->data->n) * direction_dot(d->size, d->p, d->kp);
}

void catapult_direction_after(struct catapult_direction *d, struct catapult_experiment *e, double eta,
                              struct catapult_direction_step *out)
{
    const struct running *running = &e->model[d->model];
    *out = (struct catapult_direction_step){.t = d->t,
                                            .eta = eta,
                                            .lambda = d->lambda,
                                            .along = d->along,
                                            .loss = d->loss,
                                            .pi = d->pi,
                                            .r_f = NAN,
                                            .r_k = NAN,
                                            .overlap = NAN};
    if (isnan(d->lambda))
        return;
    if (!running->diverged && d->along != 0)
        out->r_f = direction_dot(d->size, d->p, running->r) / d->along - 1 + eta * d->lambda;
    out->r_k = d->lambda - curvature(d, e);
    if (!isnan(out->r_k))
        out->overlap = fabs(direction_dot(d->size, d->p, spectrum_vector(running->spectrum, d->k)));
}
