/* look.c - see look.h. */
#include <catapult/look.h>

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/conv/conv_look.h"
#include "core/experiment/laboratory.h"
#include "core/dataset/loss.h"
#include "core/dense/network.h"
#include "base/xalloc.h"
#include "core/general/general.h"

const double *catapult_look_vector(const struct catapult_experiment *e, int model, int k)
{
    const struct running *running = &e->model[model];
    bool known = k < spectrum_count(running->spectrum) && !isnan(spectrum_lambda(running->spectrum, k));
    return known ? spectrum_vector(running->spectrum, k) : NULL;
}

/* Followed from a random start, as at step 0, by a spectrum of its own. */
enum catapult_status catapult_look_vectors(struct catapult_experiment *e, int model, double *vectors,
                                           struct catapult_error *err)
{
    struct running *running = &e->model[model];
    size_t c = e->data->outputs, size = e->data->n * c;
    int top = e->settings.spectrum.top;
    if (!experiment_spectrum_due(e, e->t))
        running->class->evaluate(running->state, true);
    struct kernel_operator kernel = experiment_operator(running);
    struct spectrum *spectrum = spectrum_new(size, top, (int)c, kernel.matrix, e->settings.seed);
    bool known = spectrum && spectrum_track(spectrum, &kernel);
    for (int k = 0; k < top; k++) {
        const double *p = known && k < spectrum_count(spectrum) ? spectrum_vector(spectrum, k) : NULL;
        for (size_t i = 0; i < size; i++)
            vectors[(size_t)k * size + i] = p ? p[i] : NAN;
    }
    spectrum_free(spectrum);
    return spectrum ? CATAPULT_STATUS_OK
                    : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a spectrum of size %zu", size);
}

enum catapult_status catapult_look_kernel(struct catapult_experiment *e, int model, double *kernel,
                                          struct catapult_error *err)
{
    size_t size = e->data->n * e->data->outputs;
    if (!experiment_matrix(e, model, kernel))
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a kernel of size %zu", size);
    cblas_dscal((int)(size * size), loss_scale((enum catapult_loss_kind)e->settings.loss, e->data->n), kernel, 1);
    return CATAPULT_STATUS_OK;
}

/* |X^T p|^2 */
static double along_data(const struct catapult_dataset *data, const double *p)
{
    double sum = 0;
    for (size_t j = 0; j < data->d; j++) {
        double dot = 0;
        for (size_t i = 0; i < data->n; i++)
            dot += data->x[i * data->d + j] * p[i];
        sum += dot * dot;
    }
    return sum;
}

double catapult_look_map_k(const struct catapult_experiment *e, int model)
{
    const struct net *net = e->shared.net;
    const double *p = catapult_look_vector(e, model, 0);
    if (e->shared.general)
        return e->shared.general->gamma * e->shared.general->gamma;
    if (!net || net->depth != 1 || net->c != 1 || !p)
        return NAN;
    return along_data(e->data, p) / ((double)net->width[0] * (double)net->d);
}

/* --- gates --------------------------------------------------------------------------------------------------- */

/* A running network of dense layers, NULL for any other model. */
static const struct network *dense_network(const struct catapult_experiment *e, int model)
{
    const struct running *running = &e->model[model];
    return e->shared.net && running->class == &model_network ? running->state : NULL;
}

/* The weights of a running convolutional network, NULL for any other model. */
static const double *conv_weights(const struct catapult_experiment *e, int model)
{
    const struct running *running = &e->model[model];
    struct state_array list[STATE_ARRAYS_MAX];
    if (running->class != &conv_network)
        return NULL;
    running->class->arrays(running->state, list);
    return list[0].value;
}

static void count_layer_gates(const struct network *network, int layer, double counts[3])
{
    size_t n = network->n;
    const double *a = network->a[layer], *z0 = network->net->z0[layer];
    for (size_t h = 0; h < network->net->width[layer]; h++) {
        size_t on = 0, moved = 0;
        for (size_t i = h * n; i < (h + 1) * n; i++) {
            on += a[i] > 0;
            moved += (a[i] > 0) != (z0[i] > 0);
        }
        counts[0] += (double)on;
        counts[1] += (double)moved;
        counts[2] += on == 0;
    }
}

