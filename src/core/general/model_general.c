/* model_general.c - the general quadratic model (GQM), explicit in its p parameters.
 *
 *     g_i = w.phi_i + gamma/2 w^T S_i w,   J_i = phi_i + gamma S_i w,   K = J J^T                      */
#include <gsl/gsl_cblas.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/general/general.h"
#include "core/model/draw.h"
#include "core/model/hessian.h"
#include "core/model/model.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "core/algebra/gemm.h"

struct general {
    const struct general_data *data;
    struct arena arena;
    double *w;    /* (p) */
    double *j;    /* (n, p) Jacobian */
    double *f;    /* (n) */
    double *k;    /* (n, n) */
};

/* phi of one example. */
static void feature(int kind, size_t p, const double *x, double *phi)
{
    double norm = cblas_dnrm2((int)p, x, 1);
    double scale = kind == CATAPULT_PHI_ZERO ? 0 : kind == CATAPULT_PHI_INPUT ? 1 : norm > 0 ? 1 / norm : 0;
    for (size_t j = 0; j < p; j++)
        phi[j] = scale * x[j];
}

static double draw_s(int kind, gsl_rng *rng)
{
    switch (kind) {
    case CATAPULT_S_SIGN:
        return gsl_rng_uniform_int(rng, 2) ? 1 : -1;
    case CATAPULT_S_NORMAL:
        return gsl_ran_gaussian_ziggurat(rng, 1);
    default:
        return 1;
    }
}

void general_free(struct general_data *general)
{
    if (!general)
        return;
    arena_free(&general->arena);
    free(general);
}

static void fill_features(const struct catapult_settings *settings, size_t count, size_t p, const double *x, uint64_t stream,
                          double *phi, double *s)
{
    gsl_rng *rng = rng_new(settings->seed, RNG_WEIGHTS, stream);
    for (size_t i = 0; i < count; i++)
        feature(settings->network.phi, p, x + i * p, phi + i * p);
    for (size_t i = 0; i < count * p; i++)
        s[i] = draw_s(settings->network.s, rng);
    gsl_rng_free(rng);
}

enum catapult_status general_new(struct general_data **out, const struct catapult_settings *settings,
                                 const struct catapult_dataset *data, struct catapult_error *err)
{
    if (data->outputs != 1)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "the general quadratic model has one output, the data have %zu (choose two classes)",
                                  data->outputs);
    struct draw draw = {.seed = settings->seed, .given = data->w0};
    size_t p = data->d;
    enum catapult_status status = draw_check(&draw, 0, 1, 1, &p, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct general_data *general = xnew_array(1, sizeof *general);
    *general = (struct general_data){.n = data->n, .n_test = data->n_test, .p = p};
    general->gamma = settings->network.gamma;
    struct arena *arena = &general->arena;
    bool ok = arena_array(arena, &general->phi, data->n * p) && arena_array(arena, &general->s, data->n * p)
              && arena_array(arena, &general->w0, p) && arena_array(arena, &general->phi_test, data->n_test * p)
              && arena_array(arena, &general->s_test, data->n_test * p);
    if (!ok) {
        general_free(general);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for %zu features of %zu examples", p, data->n);
    }
    draw_layer(&draw, 0, p, general->w0);
    fill_features(settings, data->n, p, data->x, 1, general->phi, general->s);
    fill_features(settings, data->n_test, p, data->x_test, 2, general->phi_test, general->s_test);
    *out = general;
    return CATAPULT_STATUS_OK;
}

static double value(const struct general_data *data, const double *w, const double *phi, const double *s)
{
    double linear = 0, square = 0;
    for (size_t j = 0; j < data->p; j++) {
        linear += w[j] * phi[j];
        square += s[j] * w[j] * w[j];
    }
    return linear + data->gamma / 2 * square;
}

static void general_compute(struct general *model, bool kernel)
{
    const struct general_data *data = model->data;
    size_t n = data->n, p = data->p;
    for (size_t i = 0; i < n; i++) {
        const double *phi = data->phi + i * p, *s = data->s + i * p;
        model->f[i] = value(data, model->w, phi, s);
        for (size_t j = 0; j < p; j++)
            model->j[i * p + j] = phi[j] + data->gamma * s[j] * model->w[j];
    }
    if (kernel)
        gemm_nt(n, n, p, 1, model->j, p, model->j, p, 0, model->k, n);
}

static void general_update(void *state, double eta, const double *u)
{
    struct general *model = state;
    int n = (int)model->data->n, p = (int)model->data->p;
    cblas_dgemv(CblasRowMajor, CblasTrans, n, p, -eta, model->j, p, u, 1, 1, model->w, 1);
}

