/* test_probes.c - data that screens need beyond the snapshot: computed only on request, equal to the core's results,
 * without changing the run's bits; and while paused no thread wakes up.
 *
 * No test sleeps: it waits on session_fd for the expected state, and fails if that does not come. */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/direction.h>
#include <catapult/look.h>
#include <catapult/map.h>
#include <catapult/sharpness.h>

#include "check.h"
#include "base/clock.h"
#include "session/thread/session.h"
#include "twin.h"

enum { PATIENCE_MS = 60000, ALL = (1 << PROBE_COUNT) - 1 };

static const char *const small[] = {"model=network", "compare=linear,quadratic", "network.widths=30", "data.n=10",
                                    "data.d=1", "data.test=6", "threads=1", "eta=1.2crit", "stop.steps=30", "stop.loss=0",
                                    NULL};
static const char *const single[] = {"model=quadratic", "network.widths=40", "data.n=1", "data.d=3", "data.test=0",
                                     "data.source=sphere", "loss=sum", "threads=1", "eta=1.3crit", "spectrum.top=1",
                                     "stop.steps=60", "stop.loss=0", NULL};
static const char *const cubic[] = {"model=general", "network.gamma=1", "network.phi=zero", "network.s=identity",
                                    "data.n=1", "data.d=1", "data.test=0", "loss=sum", "threads=1", "eta=0.9",
                                    "spectrum.top=1", "stop.loss=0", NULL};

struct seat {
    struct catapult_settings settings;
    struct session *session;
    struct snapshot now;
    struct catapult_history histories[CATAPULT_MODEL_COUNT];
    struct probes found;
};

static enum catapult_status load(const struct catapult_settings *settings, struct catapult_dataset **out,
                                 const struct catapult_progress *progress, struct catapult_error *err)
{
    (void)progress;
    return settings->data.source == CATAPULT_SOURCE_SPHERE ? catapult_dataset_sphere(settings, out, err)
                                                           : catapult_dataset_gaussian(settings, out, err);
}

static void sit(struct seat *seat, const char *const *pairs)
{
    memset(seat, 0, sizeof *seat);
    twin_settings(&seat->settings, pairs);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_history_init(&seat->histories[i], seat->settings.spectrum.top);
    seat->session = session_new(&seat->settings, load, false);
    assert_non_null(seat->session);
    session_start(seat->session);
}

static void rise(struct seat *seat)
{
    session_stop(seat->session);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_history_done(&seat->histories[i]);
}

static void fetch(struct seat *seat)
{
    session_fetch(seat->session, &seat->now, seat->histories);
    for (int i = 0; i < PROBE_COUNT; i++)
        session_probe(seat->session, (enum probe_kind)i, probes_member(&seat->found, (enum probe_kind)i));
}

typedef bool (*wanted)(const struct seat *seat, long figure);

static void wait_for(struct seat *seat, wanted seen, long figure, const char *what)
{
    int64_t end = clock_now() + PATIENCE_MS / 1000 * CLOCK_SECOND;
    for (;;) {
        struct pollfd fd = {.fd = session_fd(seat->session), .events = POLLIN};
        fetch(seat);
        if (seen(seat, figure))
            return;
        if (clock_now() > end || poll(&fd, 1, PATIENCE_MS) != 1)
            fail_msg("waited for %s %ld at t %ld", what, figure, seat->now.t);
    }
}
#define WAIT(seat, seen, figure) wait_for((seat), (seen), (figure), #seen)

static bool loaded(const struct seat *seat, long unused)
{
    (void)unused;
    return seat->now.models > 0;
}

static bool at_step(const struct seat *seat, long t)
{
    return seat->now.models > 0 && seat->now.t == t && seat->now.state == SESSION_PAUSED;
}

