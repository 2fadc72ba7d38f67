/* width.c - Figure 8: the effect of the size of the second-order term on the catapult, in the general quadratic model
 * (gamma) and in the network (1/sqrt(m) plays the role of gamma).
 *
 * The peak of the loss grows as gamma falls and as eta grows; the final lambda depends on eta but not on gamma. */
#include <math.h>
#include <stdio.h>

#include "figure/trace.h"

enum { SIZES = 4, RATES = 4, BASE = 2 };

/* Sizes at one eta, beginning with the largest second-order term; then etas at the size BASE. */
struct width_row {
    const char *last, *label;
};
struct width_plan {
    enum catapult_model_kind model;
    const char *size_eta, *size_word, *etas_title, *sizes_title;
    double loss_low; /* of the loss that is shown */
    struct width_row size[SIZES];
    const char *eta[RATES];
    const char *eta_label[RATES];
};

static const int styles[SIZES] = {6, STYLE_NETWORK, STYLE_QUADRATIC, 4};

static const struct width_plan general = {
    .model = CATAPULT_MODEL_GENERAL, .size_eta = "2.8", .size_word = "gamma", .loss_low = 1e-6,
    .sizes_title = "η = 2.8, γ varied", .etas_title = "γ = 10^{−3}, η varied",
    .size = {{"network.gamma=1e-2", "γ = 10^{−2}"}, {"network.gamma=3e-3", "γ = 3·10^{−3}"},
             {"network.gamma=1e-3", "γ = 10^{−3}"}, {"network.gamma=1e-4", "γ = 10^{−4}"}},
    .eta = {"1.5", "2.3", "2.8", "3.3"},
    .eta_label = {"η = 1.5", "η = 2.3", "η = 2.8", "η = 3.3"},
};

static const struct width_plan network = {
    .model = CATAPULT_MODEL_NETWORK, .size_eta = "1.4crit", .size_word = "m", .loss_low = 1e-2,
    .sizes_title = "η = 1.4 η_{crit}, m varied", .etas_title = "m = 10^4, η varied",
    .size = {{"network.widths=1000", "m = 10^3"}, {"network.widths=3000", "m = 3·10^3"},
             {"network.widths=10000", "m = 10^4"}, {"network.widths=30000", "m = 3·10^4"}},
    .eta = {"0.75crit", "1.2crit", "1.4crit", "1.6crit"},
    .eta_label = {"η = 0.75 η_{crit}", "η = 1.2 η_{crit}", "η = 1.4 η_{crit}", "η = 1.6 η_{crit}"},
};

static const struct width_plan *plan_of(const struct trace_plan *p)
{
    return p->model == CATAPULT_MODEL_GENERAL ? &general : &network;
}

static void plan(struct trace *trace, const struct trace_plan *p)
{
    const struct width_plan *w = plan_of(p);
    for (int i = 0; i < SIZES + RATES; i++) {
        const struct width_row *size = &w->size[i < SIZES ? i : BASE];
        char last[100];
        snprintf(last, sizeof last, "model=%s compare= %s", catapult_model_name(w->model), size->last);
        trace_add(trace, p->setting, last, i < SIZES ? w->size_eta : w->eta[i - SIZES],
                  i < SIZES ? size->label : w->eta_label[i - SIZES]);
    }
}

static const struct trace_series *width_series_of(const struct trace *trace, const struct trace_plan *p, int run)
{
    return trace_of(trace, run, plan_of(p)->model);
}

static void draw_pair(const struct trace *trace, const struct trace_plan *p, struct page *page, const char *title,
                      int first)
{
    struct page_panel *loss = page_add_panel(page, title, "iteration t", "training loss");
    struct page_panel *lambda = page_add_panel(page, title, "iteration t", "λ");
    loss->log_y = true;
    loss->y_low = plan_of(p)->loss_low;
    lambda->y_low = 0;
    loss->x_high = lambda->x_high = trace->run[first].settings.stop.steps;
    loss->key = "top right";
    for (int i = 0; i < SIZES; i++) {
        const struct trace_series *s = width_series_of(trace, p, first + i);
        trace_curve(trace, loss, s, TRACE_TRAIN, styles[i], NULL);
        trace_curve(trace, lambda, s, TRACE_LAMBDA_1, styles[i], NULL);
    }
}

