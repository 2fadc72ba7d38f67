/* two_rates.c - Figures 3 and 5: two critical learning rates in one dimension, of the quadratic model and of the
 * network.
 *
 * With d = 1 the kernel's two directions belong to the examples with x > 0 and x < 0 and evolve almost independently
 * (Theorem 3), so 2/lambda_1 and 2/lambda_2 are both critical. */
#include <math.h>

#include "figure/trace.h"

enum { BELOW, BETWEEN, ABOVE, RUNS };

static const struct {
    const char *eta, *label;
    int style;
} rates[RUNS] = {
    [BELOW] = {"0.9crit", "η = 0.9 · 2/λ_1", 6},
    [BETWEEN] = {TRACE_BETWEEN, "2/λ_1 < η < 2/λ_2", STYLE_NETWORK},
    [ABOVE] = {"1.5crit", "η = 1.5 · 2/λ_1 > 2/λ_2", STYLE_QUADRATIC},
};

static void plan(struct trace *trace, const struct trace_plan *p)
{
    trace->identity = true;
    const char *only = p->model == CATAPULT_MODEL_NETWORK ? "model=network compare=" : "model=quadratic compare=";
    for (int i = 0; i < RUNS; i++)
        trace_add(trace, p->setting, only, rates[i].eta, rates[i].label);
}

static const struct trace_series *two_rates_series_of(const struct trace *trace, const struct trace_plan *p, int run)
{
    return trace_of(trace, run, (enum catapult_model_kind)p->model);
}

/* A line at 2/eta for every run, in its colour: an eigenvalue must end below it. */
static void add_limits(const struct trace *trace, struct page_panel *panel)
{
    for (int i = 0; i < RUNS; i++)
        page_add_line(panel, false, 2 / trace->run[i].eta, rates[i].style, "2/η");
}

static void draw(const struct trace *trace, const struct trace_plan *p, struct page *page)
{
    static const struct {
        enum trace_field field;
        const char *title, *y;
    } panels[] = {{TRACE_TRAIN, "training loss", "L"},
                  {TRACE_LAMBDA_1, "first eigenvalue", "λ_1"},
                  {TRACE_LAMBDA_2, "second eigenvalue", "λ_2"}};
    page_init(page, 3);
    for (int k = 0; k < 3; k++) {
        struct page_panel *panel = page_add_panel(page, panels[k].title, "iteration t", panels[k].y);
        for (int i = 0; i < RUNS; i++)
            trace_curve(trace, panel, two_rates_series_of(trace, p, i), panels[k].field, rates[i].style, NULL);
        panel->x_high = trace->run[0].settings.stop.steps;
        panel->log_y = k == 0;
        panel->key = k == 0 ? "top right" : NULL;
        if (k == 0)
            continue;
        panel->y_low = 0;
        panel->y_high = 1.3 * trace->run[0].lambda_1;
        add_limits(trace, panel);
    }
}

static double lambda_change(const struct trace_series *series, enum trace_field field)
{
    return trace_last(series, field) / trace_first(series, field) - 1;
}

static void judge(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    const struct trace_series *below = two_rates_series_of(trace, p, BELOW),
                              *between = two_rates_series_of(trace, p, BETWEEN),
                              *above = two_rates_series_of(trace, p, ABOVE);
    const struct trace_run *run = trace->run;
    double crit = trace_eta_crit(&run[0]), second = 2 / run[0].lambda_2;
    figure_claim(report, crit < second && second < 1.5 * crit,
                 "two critical rates close together (the paper: 0.37 and 0.39): 2/lambda_1 = %.4f, 2/lambda_2 = %.4f",
                 crit, second);
    figure_claim(
        report, fabs(lambda_change(below, TRACE_LAMBDA_1)) < 0.05 && fabs(lambda_change(below, TRACE_LAMBDA_2)) < 0.05,
        "below both, neither eigenvalue moves: lambda_1 by %+.1f %%, lambda_2 by %+.1f %% at eta = %.4f",
        100 * lambda_change(below, TRACE_LAMBDA_1), 100 * lambda_change(below, TRACE_LAMBDA_2), run[BELOW].eta);
    figure_claim(report,
                 trace_last(between, TRACE_LAMBDA_1) < 2 / run[BETWEEN].eta
                     && lambda_change(between, TRACE_LAMBDA_2) > 0.1 * lambda_change(between, TRACE_LAMBDA_1),
                 "between them only lambda_1 falls, below 2/eta = %.3f: lambda_1 %.3f -> %.3f, lambda_2 %.3f -> %.3f",
                 2 / run[BETWEEN].eta, trace_first(between, TRACE_LAMBDA_1), trace_last(between, TRACE_LAMBDA_1),
                 trace_first(between, TRACE_LAMBDA_2), trace_last(between, TRACE_LAMBDA_2));
    figure_claim(report,
                 trace_last(above, TRACE_LAMBDA_1) < 2 / run[ABOVE].eta
                     && trace_last(above, TRACE_LAMBDA_2) < 2 / run[ABOVE].eta,
                 "above both, both fall, below 2/eta = %.3f: lambda_1 %.3f -> %.3f, lambda_2 %.3f -> %.3f",
                 2 / run[ABOVE].eta, trace_first(above, TRACE_LAMBDA_1), trace_last(above, TRACE_LAMBDA_1),
                 trace_first(above, TRACE_LAMBDA_2), trace_last(above, TRACE_LAMBDA_2));
    figure_claim(report, trace_peak(above, TRACE_TRAIN, NULL) > 3 * trace_first(above, TRACE_TRAIN)
                             && trace_last(above, TRACE_TRAIN) < trace_first(above, TRACE_TRAIN),
                 "above both, the loss is thrown up and comes back: %.3g -> %.3g -> %.3g",
                 trace_first(above, TRACE_TRAIN), trace_peak(above, TRACE_TRAIN, NULL), trace_last(above, TRACE_TRAIN));
}

/* The seed whose two critical rates are those that the paper prints, 0.37 and 0.39. */
static const struct figure_setting setting_3 = {"fig3", NULL, "seed=18 stop.steps=150", NULL, NULL};
static const struct figure_setting setting_5 = {"fig5", NULL, "seed=18 stop.steps=150", NULL, NULL};

const struct trace_plan plan_two_rates_quadratic = {.setting = &setting_3,
                                                    .settings = 1,
                                                    .model = CATAPULT_MODEL_QUADRATIC,
                                                    .plan = plan,
                                                    .draw = draw,
                                                    .judge = judge};
const struct trace_plan plan_two_rates_network = {
    .setting = &setting_5, .settings = 1, .model = CATAPULT_MODEL_NETWORK, .plan = plan, .draw = draw, .judge = judge};
