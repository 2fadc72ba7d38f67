/* eta_grid.c - see eta_grid.h. */
#include "core/experiment/eta_grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"

enum { IN_A_ROW = 3, FARTHEST = 128, SMALLEST = 1024, SPECTRUM_EVERY = 10, TRIALS = 20 /* a guess, for progress */ };
static const double ratio = 1.1, close_enough = 1.01, below = 0.9;
static const double of_linear = 2, of_first = 0.05, still_falling = 0.99;

struct grid {
    struct catapult_experiment *e; /* model 0, and the linear one beside it unless that is it or there is none */
    void *start;                   /* the state at w0 */
    struct catapult_outcome_rules rules;
    double linear_loss;            /* after `steps`; NaN: no linear model that converges */
    bool linear_falls;             /* it does so still */
    long steps;
    double half_way;               /* the loss then */
    int trials;
    const struct catapult_progress *progress;
    char what[80];
    struct eta_grid *out;
};

static void begin_run(struct grid *g, int model)
{
    for (int i = 0; i < catapult_experiment_models(g->e); i++)
        catapult_experiment_rest(g->e, i, i != model);
    catapult_experiment_restore(g->e, g->start);
}

/* How long the linear model takes. */
static void choose_steps(struct grid *g, double eta)
{
    double loss[ETA_GRID_CAP + 1];
    const struct catapult_measure *now = catapult_experiment_measure(g->e, 1);
    g->steps = ETA_GRID_FLOOR;
    g->linear_loss = NAN;
    if (catapult_experiment_models(g->e) < 2)
        return;
    begin_run(g, 1);
    loss[0] = now->train_loss;
    for (long t = 1; t <= ETA_GRID_CAP; t++) {
        catapult_experiment_step(g->e, below * eta);
        loss[t] = now->train_loss;
        if (catapult_experiment_diverged(g->e, 1))
            return;
    }
    while (g->steps < ETA_GRID_CAP && loss[g->steps] > g->rules.stop_loss && loss[g->steps] < still_falling * loss[g->steps / 2])
        g->steps *= 2;
    g->linear_loss = loss[g->steps];
    g->linear_falls = loss[g->steps] > g->rules.stop_loss && loss[g->steps] < still_falling * loss[g->steps / 2];
}

/* Whether a run that is where o says has learnt, to judge at any step from the floor on. */
static bool has_learnt(const struct grid *g, const struct catapult_outcome *o, double loss, double first)
{
    enum catapult_outcome_word word = catapult_outcome_word(o, NULL);
    bool wanders = g->rules.full_batch && (word == CATAPULT_OUTCOME_PERIODIC || word == CATAPULT_OUTCOME_BOUNDED);
    if (word == CATAPULT_OUTCOME_DIVERGED || word == CATAPULT_OUTCOME_DEAD || wanders)
        return false;
    return loss <= (isnan(g->linear_loss) ? 0 : of_linear * g->linear_loss) + of_first * first;
}

/* At its last step also what still falls, if the linear model does; of a model without one, what no longer rises. */
static bool has_converged(const struct grid *g, const struct catapult_outcome *o, double loss, double first)
{
    enum catapult_outcome_word word = catapult_outcome_word(o, NULL);
    bool settles = word == CATAPULT_OUTCOME_CONVERGED || word == CATAPULT_OUTCOME_FALLING || word == CATAPULT_OUTCOME_EDGE;
    if (has_learnt(g, o, loss, first) || loss < g->rules.stop_loss)
        return true;
    return settles && (isnan(g->linear_loss) || (g->linear_falls && loss < still_falling * g->half_way));
}

/* Nothing more will come of it. */
static bool is_over(enum catapult_outcome_word word)
{
    return word == CATAPULT_OUTCOME_DIVERGED || word == CATAPULT_OUTCOME_DEAD || word == CATAPULT_OUTCOME_CONVERGED;
}

struct ending {
    bool converges;
    enum catapult_outcome_word outcome;
    double loss; /* over the first */
};

