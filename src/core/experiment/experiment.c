/* experiment.c - see experiment.h: makes, steps and measures an experiment. */
#include <catapult/experiment.h>
#include <catapult/sharpness.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"
#include "base/xalloc.h"
#include "core/experiment/architectures.h"
#include "core/settings/settings_check.h"

bool experiment_spectrum_due(const struct catapult_experiment *e, long t)
{
    return t % e->settings.spectrum.every == 0;
}

bool experiment_test_due(const struct catapult_experiment *e, long t)
{
    return e->data->n_test > 0 && t % e->settings.test_every == 0;
}

static bool sharpness_due(const struct catapult_experiment *e)
{
    return e->settings.sharpness.every > 0 && e->t % e->settings.sharpness.every == 0;
}

struct kernel_operator experiment_operator(const struct running *running)
{
    return (struct kernel_operator){running->class->kernel(running->state), running->class->apply,
                                    running->state};
}

/* --- measures ----------------------------------------------------------------------------------------- */

static double experiment_scale(const struct catapult_experiment *e)
{
    return loss_scale((enum catapult_loss_kind)e->settings.loss, e->data->n);
}

static void name_phase(const struct catapult_experiment *e, struct running *running)
{
    running->now.phase = running->diverged
                             ? CATAPULT_PHASE_DIVERGED
                             : catapult_phase_of(e->eta, catapult_experiment_eta_crit(e), running->eta_max);
}

static void measure_test(const struct catapult_experiment *e, struct running *running)
{
    const struct catapult_dataset *data = e->data;
    running->class->test(running->state, running->f_test);
    double square = loss_square(data->n_test, data->outputs, running->f_test, data->y_test);
    running->now.test_loss = loss_scale((enum catapult_loss_kind)e->settings.loss, data->n_test) / 2 * square;
    if (data->labels)
        running->now.test_accuracy = loss_accuracy(data->n_test, data->outputs, running->f_test, data->y_test);
}

/* lambda_k of c*K, Pi_k = (c/2) <r, p_k>^2, overlap, direction.  The eigenpairs of a constant kernel are computed once. */
static void measure_spectrum(const struct catapult_experiment *e, struct running *running)
{
    struct spectrum *spectrum = running->spectrum;
    struct kernel_operator kernel = experiment_operator(running);
    bool known = running->class->constant_kernel && e->t > 0;
    if (!known && !spectrum_track(spectrum, &kernel))
        return;
    double scale = experiment_scale(e);
    size_t size = e->data->n * e->data->outputs;
    for (int k = 0; k < spectrum_count(spectrum); k++) {
        const double *p = spectrum_vector(spectrum, k);
        double along = 0;
        for (size_t q = 0; q < size; q++)
            along += running->r[q] * p[q];
        running->now.lambda[k] = scale * spectrum_lambda(spectrum, k);
        running->now.pi[k] = scale / 2 * along * along;
        running->now.overlap[k] = known ? 1 : spectrum_overlap(spectrum, k);
        running->now.direction[k] = spectrum_direction(spectrum, k);
    }
}

/* The Hessian of a linear model is that of its kernel: c J^T J has the largest eigenvalue of c J J^T. */
static void measure_sharpness(const struct catapult_experiment *e, struct running *running)
{
    if (running->class->constant_kernel)
        running->now.sharpness = experiment_scale(e) * spectrum_lambda(running->spectrum, 0);
    else if (running->sharpness)
        running->now.sharpness = experiment_sharpness(running->sharpness, e);
}

/* The directions stay those of the last spectrum. */
static void measure_clear(struct catapult_measure *now)
{
    now->train_loss = now->test_loss = now->train_accuracy = now->test_accuracy = now->distance = now->sharpness = NAN;
    for (int k = 0; k < CATAPULT_TOP_MAX; k++)
        now->lambda[k] = now->pi[k] = now->overlap[k] = NAN;
}

