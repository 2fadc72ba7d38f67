/* eta_max.c - the search for the largest learning rate that converges: runs from w0, at the rates of eta_grid.h.
 *
 * What a finite loss means depends on the data: in one dimension no model of the paper gets below the least-squares loss,
 * and a ReLU network that is thrown too far comes back with some or all units dead and then stays where it is.  So a run is
 * judged by its outcome (outcome.h) and by the loss of the linear model at 0.9 of its own boundary.  How many steps a run has
 * is that linear run's to say, not stop.steps: 200, doubled (up to 1600) while its loss still falls.
 *
 * A run fails that diverges or dies, with full batches one that is periodic or bounded at its end, and else one that is not
 * below twice the linear model's loss after as many steps and 5 % of the first loss.  To be falling still is enough where
 * the linear model is, too.  Without a linear model (the general one) everything converges that settles or still falls. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/xalloc.h"
#include "core/dataset/loss.h"
#include "core/experiment/eta_grid.h"
#include "core/experiment/laboratory.h"
#include "core/theory/mean_square.h"

static const double below = 0.9;
static const double of_linear = 2, of_first = 0.05, still_falling = 0.99;

enum {
    SPECTRUM_EVERY = 10,
    MOMENT_MOST = 512 /* outputs whose mean-square threshold takes a second or so */
};

/* A model that is run in place of the experiment's own. */
struct copy {
    const struct model_class *class;
    void *state;
    struct momentum *momentum; /* NULL: none */
};

struct catapult_eta_max_search {
    struct catapult_experiment *experiment;
    struct copy model, linear; /* linear: zeroed once it has been run, or if there is none */
    struct spectrum *spectrum; /* of the model, its largest eigenvalue alone */
    struct arena arena;
    double *r;                 /* (c, n) */
    double *linear_loss_at;    /* (ETA_GRID_CAP + 1) */
    struct catapult_outcome_rules rules;
    struct catapult_outcome outcome;
    struct catapult_measure now; /* of the run: loss, distance, lambda_1 */
    double eta;                /* where the linear model's boundary is */
    double linear_loss;        /* after `grid.steps`; NaN: no linear model that converges */
    bool linear_falls;         /* it does so still */
    double first, half_way, lambda_1; /* first loss; that in the middle; the last one known */
    long t;
    int trials;
    struct eta_grid grid;
};

/* --- runs --------------------------------------------------------------------------------------------------------- */

static bool running_linear(const struct catapult_eta_max_search *s)
{
    return s->linear.state != NULL;
}

static void measure_trial(struct catapult_eta_max_search *s, const struct copy *copy)
{
    const struct catapult_experiment *e = s->experiment;
    const struct catapult_dataset *data = e->data;
    double scale = loss_scale((enum catapult_loss_kind)e->settings.loss, data->n);
    double loss = scale / 2 * loss_residual(data->n, data->outputs, copy->class->output(copy->state), data->y, s->r);
    s->first = s->t == 0 ? loss : s->first;
    bool diverged = loss_diverged(loss, s->first, e->settings.divergence);
    s->now = (struct catapult_measure){.train_loss = loss, .lambda = {NAN}, .distance = copy->class->distance(copy->state)};
    s->now.phase = diverged ? CATAPULT_PHASE_DIVERGED : CATAPULT_PHASE_UNKNOWN;
    if (running_linear(s) || diverged || s->t % SPECTRUM_EVERY != 0)
        return;
    struct kernel_operator kernel = {copy->class->kernel(copy->state), copy->class->apply, copy->state};
    if ((copy->class->constant_kernel && s->t > 0) || spectrum_track(s->spectrum, &kernel))
        s->now.lambda[0] = scale * spectrum_lambda(s->spectrum, 0);
}

static void trial_begin(struct catapult_eta_max_search *s)
{
    const struct copy *copy = running_linear(s) ? &s->linear : &s->model;
    copy->class->reset(copy->state, !running_linear(s));
    if (copy->momentum)
        momentum_rest(copy->momentum);
    spectrum_reset(s->spectrum);
    s->t = 0;
    measure_trial(s, copy);
    s->half_way = s->first;
    s->lambda_1 = s->now.lambda[0];
    catapult_outcome_init(&s->outcome, &s->rules);
    catapult_outcome_push(&s->outcome, &s->now, s->grid.trial);
}

