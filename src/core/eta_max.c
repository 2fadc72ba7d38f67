/* eta_max.c - the measured eta_max: bisection over runs of fresh copies from w0 (experiment.h tells the rules).
 *
 * The bracket [low, high] begins open on the side that is not known yet:
 *     the trial at eta_crit converges: doubled until one diverges     (low known, high = inf)
 *     it diverges (SGD, deep networks): halved until one converges    (low = 0, high known)
 * and is then halved in the geometric mean until high/low <= 1.01.  A bounded or dead network never
 * diverges, so that doubling stops at 128 eta_crit with high = inf. */
#include <math.h>
#include <stdlib.h>

#include "core/laboratory.h"
#include "core/layers.h"
#include "core/loss.h"
#include "core/xalloc.h"

static const double close_enough = 1.01;

enum { FARTHEST = 7, HALVINGS = 30, BISECTIONS = 7 }; /* 2^(1/2^7) < 1.01 */

struct eta_max_search {
    struct experiment *experiment;
    const struct model_class *class;
    void *state;
    double *r;             /* (c, n) */
    long steps, t;         /* of a trial; done in this one */
    double first_loss, eta_crit, trial, low, high;
    int trials;
    bool done;
};

static double loss_of(struct eta_max_search *s)
{
    const struct dataset *data = s->experiment->data;
    double square = loss_residual(data->n, data->outputs, s->class->output(s->state), data->y, s->r);
    return loss_scale((enum loss_kind)s->experiment->settings.loss, data->n) / 2 * square;
}

static void start_trial(struct eta_max_search *s)
{
    s->class->reset(s->state, false);
    s->t = 0;
    s->first_loss = loss_of(s);
}

/* Where to try next, or done. */
static void choose(struct eta_max_search *s)
{
    if (isinf(s->high))
        s->trial = 2 * s->low;
    else if (s->low == 0)
        s->trial = s->high / 2;
    else
        s->trial = sqrt(s->low * s->high);
    bool farthest = isinf(s->high) && s->low > ldexp(s->eta_crit, FARTHEST) * 0.99;
    bool smallest = s->low == 0 && s->high < ldexp(s->eta_crit, -HALVINGS);
    s->done = farthest || smallest || s->high <= close_enough * s->low;
    if (!s->done)
        start_trial(s);
}

static void end_trial(struct eta_max_search *s, bool diverged)
{
    if (diverged)
        s->high = s->trial;
    else
        s->low = s->trial;
    s->trials++;
    choose(s);
}

static void one_step(struct eta_max_search *s)
{
    const struct settings *settings = &s->experiment->settings;
    experiment_advance(s->experiment, s->class, s->state, s->r, s->t, s->trial, false);
    s->t++;
    double loss = loss_of(s);
    if (loss_diverged(loss, s->first_loss, settings->divergence))
        end_trial(s, true);
    else if (loss < settings->stop.loss || s->t >= s->steps)
        end_trial(s, false);
}

enum status eta_max_search_new(struct eta_max_search **out, struct experiment *e, int model, long steps,
                               struct error *err)
{
    struct eta_max_search *s = xnew_array(1, sizeof *s);
    s->experiment = e;
    s->class = e->model[model].class;
    s->steps = steps;
    s->high = INFINITY;
    s->state = s->class->make(&e->shared, true);
    if (!s->state || !layers_want(&s->r, e->data->n * e->data->outputs)) {
        eta_max_search_free(s);
        return error_set(err, STATUS_NOMEM, "no memory for a second %s model",
                         model_name(experiment_kind(e, model)));
    }
    s->trial = s->eta_crit = phase_eta_crit(e->lambda_1);
    s->done = !isfinite(s->eta_crit) || steps <= 0; /* K = 0: nothing moves at any eta */
    if (!s->done)
        start_trial(s);
    *out = s;
    return STATUS_OK;
}

void eta_max_search_free(struct eta_max_search *s)
{
    if (!s)
        return;
    if (s->state)
        s->class->free(s->state);
    free(s->r);
    free(s);
}

void eta_max_search_advance(struct eta_max_search *s, int steps)
{
    for (int i = 0; i < steps && !s->done; i++)
        one_step(s);
}

void eta_max_search_state(const struct eta_max_search *s, struct eta_max_state *state)
{
    /* at least two trials find a bracket, then seven halve it to 1 % */
    int bracketed = s->low > 0 && isfinite(s->high);
    int left = bracketed ? (int)ceil(log2(log(s->high / s->low) / log(close_enough))) : BISECTIONS + 1;
    double part = s->steps > 0 ? (double)s->t / (double)s->steps : 0;
    left = left < 1 ? 1 : left;
    *state = (struct eta_max_state){.done = s->done, .low = s->low, .high = s->high, .trial = s->trial};
    state->fraction = s->done ? 1 : (s->trials + part) / (s->trials + left + 1.0);
}
