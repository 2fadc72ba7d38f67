/* boundaries.c - see boundaries.h. */
#include "verify/boundaries.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "core/dataset/loss.h"
#include "core/experiment/laboratory.h"
#include "core/theory/mean_square.h"
#include "verify/reduce.h"

static const double operations_per_second = 1e10; /* of reduce_work */
enum { TRIALS = 20, MOMENT_STEPS = 200 };

#define BOUNDARY_NAME_WORD(name, word, help) [name] = word,
#define BOUNDARY_KIND_WORD(name, word) [name] = word,
static const char *const names[] = {BOUNDARY_NAME_LIST(BOUNDARY_NAME_WORD)};
static const char *const kinds[] = {BOUNDARY_KIND_LIST(BOUNDARY_KIND_WORD)};

const char *boundary_name(enum boundary_name name)
{
    return names[name];
}

const char *boundary_kind(enum boundary_kind kind)
{
    return kinds[kind];
}

/* What is known at w0, before a model is run. */
struct ground {
    const struct catapult_settings *settings;
    const struct catapult_dataset *data;
    double patience;
    double lambda_1, eta_crit;
    double eta_ms;     /* NaN: full batches, momentum, or not known */
    bool batches, momentum, whole; /* whole: a batch is all examples */
    int models;
    enum catapult_model_kind kind[CATAPULT_MODEL_COUNT];
    double proved[CATAPULT_MODEL_COUNT];
};

static struct boundary *add_row(struct boundaries *out, enum catapult_model_kind model, enum boundary_name name,
                                enum boundary_kind kind, double eta, const char *formula)
{
    struct boundary *row = &out->row[out->count++];
    *row = (struct boundary){.model = model, .name = name, .kind = kind, .eta = eta};
    snprintf(row->formula, sizeof row->formula, "%s", formula);
    return row;
}

/* Momentum b moves 2/lambda_1(0): phase.h. */
static void formula_of_crit(const struct ground *ground, char *text, size_t size)
{
    double b = ground->settings->momentum;
    const char *batches = ground->batches && !ground->whole ? ", full batches" : "";
    if (!ground->momentum)
        snprintf(text, size, "2 / lambda_1(0)%s", batches);
    else if (ground->settings->nesterov)
        snprintf(text, size, "(2 + 2b) / ((1 + 2b) lambda_1(0)), b = %g%s", b, batches);
    else
        snprintf(text, size, "2 (1 + b) / lambda_1(0), b = %g%s", b, batches);
}

/* --- w0 ------------------------------------------------------------------------------------------------------------ */

static bool takes_too_long(const struct ground *ground, double work)
{
    return work > ground->patience;
}

static enum catapult_status find_mean_square(struct ground *ground, struct catapult_experiment *e, struct catapult_error *err)
{
    size_t n = ground->data->n, outputs = ground->data->outputs, size = n * outputs, batch = (size_t)ground->settings->batch;
    if (!ground->batches || ground->momentum || takes_too_long(ground, 4.0 * MOMENT_STEPS * pow((double)size, 3)))
        return CATAPULT_STATUS_OK;
    double *k = try_array(size * size, sizeof *k);
    if (k && experiment_matrix(e, 0, k))
        ground->eta_ms = mean_square_eta(n, outputs, k, batch,
                                         loss_scale((enum catapult_loss_kind)ground->settings->loss, batch));
    free(k);
    return isnan(ground->eta_ms) ? catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the second moment of %zu outputs", size)
                                 : CATAPULT_STATUS_OK;
}

