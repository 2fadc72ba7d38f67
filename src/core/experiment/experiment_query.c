/* experiment_query.c - read access to an experiment between two steps. */
#include <catapult/weights.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"
#include "base/xalloc.h"
#include "core/general/general.h"
#include "core/theory/mean_square.h"

#define WORK_WORD(name, word, help) [name] = word,
static const char *const work_words[] = {CATAPULT_WORK_LIST(WORK_WORD)};

const char *catapult_experiment_work_name(enum catapult_experiment_work work)
{
    return work_words[work];
}

void catapult_experiment_times(const struct catapult_experiment *e, double seconds[CATAPULT_WORK_COUNT])
{
    pool_laps(e->pool, seconds);
}

int catapult_experiment_models(const struct catapult_experiment *e)
{
    return e->models;
}

enum catapult_model_kind catapult_experiment_kind(const struct catapult_experiment *e, int model)
{
    return e->model[model].kind;
}

const struct catapult_settings *catapult_experiment_settings(const struct catapult_experiment *e)
{
    return &e->settings;
}

const struct catapult_dataset *catapult_experiment_data(const struct catapult_experiment *e)
{
    return e->data;
}

double catapult_experiment_lambda_1(const struct catapult_experiment *e)
{
    return e->lambda_1;
}

double catapult_experiment_eta_max(const struct catapult_experiment *e, int model)
{
    return e->model[model].eta_max;
}

double catapult_experiment_eta_crit(const struct catapult_experiment *e)
{
    return catapult_phase_eta_crit(e->lambda_1, catapult_settings_threshold(&e->settings));
}

long catapult_experiment_t(const struct catapult_experiment *e)
{
    return e->t;
}

const struct catapult_measure *catapult_experiment_measure(const struct catapult_experiment *e, int model)
{
    return &e->model[model].now;
}

bool catapult_experiment_diverged(const struct catapult_experiment *e, int model)
{
    return e->model[model].diverged;
}

/* (c, count) to (count, c). */
static const double *turned(size_t count, size_t c, const double *f, double *rows)
{
    if (c == 1)
        return f;
    for (size_t k = 0; k < c; k++)
        for (size_t i = 0; i < count; i++)
            rows[i * c + k] = f[k * count + i];
    return rows;
}

const double *catapult_experiment_output(const struct catapult_experiment *e, int model)
{
    const struct running *running = &e->model[model];
    return turned(e->data->n, e->data->outputs, running->class->output(running->state), running->rows);
}

const double *catapult_experiment_output_test(const struct catapult_experiment *e, int model)
{
    const struct running *running = &e->model[model];
    size_t c = e->data->outputs;
    double *rows = running->rows ? running->rows + e->data->n * c : NULL;
    return turned(e->data->n_test, c, running->f_test, rows);
}

const double *catapult_experiment_evaluate_test(struct catapult_experiment *e, int model)
{
    struct running *running = &e->model[model];
    if (e->data->n_test > 0)
        running->class->test(running->state, running->f_test);
    return catapult_experiment_output_test(e, model);
}

/* K column by column from products with unit vectors, for a model without a matrix. */
static bool apply_columns(const struct kernel_operator *kernel, size_t size, double *matrix)
{
    double *unit = try_array(size, sizeof *unit);
    for (size_t q = 0; unit && q < size; q++) {
        unit[q] = 1;
        kernel->apply(kernel->model, 1, unit, matrix + q * size);
        unit[q] = 0;
    }
    free(unit);
    return unit != NULL;
}

struct hessian_point experiment_point(const struct catapult_experiment *e, const struct running *running)
{
    return (struct hessian_point){
        .shared = &e->shared,
        .class = running->class,
        .state = running->state,
        .r = running->r,
        .scale = loss_scale((enum catapult_loss_kind)e->settings.loss, e->data->n),
        .seed = e->settings.seed,
    };
}

bool experiment_matrix(struct catapult_experiment *e, int model, double *matrix)
{
    struct running *running = &e->model[model];
    if (!experiment_spectrum_due(e, e->t)) /* the kernel was not computed at this step */
        running->class->evaluate(running->state, true);
    return experiment_matrix_of(running->class, running->state, e->data->n * e->data->outputs, matrix);
}