/* Whether every probe of this step has been computed, and the background work is done. */
static bool all_made(const struct seat *seat, long t)
{
    struct probes *found = (struct probes *)&seat->found;
    for (int i = 0; i < PROBE_COUNT; i++) {
        const struct probe_head *head = probes_member(found, (enum probe_kind)i);
        if (!head->serial || (i != PROBE_SCAN && i != PROBE_BIFURCATION && head->t != t))
            return false;
    }
    int sharp = found->sharpness.count;
    return at_step(seat, t) && found->scan.done == SCAN_POINTS && found->bifurcation.done == BIFURCATION_COLUMNS && sharp > 0 &&
           found->sharpness.sample[sharp - 1].t == t;
}

/* A probe that nobody requested is not computed. */
static void test_unwanted(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, small);
    session_forward(seat.session, 5);
    WAIT(&seat, at_step, 5);
    for (int i = 0; i < PROBE_COUNT; i++)
        assert_int_equal(probes_member(&seat.found, (enum probe_kind)i)->serial, 0);
    rise(&seat);
}

static bool bound_known(const struct seat *seat, long unused)
{
    (void)unused;
    return seat->now.eta_max_kind == ETA_MAX_MEASURED;
}

/* Each probe is computed once per step; then the thread sleeps and publishes nothing for a second. */
static void test_silence(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, small);
    session_want(seat.session, ALL, 0);
    session_forward(seat.session, 3);
    WAIT(&seat, all_made, 3);
    WAIT(&seat, bound_known, 0);
    unsigned long generation = seat.now.generation;
    struct pollfd fd = {.fd = session_fd(seat.session), .events = POLLIN};
    while (poll(&fd, 1, 1000) == 1)
        fetch(&seat); /* updates already in progress */
    assert_true(seat.now.generation - generation <= PROBE_COUNT);
    fetch(&seat);
    generation = seat.now.generation;
    assert_int_equal(poll(&fd, 1, 1000), 0);
    fetch(&seat);
    assert_int_equal(seat.now.generation, generation);
    rise(&seat);
}

/* The same experiment without a session, stepped to t. */
static struct catapult_experiment *plain(const struct catapult_settings *settings, struct catapult_dataset **data,
                                         long t)
{
    struct catapult_experiment *e;
    struct catapult_error err;
    assert_int_equal(load(settings, data, NULL, &err), CATAPULT_STATUS_OK);
    assert_int_equal(catapult_experiment_new(&e, settings, *data, NULL, &err), CATAPULT_STATUS_OK);
    double eta = catapult_lr_resolve(&settings->eta, 2, catapult_experiment_lambda_1(e), INFINITY);
    while (catapult_experiment_t(e) < t)
        catapult_experiment_step(e, eta);
    return e;
}

static void compare_kernel(const struct probes *found, struct catapult_experiment *e)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    size_t n = data->n;
    double *k = twin_array(n * n), high = -INFINITY, sum = 0, shown = 0;
    assert_int_equal(catapult_look_kernel(e, 0, k, NULL), CATAPULT_STATUS_OK);
    for (size_t i = 0; i < n * n; i++) {
        high = fmax(high, k[i]);
        sum += k[i];
        shown += (double)found->kernel.cell[i];
    }
    assert_int_equal(found->kernel.side, n);
    assert_close((double)found->kernel.high, high, 1e-6);
    assert_close(shown, sum, 1e-5);
    assert_int_equal(found->kernel.classes, 2);
    assert_int_equal(found->kernel.border[0], n / 2);
    free(k);
}

static void compare_function(const struct function_probe *f, const struct catapult_experiment *e)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    assert_true(f->curve && f->grid == FUNCTION_GRID && f->points == (int)data->n);
    for (int i = 0; i < f->points; i++) { /* a ReLU network without biases is linear on either side of 0 */
        double x = data->x[i], value = catapult_experiment_output(e, 0)[i];
        int at = 0;
        while (at < f->grid - 2 && (double)f->x[at + 1] <= x)
            at++;
        if ((double)f->x[at] * (double)f->x[at + 1] <= 0)
            continue;
        double part = (x - (double)f->x[at]) / ((double)f->x[at + 1] - (double)f->x[at]);
        assert_near((1 - part) * (double)f->f[0][at] + part * (double)f->f[0][at + 1], value, 1e-4 * (1 + fabs(value)));
    }
}

