/* trace.c - see trace.h: runs what a plan asks for, and the kind of figure made from it. */
#include "figure/trace.h"

#include <catapult/direction.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "data/source.h"

#define TRACE_WORD(name, word) [name] = word,
static const char *const field_words[] = {TRACE_FIELD_LIST(TRACE_WORD)};

/* --- for plans and judges -------------------------------------------------------------------------------- */

int trace_add(struct trace *trace, const struct figure_setting *setting, const char *last, const char *eta,
              const char *label)
{
    assert(trace->runs < TRACE_RUNS);
    struct trace_run *run = &trace->run[trace->runs];
    *run = (struct trace_run){.setting = setting};
    snprintf(run->last, sizeof run->last, "%s", last);
    snprintf(run->eta_text, sizeof run->eta_text, "%s", eta);
    snprintf(run->label, sizeof run->label, "%s", label);
    return trace->runs++;
}

const struct trace_series *trace_of(const struct trace *trace, int run, enum catapult_model_kind model)
{
    const struct trace_run *r = &trace->run[run];
    for (int i = r->first; i < r->first + r->models; i++)
        if (trace->series[i].model == model)
            return &trace->series[i];
    return NULL;
}

/* 2/lambda_1: the paper's figures have no momentum. */
double trace_eta_crit(const struct trace_run *run)
{
    return catapult_phase_eta_crit(run->lambda_1, 2);
}

double trace_first(const struct trace_series *series, enum trace_field field)
{
    return series->column[field][0];
}

double trace_last(const struct trace_series *series, enum trace_field field)
{
    for (size_t t = series->length; t-- > 0;)
        if (!isnan(series->column[field][t]))
            return series->column[field][t];
    return NAN;
}

double trace_peak(const struct trace_series *series, enum trace_field field, size_t *at)
{
    double peak = NAN;
    for (size_t t = 0; t < series->length; t++) {
        double value = series->column[field][t];
        if (isnan(value) || value <= peak)
            continue;
        peak = value;
        if (at)
            *at = t;
    }
    return peak;
}

struct page_curve *trace_curve(const struct trace *trace, struct page_panel *panel, const struct trace_series *series,
                               enum trace_field field, int style, const char *label)
{
    struct page_curve *curve = page_add_curve(panel, (int)(series - trace->series), 2, TRACE_COLUMN + (int)field,
                                              style, label ? label : trace->run[series->run].label);
    curve->length = series->length;
    return curve;
}

/* --- one run --------------------------------------------------------------------------------------------------- */

struct running_trace {
    struct trace *trace;
    struct trace_run *run;
    struct catapult_dataset *data;
    struct catapult_experiment *experiment;
    struct catapult_direction *direction[CATAPULT_MODEL_COUNT];
    double done, whole; /* operations, of all runs */
};

