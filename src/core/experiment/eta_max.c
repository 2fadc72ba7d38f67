/* eta_max.c - the measured eta_max: bisection with runs that start at w0 (experiment.h has the rules).
 *
 * The bracket [low, high] starts open on one side:
 *     the trial at eta_crit converges: double eta until a trial does not      (low known, high = inf)
 *     it does not (SGD, deep networks): halve eta until a trial converges     (low = 0, high known)
 * and is then divided at its geometric mean until high/low <= 1.01.
 *
 * What a finite loss means depends on the data: in one dimension no model of the paper gets below the least-squares loss,
 * and a ReLU network that is thrown too far comes back with some or all units dead and then stays where it is.  So the
 * yardstick is the loss of the linear model at 0.9 eta_crit after the same number of steps.  A model without a linear model
 * (the general one) converges if it stays finite.  It may never diverge, so doubling stops at 128 eta_crit with high = inf.
 * The eta_max of the linear model is its eta_crit. */
#include <math.h>
#include <stdlib.h>

#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"
#include "base/owner.h"
#include "base/xalloc.h"

static const double close_enough = 1.01;
static const double of_yardstick = 2, of_first = 0.05, still_falling = 0.99; /* see trial_converged */

enum { FARTHEST = 7, HALVINGS = 30, BISECTIONS = 7 }; /* 2^(1/2^7) < 1.01 */

struct copy {
    const struct model_class *class;
    void *state;
    struct momentum *momentum;
};

struct catapult_eta_max_search {
    struct catapult_experiment *experiment;
    struct copy model, linear; /* the model; the linear model for the yardstick, zeroed once measured or if there is none */
    struct copy *running;      /* the one that is stepped */
    struct owner owner;
    double *r;                 /* (c, n) */
    long steps, t;             /* steps of a trial; steps done in the present one */
    double first_loss, half_way, yardstick, eta_crit, trial, low, high; /* half_way: loss in the middle of the trial */
    int trials;
    bool done;
};

static double trial_loss(struct catapult_eta_max_search *s)
{
    const struct catapult_dataset *data = s->experiment->data;
    double square = loss_residual(data->n, data->outputs, s->running->class->output(s->running->state), data->y, s->r);
    return loss_scale((enum catapult_loss_kind)s->experiment->settings.loss, data->n) / 2 * square;
}

static void start_trial(struct catapult_eta_max_search *s)
{
    s->running->class->reset(s->running->state, false);
    if (s->running->momentum)
        momentum_rest(s->running->momentum);
    s->t = 0;
    s->first_loss = trial_loss(s);
}

/* Chooses the next trial and starts it, or ends the search. */
static void choose_trial(struct catapult_eta_max_search *s)
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

static void end_trial(struct catapult_eta_max_search *s, bool diverged)
{
    if (diverged)
        s->high = s->trial;
    else
        s->low = s->trial;
    s->trials++;
    choose_trial(s);
}

/* Twice the yardstick allows for slower directions after a catapult; a fraction of the first loss is added in case the
 * yardstick is nearly 0.  Near eta_crit the loss falls slowly (at eta_crit u' = (1 - u)^2 u for one example): a larger loss
 * is not a failure if it still fell in the second half of the trial. */
static bool trial_converged(const struct catapult_eta_max_search *s, double loss)
{
    return isnan(s->yardstick) || loss < still_falling * s->half_way || loss <= of_yardstick * s->yardstick + of_first * s->first_loss;
}

static void free_copy(struct copy *copy)
{
    momentum_free(copy->momentum);
    if (copy->state)
        copy->class->free(copy->state);
    *copy = (struct copy){0};
}

/* Ends the run for the yardstick and starts the first trial. */
static void begin_trials(struct catapult_eta_max_search *s, double loss)
{
    s->yardstick = loss;
    free_copy(&s->linear);
    s->running = &s->model;
    s->trial = s->eta_crit;
    start_trial(s);
}

static void trial_step(struct catapult_eta_max_search *s)
{
    const struct catapult_settings *settings = &s->experiment->settings;
    const struct copy *copy = s->running;
    experiment_advance(s->experiment, copy->class, copy->state, copy->momentum, s->r, s->t, s->trial, false);
    s->t++;
    double loss = trial_loss(s);
    if (s->t <= (s->steps + 1) / 2)
        s->half_way = loss;
    bool diverged = loss_diverged(loss, s->first_loss, settings->divergence);
    bool over = diverged || loss < settings->stop.loss || s->t >= s->steps;
    if (over && s->running == &s->linear)
        begin_trials(s, diverged ? NAN : loss);
    else if (over)
        end_trial(s, diverged || (loss >= settings->stop.loss && !trial_converged(s, loss)));
}

