/* kernel.c - Figure 2a: loss and kernel of a network in the catapult phase, and how far its weights move.
 *
 * Below eta_crit, |w - w0| stays within a ball whose radius does not depend on the width; a catapult leaves that
 * ball, and goes further the wider the network is. */
#include <math.h>
#include <stdio.h>

#include "figure/trace.h"

enum { NARROW, MIDDLE, WIDE, WIDTHS, LAZY = WIDTHS, RUNS = 2 * WIDTHS };

static const struct {
    int width, style;
} widths[WIDTHS] = {{500, 6}, {2000, STYLE_NETWORK}, {8000, STYLE_QUADRATIC}};

/* Run i < WIDTHS is the catapult at width i, run LAZY + i the lazy one. */
static void plan(struct trace *trace, const struct trace_plan *p)
{
    for (int i = 0; i < RUNS; i++) {
        char last[100], label[PAGE_LABEL];
        int width = widths[i % WIDTHS].width;
        snprintf(last, sizeof last, "model=network compare= network.widths=%d", width);
        snprintf(label, sizeof label, "m = %d, 1.7 η_{crit}", width);
        if (i >= LAZY)
            snprintf(label, sizeof label, "%s", i == LAZY + MIDDLE ? "thin: 0.5 η_{crit}" : "");
        trace_add(trace, p->setting, last, i < LAZY ? "1.7crit" : "0.5crit", label);
    }
}

static const struct trace_series *network(const struct trace *trace, int run)
{
    return trace_of(trace, run, CATAPULT_MODEL_NETWORK);
}

static void draw(const struct trace *trace, const struct trace_plan *p, struct page *page)
{
    (void)p;
    page_init(page, 3);
    struct page_panel *loss = page_add_panel(page, "training loss", "iteration t", "L");
    struct page_panel *lambda = page_add_panel(page, "largest eigenvalue", "iteration t", "λ_1");
    struct page_panel *distance = page_add_panel(page, "way of the weights", "iteration t", "|w − w_0|");
    loss->log_y = true;
    loss->y_low = 1e-4;
    loss->y_high = 1e5;
    loss->key = "top right";
    lambda->y_low = 0;
    lambda->key = NULL;
    distance->log_y = true;
    distance->y_low = 0.5;
    loss->x_high = lambda->x_high = distance->x_high = trace->run[0].settings.stop.steps;
    for (int i = 0; i < RUNS; i++) {
        int style = widths[i % WIDTHS].style;
        trace_curve(trace, loss, network(trace, i), TRACE_TRAIN, style, NULL)->faint = i >= LAZY;
        trace_curve(trace, lambda, network(trace, i), TRACE_LAMBDA_1, style, NULL)->faint = i >= LAZY;
        trace_curve(trace, distance, network(trace, i), TRACE_DISTANCE, style, NULL)->faint = i >= LAZY;
    }
    page_add_line(lambda, false, 2 / trace->run[MIDDLE].eta, -1, "2/η at 1.7 η_{crit}");
}

static void judge_kernel(const struct trace *trace, struct figure_report *report)
{
    const struct trace_series *s = network(trace, MIDDLE), *lazy = network(trace, LAZY + MIDDLE);
    double peak = trace_peak(s, TRACE_TRAIN, NULL), limit = 2 / trace->run[MIDDLE].eta;
    figure_claim(report, peak > 3 * trace_first(s, TRACE_TRAIN) && trace_last(s, TRACE_TRAIN) < 0.1,
                 "at 1.7 eta_crit the loss goes up and down: %.3g -> %.3g -> %.3g", trace_first(s, TRACE_TRAIN), peak,
                 trace_last(s, TRACE_TRAIN));
    figure_claim(report, trace_last(s, TRACE_LAMBDA_1) < limit, "lambda_1 falls below 2/eta = %.3f: %.3f -> %.3f", limit,
                 trace_first(s, TRACE_LAMBDA_1), trace_last(s, TRACE_LAMBDA_1));
    double change = trace_last(lazy, TRACE_LAMBDA_1) / trace_first(lazy, TRACE_LAMBDA_1) - 1;
    figure_claim(report,
                 trace_peak(lazy, TRACE_TRAIN, NULL) <= trace_first(lazy, TRACE_TRAIN) && fabs(change) < 0.2,
                 "at 0.5 eta_crit the loss falls monotonically and lambda_1 moves little: by %+.1f %%", 100 * change);
}

static void judge_way(const struct trace *trace, struct figure_report *report)
{
    double way[RUNS];
    for (int i = 0; i < RUNS; i++)
        way[i] = trace_last(network(trace, i), TRACE_DISTANCE);
    figure_claim(report, way[WIDE] > way[MIDDLE] && way[MIDDLE] > way[NARROW] && way[NARROW] > way[LAZY + NARROW],
                 "the catapult's |w - w0| leaves the lazy runs' ball and grows with m: %.3g, %.3g, %.3g at m %d, %d, %d",
                 way[NARROW], way[MIDDLE], way[WIDE], widths[NARROW].width, widths[MIDDLE].width, widths[WIDE].width);
    figure_claim(report, fabs(way[LAZY + WIDE] / way[LAZY + NARROW] - 1) < 0.2,
                 "that of the lazy runs does not: %.3g, %.3g, %.3g", way[LAZY + NARROW], way[LAZY + MIDDLE],
                 way[LAZY + WIDE]);
}

static void judge(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    (void)p;
    judge_kernel(trace, report);
    judge_way(trace, report);
}

static const struct figure_setting setting = {"fig2a", NULL, "stop.steps=150 stop.loss=0", NULL, NULL};

const struct trace_plan plan_kernel = {.setting = &setting, .settings = 1, .plan = plan, .draw = draw, .judge = judge};