static void trial_advance(struct catapult_eta_max_search *s, double eta)
{
    const struct copy *copy = running_linear(s) ? &s->linear : &s->model;
    bool kernel = !running_linear(s) && (s->t + 1) % SPECTRUM_EVERY == 0;
    experiment_advance(s->experiment, copy->class, copy->state, copy->momentum, s->r, s->t, eta, kernel);
    s->t++;
    measure_trial(s, copy);
}

static void free_copy(struct copy *copy)
{
    momentum_free(copy->momentum);
    if (copy->state)
        copy->class->free(copy->state);
    *copy = (struct copy){0};
}

/* --- the linear model --------------------------------------------------------------------------------------------- */

static bool linear_fell(const struct catapult_eta_max_search *s, long steps)
{
    const double *loss = s->linear_loss_at;
    return loss[steps] > s->rules.stop_loss && loss[steps] < still_falling * loss[steps / 2];
}

/* How long it took, if it converged. */
static void end_linear(struct catapult_eta_max_search *s, bool diverged)
{
    long steps = ETA_GRID_FLOOR;
    while (!diverged && steps < ETA_GRID_CAP && linear_fell(s, steps))
        steps *= 2;
    s->linear_loss = diverged ? NAN : s->linear_loss_at[steps];
    s->linear_falls = !diverged && linear_fell(s, steps);
    s->grid.steps = steps;
    free_copy(&s->linear);
    trial_begin(s);
}

static void linear_step(struct catapult_eta_max_search *s)
{
    s->linear_loss_at[s->t] = s->now.train_loss;
    if (s->t == ETA_GRID_CAP || s->now.phase == CATAPULT_PHASE_DIVERGED)
        end_linear(s, s->now.phase == CATAPULT_PHASE_DIVERGED);
    else
        trial_advance(s, below * s->eta);
}

/* --- the model ---------------------------------------------------------------------------------------------------- */

/* Whether the run has learnt, to judge at any step from the floor on. */
static bool has_learnt(const struct catapult_eta_max_search *s)
{
    enum catapult_outcome_word word = catapult_outcome_word(&s->outcome, NULL);
    bool wanders = s->rules.full_batch && (word == CATAPULT_OUTCOME_PERIODIC || word == CATAPULT_OUTCOME_BOUNDED);
    if (word == CATAPULT_OUTCOME_DIVERGED || word == CATAPULT_OUTCOME_DEAD || wanders)
        return false;
    return s->now.train_loss <= (isnan(s->linear_loss) ? 0 : of_linear * s->linear_loss) + of_first * s->first;
}

/* At its last step also what still falls, if the linear model does; of a model without one, what no longer rises. */
static bool has_converged(const struct catapult_eta_max_search *s)
{
    enum catapult_outcome_word word = catapult_outcome_word(&s->outcome, NULL);
    bool settles = word == CATAPULT_OUTCOME_CONVERGED || word == CATAPULT_OUTCOME_FALLING || word == CATAPULT_OUTCOME_EDGE;
    double loss = s->now.train_loss;
    if (has_learnt(s) || loss < s->rules.stop_loss)
        return true;
    return settles && (isnan(s->linear_loss) || (s->linear_falls && loss < still_falling * s->half_way));
}

/* Nothing more will come of it, or it has had its steps, or has learnt below 2/lambda_1. */
static bool trial_over(const struct catapult_eta_max_search *s)
{
    enum catapult_outcome_word word = catapult_outcome_word(&s->outcome, NULL);
    if (word == CATAPULT_OUTCOME_DIVERGED || word == CATAPULT_OUTCOME_DEAD || word == CATAPULT_OUTCOME_CONVERGED)
        return true;
    return s->t >= s->grid.steps
           || (s->t >= ETA_GRID_FLOOR && s->t % SPECTRUM_EVERY == 0 && s->grid.trial * s->lambda_1 < s->rules.threshold
               && has_learnt(s));
}