static bool make_trial_copy(struct copy *copy, const struct catapult_experiment *e, const struct model_class *class)
{
    *copy = (struct copy){class, class->make(&e->shared, true), NULL};
    return copy->state && experiment_momentum(e, class, copy->state, &copy->momentum);
}

static bool search_make(struct catapult_eta_max_search *s, int model)
{
    const struct catapult_experiment *e = s->experiment;
    const struct model_class *linear = e->architecture->model[CATAPULT_MODEL_LINEAR];
    bool yardstick = linear && e->model[model].kind != CATAPULT_MODEL_LINEAR;
    s->running = yardstick ? &s->linear : &s->model;
    /* the linear model first: the temporary memory for making it is freed before the other model allocates */
    return (!yardstick || make_trial_copy(&s->linear, e, linear)) && make_trial_copy(&s->model, e, e->model[model].class)
           && owner_array(&s->owner, &s->r, e->data->n * e->data->outputs);
}

enum catapult_status catapult_eta_max_search_new(struct catapult_eta_max_search **out, struct catapult_experiment *e,
                                                 int model, long steps, struct catapult_error *err)
{
    struct catapult_eta_max_search *s = xnew_array(1, sizeof *s);
    s->experiment = e;
    s->steps = steps;
    s->high = INFINITY;
    s->yardstick = NAN;
    if (!search_make(s, model)) {
        catapult_eta_max_search_free(s);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a second %s model",
                                  catapult_model_name((int)catapult_experiment_kind(e, model)));
    }
    s->eta_crit = catapult_experiment_eta_crit(e);
    s->trial = s->running == &s->linear ? 0.9 * s->eta_crit : s->eta_crit;
    s->done = !isfinite(s->eta_crit) || steps <= 0; /* K = 0: nothing moves at any eta */
    if (!s->done && catapult_experiment_kind(e, model) == CATAPULT_MODEL_LINEAR) {
        s->low = s->high = s->eta_crit;
        s->done = true;
    }
    if (!s->done)
        start_trial(s);
    *out = s;
    return CATAPULT_STATUS_OK;
}

void catapult_eta_max_search_free(struct catapult_eta_max_search *s)
{
    if (!s)
        return;
    free_copy(&s->model);
    free_copy(&s->linear);
    owner_free(&s->owner);
    free(s);
}

void catapult_eta_max_search_advance(struct catapult_eta_max_search *s, int steps)
{
    for (int i = 0; i < steps && !s->done; i++)
        trial_step(s);
}

void catapult_eta_max_search_state(const struct catapult_eta_max_search *s, struct catapult_eta_max_state *state)
{
    /* at least two trials to find a bracket, then seven to reach 1 % */
    int bracketed = s->low > 0 && isfinite(s->high);
    /* the logarithm is not finite if low == high: count at least one trial */
    double halvings = bracketed ? ceil(log2(log(s->high / s->low) / log(close_enough))) : BISECTIONS + 1;
    double part = s->steps > 0 ? (double)s->t / (double)s->steps : 0;
    double left = halvings >= 1 ? halvings : 1;
    *state = (struct catapult_eta_max_state){.done = s->done, .low = s->low, .high = s->high, .trial = s->trial};
    state->fraction = s->done ? 1 : (s->trials + part) / (s->trials + left + 1);
}

enum catapult_status catapult_eta_max_find(struct catapult_experiment *experiment, int model, long steps,
                                           const char *what, const struct catapult_progress *progress,
                                           struct catapult_eta_max_state *state, struct catapult_error *err)
{
    struct catapult_eta_max_search *s = NULL;
    *state = (struct catapult_eta_max_state){.high = INFINITY};
    enum catapult_status status = catapult_eta_max_search_new(&s, experiment, model, steps, err);
    while (status == CATAPULT_STATUS_OK && !state->done) {
        catapult_eta_max_search_advance(s, 1);
        catapult_eta_max_search_state(s, state);
        if (catapult_progress_report(progress, what, state->fraction))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    }
    catapult_eta_max_search_free(s);
    return status;
}

enum catapult_status catapult_eta_max_measure(struct catapult_experiment *experiment, long steps,
                                              const struct catapult_progress *progress, double *eta_max,
                                              struct catapult_error *err)
{
    struct catapult_eta_max_state state;
    enum catapult_status status = catapult_eta_max_find(experiment, 0, steps, "measuring eta_max", progress, &state,
                                                        err);
    if (status == CATAPULT_STATUS_OK && !isfinite(state.high))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "eta_max: no learning rate up to %g diverges, so there is no largest", state.low);
    *eta_max = state.low;
    return status;
}