static void compare_examples(const struct examples_probe *found, const struct catapult_experiment *e)
{
    const struct catapult_dataset *data = catapult_experiment_data(e);
    double worst = 0;
    for (size_t i = 0; i < data->n; i++)
        worst = fmax(worst, fabs(catapult_experiment_output(e, 0)[i] - data->y[i]));
    assert_int_equal(found->count, data->n);
    assert_close((double)found->example[0].error, worst, 1e-6);
    for (int i = 1; i < found->count; i++)
        assert_true(found->example[i].error <= found->example[i - 1].error);
}

/* Compares everything with the core's own results at the same step. */
static void test_figures(void **state)
{
    (void)state;
    struct seat seat;
    struct catapult_dataset *data;
    struct catapult_look_taylor taylor;
    struct catapult_look_gates gates;
    sit(&seat, small);
    session_want(seat.session, ALL, 0);
    session_forward(seat.session, 7);
    WAIT(&seat, all_made, 7);
    struct catapult_experiment *e = plain(&seat.settings, &data, 7);
    const struct probes *found = &seat.found;
    double lambda[16];
    assert_int_equal(catapult_experiment_spectrum(e, 0, lambda, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(found->spectrum.count, 10);
    for (int k = 0; k < 10; k++)
        assert_true(found->spectrum.lambda[k] == lambda[k]);
    compare_kernel(found, e);
    compare_function(&found->function, e);
    compare_examples(&found->examples, e);
    const struct weights_sample *w = &found->weights.sample[found->weights.count - 1];
    assert_int_equal(catapult_look_taylor(e, 0, &taylor, NULL), CATAPULT_STATUS_OK);
    assert_true(catapult_look_gates(e, 0, &gates));
    assert_true(w->t == 7 && w->distance == catapult_experiment_measure(e, 0)->distance);
    assert_true(w->taylor_quadratic == taylor.quadratic && w->active == gates.active);
    struct catapult_sharpness *sharpness;
    struct catapult_sharpness_state sharp;
    assert_int_equal(catapult_sharpness_new(&sharpness, e, 0, NULL), CATAPULT_STATUS_OK);
    catapult_sharpness_advance(sharpness, 1000);
    catapult_sharpness_get(sharpness, &sharp);
    assert_close(found->sharpness.sample[found->sharpness.count - 1].value, sharp.value, 4e-6);
    catapult_sharpness_free(sharpness);
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    rise(&seat);
}

static bool path_of(const struct seat *seat, long t)
{
    return at_step(seat, t) && seat->found.path.head.t == t;
}

/* Each step along p_1, as in direction.h; after a jump back the later rows are removed, and computed again. */
static void test_path(void **state)
{
    (void)state;
    struct seat seat;
    struct catapult_dataset *data;
    struct catapult_direction *direction;
    sit(&seat, small);
    session_want(seat.session, PROBE_BIT(PROBE_PATH), 0);
    session_forward(seat.session, 9);
    WAIT(&seat, path_of, 9);
    session_goto(seat.session, 4);
    WAIT(&seat, path_of, 4);
    assert_int_equal(seat.found.path.count, 4);
    session_forward(seat.session, 8);
    WAIT(&seat, path_of, 12);
    assert_int_equal(seat.found.path.count, 12);
    struct catapult_experiment *e = plain(&seat.settings, &data, 0);
    double eta = seat.now.eta;
    assert_int_equal(catapult_direction_new(&direction, e, 0, 0, NULL), CATAPULT_STATUS_OK);
    for (int t = 0; t < 12; t++) {
        const struct path_row *row = &seat.found.path.row[t];
        struct catapult_direction_step step;
        catapult_direction_before(direction, e);
        catapult_experiment_step(e, eta);
        catapult_direction_after(direction, e, eta, &step);
        assert_int_equal(row->t, t);
        assert_true(row->eta == eta && row->lambda == step.lambda && row->r_f == step.r_f && row->r_k == step.r_k);
        assert_true(row->along == step.along);
    }
    catapult_direction_free(direction);
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    rise(&seat);
}

/* The map's coordinates and parameter for one example. */
static void test_place(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, single);
    session_want(seat.session, PROBE_BIT(PROBE_PATH), 0);
    session_forward(seat.session, 5);
    WAIT(&seat, path_of, 5);
    const struct path_probe *p = &seat.found.path;
    double unit = p->k * seat.now.eta * seat.now.eta;
    struct catapult_map_point at = {unit * p->row[0].along * p->row[0].along, seat.now.eta * p->row[0].lambda,
                                    unit * p->row[0].along * p->y};
    for (int t = 0; t < 5; t++)
        at = catapult_map_step(at);
    assert_close(at.u, unit * p->along * p->along, 1e-9);
    assert_close(at.v, seat.now.eta * p->lambda, 1e-9);
    rise(&seat);
}

static bool bifurcation_done(const struct seat *seat, long unused)
{
    (void)unused;
    return seat->found.bifurcation.done == BIFURCATION_COLUMNS;
}

/* One weight: for a < 1 every start ends at 0, then at two values, finally at none; the model's own steps give the
 * cubic map. */
static void test_bifurcation(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, cubic);
    session_want(seat.session, PROBE_BIT(PROBE_BIFURCATION), 0);
    WAIT(&seat, bifurcation_done, 0);
    const struct bifurcation_probe *b = &seat.found.bifurcation;
    assert_true(b->own && b->cubic);
    assert_near(b->per_a, 1, 1e-15);
    for (int i = 0; i < BIFURCATION_COLUMNS; i++) {
        double a = b->low + (b->high - b->low) * (i + 0.5) / BIFURCATION_COLUMNS;
        double z = (double)b->z[i][BIFURCATION_VALUES - 1], before = (double)b->z[i][BIFURCATION_VALUES - 2];
        if (a > 0.05 && a < 0.95)
            assert_near(z, 0, 1e-6);
        else if (a > 1.05 && a < 1.2)
            assert_true(b->count[i] == BIFURCATION_VALUES && fabs(z - before) > 0.2);
        else if (a > 2.03)
            assert_int_equal(b->count[i], 0);
        if (b->count[i] == BIFURCATION_VALUES)
            assert_near(catapult_map_cubic(a, before), z, 1e-5);
        if (a > 0.05 && a < 0.95)
            assert_near((double)b->v[i][0], 2 * a, 1e-5); /* PAPER section 6: at the minimum */
    }
    rise(&seat);
}

