/* prediction.c - see prediction.h. */
#include "verify/prediction.h"

#include <catapult/look.h>
#include <catapult/map.h>
#include <catapult/phase.h>

#include <math.h>

#include "core/dataset/loss.h"
#include "core/experiment/laboratory.h"
#include "verify/vector.h"

/* The maps: (u, v, w) = (eta^2 a, eta lambda, eta^2 b) with numbers that do not depend on eta. */
struct along {
    double a, lambda, b;
    double loss_of_a; /* (c/2) r^2 = a loss_of_a */
};

/* Two layers, one output, full batches, no momentum; the activation is linear, or ReLU with its gates at w0.  Rates in
 * units of eta_max would need that first. */
static enum prediction_kind kind_of(const struct catapult_settings *settings, const struct catapult_dataset *data)
{
    bool linear = settings->network.activation == CATAPULT_ACTIVATION_LINEAR;
    bool relu = settings->network.activation == CATAPULT_ACTIVATION_RELU;
    bool two_layers = settings->network.type == CATAPULT_NETWORK_FC && settings->network.widths.count == 1;
    if (!two_layers || catapult_settings_need_eta_max(settings) || data->outputs != 1 || !(linear || relu) || settings->batch > 0 || settings->momentum > 0
        || settings->model == CATAPULT_MODEL_LINEAR || settings->model == CATAPULT_MODEL_GENERAL)
        return PREDICTION_NONE;
    bool quadratic = settings->model == CATAPULT_MODEL_QUADRATIC;
    return data->n == 1 && (linear || quadratic) ? PREDICTION_EXACT : PREDICTION_ESTIMATE;
}

/* k = |X^T p|^2/(m d), r = p.r, and of the targets p.y. */
static struct along along_of(const struct catapult_settings *settings, const struct catapult_experiment *e, int q, double c)
{
    const struct catapult_dataset *data = e->data;
    const double *p = catapult_look_vector(e, 0, q);
    double square = 0, m = settings->network.widths.value[0];
    for (size_t j = 0; j < data->d; j++) {
        double sum = 0;
        for (size_t i = 0; i < data->n; i++)
            sum += data->x[i * data->d + j] * p[i];
        square += sum * sum;
    }
    double k = square / (m * (double)data->d), r = vector_dot(data->n, p, e->model[0].r), y = vector_dot(data->n, p, data->y);
    return (struct along){.a = k * c * c * r * r, .b = k * c * c * r * y,
                          .loss_of_a = k > 0 ? 1 / (2 * c * k) : 0};
}

/* One step of every map; returns the loss along them all. */
static double step_maps(struct along *along, int count, double eta)
{
    double loss = 0;
    for (int q = 0; q < count; q++) {
        struct along *one = &along[q];
        struct catapult_map_point p = catapult_map_step(
            (struct catapult_map_point){.u = eta * eta * one->a, .v = eta * one->lambda, .w = eta * eta * one->b});
        one->a = p.u / (eta * eta);
        one->lambda = p.v / eta;
        one->b = p.w / (eta * eta);
        loss += one->a * one->loss_of_a;
    }
    return loss;
}

static void iterate(const struct catapult_settings *settings, struct along *along, double rest, double lambda_1,
                    struct prediction *out)
{
    double eta_max = catapult_phase_eta_max_theory(lambda_1), loss = rest;
    for (int q = 0; q < out->directions; q++)
        loss += along[q].a * along[q].loss_of_a;
    double limit = settings->divergence * loss;
    out->peak = loss;
    for (long t = 0; t < settings->stop.steps && !(loss < settings->stop.loss) && !out->diverges; t++) {
        double eta = catapult_settings_eta_at(settings, t, lambda_1, eta_max);
        if (!(eta > 0) || !isfinite(eta))
            return;
        loss = rest + step_maps(along, out->directions, eta);
        out->steps = t + 1;
        out->diverges = !(loss <= limit);
        if (loss > out->peak) {
            out->peak = loss;
            out->peak_step = t + 1;
        }
    }
    for (int q = 0; q < out->directions; q++)
        out->end[q] = along[q].lambda;
}

void prediction_make(const struct catapult_settings *settings, struct catapult_experiment *e, struct prediction *out)
{
    const struct catapult_measure *m = catapult_experiment_measure(e, 0);
    double c = loss_scale((enum catapult_loss_kind)settings->loss, e->data->n), rest = m->train_loss;
    struct along along[CATAPULT_TOP_MAX];
    *out = (struct prediction){.kind = kind_of(settings, e->data)};
    if (out->kind == PREDICTION_NONE)
        return;
    for (int q = 0; q < CATAPULT_TOP_MAX && catapult_look_vector(e, 0, q); q++) {
        if (!(m->lambda[q] > 1e-9 * m->lambda[0]))
            break;
        along[q] = along_of(settings, e, q, c);
        along[q].lambda = out->start[q] = m->lambda[q];
        rest -= along[q].a * along[q].loss_of_a;
        out->directions++;
    }
    rest = fmax(rest, 0);
    if (out->directions > 0)
        iterate(settings, along, rest, m->lambda[0], out);
    else
        out->kind = PREDICTION_NONE;
}
