/* fc.c - the fully connected architecture; its models share a struct net. */
#include <math.h>
#include <string.h>

#include "core/model/hessian.h"
#include "core/algebra/gemm.h"
#include "core/dense/layers.h"
#include "core/model/model.h"
#include "core/dense/ntk.h"

static enum catapult_status fc_make(struct shared *shared, const struct catapult_settings *settings,
                                    const struct catapult_dataset *data, const struct catapult_progress *progress,
                                    struct catapult_error *err)
{
    return net_new(&shared->net, settings, data, shared->pool, progress, err);
}

static void fc_free(struct shared *shared)
{
    net_free(shared->net);
}

static bool fc_ntk(const struct shared *shared, double *k, double *f, double *k_test, double *f_test)
{
    return ntk_compute(shared->net, k, f, k_test, f_test);
}

static double fc_ntk_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs)
{
    (void)d;
    return ntk_bytes(settings, n, n_test, outputs);
}

static double fc_making_bytes(const struct catapult_settings *settings, size_t d)
{
    return net_making_bytes(settings, d);
}

/* The Hessian, and for the network's Taylor errors a quadratic model at its weights. */
static double fc_look_bytes(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    double taylor = model_quadratic.bytes(settings, n, 0, d, outputs)
                    + 8 * (layers_weights(settings, n, d, outputs) + 3 * (double)(n * outputs));
    return hessian_dense_bytes(settings, n, d, outputs)
           + (catapult_settings_runs(settings, CATAPULT_MODEL_NETWORK) ? taylor : 0);
}

static double fc_parameters(const struct catapult_settings *settings, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double count = 0, fan = (double)d;
    for (int l = 0; l < widths->count; l++) {
        count += widths->value[l] * fan;
        fan = widths->value[l];
    }
    return count + (double)outputs * fan;
}

/* (m, d), ..., last (c, m) */
static int fc_w0(const struct shared *shared, int layer, size_t shape[4], double *weights)
{
    const struct net *net = shared->net;
    if (layer < 0 || layer > net->depth)
        return 0;
    bool readout = layer == net->depth;
    size_t rows = shape[0] = readout ? net->c : net->width[layer];
    size_t cols = shape[1] = layer == 0 ? net->d : net->width[layer - 1];
    if (!weights)
        return 2;
    if (layer == 0)
        net_draw_first(net, weights);
    else if (!readout)
        memcpy(weights, net->w[layer], rows * cols * sizeof *weights);
    else
        for (size_t h = 0; h < cols; h++)
            for (size_t k = 0; k < rows; k++)
                weights[k * cols + h] = net->v[h * rows + k];
    return 2;
}

/* W_1 = W_1(0) + inc R (net.h).  Both models keep V^T whole; of the layers between, the network keeps W_l and the quadratic
 * model dW_l. */
static void fc_weights(const struct shared *shared, const struct model_class *class, const void *state, int layer,
                       double *weights)
{
    const struct net *net = shared->net;
    struct state_array list[STATE_ARRAYS_MAX]; /* inc, V^T, W_2, ... */
    size_t shape[4];
    class->arrays(state, list);
    fc_w0(shared, layer, shape, weights);
    size_t rows = shape[0], cols = shape[1];
    if (layer == net->depth) {
        for (size_t h = 0; h < cols; h++)
            for (size_t k = 0; k < rows; k++)
                weights[k * cols + h] = list[1].value[h * rows + k];
    } else if (layer == 0 && net->span) {
        gemm(rows, cols, net->n, 1 / sqrt((double)net->d), list[0].value, net->n, net->data->x, cols, 1, weights, cols);
    } else {
        const double *change = list[layer == 0 ? 0 : layer + 1].value;
        bool whole = layer > 0 && class == &model_network;
        for (size_t i = 0; i < rows * cols; i++)
            weights[i] = (whole ? 0 : weights[i]) + change[i];
    }
}

const struct architecture architecture_fc = {
    .name = "fc",
    .model = {[CATAPULT_MODEL_NETWORK] = &model_network,
              [CATAPULT_MODEL_LINEAR] = &model_linear,
              [CATAPULT_MODEL_QUADRATIC] = &model_quadratic},
    .make = fc_make,
    .free = fc_free,
    .ntk = fc_ntk,
    .hessian = hessian_dense,
    .ntk_bytes = fc_ntk_bytes,
    .bytes = net_bytes,
    .making_bytes = fc_making_bytes,
    .look_bytes = fc_look_bytes,
    .parameters = fc_parameters,
    .w0 = fc_w0,
    .weights = fc_weights,
};