static void measure_model(const struct catapult_experiment *e, struct running *running)
{
    const struct catapult_dataset *data = e->data;
    const double *f = running->class->output(running->state);
    measure_clear(&running->now);
    double loss = experiment_scale(e) / 2 * loss_residual(data->n, data->outputs, f, data->y, running->r);
    if (e->t == 0)
        running->first_loss = loss;
    running->now.train_loss = loss;
    running->now.distance = running->class->distance(running->state);
    running->diverged = loss_diverged(loss, running->first_loss, e->settings.divergence);
    if (data->labels && !isnan(loss))
        running->now.train_accuracy = loss_accuracy(data->n, data->outputs, f, data->y);
    pool_lap(e->pool, 0, CATAPULT_WORK_OTHER);
    if (!running->diverged && experiment_test_due(e, e->t))
        measure_test(e, running);
    pool_lap(e->pool, 0, CATAPULT_WORK_TEST);
    if (!running->diverged && experiment_spectrum_due(e, e->t))
        measure_spectrum(e, running);
    if (!running->diverged && sharpness_due(e))
        measure_sharpness(e, running);
    pool_lap(e->pool, 0, CATAPULT_WORK_SPECTRUM);
    name_phase(e, running);
}

/* --- steps ---------------------------------------------------------------------------------------------- */

void experiment_advance(struct catapult_experiment *e, const struct model_class *class, void *state,
                        struct momentum *momentum, const double *r, long t, double eta, bool kernel)
{
    const size_t *rows = e->batches ? batches_rows(e->batches, t) : NULL;
    loss_derivative((enum catapult_loss_kind)e->settings.loss, e->data->n, e->data->outputs, r, rows,
                    (size_t)e->settings.batch, e->u);
    pool_lap(e->pool, 0, CATAPULT_WORK_OTHER);
    if (momentum)
        momentum_step(momentum, eta, e->u, kernel);
    else
        class->step(state, eta, e->u, kernel);
    pool_lap(e->pool, 0, CATAPULT_WORK_UPDATE);
}

static bool runs(const struct running *running)
{
    return !running->diverged && !running->resting;
}

void catapult_experiment_rest(struct catapult_experiment *e, int model, bool resting)
{
    e->model[model].resting = resting;
}

void catapult_experiment_step(struct catapult_experiment *e, double eta)
{
    bool kernel = experiment_spectrum_due(e, e->t + 1);
    e->eta = eta;
    for (int i = 0; i < e->models; i++) {
        struct running *running = &e->model[i];
        if (runs(running))
            experiment_advance(e, running->class, running->state, running->momentum, running->r, e->t, eta, kernel);
    }
    e->t++;
    for (int i = 0; i < e->models; i++)
        if (runs(&e->model[i]))
            measure_model(e, &e->model[i]);
}

void catapult_experiment_set_lr(struct catapult_experiment *e, double eta)
{
    e->eta = eta;
    for (int i = 0; i < e->models; i++)
        name_phase(e, &e->model[i]);
}

/* --- making --------------------------------------------------------------------------------------------- */

static enum catapult_status make_shared(struct catapult_experiment *e, const struct catapult_progress *progress,
                                        struct catapult_error *err)
{
    const struct catapult_dataset *data = e->data;
    e->shared = (struct shared){.architecture = e->architecture, .pool = e->pool, .n = data->n, .n_test = data->n_test, .c = data->outputs};
    return e->architecture->make(&e->shared, &e->settings, data, progress, err);
}

bool experiment_momentum(const struct catapult_experiment *e, const struct model_class *class, void *state,
                         struct momentum **out)
{
    *out = NULL;
    if (e->settings.momentum > 0)
        *out = momentum_new(class, state, e->pool, e->settings.momentum, e->settings.nesterov);
    return *out || !(e->settings.momentum > 0);
}

/* False without memory.  A model without a Hessian has no sharpness. */
static bool make_sharpness(struct catapult_experiment *e, struct running *running)
{
    struct catapult_error err;
    if (e->settings.sharpness.every == 0 || running->class->constant_kernel)
        return true;
    return catapult_sharpness_new(&running->sharpness, e, (int)(running - e->model), &err) != CATAPULT_STATUS_NOMEM;
}

