/* fc_pass.c - see fc_pass.h. */
#include "core/dense/fc_pass.h"

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