/* A run from w0; false if it was given up. */
static bool run(struct grid *g, double eta, struct ending *ending)
{
    const struct catapult_measure *now = catapult_experiment_measure(g->e, 0);
    struct catapult_outcome o;
    double part = (double)g->trials / (g->trials + TRIALS);
    begin_run(g, 0);
    catapult_outcome_init(&o, &g->rules);
    catapult_outcome_push(&o, now, eta);
    double first = now->train_loss, lambda_1 = now->lambda[0];
    g->half_way = first;
    for (long t = 1; t <= g->steps && !is_over(catapult_outcome_word(&o, NULL)); t++) {
        if (catapult_progress_report(g->progress, g->what, part))
            return false;
        catapult_experiment_step(g->e, eta);
        catapult_outcome_push(&o, now, eta);
        lambda_1 = isnan(now->lambda[0]) ? lambda_1 : now->lambda[0];
        g->half_way = t == g->steps / 2 ? now->train_loss : g->half_way;
        if (t >= ETA_GRID_FLOOR && t % SPECTRUM_EVERY == 0 && eta * lambda_1 < g->rules.threshold
            && has_learnt(g, &o, now->train_loss, first))
            break;
    }
    *ending = (struct ending){has_converged(g, &o, now->train_loss, first), catapult_outcome_word(&o, NULL), now->train_loss / first};
    g->trials++;
    return true;
}

static void note_failure(struct eta_grid *out, double eta, const struct ending *ending)
{
    out->first_failure = eta;
    out->outcome = ending->outcome;
    out->loss = ending->loss;
}

static bool climb(struct grid *g, double first)
{
    struct ending ending;
    struct eta_grid *out = g->out;
    int failures = 0;
    for (double eta = first; failures < IN_A_ROW && eta <= FARTHEST * first; eta *= ratio) {
        if (!run(g, eta, &ending))
            return false;
        failures = ending.converges ? 0 : failures + 1;
        if (!ending.converges && isinf(out->first_failure))
            note_failure(out, eta, &ending);
        else if (ending.converges && isinf(out->first_failure))
            out->eta_max = eta;
        else if (ending.converges && out->holes < ETA_GRID_HOLES)
            out->hole[out->holes++] = eta;
    }
    return true;
}

/* Below a first rate that has failed. */
static bool descend(struct grid *g, double first)
{
    struct ending ending;
    for (double eta = first / ratio; g->out->eta_max == 0 && eta > first / SMALLEST; eta /= ratio) {
        if (!run(g, eta, &ending))
            return false;
        if (ending.converges)
            g->out->eta_max = eta;
        else
            note_failure(g->out, eta, &ending);
    }
    return true;
}

static bool refine(struct grid *g)
{
    struct ending ending;
    struct eta_grid *out = g->out;
    while (out->eta_max > 0 && isfinite(out->first_failure) && out->first_failure > close_enough * out->eta_max) {
        double eta = sqrt(out->eta_max * out->first_failure);
        if (!run(g, eta, &ending))
            return false;
        if (ending.converges)
            out->eta_max = eta;
        else
            note_failure(out, eta, &ending);
    }
    return true;
}

static enum catapult_status make_grid(struct grid *g, const struct catapult_settings *given, const struct catapult_dataset *data,
                                      enum catapult_model_kind kind, struct catapult_error *err)
{
    struct catapult_settings settings = *given;
    bool linear = kind != CATAPULT_MODEL_LINEAR && settings.network.type != CATAPULT_NETWORK_GENERAL;
    settings.model = (int)kind;
    settings.compare.count = linear ? 1 : 0;
    settings.compare.value[0] = CATAPULT_MODEL_LINEAR;
    settings.spectrum.every = SPECTRUM_EVERY;
    settings.spectrum.top = 1;
    g->rules = catapult_outcome_rules_of(&settings);
    enum catapult_status status = catapult_experiment_new(&g->e, &settings, data, g->progress, err);
    if (status == CATAPULT_STATUS_OK) {
        g->start = xnew_array(1, catapult_experiment_state_size(g->e));
        catapult_experiment_save(g->e, g->start);
    }
    return status;
}

/* The grid begins a little below eta: exactly there a run takes as long as its width to come down. */
enum catapult_status eta_grid_find(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                   enum catapult_model_kind kind, double eta, const struct catapult_progress *progress,
                                   struct eta_grid *out, struct catapult_error *err)
{
    struct catapult_dataset training = *data;
    struct grid g = {.progress = progress, .out = out};
    double first = eta / sqrt(ratio);
    training.n_test = 0;
    *out = (struct eta_grid){.first_failure = INFINITY, .loss = NAN};
    snprintf(g.what, sizeof g.what, "eta_max of the %s model", catapult_model_name((int)kind));
    enum catapult_status status = make_grid(&g, settings, &training, kind, err);
    if (status == CATAPULT_STATUS_OK) {
        choose_steps(&g, eta);
        out->steps = g.steps;
        if (!climb(&g, first) || !descend(&g, first) || !refine(&g))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    }
    free(g.start);
    catapult_experiment_free(g.e);
    return status;
}
