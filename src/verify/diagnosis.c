/* diagnosis.c - see diagnosis.h: the kernel at w0, the learning rates that follow from it, eta_max, the time. */
#include "verify/diagnosis.h"

#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/machine.h>

#include "core/experiment/laboratory.h"
#include "base/clock.h"
#include "base/allowed.h"
#include "base/xalloc.h"
#include "verify/reduce.h"
#include "verify/vector.h"
#include "verify/warnings.h"
#include "core/dense/net.h"

enum { ALL_PAIRS = 512 }; /* largest n c for which all eigenvectors are computed */
static const double start_flops = 3e10; /* the cost that is quick to set up; about a second */
static const double full_seeds_flops = 1e12; /* of all seeds with --full, a minute or so */
static const double search_flops = 4e10; /* that of a search for eta_max */

/* The preset with one model and without a test set: all that the kernel at w0 needs. */
static struct catapult_settings settings_at_w0(const struct catapult_settings *given)
{
    struct catapult_settings settings = *given;
    settings.compare.count = 0;
    if (settings.network.type != CATAPULT_NETWORK_GENERAL)
        settings.model = CATAPULT_MODEL_NETWORK;
    settings.data.test = settings.batch = 0;
    settings.spectrum.every = 1;
    settings.spectrum.top = settings.spectrum.top < 2 ? 2 : settings.spectrum.top;
    return settings;
}

static struct catapult_experiment_cost cost_at(const struct catapult_settings *settings,
                                               const struct catapult_dataset *data)
{
    return reduce_cost(settings, data, (size_t)settings->data.n, 0);
}

/* Operations to draw w0 (about 30 per number) and to multiply it with the examples. */
static double cost_of_start(const struct catapult_settings *settings, const struct catapult_dataset *data)
{
    struct catapult_experiment_cost cost = cost_at(settings, data);
    return cost.step_flops + cost.parameters * (30 + 2 * (double)settings->data.n);
}

/* --- the kernel at w0 ------------------------------------------------------------------------------------------------- */

/* The loss along each direction of K; lambda ascending, eigenvalues of c K. */
struct directions {
    size_t size;
    double *lambda, *pi;
};

static bool directions_of(struct catapult_experiment *e, struct directions *directions)
{
    size_t size = directions->size = e->data->n * e->data->outputs;
    double *memory = xnew_array(size * size + 2 * size, sizeof *memory), *k = memory + 2 * size;
    double scale = e->settings.loss == CATAPULT_LOSS_SUM ? 1 : 2 / (double)e->data->n;
    directions->lambda = memory;
    directions->pi = memory + size;
    if (!experiment_matrix(e, 0, k)
        || LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', (lapack_int)size, k, (lapack_int)size, memory) != 0) {
        free(memory);
        return false;
    }
    for (size_t q = 0; q < size; q++) {
        double along = vector_dot(size, k + q * size, e->model[0].r);
        directions->lambda[q] *= scale;
        directions->pi[q] = scale / 2 * along * along;
    }
    return true;
}

/* The loss of the linear model after t steps along the directions with eta lambda_k < 2: sum Pi_k (1 - eta
 * lambda_k)^2t. */
static double left_after(const struct directions *directions, double eta, double t)
{
    double sum = 0, null = 1e-10 * directions->lambda[directions->size - 1];
    for (size_t q = 0; q < directions->size; q++)
        if (directions->lambda[q] > null && eta * directions->lambda[q] < 2)
            sum += directions->pi[q] * pow(fabs(1 - eta * directions->lambda[q]), 2 * t);
    return sum;
}

