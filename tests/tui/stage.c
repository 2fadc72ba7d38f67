/* stage.c - see stage.h. */
#include "stage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/map.h>
#include <catapult/phase.h>

enum { TURNED_AT = 50, TEST_EXAMPLES = 512 };

/* One direction of the quadratic model with k = |x|^2/(m d): Eqs. 7 and 8 with y = 1. */
struct catapult_direction {
    double r, lambda;
};

static void advance(struct catapult_direction *d, double k, double eta)
{
    double r = d->r, g = r + 1, lambda = d->lambda;
    d->r = (1 - eta * lambda + k * eta * eta * r * g) * r;
    d->lambda = lambda - eta * k * (4 * r * g - eta * lambda * r * r);
}

static double eta_at(int t)
{
    return t < TURNED_AT ? 0.4430 : 0.2215;
}

static struct catapult_measure measure_of(const struct catapult_direction d[2], double floor)
{
    struct catapult_measure m = {0};
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
    m.phase = CATAPULT_PHASE_CATAPULT;
    return m;
}

/* The table's row of a run. */
static void summarize(struct stage *stage, int run, char name, const struct catapult_history *rows)
{
    struct run_summary *line = &stage->snapshot.run[run];
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&stage->settings);
    *line = (struct run_summary){.name = name, .stamp = (unsigned long)run + 1, .seed = 1, .t = (long)rows[0].length - 1};
    line->eta = catapult_history_get(&rows[0], CATAPULT_FIELD_ETA, rows[0].length - 1);
    for (int i = 0; i < stage->snapshot.models; i++) {
        struct run_model *m = &line->model[i];
        *m = (struct run_model){.peak = -1, .diverged_at = -1};
        for (size_t t = 0; t < rows[i].length; t++) {
            m->loss = catapult_history_get(&rows[i], CATAPULT_FIELD_TRAIN_LOSS, t);
            m->lambda_1 = catapult_history_get(&rows[i], CATAPULT_FIELD_LAMBDA, t);
            m->phase = (enum catapult_phase)catapult_history_get(&rows[i], CATAPULT_FIELD_PHASE, t);
            m->peak_t = m->loss > m->peak ? (long)t : m->peak_t;
            m->peak = fmax(m->loss, m->peak);
        }
        pyramid_outcome(NULL, &rows[i], &rules, rows[i].length - 1, &m->did);
        if (m->phase == CATAPULT_PHASE_DIVERGED)
            m->diverged_at = (long)rows[i].length - 1;
    }
}

/* k = 0 is the linear model, which ends only when its loss exceeds the limit. */
static void run_model(struct stage *stage, int model, int steps, double k)
{
    struct catapult_direction d[2] = {{0.61, 5.417}, {0.43, 4.871}};
    struct snapshot *s = &stage->snapshot;
    double floor = 0.0107 /* of the directions that never change, Proposition 9 */, first = 0;
    for (int t = 0; t <= steps; t++) {
        struct catapult_measure m = measure_of(d, floor);
        first = t ? first : m.train_loss;
        s->diverged[model] = !(m.train_loss < 1e12 * first);
        if (s->diverged[model]) {
            s->diverged_at[model] = t;
            m.phase = CATAPULT_PHASE_DIVERGED;
        } else if (eta_at(t) * 5.417 < 2) {
            m.phase = CATAPULT_PHASE_LAZY;
        }
        catapult_history_push(&stage->histories[model], eta_at(t), &m);
        s->now[model] = m;
        if (s->diverged[model])
            break;
        advance(&d[0], k, eta_at(t));
        advance(&d[1], k, eta_at(t));
    }
}

static void set_defaults(struct stage *stage)
{
    struct catapult_settings *settings = &stage->settings;
    memset(stage, 0, sizeof *stage);
    strcpy(settings->name, "fig3");
    strcpy(settings->title, "Two critical learning rates (Figure 3)");
    settings->model = CATAPULT_MODEL_QUADRATIC;
    settings->eta = (struct catapult_lr){1.2, CATAPULT_LR_CRIT};
    settings->seed = 1;
    settings->test_every = 1;
    settings->data.source = CATAPULT_SOURCE_GAUSSIAN;
    settings->data.n = 128;
    settings->data.d = 1;
    settings->data.test = TEST_EXAMPLES;
    settings->network.type = CATAPULT_NETWORK_FC;
    settings->network.widths = (struct catapult_int_list){1, {5000}};
    settings->network.activation = CATAPULT_ACTIVATION_RELU;
    settings->spectrum.top = 3;
    settings->spectrum.every = 1;
    stage->snapshot.fraction = -1;
    stage->view = (struct view){.settings = settings,
                                .snapshot = &stage->snapshot,
                                .histories = stage->histories,
                                .overlay = true,
                                .follow = true,
                                .pyramids = stage->pyramids};
    for (int i = 0; i < PANE_COUNT; i++)
        stage->view.log_scale[i] = pane_kind_log((enum pane_kind)i);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_init(&stage->histories[i], 3);
        pyramid_init(&stage->pyramids[i]);
    }
    catapult_history_init(&stage->ghost, 3);
}

