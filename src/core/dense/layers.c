/* layers.c - see layers.h. */
#include "core/dense/layers.h"

#include <math.h>

size_t layers_test_columns(const struct net *net)
{
    return net_test_columns(net->n_test);
}

void layers_gather(const struct net *net, const double *part, size_t column, size_t columns, double *f_test)
{
    double scale = 1 / sqrt((double)net->width[net->depth - 1]);
    int threads = pool_threads(net->pool);
    for (size_t k = 0; k < net->c; k++)
        for (size_t j = 0; j < columns; j++) {
            double sum = 0;
            for (int t = 0; t < threads; t++)
                sum += part[((size_t)t * net->c + k) * columns + j];
            f_test[k * net->n_test + column + j] = scale * sum;
        }
}

double layers_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double rows = (double)n, c = (double)outputs;
    double k = net_uses_span(n, d) ? rows : (double)d;
    double m = widths->value[0];
    double flops = 2 * m * rows * k + (k < rows ? 2 * m * rows * k : 0); /* Z_1, and its update */
    for (int l = 0; l < widths->count; l++) {
        m = widths->value[l];
        if (l > 0)
            flops += 6 * m * widths->value[l - 1] * rows; /* forward, reverse, update */
        flops += 2 * m * rows * rows;                     /* A^T A and B^T B, half of each */
        if (c > 1)
            flops += 2 * m * rows * rows * (c < 16 ? c + 18 : 34); /* products K v of a step's spectrum */
    }
    return flops + 6 * m * rows * c;
}

double layers_test_flops(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double flops = 2 * widths->value[0] * (double)(net_uses_span(n, d) ? n : d);
    for (int l = 1; l < widths->count; l++)
        flops += 2.0 * widths->value[l] * widths->value[l - 1];
    return flops + 2.0 * widths->value[widths->count - 1] * (double)outputs;
}

double layers_weights(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs)
{
    const struct catapult_int_list *widths = &settings->network.widths;
    double count = widths->value[0] * (double)(net_uses_span(n, d) ? n : d);
    for (int l = 1; l < widths->count; l++)
        count += (double)widths->value[l] * widths->value[l - 1];
    return count + widths->value[widths->count - 1] * (double)outputs;
}

/* --- the passes of a step --------------------------------------------------------------------------------------------- */

static void scale_weights(const struct net *net, double *weight, double eta, const double *u)
{
    for (size_t i = 0; i < net->c * net->n; i++)
        weight[i] = eta * u[i];
}

void fc_update(const struct fc_passes *passes, void *model, const struct net *net, double *weight, double eta,
               const double *u)
{
    int depth = net->depth;
    bool at_once = depth == 1 && net->c > 1;
    scale_weights(net, weight, eta, u);
    for (int l = depth - 1; l >= 0 && depth > 1 && net->c > 1; l--)
        passes->layer(model, l, REVERSE, weight);
    for (int l = 0; l < depth; l++)
        passes->layer(model, l, UPDATE | (at_once ? REVERSE : 0), weight);
}

void fc_step(const struct fc_passes *passes, void *model, const struct net *net, double *weight, double eta,
             const double *u, bool kernel)
{
    if (net->depth == 1) {
        scale_weights(net, weight, eta, u);
        passes->forward(model, UPDATE | (net->c > 1 ? REVERSE : 0), kernel);
        return;
    }
    fc_update(passes, model, net, weight, eta, u);
    passes->forward(model, 0, kernel);
}