bool experiment_matrix_of(const struct model_class *class, void *state, size_t size, double *matrix)
{
    struct kernel_operator kernel = {class->kernel(state), class->apply, state};
    if (!kernel.matrix)
        return apply_columns(&kernel, size, matrix);
    memcpy(matrix, kernel.matrix, size * size * sizeof *matrix);
    return true;
}

struct catapult_eta_ms *catapult_eta_ms_new(struct catapult_experiment *e)
{
    size_t n = e->data->n, outputs = e->data->outputs, size = n * outputs, batch = (size_t)e->settings.batch;
    struct catapult_eta_ms *search = NULL;
    if (batch == 0 || batch == n || e->settings.momentum > 0)
        return NULL;
    double *k = try_array(size * size, sizeof *k);
    if (k && experiment_matrix(e, 0, k))
        search = mean_square_new(n, outputs, k, batch, loss_scale((enum catapult_loss_kind)e->settings.loss, batch));
    free(k);
    return search;
}

enum catapult_status catapult_experiment_spectrum(struct catapult_experiment *e, int model, double *lambda,
                                                  struct catapult_error *err)
{
    size_t size = e->data->n * e->data->outputs;
    double *matrix = try_array(size * size, sizeof *matrix);
    bool ok = matrix && experiment_matrix(e, model, matrix);
    enum catapult_status status = ok ? spectrum_all(size, matrix, lambda, err)
                                     : catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                                          "no memory for a kernel of size %zu", size);
    free(matrix);
    double scale = loss_scale((enum catapult_loss_kind)e->settings.loss, e->data->n);
    for (size_t k = 0; k < size && status == CATAPULT_STATUS_OK; k++)
        lambda[k] *= scale;
    return status;
}

int catapult_experiment_w0_shape(const struct catapult_experiment *e, int layer, size_t shape[4])
{
    return e->architecture->w0(&e->shared, layer, shape, NULL);
}

bool catapult_experiment_w0(const struct catapult_experiment *e, int layer, size_t *rows, size_t *cols, double *weights)
{
    size_t shape[4];
    int dimensions = e->architecture->w0(&e->shared, layer, shape, weights);
    *rows = dimensions ? shape[0] : 0;
    *cols = dimensions > 1 ? 1 : 0;
    for (int i = 1; i < dimensions; i++)
        *cols *= shape[i];
    return dimensions > 0;
}

bool catapult_experiment_general(const struct catapult_experiment *e, size_t *p, const double **phi, const double **s)
{
    const struct general_data *general = e->shared.general;
    if (!general)
        return false;
    *p = general->p;
    *phi = general->phi;
    *s = general->s;
    return true;
}

bool catapult_experiment_batch(const struct catapult_experiment *e, long t, size_t *rows)
{
    if (!e->batches)
        return false;
    memcpy(rows, batches_rows(e->batches, t), (size_t)e->settings.batch * sizeof *rows);
    return true;
}

/* The linear model's w = w0 - J_0^T s, |w - w0| in its distance: one update of the network at w0 by its state s. */
static enum catapult_status linear_weights(const struct catapult_experiment *e, const struct running *running, int layer,
                                           double *weights, struct catapult_error *err)
{
    const struct model_class *network = e->architecture->model[CATAPULT_MODEL_NETWORK];
    struct state_array s[STATE_ARRAYS_MAX];
    void *state = network->make(&e->shared, true);
    if (!state)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the weights of the linear model");
    running->class->arrays(running->state, s);
    network->reset(state, false);
    network->update(state, 1, s[0].value);
    e->architecture->weights(&e->shared, network, state, layer, weights);
    network->free(state);
    return CATAPULT_STATUS_OK;
}

enum catapult_status catapult_experiment_weights(const struct catapult_experiment *e, int model, int layer,
                                                 double *weights, struct catapult_error *err)
{
    const struct running *running = &e->model[model];
    size_t shape[4];
    if (e->architecture->w0(&e->shared, layer, shape, NULL) == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "there is no layer %d", layer);
    if (running->kind == CATAPULT_MODEL_LINEAR)
        return linear_weights(e, running, layer, weights, err);
    e->architecture->weights(&e->shared, running->class, running->state, layer, weights);
    return CATAPULT_STATUS_OK;
}