static bool make_model(struct catapult_experiment *e, struct running *running, enum catapult_model_kind kind)
{
    size_t n = e->data->n, n_test = e->data->n_test, c = e->data->outputs;
    running->kind = kind;
    running->class = e->architecture->model[kind];
    running->state = running->class->make(&e->shared, false);
    bool matrix = running->state && running->class->kernel(running->state);
    running->spectrum = spectrum_new(n * c, e->settings.spectrum.top, (int)c, matrix, e->settings.seed);
    struct arena *arena = &e->arena;
    if (!running->state || !experiment_momentum(e, running->class, running->state, &running->momentum)
        || !running->spectrum || !arena_array(arena, &running->r, c * n)
        || !arena_array(arena, &running->f_test, c * n_test)
        || (c > 1 && !arena_array(arena, &running->rows, c * (n + n_test))))
        return false;
    for (int k = 0; k < CATAPULT_TOP_MAX; k++)
        running->now.direction[k] = k;
    running->class->reset(running->state, true);
    if (!make_sharpness(e, running))
        return false;
    measure_model(e, running);
    return true;
}

/* Progress of making the models: which one is being made, and who receives the reports. */
struct making {
    const struct catapult_progress *progress;
    char what[80];
    int made, count;
    bool cancelled;
};

/* Turns the fraction of one model into the fraction of all models. */
static int report_making(void *context, const char *what, double fraction)
{
    struct making *making = context;
    (void)what;
    making->cancelled |= catapult_progress_report(making->progress, making->what,
                                                  (making->made + fraction) / making->count)
                         != 0;
    return making->cancelled;
}

static enum catapult_status make_next(struct catapult_experiment *e, int i, enum catapult_model_kind kind,
                                      struct making *making, struct catapult_error *err)
{
    struct catapult_progress progress = {report_making, making};
    snprintf(making->what, sizeof making->what, "first kernel of the %s model", catapult_model_name((int)kind));
    bool ok = catapult_progress_report(&progress, NULL, 0) == 0;
    e->shared.progress = &progress;
    ok = ok && make_model(e, &e->model[i], kind);
    e->shared.progress = NULL;
    making->made++;
    if (making->cancelled)
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled before the %s", making->what);
    return ok ? CATAPULT_STATUS_OK
              : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the %s model of %zu examples",
                                   catapult_model_name((int)kind), e->data->n);
}

/* Without lambda_1(0) there is neither eta_crit nor a phase.  The kernel overflows for inputs above about 1e75, the loss for
 * targets above about 1e150.  A run that has diverged before its first step has no kernel. */
static enum catapult_status check_start(const struct catapult_experiment *e, struct catapult_error *err)
{
    double largest = 0, most = sqrt(DBL_MAX);
    if (isfinite(e->lambda_1))
        return CATAPULT_STATUS_OK;
    if (!e->model[0].diverged)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "the kernel at the start overflows: the inputs are too large for double "
                                  "precision (data.normalize=unit scales them)");
    for (size_t i = 0; i < e->data->n * e->data->outputs; i++)
        largest = fmax(largest, fabs(e->data->y[i]));
    if (largest < most / (double)(e->data->n * e->data->outputs))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "the loss at the start overflows: targets up to %g are too large for double "
                              "precision (scale them)",
                              largest);
}

/* Makes the linear model first: the temporary memory for making it is freed before the others allocate. */
static enum catapult_status make_models(struct catapult_experiment *e, const struct catapult_progress *progress,
                                        struct catapult_error *err)
{
    int kinds[CATAPULT_MODEL_COUNT];
    enum catapult_status status = CATAPULT_STATUS_OK;
    e->models = catapult_settings_models(&e->settings, kinds); /* catapult_experiment_free also frees an unfinished model */
    struct making making = {.progress = progress, .count = e->models};
    for (int linear = 1; linear >= 0; linear--)
        for (int i = 0; i < e->models && status == CATAPULT_STATUS_OK; i++)
            if ((kinds[i] == CATAPULT_MODEL_LINEAR) == linear)
                status = make_next(e, i, (enum catapult_model_kind)kinds[i], &making, err);
    e->lambda_1 = e->model[0].now.lambda[0];
    return status == CATAPULT_STATUS_OK ? check_start(e, err) : status;
}