static void model_step(struct catapult_eta_max_search *s)
{
    if (trial_over(s)) {
        struct eta_grid_ending ending = {has_converged(s), catapult_outcome_word(&s->outcome, NULL),
                                         s->now.train_loss / s->first};
        s->trials++;
        eta_grid_note(&s->grid, &ending);
        if (!s->grid.done)
            trial_begin(s);
        return;
    }
    trial_advance(s, s->grid.trial);
    catapult_outcome_push(&s->outcome, &s->now, s->grid.trial);
    s->lambda_1 = isnan(s->now.lambda[0]) ? s->lambda_1 : s->now.lambda[0];
    s->half_way = s->t == s->grid.steps / 2 ? s->now.train_loss : s->half_way;
}

/* --- the search --------------------------------------------------------------------------------------------------- */

static bool make_trial_copy(struct copy *copy, const struct catapult_experiment *e, const struct model_class *class, bool bare)
{
    *copy = (struct copy){class, class->make(&e->shared, bare), NULL};
    return copy->state && experiment_momentum(e, class, copy->state, &copy->momentum);
}

static bool search_make(struct catapult_eta_max_search *s, int model)
{
    const struct catapult_experiment *e = s->experiment;
    const struct model_class *linear = e->architecture->model[CATAPULT_MODEL_LINEAR], *class = e->model[model].class;
    size_t size = e->data->n * e->data->outputs;
    bool yardstick = linear && e->model[model].kind != CATAPULT_MODEL_LINEAR;
    /* the linear model first: the temporary memory for making it is freed before the other model allocates */
    if ((yardstick && !make_trial_copy(&s->linear, e, linear, true)) || !make_trial_copy(&s->model, e, class, false))
        return false;
    s->spectrum = spectrum_new(size, 1, (int)e->data->outputs, class->kernel(s->model.state) != NULL, e->settings.seed);
    return s->spectrum && arena_array(&s->arena, &s->r, size) && arena_array(&s->arena, &s->linear_loss_at, ETA_GRID_CAP + 1);
}

/* The linear model's boundary: eta_crit, or that of mini-batches in the mean square if it is known in a second or so. */
static double linear_boundary(struct catapult_eta_max_search *s)
{
    const struct catapult_experiment *e = s->experiment;
    size_t size = e->data->n * e->data->outputs, batch = (size_t)e->settings.batch;
    double eta = NAN, *k = NULL;
    if (e->batches && batch < e->data->n && !(e->settings.momentum > 0) && size <= MOMENT_MOST)
        k = try_array(size * size, sizeof *k);
    s->model.class->reset(s->model.state, true);
    if (k && experiment_matrix_of(s->model.class, s->model.state, size, k))
        eta = mean_square_eta(e->data->n, e->data->outputs, k, batch,
                              loss_scale((enum catapult_loss_kind)e->settings.loss, batch));
    free(k);
    return isfinite(eta) ? eta : catapult_experiment_eta_crit(e);
}

/* With full batches the linear model's is eta_crit, and needs no run. */
static bool known_without_runs(const struct catapult_experiment *e, int model)
{
    return e->model[model].kind == CATAPULT_MODEL_LINEAR && (!e->batches || (size_t)e->settings.batch == e->data->n);
}

/* eta: the linear model's boundary; NaN: to be found here. */
static enum catapult_status search_new(struct catapult_eta_max_search **out, struct catapult_experiment *e, int model, double eta,
                                       struct catapult_error *err)
{
    struct catapult_eta_max_search *s = xnew_array(1, sizeof *s);
    double eta_crit = catapult_experiment_eta_crit(e);
    s->experiment = e;
    s->rules = catapult_outcome_rules_of(&e->settings);
    s->linear_loss = NAN;
    eta_grid_begin(&s->grid, eta_crit);
    if (!search_make(s, model)) {
        catapult_eta_max_search_free(s);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a second %s model",
                                  catapult_model_name((int)catapult_experiment_kind(e, model)));
    }
    s->grid.done = !isfinite(eta_crit); /* K = 0: nothing moves at any eta */
    if (!s->grid.done && known_without_runs(e, model)) {
        s->grid.eta_max = s->grid.first_failure = eta_crit;
        s->grid.outcome = CATAPULT_OUTCOME_DIVERGED;
        s->grid.done = true;
    }
    if (!s->grid.done) {
        s->eta = isnan(eta) ? linear_boundary(s) : eta;
        eta_grid_begin(&s->grid, s->eta);
        s->grid.steps = ETA_GRID_FLOOR;
        trial_begin(s);
    }
    *out = s;
    return CATAPULT_STATUS_OK;
}