static void set_data(struct snapshot *s)
{
    s->state = SESSION_PAUSED;
    s->n = 128;
    s->d = 1;
    s->outputs = 1;
    s->seed = 1;
    s->lambda_1 = 5.417;
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        s->eta_max_proved[i] = NAN;
}

void stage_init(struct stage *stage, int steps)
{
    set_defaults(stage);
    struct snapshot *s = &stage->snapshot;
    set_data(s);
    s->state = SESSION_RUNNING;
    s->n_test = TEST_EXAMPLES;
    s->models = 3;
    s->kind[0] = CATAPULT_MODEL_QUADRATIC;
    s->kind[1] = CATAPULT_MODEL_NETWORK;
    s->kind[2] = CATAPULT_MODEL_LINEAR;
    s->t = steps;
    s->eta = eta_at(steps);
    s->eta_max_proved[0] = 4 / s->lambda_1;
    s->eta_max_proved[2] = 2 / s->lambda_1;
    s->eta_max_kind = ETA_MAX_MEASURED;
    s->eta_max = 0.7012;
    s->eta_max_high = 0.7083;
    s->eta_max_fails = CATAPULT_OUTCOME_DIVERGED;
    s->eta_max_steps = 200;
    s->steps_per_second = 1234;
    run_model(stage, 0, steps, 1e-4);
    run_model(stage, 1, steps, 0.6e-4);
    run_model(stage, 2, steps, 0);
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(&stage->settings);
    for (int i = 0; i < 3; i++)
        pyramid_follow(&stage->pyramids[i], &stage->histories[i], &rules, true);
    s->runs = 1;
    summarize(stage, 0, 'A', stage->histories);
    stage->view.last = "-  eta 0.4430 -> 0.2215";
}

static void other_run(struct stage *stage, int other, double eta, int steps)
{
    for (int i = 0; i < 3; i++) {
        struct catapult_direction d[2] = {{0.61, 5.417}, {0.43, 4.871}};
        struct catapult_history *rows = &stage->others[other][i];
        bool over = false;
        catapult_history_init(rows, 3);
        pyramid_init(&stage->other_pyramids[other][i]);
        for (int t = 0; t <= steps && !over; t++) {
            struct catapult_measure m = measure_of(d, 0.0107);
            over = !(m.train_loss < 1e6);
            m.phase = over ? CATAPULT_PHASE_DIVERGED : eta * 5.417 < 2 ? CATAPULT_PHASE_LAZY : CATAPULT_PHASE_CATAPULT;
            catapult_history_push(rows, eta, &m);
            for (int k = 0; k < 2; k++)
                advance(&d[k], i == 2 ? 0 : i == 1 ? 0.6e-4 : 1e-4, eta);
        }
        pyramid_follow(&stage->other_pyramids[other][i], rows, NULL, true);
    }
}

void stage_runs(struct stage *stage)
{
    other_run(stage, 0, 0.25, 55);
    other_run(stage, 1, 0.8, 30);
    stage->snapshot.runs = 3;
    stage->snapshot.focus = 1;
    summarize(stage, 0, 'A', stage->others[0]);
    summarize(stage, 1, 'B', stage->histories);
    summarize(stage, 2, 'C', stage->others[1]);
    for (int i = 0; i < 2; i++)
        stage->view.others[2 * i] = (struct run_rows){
            .known = true, .histories = stage->others[i], .pyramids = stage->other_pyramids[i]};
    for (int i = 0; i < 2; i++) {
        const struct catapult_history *a = &stage->others[i][0], *b = &stage->histories[0];
        catapult_history_init(&stage->differences[i], 1);
        for (size_t t = 0; t < a->length && t < b->length; t++) {
            struct catapult_measure m = {.train_loss = fabs(catapult_history_get(a, CATAPULT_FIELD_TRAIN_LOSS, t)
                                                            - catapult_history_get(b, CATAPULT_FIELD_TRAIN_LOSS, t))};
            m.lambda[0] = catapult_history_get(a, CATAPULT_FIELD_LAMBDA, t)
                          - catapult_history_get(b, CATAPULT_FIELD_LAMBDA, t);
            catapult_history_push(&stage->differences[i], 0, &m);
        }
        stage->view.others[2 * i].difference = &stage->differences[i];
    }
    stage->view.compare = COMPARE_OVERLAY;
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
    stage->view.pyramids = NULL;
}