static enum catapult_status experiment_make(struct catapult_experiment *e, const struct catapult_progress *progress,
                                            struct catapult_error *err)
{
    const struct catapult_dataset *data = e->data;
    enum catapult_status status = experiment_fits(&e->settings, data->n, data->n_test, data->d, data->outputs, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    e->pool = pool_new(e->settings.threads);
    if (!arena_array(&e->arena, &e->u, data->n * data->outputs))
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the outputs of %zu examples", data->n);
    size_t batch = (size_t)e->settings.batch;
    if (batch > data->n)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "batch: %zu is more than the %zu training examples",
                                  batch, data->n);
    if (batch > 0 && !(e->batches = batches_new(data->n, batch, e->settings.seed)))
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the batches of %zu examples", data->n);
    status = make_shared(e, progress, err);
    return status == CATAPULT_STATUS_OK ? make_models(e, progress, err) : status;
}

/* For one example, and a model whose u and v follow the exact map; see phase.h. */
static double eta_max_single(const struct catapult_experiment *e, const struct running *running)
{
    const struct catapult_dataset *data = e->data;
    double square = 0, c = experiment_scale(e);
    for (size_t j = 0; j < data->d; j++)
        square += data->x[j] * data->x[j];
    double k = square / (double)data->d / e->settings.network.widths.value[0];
    return catapult_phase_eta_max_single(e->lambda_1 / c, k, running->r[0], data->y[0]) / c;
}

/* See catapult_experiment_eta_max.  Call it at w0.  A linear model has no catapult phase: eta_max = eta_crit.  Mini-batches: the
 * threshold of independent draws (mean_square.h) is near that of a run's permuted epochs, and not proved for it. */
static double proved_eta_max(const struct catapult_experiment *e, const struct running *running)
{
    const struct catapult_settings *settings = &e->settings;
    int activation = settings->network.activation;
    bool two_layers = settings->network.type == CATAPULT_NETWORK_FC && settings->network.widths.count == 1
                      && e->data->outputs == 1;
    bool quadratic = activation == CATAPULT_ACTIVATION_LINEAR
                     || (activation == CATAPULT_ACTIVATION_RELU && running->kind == CATAPULT_MODEL_QUADRATIC);
    bool full_batch = settings->batch == 0 || (size_t)settings->batch == e->data->n;
    if (running->kind == CATAPULT_MODEL_LINEAR)
        return full_batch ? catapult_experiment_eta_crit(e) : NAN;
    if (!two_layers || !full_batch || settings->momentum > 0 || !quadratic)
        return NAN;
    if (e->data->n == 1)
        return eta_max_single(e, running);
    return running->kind == CATAPULT_MODEL_QUADRATIC && activation == CATAPULT_ACTIVATION_RELU
               ? catapult_phase_eta_max_theory(e->lambda_1)
               : NAN;
}

/* Copies the image shape of the data into the settings, where costs and architectures read it. */
static void copy_image_shape(struct catapult_experiment *e)
{
    struct catapult_int_list *image = &e->settings.data.image;
    if (e->data->image[0] == 0)
        return;
    image->count = 3;
    for (int i = 0; i < 3; i++)
        image->value[i] = (int)e->data->image[i];
}

enum catapult_status catapult_experiment_new(struct catapult_experiment **out, const struct catapult_settings *settings,
                                             const struct catapult_dataset *data,
                                             const struct catapult_progress *progress, struct catapult_error *err)
{
    enum catapult_status status = settings_fit(settings, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct catapult_experiment *e = xnew_array(1, sizeof *e);
    e->settings = *settings;
    e->data = data;
    e->architecture = architecture_of(settings->network.type);
    copy_image_shape(e);
    status = experiment_make(e, progress, err);
    if (status != CATAPULT_STATUS_OK) {
        catapult_experiment_free(e);
        return status;
    }
    for (int i = 0; i < e->models; i++)
        e->model[i].eta_max = proved_eta_max(e, &e->model[i]);
    catapult_experiment_set_lr(e, catapult_settings_eta_at(settings, 0, e->lambda_1, INFINITY));
    *out = e;
    return CATAPULT_STATUS_OK;
}

void catapult_experiment_free(struct catapult_experiment *e)
{
    if (!e)
        return;
    for (int i = 0; i < e->models; i++) {
        struct running *running = &e->model[i];
        if (running->class)
            running->class->free(running->state);
        momentum_free(running->momentum);
        spectrum_free(running->spectrum);
        catapult_sharpness_free(running->sharpness);
    }
    e->architecture->free(&e->shared);
    batches_free(e->batches);
    pool_free(e->pool);
    arena_free(&e->arena);
    free(e);
}