static enum catapult_status choose_eta(struct trace_run *run, const struct catapult_experiment *e,
                                       struct catapult_error *err)
{
    const struct catapult_measure *m = catapult_experiment_measure(e, 0);
    struct catapult_lr lr;
    run->lambda_1 = m->lambda[0];
    run->lambda_2 = m->lambda[1];
    if (strcmp(run->eta_text, TRACE_BETWEEN) == 0) {
        run->eta = 2 / sqrt(run->lambda_1 * run->lambda_2);
    } else {
        enum catapult_status status = catapult_lr_parse(run->eta_text, &lr, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        run->eta = catapult_lr_resolve(&lr, 2, run->lambda_1, INFINITY);
    }
    if (!isfinite(run->eta))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: eta %s has no value: lambda_1 is %g, lambda_2 %g",
                                  run->setting->preset, run->eta_text, run->lambda_1, run->lambda_2);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status new_series(struct running_trace *r, int model, struct catapult_error *err)
{
    struct trace *trace = r->trace;
    assert(trace->n_series < TRACE_SERIES);
    struct trace_series *series = &trace->series[trace->n_series++];
    size_t rows = (size_t)r->run->settings.stop.steps + 1;
    series->run = (int)(r->run - trace->run);
    series->model = catapult_experiment_kind(r->experiment, model);
    for (int field = 0; field < TRACE_FIELDS; field++)
        if (!(series->column[field] = try_array(rows, sizeof(double))))
            return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the numbers of %zu steps", rows);
    r->run->models++;
    return trace->directions ? catapult_direction_new(&r->direction[model], r->experiment, model, 0, err)
                             : CATAPULT_STATUS_OK;
}

/* A diverged model's last row is the one at which divergence was detected, if its loss is a number. */
static void trace_record(struct running_trace *r, int model)
{
    struct trace_series *series = &r->trace->series[r->run->first + model];
    const struct catapult_measure *m = catapult_experiment_measure(r->experiment, model);
    if (series->diverged)
        return;
    series->diverged = catapult_experiment_diverged(r->experiment, model);
    if (!isfinite(m->train_loss))
        return;
    int top = r->run->settings.spectrum.top;
    int one = r->trace->identity ? catapult_measure_rank(top, m->direction, 0) : 0;
    int two = r->trace->identity ? catapult_measure_rank(top, m->direction, 1) : 1;
    const double value[TRACE_FIELDS] = {
        [TRACE_TRAIN] = m->train_loss,     [TRACE_TEST] = m->test_loss, [TRACE_LAMBDA_1] = m->lambda[one],
        [TRACE_LAMBDA_2] = m->lambda[two], [TRACE_PI_1] = m->pi[one],   [TRACE_DISTANCE] = m->distance,
        [TRACE_R_F] = NAN,               [TRACE_R_K] = NAN,           [TRACE_OVERLAP] = NAN};
    for (int field = 0; field < TRACE_FIELDS; field++)
        series->column[field][series->length] = value[field];
    series->length++;
}

static void trace_step(struct running_trace *r)
{
    struct catapult_experiment *e = r->experiment;
    for (int i = 0; i < r->run->models && r->trace->directions; i++)
        catapult_direction_before(r->direction[i], e);
    catapult_experiment_step(e, r->run->eta);
    for (int i = 0; i < r->run->models && r->trace->directions; i++) {
        struct trace_series *series = &r->trace->series[r->run->first + i];
        struct catapult_direction_step s;
        if (series->diverged)
            continue;
        catapult_direction_after(r->direction[i], e, r->run->eta, &s);
        series->column[TRACE_R_F][series->length - 1] = s.r_f;
        series->column[TRACE_R_K][series->length - 1] = s.r_k;
        series->column[TRACE_OVERLAP][series->length - 1] = s.overlap;
    }
}

static enum catapult_status trace_report(const struct running_trace *r, long t, struct catapult_error *err)
{
    char what[80];
    snprintf(what, sizeof what, "run %d of %d, step %ld", (int)(r->run - r->trace->run) + 1, r->trace->runs, t);
    double fraction = (r->done + r->run->flops * (double)t / r->run->settings.stop.steps) / r->whole;
    if (catapult_progress_report(r->trace->request->progress, what, fraction))
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
    return CATAPULT_STATUS_OK;
}

static enum catapult_status trace_follow(struct running_trace *r, struct catapult_error *err)
{
    const struct trace_run *run = r->run;
    for (long t = 0;; t++) {
        bool going = false;
        for (int i = 0; i < run->models; i++) {
            trace_record(r, i);
            going |= !r->trace->series[run->first + i].diverged;
        }
        if (t == run->settings.stop.steps || !going)
            return CATAPULT_STATUS_OK;
        trace_step(r);
        if (trace_report(r, t, err) != CATAPULT_STATUS_OK)
            return err->code;
    }
}

static enum catapult_status trace_perform(struct running_trace *r, struct catapult_error *err)
{
    struct trace_run *run = r->run;
    const struct catapult_progress *progress = r->trace->request->progress;
    enum catapult_status status = source_load(&run->settings, &r->data, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&r->experiment, &run->settings, r->data, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = choose_eta(run, r->experiment, err);
    run->first = r->trace->n_series;
    for (int i = 0; status == CATAPULT_STATUS_OK && i < catapult_experiment_models(r->experiment); i++)
        status = new_series(r, i, err);
    if (status == CATAPULT_STATUS_OK)
        status = trace_follow(r, err);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_direction_free(r->direction[i]);
    catapult_experiment_free(r->experiment);
    catapult_dataset_free(r->data);
    return status;
}

/* --- all runs of a figure ------------------------------------------------------------------------------------- */

/* Computes only what is drawn, but at every step. */
static enum catapult_status trace_settle(struct trace *trace, struct catapult_error *err)
{
    for (int i = 0; i < trace->runs; i++) {
        struct trace_run *run = &trace->run[i];
        struct catapult_settings *s = &run->settings;
        enum catapult_status status = figure_settings(trace->request, run->setting, run->last, s, run->fitted, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        s->spectrum.every = 1;
        if (s->spectrum.top < 2)
            s->spectrum.top = 2;
        if (trace->request->jobs > 0)
            s->threads = trace->request->jobs;
        status = figure_step_flops(s, &run->flops, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        run->flops *= s->stop.steps;
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status run_all(struct trace *trace, struct catapult_error *err)
{
    double whole = 0, done = 0;
    for (int i = 0; i < trace->runs; i++)
        whole += trace->run[i].flops;
    for (int i = 0; i < trace->runs; i++) {
        struct running_trace r = {.trace = trace, .run = &trace->run[i], .done = done, .whole = whole};
        enum catapult_status status = trace_perform(&r, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        done += trace->run[i].flops;
    }
    return CATAPULT_STATUS_OK;
}

static void trace_write_rows(const struct trace *trace, FILE *csv)
{
    fputs("series,step,eta", csv);
    for (int field = 0; field < TRACE_FIELDS; field++)
        fprintf(csv, ",%s", field_words[field]);
    fputs(",model,preset,changes\n", csv);
    for (int i = 0; i < trace->n_series; i++) {
        const struct trace_series *series = &trace->series[i];
        const struct trace_run *run = &trace->run[series->run];
        for (size_t t = 0; t < series->length; t++) {
            fprintf(csv, "%d,%zu,%.17g", i, t, run->eta);
            for (int field = 0; field < TRACE_FIELDS; field++)
                number_field(csv, series->column[field][t]);
            fprintf(csv, ",%s,%s,%s\n", catapult_model_name((int)series->model), run->setting->preset, run->last);
        }
    }
}

/* Describes every setting once; what differs from run to run is in the legend. */
static void trace_describe(const struct trace *trace, struct figure_report *report)
{
    for (int i = 0; i < trace->runs; i++) {
        const struct trace_run *run = &trace->run[i];
        char text[FIGURE_TEXT];
        if (i > 0 && run->setting == trace->run[i - 1].setting)
            continue;
        bool varied = strstr(run->last, "network.widths=") || strstr(run->last, "network.gamma=");
        figure_describe(&run->settings, varied, text, sizeof text);
        figure_note(report, "%s%s%s", i ? " | " : "", text, run->fitted);
    }
    figure_note(report, "; %s loss, seed %d", trace->run[0].settings.loss == CATAPULT_LOSS_SUM ? "sum" : "mean",
                trace->run[0].settings.seed);
}

static void trace_done(struct trace *trace)
{
    for (int i = 0; i < trace->n_series; i++)
        for (int field = 0; field < TRACE_FIELDS; field++)
            free(trace->series[i].column[field]);
    free(trace);
}

static struct trace *trace_new(const struct figure *figure, const struct figure_request *request)
{
    const struct trace_plan *plan = figure->plan;
    struct trace *trace = xnew_array(1, sizeof *trace);
    trace->request = request;
    plan->plan(trace, plan);
    return trace;
}

static enum catapult_status make(const struct figure *figure, const struct figure_request *request, FILE *csv,
                                 struct page *page, struct figure_report *report, struct catapult_error *err)
{
    const struct trace_plan *plan = figure->plan;
    if (request->etas || request->seeds)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "--%s: figure %s is no sweep; its learning rates and seed are fixed",
                                  request->etas ? "etas" : "seeds", figure->name);
    struct trace *trace = trace_new(figure, request);
    enum catapult_status status = trace_settle(trace, err);
    if (status == CATAPULT_STATUS_OK)
        status = run_all(trace, err);
    if (status == CATAPULT_STATUS_OK) {
        trace_describe(trace, report);
        trace_write_rows(trace, csv);
        plan->draw(trace, plan, page);
        plan->judge(trace, plan, report);
    }
    trace_done(trace);
    return status;
}

static enum catapult_status cost(const struct figure *figure, const struct figure_request *request,
                                 struct figure_cost *cost, struct catapult_error *err)
{
    struct trace *trace = trace_new(figure, request);
    enum catapult_status status = trace_settle(trace, err);
    for (int i = 0; i < trace->runs && status == CATAPULT_STATUS_OK; i++) {
        cost->runs++;
        cost->steps += trace->run[i].settings.stop.steps;
        cost->flops += trace->run[i].flops;
    }
    trace_done(trace);
    return status;
}

const struct figure_kind kind_trace = {.name = "trace", .make = make, .cost = cost};