/* The two-layer example: v ends in (0, 2) if it starts below 4, as in its own run. */
static void test_bifurcation_single(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, single);
    session_want(seat.session, PROBE_BIT(PROBE_BIFURCATION), 0);
    session_forward(seat.session, 60);
    WAIT(&seat, at_step, 60);
    WAIT(&seat, bifurcation_done, 0);
    const struct bifurcation_probe *b = &seat.found.bifurcation;
    assert_true(b->own && !b->cubic);
    double v = seat.now.eta * seat.now.lambda_1, end = seat.now.eta * seat.now.now[0].lambda[0];
    int column = (int)((v - b->v_low) / (b->v_high - b->v_low) * BIFURCATION_COLUMNS);
    assert_true(b->v_count[column] > 0);
    assert_near((double)b->v[column][0], end, 0.1); /* v0 = 2.6, a column of 0.026 wide: see PAPER section 6 */
    for (int i = 0; i < BIFURCATION_COLUMNS; i++)
        for (int k = 0; k < b->v_count[i]; k++)
            assert_within((double)b->v[i][k], 0, 2.3);
    rise(&seat);
}

static bool scan_done(const struct seat *seat, long unused)
{
    (void)unused;
    return seat->found.scan.done == SCAN_POINTS;
}

/* Each point against a plain run at that learning rate, tested at every fourth step. */
static void test_scan(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, small);
    session_want(seat.session, PROBE_BIT(PROBE_SCAN), 0);
    WAIT(&seat, scan_done, 0);
    const struct scan_probe *scan = &seat.found.scan;
    assert_true(scan->models == 3 && scan->test && isnan(scan->trying));
    for (int i = 0; i < SCAN_POINTS; i += 6) {
        struct catapult_dataset *data;
        struct catapult_experiment *e = plain(&seat.settings, &data, 0);
        double best[3] = {INFINITY, INFINITY, INFINITY},
               eta = scan->point[i].ratio * 2 / catapult_experiment_lambda_1(e);
        for (int t = 0; t <= 30; t++) {
            for (int m = 0; m < 3 && t % 4 == 0; m++)
                if (!catapult_experiment_diverged(e, m))
                    best[m] = fmin(best[m], catapult_experiment_measure(e, m)->test_loss);
            catapult_experiment_step(e, eta);
        }
        for (int m = 0; m < 3; m++)
            assert_close(scan->point[i].best[m], best[m], 1e-9);
        catapult_experiment_free(e);
        catapult_dataset_free(data);
    }
    rise(&seat);
}