static void look_at_directions(const struct directions *directions, const struct catapult_settings *settings,
                               struct diagnosis *out)
{
    double null = 1e-10 * directions->lambda[directions->size - 1], steps = settings->stop.steps, wanted = settings->stop.loss;
    out->floor = out->rank = 0;
    for (size_t q = 0; q < directions->size; q++) {
        out->floor += directions->lambda[q] > null ? 0 : directions->pi[q];
        out->rank += directions->lambda[q] > null;
    }
    if (out->floor > wanted && wanted > 0)
        diagnosis_warn(out, WARNING_FLOOR, "stop.loss = %g cannot be reached while K keeps its rank of %g of %zu: a loss of %.3g lies "
                       "where K has no direction, so every run takes all its steps", wanted, out->rank, directions->size,
                       out->floor);
    double left = left_after(directions, out->eta, steps), needed = steps > 0 ? steps : 1;
    if (!(left > wanted) || !(wanted > 0))
        return;
    while (needed < 1e9 && left_after(directions, out->eta, needed) > wanted)
        needed *= 1.1;
    diagnosis_warn(out, WARNING_STEPS, "after %g steps at this eta the slow directions still have a loss of %.3g (linear model, K of "
                   "w0); below stop.loss = %g after %s %.2g steps", steps, left, wanted, needed < 1e9 ? "about" : "more than",
                   needed < 1e9 ? needed : 1e9);
}

/* Units whose gate is closed for every training example at w0.  A random unit is closed for one example with
 * probability 1/2, for several at most with that; a larger share is not chance. */
static void look_at_gates(const struct catapult_experiment *e, struct diagnosis *out)
{
    const struct net *net = e->shared.net;
    if (!net || net->activation != CATAPULT_ACTIVATION_RELU)
        return;
    for (int l = 0; l < net->depth; l++) {
        size_t dead = 0, m = net->width[l];
        for (size_t h = 0; h < m; h++) {
            bool open = false;
            for (size_t i = 0; i < net->n && !open; i++)
                open = net->z0[l][h * net->n + i] > 0;
            dead += !open;
        }
        if ((double)dead > (double)m / 2 + 3 * sqrt((double)m) / 2)
            diagnosis_warn(out, WARNING_DEAD, "%zu of %zu units of hidden layer %d are closed to all training examples at w0", dead, m,
                           l + 1);
    }
}