static void draw(const struct trace *trace, const struct trace_plan *p, struct page *page)
{
    const struct width_plan *w = plan_of(p);
    page_init(page, 2);
    draw_pair(trace, p, page, w->sizes_title, 0);
    draw_pair(trace, p, page, w->etas_title, SIZES);
}

static void judge_sizes(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    double peak[SIZES], last[SIZES], low = INFINITY, high = 0;
    bool rising = true;
    for (int k = 0; k < SIZES; k++) {
        const struct trace_series *s = width_series_of(trace, p, k);
        peak[k] = trace_peak(s, TRACE_TRAIN, NULL);
        last[k] = trace_last(s, TRACE_LAMBDA_1) / trace_first(s, TRACE_LAMBDA_1);
        rising &= k == 0 || peak[k] > peak[k - 1];
        low = fmin(low, last[k]);
        high = fmax(high, last[k]);
    }
    const char *smaller = p->model == CATAPULT_MODEL_GENERAL ? "gamma falls" : "m grows";
    figure_claim(report, rising, "the peak of the loss rises as %s: %.3g, %.3g, %.3g, %.3g", smaller, peak[0], peak[1],
                 peak[2], peak[3]);
    figure_claim(report, high < 1.5 * low, "where lambda ends does not depend on %s: %.3f, %.3f, %.3f, %.3f of lambda(0)",
                 plan_of(p)->size_word, last[0], last[1], last[2], last[3]);
}

static void judge_rates(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    double peak[RATES], last[RATES];
    bool rising = true, falling = true, below = true;
    for (int i = 0; i < RATES; i++) {
        const struct trace_series *s = width_series_of(trace, p, SIZES + i);
        peak[i] = trace_peak(s, TRACE_TRAIN, NULL);
        last[i] = trace_last(s, TRACE_LAMBDA_1) / trace_first(s, TRACE_LAMBDA_1);
        rising &= i == 0 || peak[i] > peak[i - 1];
        falling &= i == 0 || last[i] < last[i - 1];
        below &= trace_last(s, TRACE_LAMBDA_1) < 2 / trace->run[SIZES + i].eta;
    }
    figure_claim(report, rising, "the peak rises with eta (%s, %s, %s, %s): %.3g, %.3g, %.3g, %.3g", plan_of(p)->eta[0],
                 plan_of(p)->eta[1], plan_of(p)->eta[2], plan_of(p)->eta[3], peak[0], peak[1], peak[2], peak[3]);
    figure_claim(report, falling, "where lambda ends falls with eta: %.3f, %.3f, %.3f, %.3f of lambda(0)", last[0],
                 last[1], last[2], last[3]);
    figure_claim(report, below, "and is below 2/eta every time");
}

static void judge(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    double crit = trace_eta_crit(&trace->run[BASE]);
    if (p->model == CATAPULT_MODEL_GENERAL)
        figure_claim(report, fabs(crit - 2) < 0.05, "eta_crit = 2: 2/lambda(0) = %.4f", crit);
    judge_sizes(trace, p, report);
    judge_rates(trace, p, report);
}

static const struct figure_setting setting_a = {"fig8a", NULL, "stop.steps=60", NULL, NULL};
static const struct figure_setting setting_b = {"fig8b", NULL, "stop.steps=60", NULL, NULL};

const struct trace_plan plan_general = {
    .setting = &setting_a, .settings = 1, .model = CATAPULT_MODEL_GENERAL, .plan = plan, .draw = draw, .judge = judge};
const struct trace_plan plan_width = {
    .setting = &setting_b, .settings = 1, .model = CATAPULT_MODEL_NETWORK, .plan = plan, .draw = draw, .judge = judge};
