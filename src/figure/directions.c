/* directions.c - Figures 6 and 7: a catapult is confined to the top eigenvector, in the quadratic model and in the
 * network (PAPER section 3).
 *
 * While the loss is large, p_1^T R_f p_1 > 0 shrinks the residual along p_1, and p_1^T R_K p_1 > 0 is what lambda_1
 * loses in a step; Pi_1 L is nearly all of the spike. */
#include <math.h>
#include <stdio.h>

#include "figure/trace.h"

enum { ROWS = 2 };

static void plan(struct trace *trace, const struct trace_plan *p)
{
    const char *only = p->model == CATAPULT_MODEL_NETWORK ? "model=network compare=" : "model=quadratic compare=";
    trace->directions = true;
    for (int i = 0; i < p->settings; i++)
        trace_add(trace, &p->setting[i], only, "1.5crit", "");
}

static void directions_draw_row(const struct trace *trace, int run, const struct trace_series *s, struct page *page)
{
    char title[PAGE_LABEL];
    static const char *const titles[] = {"loss", "p_1^T R_f p_1", "p_1^T R_K p_1", "λ_1"};
    struct page_panel *panel[4];
    for (int k = 0; k < 4; k++) {
        snprintf(title, sizeof title, "%s: %s", trace->run[run].setting->label, titles[k]);
        panel[k] = page_add_panel(page, title, "iteration t", "");
        panel[k]->x_low = 0;
        panel[k]->x_high = trace->run[run].settings.stop.steps;
    }
    panel[0]->key = "top right";
    trace_curve(trace, panel[0], s, TRACE_TRAIN, STYLE_NETWORK, "L");
    trace_curve(trace, panel[0], s, TRACE_PI_1, STYLE_QUADRATIC, "Π_1 L");
    trace_curve(trace, panel[1], s, TRACE_R_F, STYLE_NETWORK, "");
    trace_curve(trace, panel[2], s, TRACE_R_K, STYLE_NETWORK, "");
    trace_curve(trace, panel[3], s, TRACE_LAMBDA_1, STYLE_NETWORK, "");
    page_add_line(panel[3], false, 2 / trace->run[run].eta, STYLE_QUADRATIC, "2/η");
    for (int k = 1; k < 3; k++)
        page_add_line(panel[k], false, 0, -1, "");
}

static void draw(const struct trace *trace, const struct trace_plan *p, struct page *page)
{
    page_init(page, 4);
    page->width = 250;
    page->height = 225;
    for (int i = 0; i < trace->runs; i++)
        directions_draw_row(trace, i, trace_of(trace, i, (enum catapult_model_kind)p->model), page);
}

/* The spike: the steps whose loss is more than a tenth of the peak and more than twice the first loss.  (In the first
 * steps above eta_crit kernels may grow a little.)  part: the share of p_1 in the rise from L(0) to the peak. */
struct spike {
    size_t peak_at;
    double peak, low_f, low_k, top_f, top_k, part, overlap;
};

static struct spike spike_of(const struct trace_series *s)
{
    struct spike x = {.low_f = INFINITY, .low_k = INFINITY, .top_f = -INFINITY, .top_k = -INFINITY,
                      .overlap = INFINITY};
    x.peak = trace_peak(s, TRACE_TRAIN, &x.peak_at);
    for (size_t t = 0; t < s->length; t++) {
        double loss = s->column[TRACE_TRAIN][t];
        if (loss < x.peak / 10 || loss < 2 * trace_first(s, TRACE_TRAIN) || isnan(s->column[TRACE_R_K][t]))
            continue;
        x.low_f = fmin(x.low_f, s->column[TRACE_R_F][t]);
        x.low_k = fmin(x.low_k, s->column[TRACE_R_K][t]);
        x.top_f = fmax(x.top_f, s->column[TRACE_R_F][t]);
        x.top_k = fmax(x.top_k, s->column[TRACE_R_K][t]);
        x.overlap = fmin(x.overlap, s->column[TRACE_OVERLAP][t]);
    }
    x.part = (s->column[TRACE_PI_1][x.peak_at] - trace_first(s, TRACE_PI_1)) / (x.peak - trace_first(s, TRACE_TRAIN));
    return x;
}