static bool past(const struct seat *seat, long t)
{
    return seat->now.models > 0 && seat->now.t >= t;
}

/* All probes requested, the focus changed, a jump back: the rows equal those of a run without probes. */
static void test_no_bit(void **state)
{
    (void)state;
    static const char *const longer[] = {"model=network", "compare=linear,quadratic", "network.widths=30", "data.n=10",
                                         "data.d=1", "data.test=6", "threads=2", "eta=1.2crit", "stop.steps=1000000",
                                         "stop.loss=0", NULL};
    struct seat seat;
    struct catapult_dataset *data;
    sit(&seat, longer);
    session_want(seat.session, ALL, 0);
    session_run(seat.session, true);
    WAIT(&seat, past, 20);
    session_want(seat.session, ALL, 2);
    WAIT(&seat, past, 40);
    session_goto(seat.session, 25);
    WAIT(&seat, at_step, 25);
    session_want(seat.session, ALL, 1);
    session_forward(seat.session, 35);
    WAIT(&seat, at_step, 60);
    struct catapult_experiment *e = plain(&seat.settings, &data, 0);
    for (size_t t = 0; t <= 60; t++) {
        for (int m = 0; m < 3; m++) {
            double loss = catapult_experiment_measure(e, m)->train_loss,
                   lambda = catapult_experiment_measure(e, m)->lambda[0];
            double seen = catapult_history_get(&seat.histories[m], CATAPULT_FIELD_TRAIN_LOSS, t);
            if (catapult_experiment_diverged(e, m))
                continue;
            assert_memory_equal(&loss, &seen, sizeof loss);
            seen = catapult_history_get(&seat.histories[m], CATAPULT_FIELD_LAMBDA, t);
            assert_memory_equal(&lambda, &seen, sizeof lambda);
        }
        catapult_experiment_step(e, seat.now.eta);
    }
    catapult_experiment_free(e);
    catapult_dataset_free(data);
    rise(&seat);
}

/* Another seed is another experiment: results of the first are removed. */
static void test_restart(void **state)
{
    (void)state;
    struct seat seat;
    sit(&seat, small);
    session_want(seat.session, ALL, 0);
    session_forward(seat.session, 3);
    WAIT(&seat, all_made, 3);
    double first = seat.found.spectrum.lambda[0];
    session_restart(seat.session, true);
    WAIT(&seat, loaded, 0);
    session_forward(seat.session, 2);
    WAIT(&seat, all_made, 2);
    assert_true(seat.found.spectrum.lambda[0] != first);
    assert_int_equal(seat.found.path.count, 2);
    session_want(seat.session, ALL, 7); /* no such model */
    session_forward(seat.session, 1);
    WAIT(&seat, at_step, 3);
    rise(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unwanted),    cmocka_unit_test(test_silence),     cmocka_unit_test(test_figures),
        cmocka_unit_test(test_path),        cmocka_unit_test(test_place),       cmocka_unit_test(test_bifurcation),
        cmocka_unit_test(test_bifurcation_single), cmocka_unit_test(test_scan), cmocka_unit_test(test_no_bit),
        cmocka_unit_test(test_restart),
    };
    return cmocka_run_group_tests_name("probes", tests, NULL, NULL);
}