static enum catapult_status look_at_w0(struct ground *ground, const struct catapult_progress *progress, struct catapult_error *err)
{
    struct catapult_dataset training = *ground->data;
    struct catapult_experiment *e;
    training.n_test = 0;
    enum catapult_status status = catapult_experiment_new(&e, ground->settings, &training, progress, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    ground->lambda_1 = catapult_experiment_lambda_1(e);
    ground->eta_crit = catapult_experiment_eta_crit(e);
    ground->models = catapult_experiment_models(e);
    for (int i = 0; i < ground->models; i++) {
        ground->kind[i] = catapult_experiment_kind(e, i);
        ground->proved[i] = catapult_experiment_eta_max(e, i);
    }
    if (isfinite(ground->eta_crit))
        status = find_mean_square(ground, e, err);
    catapult_experiment_free(e);
    return status;
}

/* --- rows ------------------------------------------------------------------------------------------------------------ */

static enum catapult_status measure_max(const struct ground *ground, enum catapult_model_kind kind,
                                        const struct catapult_progress *progress, struct boundaries *out, struct catapult_error *err)
{
    struct catapult_settings settings = *ground->settings;
    settings.model = (int)kind;
    settings.compare.count = 0;
    settings.spectrum.every = 10;
    struct catapult_experiment_cost cost = reduce_cost(&settings, ground->data, ground->data->n, 0);
    struct boundary *row = add_row(out, kind, BOUNDARY_MAX, BOUNDARY_MEASURED, NAN, "not measured: it takes minutes (--full)");
    double work = TRIALS * (double)ETA_GRID_FLOOR * reduce_work(&settings, &cost);
    row->seconds = work / operations_per_second;
    if (takes_too_long(ground, work))
        return CATAPULT_STATUS_OK;
    double from = isfinite(ground->eta_ms) ? ground->eta_ms : ground->eta_crit;
    enum catapult_status status = eta_grid_find(ground->settings, ground->data, kind, from, progress, &row->grid, err);
    row->eta = isinf(row->grid.first_failure) ? INFINITY : row->grid.eta_max;
    snprintf(row->formula, sizeof row->formula, "runs from w0, eta in ratios of 1.1, then to 1 %%");
    return status;
}

/* The linear model's is where it stands on the ruler: no run is needed, but for momentum with mini-batches. */
static bool linear_max(const struct ground *ground, struct boundaries *out)
{
    bool full = !ground->batches || ground->whole;
    if (full)
        add_row(out, CATAPULT_MODEL_LINEAR, BOUNDARY_MAX, BOUNDARY_EXACT, ground->eta_crit, "eta_crit");
    else if (!isnan(ground->eta_ms))
        add_row(out, CATAPULT_MODEL_LINEAR, BOUNDARY_MAX, BOUNDARY_ESTIMATE, ground->eta_ms,
                "eta_ms; a run's batches, a permutation each epoch, allow somewhat more");
    return full || !isnan(ground->eta_ms);
}

static enum catapult_status add_max(const struct ground *ground, int model, const struct catapult_progress *progress,
                                    struct boundaries *out, struct catapult_error *err)
{
    enum catapult_model_kind kind = ground->kind[model];
    double proved = ground->proved[model];
    if (kind == CATAPULT_MODEL_LINEAR && linear_max(ground, out))
        return CATAPULT_STATUS_OK;
    if (kind != CATAPULT_MODEL_LINEAR && !isnan(proved) && ground->data->n == 1) {
        add_row(out, kind, BOUNDARY_MAX, BOUNDARY_EXACT, proved,
                "bounded up to (sqrt(lambda^2 + 16 A) - lambda) / (2 A), A = -k r_0 y");
        return CATAPULT_STATUS_OK;
    }
    if (kind != CATAPULT_MODEL_LINEAR && !isnan(proved))
        add_row(out, kind, BOUNDARY_MAX, BOUNDARY_ESTIMATE, proved, "4 / lambda_1(0), of one example along p_1");
    return measure_max(ground, kind, progress, out, err);
}

static enum catapult_status add_model(const struct ground *ground, int model, const struct catapult_progress *progress,
                                      struct boundaries *out, struct catapult_error *err)
{
    enum catapult_model_kind kind = ground->kind[model];
    char formula[sizeof out->row->formula];
    formula_of_crit(ground, formula, sizeof formula);
    add_row(out, kind, BOUNDARY_CRIT, BOUNDARY_EXACT, ground->eta_crit, formula);
    if (!isfinite(ground->eta_crit))
        return CATAPULT_STATUS_OK;
    if (!isnan(ground->eta_ms))
        add_row(out, kind, BOUNDARY_MS, BOUNDARY_EXACT, ground->eta_ms,
                "E[|r|^2] bounded, r' = (I - eta c K P) r, batches drawn independently");
    enum catapult_status status = add_max(ground, model, progress, out, err);
    if (kind != CATAPULT_MODEL_LINEAR) {
        add_row(out, kind, BOUNDARY_MARK_4, BOUNDARY_MARK, 4 / ground->lambda_1, "4 / lambda_1(0)");
        add_row(out, kind, BOUNDARY_MARK_12, BOUNDARY_MARK, 12 / ground->lambda_1, "12 / lambda_1(0)");
    }
    return status;
}

enum catapult_status boundaries_find(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                     double patience, const struct catapult_progress *progress, struct boundaries *out,
                                     struct catapult_error *err)
{
    struct ground ground = {.settings = settings, .data = data, .patience = patience, .eta_ms = NAN, .batches = settings->batch > 0,
                            .momentum = settings->momentum > 0, .whole = (size_t)settings->batch == data->n};
    out->count = 0;
    enum catapult_status status = look_at_w0(&ground, progress, err);
    out->eta_crit = ground.eta_crit;
    for (int i = 0; status == CATAPULT_STATUS_OK && i < ground.models; i++)
        status = add_model(&ground, i, progress, out, err);
    return status;
}
