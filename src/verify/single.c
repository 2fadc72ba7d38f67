/* single.c - a single example, against the maps that are known exactly.
 *
 * One hidden layer of ReLU, quadratic model, or linear activation, network (Eqs. 7, 8; h = eta c, k = |x|^2/(m d), l
 * = |J|^2):
 *
 *     r(t+1) = (1 - h l + k h^2 r g) r        l(t+1) = l - h k r^2 (4 g/r - h l)
 *
 * General quadratic model, T_k = gamma^k J S^k J^T, T_0 = l (PAPER section 6):
 *
 *     r(t+1) = r (1 - h T_0 + h^2 r T_1 / 2)  T_0(t+1) = T_0 - 2 h r T_1 + h^2 r^2 T_2
 *
 * Each step starts from the core's values, so only one step's rounding enters.  A step may grow so much that the run
 * ends there: r is compared as long as it is a number. */
#include "verify/properties.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "verify/ray.h"

enum { STEPS = 24 };

static const double square_root_of_largest = 0x1p512; /* a residual above this has an infinite loss */
static const double starts[] = {0.7, 1.9, 2.4, 3.1}; /* eta lambda at w0, on both sides of 2 */

struct alone {
    struct subject *subject;
    struct catapult_dataset *data;
    struct catapult_experiment *e;
    struct running *running;
    double scale, k, noise, p;
};

/* T_k = sum gamma^k s^k J_j^2 for k = 0, 1, 2, J = phi + gamma s w; the general model's state is w itself. */
static void power_sums(const struct alone *alone, double sums[3])
{
    size_t p;
    const double *phi, *s;
    double gamma = alone->e->settings.network.gamma;
    catapult_experiment_general(alone->e, &p, &phi, &s);
    double *w = xnew_array(p, sizeof *w);
    state_read(alone->running, w);
    sums[0] = sums[1] = sums[2] = 0;
    for (size_t j = 0; j < p; j++) {
        double jac = phi[j] + gamma * s[j] * w[j], term = jac * jac;
        for (int k = 0; k < 3; k++, term *= gamma * s[j])
            sums[k] += term;
    }
    free(w);
}

/* Compares one step of the core with the map; r and l are the predictions. */
static void compare_step(struct alone *alone, double eta, double r, double l, double size, const char *what,
                         struct finding *finding)
{
    double before = fabs(alone->running->now.lambda[0] / alone->scale);
    double noise = ray_noise(alone->running, 1, alone->subject->rng);
    catapult_experiment_step(alone->e, eta);
    double got = alone->running->class->output(alone->running->state)[0] - alone->data->y[0];
    double length = alone->running->now.lambda[0] / alone->scale, rounding = 8 * subject_gamma(alone->p);
    noise += ray_noise(alone->running, 1, alone->subject->rng);
    bool beyond = !isfinite(got) && !(fabs(r) < square_root_of_largest); /* both have overflowed */
    if (!beyond)
        finding_case(finding, fabs(got - r) / (fabs(r) + size), (rounding * size + 20 * noise) / (fabs(r) + size),
                     "r of %s, step %ld", what, alone->e->t);
    if (alone->running->diverged) /* the run's last row has no lambda */
        return;
    finding_case(finding, fabs(length - l) / (fabs(l) + before), rounding * (1 + size / fabs(r)), "lambda of %s, step %ld",
                 what, alone->e->t);
}

/* Eqs. 7 and 8. */
static void follow_units(struct alone *alone, double start, struct finding *finding)
{
    double h = start / (alone->running->now.lambda[0] / alone->scale), k = alone->k;
    for (int t = 0; t < STEPS && alone->running->now.train_loss > 1e-20 && !subject_blown_up(alone->running); t++) {
        double l = alone->running->now.lambda[0] / alone->scale;
        double g = alone->running->class->output(alone->running->state)[0], r = g - alone->data->y[0];
        double factor = 1 - h * l + k * h * h * r * g, size = (1 + h * l + fabs(k * h * h * r * g)) * fabs(r);
        compare_step(alone, h / alone->scale, factor * r, l - h * k * (4 * g * r - h * l * r * r), size,
                     alone->running->class->name, finding);
    }
}

static void follow_general(struct alone *alone, double start, struct finding *finding)
{
    double t[3], h = start / (alone->running->now.lambda[0] / alone->scale);
    for (int step = 0; step < STEPS && alone->running->now.train_loss > 1e-20 && !subject_blown_up(alone->running); step++) {
        double r = alone->running->class->output(alone->running->state)[0] - alone->data->y[0];
        power_sums(alone, t);
        double factor = 1 - h * t[0] + h * h * r * t[1] / 2, size = (1 + h * t[0] + fabs(h * h * r * t[1])) * fabs(r);
        double l = t[0] - 2 * h * r * t[1] + h * h * r * r * t[2];
        compare_step(alone, h / alone->scale, factor * r, l, size, "general", finding);
    }
}

static bool alone_init(struct alone *alone, struct subject *subject, enum catapult_model_kind kind)
{
    *alone = (struct alone){
        .subject = subject, .scale = subject->given->loss == CATAPULT_LOSS_SUM ? 1 : 2, .p = subject->p};
    if (subject_single(subject, &alone->data, &alone->e) != CATAPULT_STATUS_OK)
        return false;
    for (int i = 0; i < alone->e->models; i++)
        if (alone->e->model[i].kind == kind)
            alone->running = &alone->e->model[i];
    size_t d = alone->data->d;
    alone->k = vector_dot(d, alone->data->x, alone->data->x) / (double)d / subject->settings.network.widths.value[0];
    return true;
}

static void single_follow(struct subject *subject, enum catapult_model_kind kind, struct finding *finding)
{
    struct alone alone;
    if (!alone_init(&alone, subject, kind)) {
        finding_na(finding, "no memory for one example");
    } else if (!(alone.running->now.lambda[0] > 0)) {
        finding_na(finding, "K = 0: nothing moves");
    } else {
        void *start = xnew_array(catapult_experiment_state_size(alone.e), 1);
        catapult_experiment_save(alone.e, start);
        for (size_t i = 0; i < sizeof starts / sizeof *starts && !subject_stop(subject); i++) {
            catapult_experiment_restore(alone.e, start);
            if (kind == CATAPULT_MODEL_GENERAL)
                follow_general(&alone, starts[i], finding);
            else
                follow_units(&alone, starts[i], finding);
        }
        free(start);
    }
    catapult_experiment_free(alone.e);
    catapult_dataset_free(alone.data);
}

void property_single(struct subject *subject, struct finding *finding)
{
    const struct catapult_settings *settings = &subject->settings;
    int activation = settings->network.activation;
    bool shallow = settings->network.type == CATAPULT_NETWORK_FC && settings->network.widths.count == 1;
    if (settings->network.type == CATAPULT_NETWORK_GENERAL)
        single_follow(subject, CATAPULT_MODEL_GENERAL, finding);
    else if (shallow && activation == CATAPULT_ACTIVATION_RELU && subject->few->outputs == 1)
        single_follow(subject, CATAPULT_MODEL_QUADRATIC, finding);
    else if (shallow && activation == CATAPULT_ACTIVATION_LINEAR && subject->few->outputs == 1)
        single_follow(subject, CATAPULT_MODEL_NETWORK, finding);
    else
        finding_na(finding, "exact for one hidden layer of relu or linear units and one output only");
}