bool catapult_look_gates(const struct catapult_experiment *e, int model, struct catapult_look_gates *out)
{
    const struct network *network = dense_network(e, model);
    const double *w = conv_weights(e, model);
    double counts[3] = {0}, units = 0;
    if (e->settings.network.activation != CATAPULT_ACTIVATION_RELU)
        return false;
    if (w)
        return conv_look_gates(e->shared.conv, w, out);
    if (!network)
        return false;
    for (int l = 0; l < network->net->depth; l++) {
        count_layer_gates(network, l, counts);
        units += (double)network->net->width[l];
    }
    double gates = units * (double)network->n;
    *out = (struct catapult_look_gates){counts[0] / gates, counts[1] / gates, counts[2] / units};
    return true;
}

/* --- the Taylor models at the network's w ------------------------------------------------------------------- */

/* Converts the saved state of a network into a state of its quadratic model, in place.  Both begin with the first layer's
 * increment and V; the other layers are W in the network and dW in the quadratic model.  sign -1: for w0 - dw instead of
 * w0 + dw. */
static void to_expansion(const struct net *net, double *state, size_t count, double sign)
{
    size_t readout = net->width[net->depth - 1] * net->c, tail = 0;
    for (int l = 1; l < net->depth; l++)
        tail += net->width[l] * net->width[l - 1];
    double *v = state + (count - tail - readout), *w = state + (count - tail);
    for (double *inc = state; inc < v; inc++)
        *inc *= sign;
    for (size_t i = 0; i < readout; i++)
        v[i] = net->v[i] + sign * (v[i] - net->v[i]);
    for (int l = 1; l < net->depth; l++)
        for (size_t i = 0, size = net->width[l] * net->width[l - 1]; i < size; i++, w++)
            *w = sign * (*w - net->w[l][i]);
}

/* Writes f_quad at w0 + sign * dw into f. */
static void quadratic_at(const struct running *network, const struct net *net, void *quadratic, double *state, double sign,
                         double *f)
{
    size_t size = model_size(network->class, network->state);
    model_save(network->class, network->state, state);
    to_expansion(net, state, size / sizeof *state, sign);
    model_restore(&model_quadratic, quadratic, state, false);
    memcpy(f, model_quadratic.output(quadratic), net->c * net->n * sizeof *f);
}

/* With f(+-) = f0 +- l + q: q = (f(+) + f(-))/2 - f0, f_lin = f0 + (f(+) - f(-))/2. */
static void taylor_errors(size_t size, const double *f, const double *f0, const double *plus, const double *minus,
                          struct catapult_look_taylor *out)
{
    double linear = 0, quadratic = 0, change = 0;
    for (size_t q = 0; q < size; q++) {
        linear += pow(f[q] - f0[q] - (plus[q] - minus[q]) / 2, 2);
        quadratic += pow(f[q] - plus[q], 2);
        change += pow(f[q] - f0[q], 2);
    }
    *out = (struct catapult_look_taylor){sqrt(linear / (double)size), sqrt(quadratic / (double)size),
                                sqrt(change / (double)size)};
}

enum catapult_status catapult_look_taylor(struct catapult_experiment *e, int model, struct catapult_look_taylor *out,
                                          struct catapult_error *err)
{
    const struct running *running = &e->model[model];
    const struct net *net = e->shared.net;
    const double *w = conv_weights(e, model);
    if (w)
        return conv_look_taylor(e->shared.conv, w, running->class->output(running->state), out)
                   ? CATAPULT_STATUS_OK
                   : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for an expansion of the network");
    if (!dense_network(e, model))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "the %s model is no network with Taylor models",
                                  catapult_model_name((int)running->kind));
    size_t size = net->c * net->n, bytes = model_size(running->class, running->state);
    double *f = try_array(3 * size, sizeof *f), *state = try_array(bytes / sizeof *state, sizeof *state);
    void *quadratic = f && state ? model_quadratic.make(&e->shared, true) : NULL;
    if (quadratic) {
        model_quadratic.reset(quadratic, false);
        memcpy(f, model_quadratic.output(quadratic), size * sizeof *f);
        quadratic_at(running, net, quadratic, state, 1, f + size);
        quadratic_at(running, net, quadratic, state, -1, f + 2 * size);
        taylor_errors(size, running->class->output(running->state), f, f + size, f + 2 * size, out);
        model_quadratic.free(quadratic);
    }
    free(f);
    free(state);
    return quadratic ? CATAPULT_STATUS_OK
                     : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for a second quadratic model");
}