static void general_evaluate(void *state, bool kernel)
{
    general_compute(state, kernel);
}

static void gqm_step(void *state, double eta, const double *u, bool kernel)
{
    general_update(state, eta, u);
    general_compute(state, kernel);
}

static void general_reset(void *state, bool kernel)
{
    struct general *model = state;
    memcpy(model->w, model->data->w0, model->data->p * sizeof(double));
    general_compute(model, kernel);
}

static void general_test(void *state, double *f_test)
{
    struct general *model = state;
    const struct general_data *data = model->data;
    for (size_t i = 0; i < data->n_test; i++)
        f_test[i] = value(data, model->w, data->phi_test + i * data->p, data->s_test + i * data->p);
}

static const double *gqm_output(const void *state)
{
    return ((const struct general *)state)->f;
}

static const double *general_kernel(const void *state)
{
    return ((const struct general *)state)->k;
}

static double general_distance(const void *state)
{
    const struct general *model = state;
    return sqrt(distance2(model->data->p, model->w, model->data->w0));
}

static void model_general_free(void *state)
{
    struct general *model = state;
    if (!model)
        return;
    arena_free(&model->arena);
    free(model);
}

static void *general_make(const struct shared *shared, bool bare)
{
    struct general *model = xnew_array(1, sizeof *model);
    const struct general_data *data = model->data = shared->general;
    (void)bare;
    struct arena *arena = &model->arena;
    if (arena_array(arena, &model->w, data->p) && arena_array(arena, &model->j, data->n * data->p)
        && arena_array(arena, &model->f, data->n) && arena_array(arena, &model->k, data->n * data->n))
        return model;
    model_general_free(model);
    return NULL;
}

static int general_arrays(const void *state, struct state_array list[STATE_ARRAYS_MAX])
{
    const struct general *model = state;
    list[0] = (struct state_array){model->w, model->data->p};
    return 1;
}

static double general_numbers(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings;
    (void)n;
    (void)outputs;
    return (double)d;
}

static double general_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    (void)settings;
    (void)outputs;
    double rows = (double)n, p = (double)d;
    return 8 * (p * (3 * rows + 2 * (double)n_test + 2) + rows * rows);
}

static double general_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings;
    (void)outputs;
    return 2 * (double)n * (double)n * (double)d + 10 * (double)n * (double)d;
}

static double general_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings, (void)n, (void)outputs;
    return 5 * (double)d;
}

const struct model_class model_general = {
    .name = "general",
    .make = general_make,
    .free = model_general_free,
    .reset = general_reset,
    .step = gqm_step,
    .update = general_update,
    .evaluate = general_evaluate,
    .arrays = general_arrays,
    .output = gqm_output,
    .test = general_test,
    .distance = general_distance,
    .kernel = general_kernel,
    .bytes = general_bytes,
    .flops = general_flops,
    .test_flops = general_test_flops,
    .numbers = general_numbers,
};

static enum catapult_status general_shared_make(struct shared *shared, const struct catapult_settings *settings,
                                                const struct catapult_dataset *data, const struct catapult_progress *progress,
                                                struct catapult_error *err)
{
    (void)progress;
    return general_new(&shared->general, settings, data, err);
}

static void general_shared_free(struct shared *shared)
{
    general_free(shared->general);
}

/* features and S are counted with the model */
static double general_shared_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    (void)settings, (void)n, (void)n_test, (void)d, (void)outputs;
    return 0;
}

static double general_parameters(const struct catapult_settings *settings, size_t d, size_t outputs)
{
    (void)settings, (void)outputs;
    return (double)d;
}

static int general_w0(const struct shared *shared, int layer, size_t shape[4], double *weights)
{
    const struct general_data *general = shared->general;
    if (layer != 0)
        return 0;
    shape[0] = general->p;
    if (weights)
        memcpy(weights, general->w0, general->p * sizeof *weights);
    return 1;
}

static void gqm_weights(const struct shared *shared, const struct model_class *class, const void *state, int layer,
                        double *weights)
{
    (void)class, (void)layer;
    memcpy(weights, ((const struct general *)state)->w, shared->general->p * sizeof *weights);
}

static double look_bytes(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    (void)settings, (void)outputs;
    return hessian_general_bytes(n, d);
}

const struct architecture architecture_general = {
    .name = "general",
    .model = {[CATAPULT_MODEL_GENERAL] = &model_general},
    .make = general_shared_make,
    .free = general_shared_free,
    .hessian = hessian_general,
    .bytes = general_shared_bytes,
    .look_bytes = look_bytes,
    .parameters = general_parameters,
    .w0 = general_w0,
    .weights = gqm_weights,
};
