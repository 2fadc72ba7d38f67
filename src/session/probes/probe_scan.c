/* probe_scan.c - a small sweep within the session: all models from w0 with each learning rate of a grid, to the end
 * of the run, in slices.  The coarse grid comes first, so that there is an early picture. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/phase.h>

#include "base/xalloc.h"
#include "base/clock.h"
#include "session/probes/probe_class.h"

static const int64_t slice_time = CLOCK_SECOND / 200;
static const double lowest = 0.2, highest = 6;

enum { STEPS_WITHOUT_LIMIT = 400, TEST_EVERY = 4, PATIENCE = 100 /* steps without progress, then a run ends */ };

struct scan_work {
    struct catapult_experiment *copy;
    void *start;              /* state of `copy` at w0 */
    int order[SCAN_POINTS];
    int at;                   /* index into order */
    bool running;             /* a run is in progress */
    double lowest[CATAPULT_MODEL_COUNT]; /* smallest training loss of this run so far */
    long fell;                /* step at which one of them last fell by a thousandth */
    long steps;               /* limit of a run */
    double crit;
};

static void scan_done(void *own)
{
    struct scan_work *scan = own;
    catapult_experiment_free(scan->copy);
    free(scan->start);
}

/* Every eighth point, then the points between those, ... */
static void make_order(struct scan_work *scan)
{
    int count = 0;
    bool taken[SCAN_POINTS] = {false};
    for (int stride = 8; stride >= 1; stride /= 2)
        for (int i = 0; i < SCAN_POINTS; i += stride)
            if (!taken[i]) {
                taken[i] = true;
                scan->order[count++] = i;
            }
}

/* A copy of the experiment for grid runs: only the top eigenvalue, computed once at the start. */
static bool scan_make_copy(struct scan_work *scan, const struct catapult_experiment *e)
{
    struct catapult_settings settings = *catapult_experiment_settings(e);
    settings.spectrum.top = 1;
    settings.spectrum.every = 1000000000;
    settings.test_every = settings.test_every > TEST_EVERY ? settings.test_every : TEST_EVERY;
    if (catapult_experiment_new(&scan->copy, &settings, catapult_experiment_data(e), NULL, NULL) != CATAPULT_STATUS_OK)
        return false;
    scan->start = try_array(catapult_experiment_state_size(scan->copy), 1);
    if (!scan->start)
        return false;
    catapult_experiment_save(scan->copy, scan->start);
    return true;
}

static bool scan_prepare(struct scan_work *scan, const struct catapult_experiment *e, struct scan_probe *out)
{
    const struct catapult_settings *settings = catapult_experiment_settings(e);
    if (!scan_make_copy(scan, e)) {
        out->head.known = false;
        strcpy(out->head.note, "no memory for a second experiment");
        return false;
    }
    make_order(scan);
    scan->steps = settings->stop.steps > 0 ? settings->stop.steps : STEPS_WITHOUT_LIMIT;
    scan->crit = catapult_experiment_eta_crit(e);
    out->head.known = isfinite(scan->crit);
    if (!out->head.known)
        strcpy(out->head.note, "lambda_1(0) is 0: there is no eta_crit to measure in");
    out->models = catapult_experiment_models(e);
    out->test = catapult_experiment_data(e)->n_test > 0;
    out->trying = NAN;
    for (int m = 0; m < out->models; m++)
        out->kind[m] = (int)catapult_experiment_kind(e, m);
    for (int i = 0; i < SCAN_POINTS; i++) {
        out->point[i] = (struct scan_point){.ratio = lowest * pow(highest / lowest, i / (SCAN_POINTS - 1.0))};
        for (int m = 0; m < CATAPULT_MODEL_COUNT; m++)
            out->point[i].best[m] = NAN;
    }
    return out->head.known;
}

/* Stores the measures of the current step; returns whether every model has finished. */
static bool scan_measure(struct scan_work *scan, const struct scan_probe *out, struct scan_point *point)
{
    bool over = true;
    double goal = catapult_experiment_settings(scan->copy)->stop.loss;
    for (int m = 0; m < out->models; m++) {
        const struct catapult_measure *now = catapult_experiment_measure(scan->copy, m);
        double value = out->test ? now->test_loss : now->train_loss;
        point->diverged[m] = catapult_experiment_diverged(scan->copy, m);
        if (!point->diverged[m] && isfinite(value))
            point->best[m] = fmin(point->best[m], value); /* fmin ignores a NaN */
        over = over && (point->diverged[m] || now->train_loss < goal);
        if (now->train_loss < 0.999 * scan->lowest[m]) {
            scan->lowest[m] = now->train_loss;
            scan->fell = catapult_experiment_t(scan->copy);
        }
    }
    return over || catapult_experiment_t(scan->copy) - scan->fell >= PATIENCE;
}

static void scan_begin_run(struct scan_work *scan, struct scan_probe *out)
{
    catapult_experiment_restore(scan->copy, scan->start);
    scan->running = true;
    scan->fell = 0;
    for (int m = 0; m < CATAPULT_MODEL_COUNT; m++)
        scan->lowest[m] = INFINITY;
    out->trying = out->point[scan->order[scan->at]].ratio;
}

static void end_run(struct scan_work *scan, struct scan_probe *out)
{
    out->point[scan->order[scan->at]].done = true;
    out->done++;
    scan->at++;
    scan->running = false;
    out->trying = NAN;
}

static bool scan_slice(void *own, struct catapult_experiment *e, int model, void *result, bool *news)
{
    struct scan_work *scan = own;
    struct scan_probe *out = result;
    int64_t end = clock_now() + slice_time;
    (void)model;
    if (!scan->copy && !scan_prepare(scan, e, out))
        return false;
    do {
        if (!scan->running) {
            scan_begin_run(scan, out);
            *news = true;
        }
        struct scan_point *point = &out->point[scan->order[scan->at]];
        bool over = scan_measure(scan, out, point) || catapult_experiment_t(scan->copy) >= scan->steps;
        if (over)
            end_run(scan, out);
        else
            catapult_experiment_step(scan->copy, point->ratio * scan->crit);
    } while (scan->at < SCAN_POINTS && clock_now() < end);
    double part = scan->running ? (double)catapult_experiment_t(scan->copy) / (double)scan->steps : 0;
    double fraction = (out->done + part) / SCAN_POINTS;
    *news = *news || floor(200 * fraction) != floor(200 * out->fraction);
    out->fraction = fraction;
    return scan->at < SCAN_POINTS;
}

const struct probe_class probe_scan = {
    .name = "scan", .own_size = sizeof(struct scan_work), .done = scan_done, .slice = scan_slice};