static enum catapult_status measure_start(const struct catapult_settings *given, const struct catapult_dataset *data,
                                          bool full, const struct catapult_progress *progress, struct diagnosis *out,
                                          struct catapult_error *err)
{
    struct catapult_settings settings = settings_at_w0(given);
    struct catapult_dataset training = *data;
    struct catapult_experiment *e;
    training.n_test = 0;
    out->whole = true;
    while (full ? cost_at(&settings, data).bytes > 0.8 * memory_bytes() : cost_of_start(&settings, data) > start_flops) {
        if (!reduce_width(&settings))
            break;
        out->whole = false;
    }
    reduce_text(&settings, data->d, out->size, sizeof out->size);
    enum catapult_status status = catapult_experiment_new(&e, &settings, &training, progress, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    const struct catapult_measure *m = catapult_experiment_measure(e, 0);
    out->top = spectrum_count(e->model[0].spectrum);
    memcpy(out->lambda, m->lambda, sizeof out->lambda);
    out->first_loss = m->train_loss;
    out->eta_crit = catapult_phase_eta_crit(out->lambda[0], catapult_settings_threshold(given));
    out->eta = catapult_settings_eta(given, &given->eta, out->lambda[0], catapult_phase_eta_max_theory(out->lambda[0]));
    out->floor = out->rank = NAN;
    struct directions directions;
    if (data->n * data->outputs <= ALL_PAIRS && out->lambda[0] > 0 && directions_of(e, &directions)) {
        look_at_directions(&directions, given, out);
        free(directions.lambda);
    }
    look_at_gates(e, out);
    if (out->whole)
        prediction_make(given, e, &out->prediction);
    catapult_experiment_free(e);
    return CATAPULT_STATUS_OK;
}

/* --- eta_max -------------------------------------------------------------------------------------------------------- */

/* eta_max over eta_crit where a theorem covers the settings (PAPER section 2), else NaN: the linear model with full batches, and
 * the quadratic one of a single hidden layer of ReLU and one output, with full batches and no momentum. */
static double proved_ratio(const struct catapult_settings *settings, size_t outputs, enum catapult_model_kind kind)
{
    bool relu = settings->network.type == CATAPULT_NETWORK_FC && settings->network.widths.count == 1
                && settings->network.activation == CATAPULT_ACTIVATION_RELU && outputs == 1;
    if (settings->batch > 0)
        return NAN;
    if (kind == CATAPULT_MODEL_LINEAR)
        return 1;
    return kind == CATAPULT_MODEL_QUADRATIC && relu && !(settings->momentum > 0) ? 2 : NAN;
}

/* What holds at any size. */
static void name_models(const struct catapult_settings *settings, size_t outputs, struct diagnosis *out)
{
    int kinds[CATAPULT_MODEL_COUNT];
    out->models = catapult_settings_models(settings, kinds);
    for (int i = 0; i < out->models; i++) {
        enum catapult_model_kind kind = (enum catapult_model_kind)kinds[i];
        out->model[i] = (struct bound_of_model){.kind = kind, .eta_max = proved_ratio(settings, outputs, kind),
                                                .from = kind == CATAPULT_MODEL_LINEAR ? BOUNDARY_EXACT : BOUNDARY_ESTIMATE};
    }
}

/* An exact bound is better than a measured one, and that than an estimate. */
static void take_bound(const struct boundary *row, double eta_crit, struct bound_of_model *model)
{
    bool better = row->kind == BOUNDARY_EXACT || (row->kind == BOUNDARY_MEASURED && model->from != BOUNDARY_EXACT)
                  || isnan(model->eta_max);
    if (isnan(row->eta)) {
        model->seconds = row->seconds;
        return;
    }
    if (!better)
        return;
    model->eta_max = row->eta / eta_crit;
    model->from = row->kind;
    model->grid = row->grid;
}

/* Only at the preset's own size: the eta_max of fewer examples or a smaller width is another one. */
static enum catapult_status find_bounds(const struct catapult_settings *settings, const struct catapult_dataset *data, bool full,
                                        const struct catapult_progress *progress, struct diagnosis *out,
                                        struct catapult_error *err)
{
    struct boundaries *found = xnew_array(1, sizeof *found);
    enum catapult_status status = boundaries_find(settings, data, full ? INFINITY : search_flops, progress, found, err);
    for (int i = 0; status == CATAPULT_STATUS_OK && i < found->count; i++)
        for (int k = 0; k < out->models; k++)
            if (found->row[i].name == BOUNDARY_MAX && found->row[i].model == out->model[k].kind)
                take_bound(&found->row[i], found->eta_crit, &out->model[k]);
    free(found);
    return status;
}

/* --- the run -------------------------------------------------------------------------------------------------------- */

/* Whether eta over eta_crit is known: at a reduced width eta_crit is another one, and only its multiples stay. */
static bool knows_ratio(const struct catapult_settings *settings, const struct diagnosis *out)
{
    return out->whole || settings->eta.unit != CATAPULT_LR_PLAIN;
}

static void place_on_ruler(const struct catapult_settings *settings, struct diagnosis *out)
{
    double eta_max = out->model[0].eta_max * out->eta_crit;
    out->eta = catapult_settings_eta(settings, &settings->eta, out->lambda[0], eta_max);
    out->most = out->eta;
    for (int i = 0; i < settings->n_schedule; i++)
        out->most = fmax(out->most, catapult_settings_eta(settings, &settings->schedule[i].eta, out->lambda[0], eta_max));
    for (int i = 0; i < out->models; i++) {
        struct bound_of_model *model = &out->model[i];
        bool known = knows_ratio(settings, out) && isfinite(out->eta);
        model->phase = known ? catapult_phase_of(out->eta, out->eta_crit, model->eta_max * out->eta_crit) : CATAPULT_PHASE_UNKNOWN;
    }
}

/* Times some steps of the whole run, including its test set. */
static enum catapult_status time_steps(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                       const struct catapult_progress *progress, struct diagnosis *out,
                                       struct catapult_error *err)
{
    struct catapult_experiment *e;
    enum { STEPS = 5 };
    enum catapult_status status = catapult_experiment_new(&e, settings, data, progress, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    double start = clock_seconds();
    for (int t = 0; t < STEPS; t++)
        catapult_experiment_step(e, 0.5 * out->eta_crit);
    out->seconds = (clock_seconds() - start) / STEPS * settings->stop.steps;
    out->timed = true;
    catapult_experiment_free(e);
    return CATAPULT_STATUS_OK;
}

static void estimate_time(const struct catapult_settings *settings, struct diagnosis *out)
{
    double rate = catapult_machine_flops(settings->threads);
    out->seconds = rate > 0 ? settings->stop.steps * (out->cost.step_flops + out->cost.test_flops / settings->test_every) / rate
                            : NAN;
}

/* --- other data ----------------------------------------------------------------------------------------------------- */

/* Where the inputs were normalised, a column of the file is to be seen only before that. */
static enum catapult_status look_at_data(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                         diagnosis_loader *load, const struct catapult_progress *progress, struct diagnosis *out,
                                         struct catapult_error *err)
{
    struct catapult_settings plain = *settings;
    struct catapult_dataset *raw = NULL;
    bool file = settings->data.source == CATAPULT_SOURCE_CSV || settings->data.source == CATAPULT_SOURCE_NPY;
    enum catapult_status status = CATAPULT_STATUS_OK;
    plain.data.normalize = CATAPULT_NORMALIZE_NONE;
    if (load && file && settings->data.normalize != CATAPULT_NORMALIZE_NONE)
        status = load(&plain, &raw, progress, err);
    if (status == CATAPULT_STATUS_OK || status == CATAPULT_STATUS_INPUT)
        diagnosis_look(settings, data, raw ? raw : data, out);
    catapult_dataset_free(raw);
    return status == CATAPULT_STATUS_INPUT ? CATAPULT_STATUS_OK : status; /* numbers that only their normalisation makes finite */
}

/* Other seeds have other data, too; those of a published set take seconds to read. */
static enum catapult_status look_at_seeds(const struct catapult_settings *given, const struct catapult_dataset *data, bool full,
                                          diagnosis_loader *load, const struct catapult_progress *progress, struct diagnosis *out,
                                          struct catapult_error *err)
{
    struct catapult_settings settings = settings_at_w0(given);
    bool artificial = given->data.source == CATAPULT_SOURCE_GAUSSIAN || given->data.source == CATAPULT_SOURCE_SPHERE;
    double work = DIAGNOSIS_SEEDS * cost_of_start(&settings, data);
    if (!load || !out->whole || (full ? work > full_seeds_flops : !artificial || work > start_flops))
        return CATAPULT_STATUS_OK;
    settings.data.test = given->data.test; /* which decides what the training examples are */
    return diagnosis_look_at_seeds(&settings, load, progress, out, err);
}

enum catapult_status diagnosis_make(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                    bool full, diagnosis_loader *load, const struct catapult_progress *progress,
                                    struct diagnosis *out, struct catapult_error *err)
{
    *out = (struct diagnosis){0};
    name_models(settings, data->outputs, out);
    out->cost = reduce_cost(settings, data, data->n, data->n_test);
    enum catapult_status status = look_at_data(settings, data, load, progress, out, err);
    if (status == CATAPULT_STATUS_OK)
        status = measure_start(settings, data, full, progress, out, err);
    if (status == CATAPULT_STATUS_OK && out->lambda[0] > 0)
        status = look_at_seeds(settings, data, full, load, progress, out, err);
    if (status == CATAPULT_STATUS_OK && out->lambda[0] > 0 && out->whole)
        status = find_bounds(settings, data, full, progress, out, err);
    if (status == CATAPULT_STATUS_OK && full && isfinite(out->eta_crit))
        status = time_steps(settings, data, progress, out, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (!out->timed)
        estimate_time(settings, out);
    place_on_ruler(settings, out);
    diagnosis_look_at_rates(settings, out);
    return CATAPULT_STATUS_OK;
}