void stage_push(struct stage *stage, double eta, double loss, double lambda_1)
{
    struct catapult_measure m = {.train_loss = loss, .test_loss = NAN, .train_accuracy = NAN, .test_accuracy = NAN,
                        .distance = 1, .lambda = {lambda_1, lambda_1 / 2, 0}, .phase = CATAPULT_PHASE_LAZY};
    catapult_history_push(&stage->histories[0], eta, &m);
    stage->snapshot.now[0] = m;
    stage->snapshot.eta = eta;
    stage->snapshot.t = (long)stage->histories[0].length - 1;
}

void stage_done(struct stage *stage)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        catapult_history_done(&stage->histories[i]);
        pyramid_done(&stage->pyramids[i]);
    }
    catapult_history_done(&stage->ghost);
    catapult_history_done(&stage->differences[0]);
    catapult_history_done(&stage->differences[1]);
    for (int i = 0; i < 2 * CATAPULT_MODEL_COUNT; i++) {
        catapult_history_done(&stage->others[i / CATAPULT_MODEL_COUNT][i % CATAPULT_MODEL_COUNT]);
        pyramid_done(&stage->other_pyramids[i / CATAPULT_MODEL_COUNT][i % CATAPULT_MODEL_COUNT]);
    }
}

/* --- results of probes
 * ----------------------------------------------------------------------------------------------- */

static struct probe_head head(long t)
{
    return (struct probe_head){.serial = 1, .t = t, .known = true};
}

static void probe_path(struct path_probe *path, long t)
{
    struct catapult_map_point p = {.u = 2e-3, .v = 2.4, .w = 1e-4};
    path->head = head(t);
    path->k = 1e-4;
    path->scale = 1;
    path->y = 1;
    for (path->count = 0; path->count < 40; path->count++) {
        struct catapult_map_point next = catapult_map_step(p);
        double along = p.w / (path->k * 0.443 * 0.443);
        path->row[path->count] = (struct path_row){path->count, 0.443, p.v / 0.443, along, along * along / 2, p.u + p.w,
                                                   (p.v - next.v) / 0.443};
        p = next;
    }
    path->along = 0.001;
    path->lambda = p.v / 0.443;
}

/* No chaotic values: their last digits differ from machine to machine. */
static void probe_bifurcation(struct bifurcation_probe *b, long t)
{
    b->head = head(t);
    b->done = BIFURCATION_COLUMNS;
    b->cubic = true;
    b->per_a = 1;
    b->high = 2.1;
    b->v_high = 4.2;
    for (int i = 0; i < BIFURCATION_COLUMNS; i++) {
        double a = 2.1 * (i + 0.5) / BIFURCATION_COLUMNS;
        b->count[i] = b->v_count[i] = a > 2 ? 0 : 2;
        for (int k = 0; k < 2; k++) {
            b->z[i][k] = (float)(a < 1 ? 0 : (k ? 1.5 : -1) * (a - 1));
            b->v[i][k] = (float)(a < 1 ? 2 * a : 2 - a * (k + 1) / 3);
        }
    }
}

static void probe_function(struct function_probe *f, const struct snapshot *s)
{
    f->head = head(s->t);
    f->curve = true;
    f->models = 3;
    f->grid = FUNCTION_GRID;
    for (int i = 0; i < FUNCTION_GRID; i++) {
        float x = -4 + 8 * (float)i / (FUNCTION_GRID - 1);
        f->x[i] = x;
        f->f[0][i] = x > 0 ? x / 2 : x / 3;
        f->f[1][i] = x > 0 ? x * 0.4f : x / 4;
        f->f[2][i] = -3 * x;
    }
    f->points = 20;
    for (int m = 0; m < 3; m++)
        f->kind[m] = s->kind[m];
    for (int i = 0; i < 20; i++) {
        f->point_x[i] = (float)(i % 2 ? 2 : -2) + (float)(i % 7 - 3) / 2;
        f->point_y[i] = i % 2 ? 1 : -1;
        f->point_f[i] = f->point_x[i] / 2;
    }
}

static void probe_examples(struct examples_probe *e, long t)
{
    e->head = head(t);
    e->outputs = 1;
    e->labels = true;
    e->n = 128;
    e->wrong = 2;
    for (e->count = 0; e->count < 6; e->count++)
        e->example[e->count] = (struct example){.number = 7 * e->count, .y = e->count % 2 ? 1 : -1,
                                                .f = 0.5f - 0.25f * (float)e->count, .error = 1.5f - 0.125f * (float)e->count,
                                                .wrong = e->count < 2};
}