enum catapult_status catapult_eta_max_search_new(struct catapult_eta_max_search **out, struct catapult_experiment *e,
                                                 int model, struct catapult_error *err)
{
    return search_new(out, e, model, NAN, err);
}

void catapult_eta_max_search_free(struct catapult_eta_max_search *s)
{
    if (!s)
        return;
    free_copy(&s->model);
    free_copy(&s->linear);
    spectrum_free(s->spectrum);
    arena_free(&s->arena);
    free(s);
}

void catapult_eta_max_search_advance(struct catapult_eta_max_search *s, int steps)
{
    for (int i = 0; i < steps && !s->grid.done; i++)
        if (running_linear(s))
            linear_step(s);
        else
            model_step(s);
}

void catapult_eta_max_search_state(const struct catapult_eta_max_search *s, struct catapult_eta_max_state *state)
{
    const struct eta_grid *g = &s->grid;
    double part = (double)s->t / (running_linear(s) ? ETA_GRID_CAP : (double)(g->steps > 0 ? g->steps : 1));
    *state = (struct catapult_eta_max_state){.done = g->done, .low = g->eta_max, .high = g->first_failure, .trial = g->trial,
                                             .fraction = eta_grid_fraction(g, s->trials + part), .outcome = g->outcome,
                                             .loss = g->loss, .holes = g->holes, .steps = g->steps};
    for (int i = 0; i < g->holes; i++)
        state->hole[i] = g->hole[i];
}

/* Runs a search to its end and frees it. */
static enum catapult_status search_finish(struct catapult_eta_max_search *s, const char *what,
                                          const struct catapult_progress *progress, struct catapult_eta_max_state *state,
                                          struct eta_grid *grid, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    do {
        catapult_eta_max_search_advance(s, 1);
        catapult_eta_max_search_state(s, state);
        if (catapult_progress_report(progress, what, state->fraction))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    } while (status == CATAPULT_STATUS_OK && !state->done);
    if (grid)
        *grid = s->grid;
    catapult_eta_max_search_free(s);
    return status;
}

enum catapult_status catapult_eta_max_find(struct catapult_experiment *experiment, int model, const char *what,
                                           const struct catapult_progress *progress,
                                           struct catapult_eta_max_state *state, struct catapult_error *err)
{
    struct catapult_eta_max_search *s = NULL;
    *state = (struct catapult_eta_max_state){.high = INFINITY};
    enum catapult_status status = search_new(&s, experiment, model, NAN, err);
    return status == CATAPULT_STATUS_OK ? search_finish(s, what, progress, state, NULL, err) : status;
}

enum catapult_status catapult_eta_max_measure(struct catapult_experiment *experiment,
                                              const struct catapult_progress *progress, double *eta_max,
                                              struct catapult_error *err)
{
    struct catapult_eta_max_state state;
    enum catapult_status status = catapult_eta_max_find(experiment, 0, "measuring eta_max", progress, &state, err);
    if (status == CATAPULT_STATUS_OK && !isfinite(state.high))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "eta_max: no learning rate up to %g fails, so there is no largest", state.low);
    if (status == CATAPULT_STATUS_OK && !(state.low > 0))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "eta_max: no learning rate from %g up converges", state.high);
    *eta_max = state.low;
    return status;
}

enum catapult_status eta_grid_find(const struct catapult_settings *given, const struct catapult_dataset *data,
                                   enum catapult_model_kind kind, double eta, const struct catapult_progress *progress,
                                   struct eta_grid *out, struct catapult_error *err)
{
    struct catapult_settings settings = *given;
    struct catapult_dataset training = *data;
    struct catapult_experiment *e = NULL;
    struct catapult_eta_max_search *s = NULL;
    struct catapult_eta_max_state state;
    char what[80];
    training.n_test = 0;
    settings.model = (int)kind;
    settings.compare.count = 0;
    settings.spectrum.top = 1;
    eta_grid_begin(out, eta);
    snprintf(what, sizeof what, "eta_max of the %s model", catapult_model_name((int)kind));
    enum catapult_status status = catapult_experiment_new(&e, &settings, &training, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = search_new(&s, e, 0, eta, err);
    if (status == CATAPULT_STATUS_OK)
        status = search_finish(s, what, progress, &state, out, err);
    catapult_experiment_free(e);
    return status;
}