static void judge_row(const struct trace *trace, int run, const struct trace_series *s, struct figure_report *report)
{
    const char *name = trace->run[run].setting->label;
    struct spike x = spike_of(s);
    figure_claim(report, x.peak > 3 * trace_first(s, TRACE_TRAIN) && trace_last(s, TRACE_TRAIN) < trace_first(s, TRACE_TRAIN),
                 "%s: a catapult: loss %.3g -> %.3g at %zu -> %.3g, lambda_1 %.3g -> %.3g (2/eta = %.3g)", name,
                 trace_first(s, TRACE_TRAIN), x.peak, x.peak_at, trace_last(s, TRACE_TRAIN), trace_first(s, TRACE_LAMBDA_1),
                 trace_last(s, TRACE_LAMBDA_1), 2 / trace->run[run].eta);
    figure_claim(report, isfinite(x.low_f) && x.low_f > 0, "%s: p1^T R_f p1 is positive during the spike: from %.3g to %.3g", name, x.low_f,
                 x.top_f);
    figure_claim(report, isfinite(x.low_k) && x.low_k > 0, "%s: p1^T R_K p1 is positive during the spike: from %.3g to %.3g", name, x.low_k,
                 x.top_k);
    figure_claim(report, x.part > 0.9, "%s: Pi_1 L is nearly all of the spike: %.1f %% of the rise to its peak", name,
                 100 * x.part);
    figure_claim(report, isfinite(x.overlap) && x.overlap > 0.9, "%s: p1 keeps its direction: p1(t).p1(t+1) >= %.4f during the spike", name,
                 x.overlap);
}

static void judge(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    for (int i = 0; i < trace->runs; i++)
        judge_row(trace, i, trace_of(trace, i, (enum catapult_model_kind)p->model), report);
}

#define STEPS "stop.steps=40 data.test=0"
#define SMALL_CNN "network.widths=256 data.n=64"
static const struct figure_setting settings_6[ROWS] = {{"fig6-cifar2", NULL, STEPS, "CIFAR-2, fc", NULL},
                                                       {"fig6-svhn2", NULL, STEPS, "SVHN-2, fc", NULL}};
static const struct figure_setting settings_7[ROWS] = {{"fig7-cifar2", NULL, STEPS, "CIFAR-2, fc", NULL},
                                                       {"fig7-svhn2", NULL, STEPS, "SVHN-2, fc", NULL}};
static const struct figure_setting settings_6_cnn[ROWS] = {{"fig6-cifar2-cnn", SMALL_CNN, STEPS, "CIFAR-2, cnn", NULL},
                                                           {"fig6-svhn2-cnn", SMALL_CNN, STEPS, "SVHN-2, cnn", NULL}};
static const struct figure_setting settings_7_cnn[ROWS] = {{"fig7-cifar2-cnn", SMALL_CNN, STEPS, "CIFAR-2, cnn", NULL},
                                                           {"fig7-svhn2-cnn", SMALL_CNN, STEPS, "SVHN-2, cnn", NULL}};

#define DIRECTIONS(rows, kind) \
    {.setting = rows, .settings = ROWS, .model = kind, .plan = plan, .draw = draw, .judge = judge}
const struct trace_plan plan_directions_quadratic = DIRECTIONS(settings_6, CATAPULT_MODEL_QUADRATIC);
const struct trace_plan plan_directions_network = DIRECTIONS(settings_7, CATAPULT_MODEL_NETWORK);
const struct trace_plan plan_directions_quadratic_cnn = DIRECTIONS(settings_6_cnn, CATAPULT_MODEL_QUADRATIC);
const struct trace_plan plan_directions_network_cnn = DIRECTIONS(settings_7_cnn, CATAPULT_MODEL_NETWORK);