static void probe_scan(struct scan_probe *scan, const struct snapshot *s)
{
    scan->head = head(0);
    scan->models = 3;
    scan->test = true;
    scan->done = 20;
    scan->trying = 2.5;
    scan->fraction = 0.8125;
    for (int m = 0; m < 3; m++)
        scan->kind[m] = s->kind[m];
    double ratio = 0.2;
    for (int i = 0; i < SCAN_POINTS; i++, ratio *= 1.15) {
        struct scan_point *p = &scan->point[i];
        *p = (struct scan_point){.ratio = ratio, .done = i % 5 != 4};
        for (int m = 0; m < 3; m++) {
            p->best[m] = 0.5 + (m == 2 && ratio > 1 ? 1 : 0) - (m < 2 && ratio > 1 ? 0.2 * (ratio - 1) : 0);
            p->diverged[m] = m == 2 && ratio > 1;
        }
    }
}

static void probe_kernel(struct kernel_probe *k, long t)
{
    k->head = head(t);
    k->n = 128;
    k->side = 32;
    k->classes = 2;
    k->border[0] = 15;
    k->border[1] = 32;
    k->high = 4;
    for (int i = 0; i < 32; i++)
        for (int j = 0; j < 32; j++)
            k->cell[32 * i + j] = (i < 15) != (j < 15) ? 0 : i == j ? 4 : (float)(i % 5 + j % 5) / 3;
}

static void probe_weights(struct probes *p, long t)
{
    p->weights.head = p->sharpness.head = head(t);
    for (int i = 0; i < 12; i++) {
        double way = 0.5 * i * (i + 1);
        p->weights.sample[i] = (struct weights_sample){3L * i, way, 0.5 - 0.01 * i, 0.02 * i, 0.005 * i,
                                                       way * way / 50, way * way * way / 4000, way};
        p->sharpness.sample[i] = (struct sharpness_sample){3L * i, 5.4 + (i < 6 ? 0.5 * i : 0) - 0.1 * i, 5.4 - 0.1 * i};
    }
    p->weights.count = p->sharpness.count = 12;
}

static void probe_form(struct stage *stage)
{
    static const char *const names[3] = {"fig3", "single", "broken"};
    struct form *form = &stage->form;
    form_begin(form, &stage->settings, stage->settings.seed);
    form->draft.data.d = 3;
    form->setting = (int)(catapult_settings_find("data.d") - catapult_settings_table);
    form->presets = stage->presets;
    form->n_presets = 3;
    form->preset = 1;
    for (int i = 0; i < 3; i++) {
        struct library_preset *p = &stage->presets[i];
        snprintf(p->name, sizeof p->name, "%s", names[i]);
        snprintf(p->title, sizeof p->title, i == 2 ? "cannot be used" : "A title of preset %d", i);
        snprintf(p->words, sizeof p->words, "What preset number %d shows, in words that go on for more than a line.", i);
        p->sound = i < 2;
    }
    stage->view.form = form;
}

void stage_probes(struct stage *stage)
{
    struct probes *p = &stage->probes;
    const struct snapshot *s = &stage->snapshot;
    p->spectrum.head = head(s->t);
    p->spectrum.size = 128;
    p->spectrum.count = 12;
    for (int k = 0; k < 12; k++)
        p->spectrum.lambda[k] = k == 0 ? s->now[0].lambda[0] : p->spectrum.lambda[k - 1] / 2;
    probe_path(&p->path, s->t);
    probe_bifurcation(&p->bifurcation, s->t);
    probe_function(&p->function, s);
    probe_examples(&p->examples, s->t);
    probe_scan(&p->scan, s);
    probe_kernel(&p->kernel, s->t);
    probe_weights(p, s->t);
    probe_form(stage);
    stage->view.probes = p;
}

void stage_images(struct stage *stage)
{
    struct examples_probe *e = &stage->probes.examples;
    struct function_probe *f = &stage->probes.function;
    e->width = e->height = 8;
    for (int i = 0; i < e->count; i++)
        for (int at = 0; at < 64; at++)
            e->example[i].pixel[at] = (unsigned char)((at % 8 - 4) * (at % 8 - 4) + (at / 8 - 4) * (at / 8 - 4) < 4 + 2 * i ? 255 : 16 * i);
    f->curve = false;
    f->grid = 0;
    for (int i = 0; i < f->points; i++) {
        f->point_x[i] = (float)i + 1;
        f->point_y[i] = i < 10 ? -1 : 1;
        f->point_f[i] = f->point_y[i] + (float)(i % 10 - 5) / 10;
    }
}
