/* stage.c - see stage.h. */
#include "stage.h"

#include <math.h>
#include <string.h>

#include <catapult/phase.h>

enum { TURNED_AT = 50, TEST_EXAMPLES = 512 };

/* One direction of the quadratic model with k = |x|^2/(m d): f' = ..., Eqs. 7 and 8 with y = 1. */
struct direction {
    double r, lambda;
};

static void advance(struct direction *d, double k, double eta)
{
    double r = d->r, g = r + 1, lambda = d->lambda;
    d->r = (1 - eta * lambda + k * eta * eta * r * g) * r;
    d->lambda = lambda - eta * k * (4 * r * g - eta * lambda * r * r);
}

static double eta_at(int t)
{
    return t < TURNED_AT ? 0.4430 : 0.2215;
}

static struct measure measure_of(const struct direction d[2], double floor)
{
    struct measure m = {0};
    m.train_loss = d[0].r * d[0].r + d[1].r * d[1].r + floor;
    m.test_loss = 1.6 * m.train_loss + floor;
    m.train_accuracy = m.train_loss < 1 ? 1 : 0.5;
    m.test_accuracy = m.train_loss < 1 ? 0.9765625 : 0.5;
    m.lambda[0] = fmax(d[0].lambda, d[1].lambda);
    m.lambda[1] = fmin(d[0].lambda, d[1].lambda);
    m.lambda[2] = 0.01171875;
    m.pi[0] = d[0].r * d[0].r;
    m.pi[1] = d[1].r * d[1].r;
    m.distance = 8 - m.lambda[0];
    m.phase = PHASE_CATAPULT;
    return m;
}

/* k 0 is the linear model, which only ends when its loss passes the limit. */
static void run_model(struct stage *stage, int model, int steps, double k)
{
    struct direction d[2] = {{0.61, 5.417}, {0.43, 4.871}};
    struct snapshot *s = &stage->snapshot;
    double floor = 0.0107 /* of the directions that never change, Proposition 9 */, first = 0;
    for (int t = 0; t <= steps; t++) {
        struct measure m = measure_of(d, floor);
        first = t ? first : m.train_loss;
        s->diverged[model] = !(m.train_loss < 1e12 * first);
        if (s->diverged[model]) {
            s->diverged_at[model] = t;
            m.phase = PHASE_DIVERGED;
        } else if (eta_at(t) * 5.417 < 2) {
            m.phase = PHASE_LAZY;
        }
        history_push(&stage->histories[model], eta_at(t), &m);
        s->now[model] = m;
        if (s->diverged[model])
            break;
        advance(&d[0], k, eta_at(t));
        advance(&d[1], k, eta_at(t));
    }
}

static void set_defaults(struct stage *stage)
{
    struct settings *settings = &stage->settings;
    memset(stage, 0, sizeof *stage);
    strcpy(settings->name, "fig3");
    strcpy(settings->title, "Two critical learning rates (Figure 3)");
    settings->model = MODEL_QUADRATIC;
    settings->eta = (struct lr){1.2, LR_CRIT};
    settings->seed = 1;
    settings->test_every = 1;
    settings->data.source = SOURCE_GAUSSIAN;
    settings->data.n = 128;
    settings->data.d = 1;
    settings->data.test = TEST_EXAMPLES;
    settings->network.type = NETWORK_FC;
    settings->network.widths = (struct int_list){1, {5000}};
    settings->network.activation = ACTIVATION_RELU;
    settings->spectrum.top = 3;
    settings->spectrum.every = 1;
    stage->snapshot.fraction = -1;
    stage->view = (struct view){.settings = settings, .snapshot = &stage->snapshot, .histories = stage->histories,
                                .overlay = true, .follow = true, .log_scale = {[PANE_LOSS] = true},
                                .digests = stage->digests};
    for (int i = 0; i < MODEL_COUNT; i++) {
        history_init(&stage->histories[i], 3);
        digest_init(&stage->digests[i]);
    }
    history_init(&stage->ghost, 3);
}

static void set_data(struct snapshot *s)
{
    s->state = SESSION_PAUSED;
    s->n = 128;
    s->d = 1;
    s->outputs = 1;
    s->seed = 1;
    s->lambda_1 = 5.417;
}

void stage_init(struct stage *stage, int steps)
{
    set_defaults(stage);
    struct snapshot *s = &stage->snapshot;
    set_data(s);
    s->state = SESSION_RUNNING;
    s->n_test = TEST_EXAMPLES;
    s->models = 3;
    s->kind[0] = MODEL_QUADRATIC;
    s->kind[1] = MODEL_NETWORK;
    s->kind[2] = MODEL_LINEAR;
    s->t = steps;
    s->eta = eta_at(steps);
    s->eta_max_kind = ETA_MAX_MEASURED;
    s->eta_max = 0.7012;
    s->steps_per_second = 1234;
    run_model(stage, 0, steps, 1e-4);
    run_model(stage, 1, steps, 0.6e-4);
    run_model(stage, 2, steps, 0);
    for (int i = 0; i < 3; i++)
        digest_follow(&stage->digests[i], &stage->histories[i], true);
    stage->view.last = "-  eta 0.4430 -> 0.2215";
}

void stage_init_loading(struct stage *stage)
{
    set_defaults(stage);
    strcpy(stage->snapshot.task, "first kernel");
    stage->snapshot.fraction = 0.4375;
}

void stage_init_alone(struct stage *stage, int kind)
{
    set_defaults(stage);
    set_data(&stage->snapshot);
    stage->snapshot.models = 1;
    stage->snapshot.kind[0] = kind;
    stage->view.digests = NULL;
}

void stage_push(struct stage *stage, double eta, double loss, double lambda_1)
{
    struct measure m = {.train_loss = loss, .test_loss = NAN, .train_accuracy = NAN, .test_accuracy = NAN,
                        .distance = 1, .lambda = {lambda_1, lambda_1 / 2, 0}, .phase = PHASE_LAZY};
    history_push(&stage->histories[0], eta, &m);
    stage->snapshot.now[0] = m;
    stage->snapshot.eta = eta;
    stage->snapshot.t = (long)stage->histories[0].length - 1;
}

void stage_done(struct stage *stage)
{
    for (int i = 0; i < MODEL_COUNT; i++) {
        history_done(&stage->histories[i]);
        digest_done(&stage->digests[i]);
    }
    history_done(&stage->ghost);
}
