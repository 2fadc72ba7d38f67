/* twin.c - see twin.h. */
#include "twin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

double *twin_array(size_t count)
{
    double *memory = calloc(count ? count : 1, sizeof *memory);
    assert_non_null(memory);
    return memory;
}

void twin_settings(struct catapult_settings *settings, const char *const *pairs)
{
    catapult_settings_defaults(settings);
    for (; *pairs; pairs++) {
        char key[64];
        const char *equals = strchr(*pairs, '=');
        size_t length = (size_t)(equals - *pairs);
        memcpy(key, *pairs, length);
        key[length] = '\0';
        struct catapult_error err = {0};
        if (catapult_settings_set(settings, key, equals + 1, &err) != CATAPULT_STATUS_OK)
            fail_msg("%s: %s", *pairs, err.text);
    }
}

static void fill(double *values, size_t count, double scale, uint64_t *state)
{
    for (size_t i = 0; i < count; i++)
        values[i] = scale * check_random(state);
}

struct catapult_dataset *twin_data(size_t n, size_t n_test, size_t d, size_t outputs, uint64_t seed)
{
    struct catapult_dataset *data;
    struct catapult_error err;
    if (catapult_dataset_new(&data, n, n_test, d, outputs, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    fill(data->x, n * d, 2.385, &seed);
    fill(data->y, n * outputs, 1.729, &seed);
    fill(data->x_test, n_test * d, 2.385, &seed);
    fill(data->y_test, n_test * outputs, 1.729, &seed);
    data->labels = true;
    return data;
}

struct catapult_dataset *twin_gaussian(const char *const *pairs)
{
    struct catapult_settings settings;
    struct catapult_dataset *data;
    struct catapult_error err;
    twin_settings(&settings, pairs);
    if (catapult_dataset_gaussian(&settings, &data, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    return data;
}

void twin_new_core(struct twin *twin, const char *const *pairs, struct catapult_dataset *data)
{
    memset(twin, 0, sizeof *twin);
    twin->data = data;
    twin_settings(&twin->settings, pairs);
    twin->settings.data.n = (int)data->n;
    twin->settings.data.d = (int)data->d;
    twin->settings.data.test = (int)data->n_test;
    struct catapult_error err = {0};
    if (catapult_settings_validate(&twin->settings, &err) != CATAPULT_STATUS_OK)
        fail_msg("settings: %s", err.text);
    if (catapult_experiment_new(&twin->experiment, &twin->settings, data, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("experiment_new: %s", err.text);
    twin->models = catapult_experiment_models(twin->experiment);
    twin->rows = calloc(data->n, sizeof *twin->rows);
}

/* Copies all layers one after another; returns p. */
static size_t weights_of(const struct catapult_experiment *experiment, struct naive *shape, double **w0)
{
    size_t p = 0, rows, cols;
    for (int l = 0; catapult_experiment_w0(experiment, l, &rows, &cols, NULL); l++)
        p += rows * (cols ? cols : 1);
    *w0 = twin_array(p);
    p = 0;
    for (int l = 0; catapult_experiment_w0(experiment, l, &rows, &cols, *w0 + p); l++) {
        p += rows * (cols ? cols : 1);
        if (!cols)
            continue;
        assert_true(shape->layers < NAIVE_LAYERS);
        if (!shape->image.height)
            assert_int_equal(cols, shape->size[shape->layers]);
        shape->size[++shape->layers] = rows;
    }
    return p;
}

/* The network's shape, if it is convolutional; the core's arrays must have the dimensions that DESIGN.md gives. */
static void conv_of(const struct twin *twin, struct naive *shape)
{
    const struct catapult_settings *s = &twin->settings;
    const int *image = s->data.image.value;
    size_t wanted = (size_t)image[0], dims[4], side = (size_t)s->network.kernel;
    if (s->network.type != CATAPULT_NETWORK_CONV)
        return;
    shape->image = (struct naive_image){(size_t)image[1], (size_t)image[2], side,
                                        s->network.readout == CATAPULT_CONV_MEAN};
    shape->size[0] = wanted;
    for (int l = 0; l < s->network.widths.count; l++) {
        assert_int_equal(catapult_experiment_w0_shape(twin->experiment, l, dims), 4);
        assert_int_equal(dims[0], s->network.widths.value[l]);
        assert_int_equal(dims[1], wanted);
        assert_int_equal(dims[2], side);
        assert_int_equal(dims[3], side);
        wanted = dims[0];
    }
    assert_int_equal(catapult_experiment_w0_shape(twin->experiment, s->network.widths.count, dims),
                     shape->image.mean ? 2 : 4);
    assert_int_equal(dims[0], shape->c);
    assert_int_equal(dims[1], wanted);
    if (!shape->image.mean)
        assert_int_equal(dims[2] * dims[3], shape->image.height * shape->image.width);
}

void twin_new(struct twin *twin, const char *const *pairs, struct catapult_dataset *data)
{
    twin_new_core(twin, pairs, data);
    struct naive shape = {.activation = (enum catapult_activation_kind)twin->settings.network.activation,
                          .n = data->n, .n_test = data->n_test, .d = data->d, .c = data->outputs,
                          .x = data->x, .y = data->y, .x_test = data->x_test, .y_test = data->y_test,
                          .gamma = twin->settings.network.gamma};
    shape.size[0] = data->d;
    conv_of(twin, &shape);
    double *w0;
    size_t general_p, p = weights_of(twin->experiment, &shape, &w0);
    if (catapult_experiment_general(twin->experiment, &general_p, &shape.phi, &shape.s))
        assert_int_equal(general_p, p);
    for (int i = 0; i < twin->models; i++) {
        shape.kind = catapult_experiment_kind(twin->experiment, i);
        twin->naive[i] = naive_new(&shape, p, w0);
        twin->before[i] = twin_array(p);
        memcpy(twin->before[i], w0, p * sizeof *w0);
        twin->first[i] = twin->peak[i] = naive_train_loss(twin->naive[i], (enum catapult_loss_kind)twin->settings.loss);
    }
    free(w0);
}

void twin_free(struct twin *twin)
{
    for (int i = 0; i < twin->models; i++) {
        naive_free(twin->naive[i]);
        free(twin->before[i]);
    }
    catapult_experiment_free(twin->experiment);
    catapult_dataset_free(twin->data);
    free(twin->rows);
}

double twin_eta_crit(const struct twin *twin)
{
    return 2 / catapult_experiment_lambda_1(twin->experiment);
}

/* The textbook form: the naive w is the point where the gradient is taken, w(t) for the heavy ball, y(t) for
 * Nesterov. */
static void naive_momentum_step(struct twin *twin, int model, double eta, const size_t *rows)
{
    struct naive *naive = twin->naive[model];
    double b = twin->settings.momentum, *w = naive->w, *before = twin->before[model], *at = twin_array(naive->p);
    memcpy(at, w, naive->p * sizeof *w);
    naive_step(naive, eta, (enum catapult_loss_kind)twin->settings.loss, rows, (size_t)twin->settings.batch);
    for (size_t j = 0; j < naive->p; j++) {
        double next = w[j];
        w[j] += b * (twin->settings.nesterov ? next - before[j] : at[j] - before[j]);
        before[j] = twin->settings.nesterov ? next : at[j];
    }
    free(at);
}

void twin_step(struct twin *twin, double eta)
{
    bool batch = catapult_experiment_batch(twin->experiment, catapult_experiment_t(twin->experiment), twin->rows);
    enum catapult_loss_kind loss = (enum catapult_loss_kind)twin->settings.loss;
    catapult_experiment_step(twin->experiment, eta);
    for (int i = 0; i < twin->models; i++) {
        struct naive *naive = twin->naive[i];
        naive_momentum_step(twin, i, eta, batch ? twin->rows : NULL);
        twin->peak[i] = fmax(twin->peak[i], naive_train_loss(naive, loss));
        twin->longest[i] = fmax(twin->longest[i], naive_distance(naive));
    }
}

void twin_eigen(const struct twin *twin, int model, double *lambda, double *v)
{
    const struct naive *naive = twin->naive[model];
    size_t size = naive->n * naive->c;
    double *k = twin_array(size * size);
    naive_kernel(naive, naive_scale((enum catapult_loss_kind)twin->settings.loss, naive->n), k);
    naive_eigen(size, k, lambda, v);
    free(k);
}

static void compare_losses(struct twin *twin, int model)
{
    const struct naive *naive = twin->naive[model];
    const struct catapult_measure *m = catapult_experiment_measure(twin->experiment, model);
    enum catapult_loss_kind loss = (enum catapult_loss_kind)twin->settings.loss;
    double peak = twin->peak[model], expected = naive_train_loss(naive, loss);
    assert_near(m->train_loss, expected, 2 * TWIN_RHO * sqrt(expected * peak));
    assert_near(m->distance, naive_distance(naive), TWIN_RHO * twin->longest[model]);
    if (twin->data->labels)
        assert_near(m->train_accuracy, naive_accuracy(naive, false), 1e-15);
    /* S of a test example is the core's own draw unless it is the identity */
    if (naive->n_test == 0 || naive->layers == 0)
        return;
    expected = naive_test_loss(naive, loss);
    assert_near(m->test_loss, expected, 2 * TWIN_RHO * sqrt(expected * fmax(peak, expected)));
    if (twin->data->labels)
        assert_near(m->test_accuracy, naive_accuracy(naive, true), 1e-15);
}

static void compare_outputs(struct twin *twin, int model)
{
    const struct naive *naive = twin->naive[model];
    size_t c = naive->c;
    const double *f = catapult_experiment_output(twin->experiment, model);
    double scale = naive_scale((enum catapult_loss_kind)twin->settings.loss, naive->n);
    double off = TWIN_RHO * sqrt(2 * twin->peak[model] / scale), expected[16];
    for (size_t i = 0; i < naive->n; i++) {
        naive_output(naive, i, expected);
        for (size_t k = 0; k < c; k++)
            assert_close_or_near(f[i * c + k], expected[k], TWIN_RHO, off);
    }
    f = catapult_experiment_output_test(twin->experiment, model);
    for (size_t i = 0; i < naive->n_test && naive->layers; i++) {
        naive_output(naive, naive->n + i, expected);
        for (size_t k = 0; k < c; k++)
            assert_close_or_near(f[i * c + k], expected[k], TWIN_RHO, off);
    }
}

static double gap_of(const double *lambda, size_t size, size_t k)
{
    double gap = INFINITY;
    if (k > 0)
        gap = lambda[k - 1] - lambda[k];
    if (k + 1 < size)
        gap = fmin(gap, lambda[k] - lambda[k + 1]);
    return gap;
}

static void compare_spectrum(struct twin *twin, int model)
{
    const struct naive *naive = twin->naive[model];
    const struct catapult_measure *m = catapult_experiment_measure(twin->experiment, model);
    size_t size = naive->n * naive->c;
    double *lambda = twin_array(size), *v = twin_array(size * size), *r = twin_array(size);
    twin_eigen(twin, model, lambda, v);
    naive_outputs(naive, r);
    twin->stiffest[model] = fmax(twin->stiffest[model], lambda[0]);
    double length = 0, scale = naive_scale((enum catapult_loss_kind)twin->settings.loss, naive->n);
    for (size_t i = 0; i < size; i++) {
        r[i] -= naive->y[i];
        length += r[i] * r[i];
    }
    length = sqrt(length);
    for (size_t k = 0; k < size && k < (size_t)twin->settings.spectrum.top; k++) {
        assert_near(m->lambda[k], lambda[k], 10 * TWIN_RHO * sqrt(lambda[0] * twin->stiffest[model]));
        double dot = 0, turn = 1e-9 * lambda[0] / gap_of(lambda, size, k);
        for (size_t i = 0; i < size; i++)
            dot += v[k * size + i] * r[i];
        double off = length * turn + TWIN_RHO * sqrt(2 * twin->peak[model] / scale);
        if (turn < 1e-3) /* else p_k is arbitrary in the plane of two equal eigenvalues */
            assert_near(m->pi[k], scale / 2 * dot * dot, scale * (fabs(dot) + off) * off);
    }
    free(lambda);
    free(v);
    free(r);
}

void twin_compare(struct twin *twin, int model)
{
    check_moment(catapult_model_name(catapult_experiment_kind(twin->experiment, model)),
                 catapult_experiment_t(twin->experiment));
    compare_losses(twin, model);
    compare_outputs(twin, model);
    compare_spectrum(twin, model);
}
