/* regimes.c - Figure 1: what a learning rate can do to each model.
 *
 * The linear model's loss either falls or grows without bound (eta_crit = eta_max); the quadratic model and the
 * network have a third regime between eta_crit and eta_max. */
#include "figure/trace.h"

enum { LAZY, CATAPULT_1, CATAPULT_2, WILD, RUNS };

static const struct {
    const char *eta, *label;
    int style;
} rates[RUNS] = {
    [LAZY] = {"0.8crit", "η = 0.8 η_{crit}", 6},
    [CATAPULT_1] = {"1.3crit", "η = 1.3 η_{crit}", STYLE_NETWORK},
    [CATAPULT_2] = {"1.7crit", "η = 1.7 η_{crit}", STYLE_QUADRATIC},
    [WILD] = {"2.4crit", "η = 2.4 η_{crit}", 4},
};

static const struct {
    enum catapult_model_kind model;
    const char *title;
} models[] = {{CATAPULT_MODEL_LINEAR, "linear model"},
              {CATAPULT_MODEL_QUADRATIC, "quadratic model"},
              {CATAPULT_MODEL_NETWORK, "network"}};

static void plan(struct trace *trace, const struct trace_plan *p)
{
    for (int i = 0; i < RUNS; i++)
        trace_add(trace, p->setting, "model=quadratic compare=network,linear", rates[i].eta, rates[i].label);
}

static void draw(const struct trace *trace, const struct trace_plan *p, struct page *page)
{
    (void)p;
    page_init(page, 3);
    for (int k = 0; k < 3; k++) {
        struct page_panel *panel = page_add_panel(page, models[k].title, "iteration t", "training loss");
        panel->log_y = true;
        panel->y_low = 0.1;
        panel->y_high = 1e6;
        panel->x_high = trace->run[0].settings.stop.steps;
        panel->x_low = 0;
        panel->key = k == 0 ? "right center" : NULL;
        for (int i = 0; i < RUNS; i++)
            trace_curve(trace, panel, trace_of(trace, i, models[k].model), TRACE_TRAIN, rates[i].style, NULL);
    }
}

static bool falls(const struct trace_series *s)
{
    return trace_peak(s, TRACE_TRAIN, NULL) <= trace_first(s, TRACE_TRAIN) * 1.0001
           && trace_last(s, TRACE_TRAIN) < trace_first(s, TRACE_TRAIN);
}

static bool grows(const struct trace_series *s)
{
    return trace_last(s, TRACE_TRAIN) >= trace_peak(s, TRACE_TRAIN, NULL) && trace_last(s, TRACE_TRAIN) > 1e6;
}

static bool comes_back(const struct trace_series *s)
{
    return !s->diverged && trace_peak(s, TRACE_TRAIN, NULL) > 3 * trace_first(s, TRACE_TRAIN)
           && trace_last(s, TRACE_TRAIN) < trace_first(s, TRACE_TRAIN);
}

static void judge_one(const struct trace *trace, enum catapult_model_kind model, int run,
                      bool (*test)(const struct trace_series *), const char *words, struct figure_report *report)
{
    const struct trace_series *s = trace_of(trace, run, model);
    figure_claim(report, test(s), "%s at %.2f eta_crit %s: loss %.3g -> peak %.3g -> %.3g",
                 catapult_model_name((int)model), trace->run[run].eta / trace_eta_crit(&trace->run[run]), words,
                 trace_first(s, TRACE_TRAIN), trace_peak(s, TRACE_TRAIN, NULL), trace_last(s, TRACE_TRAIN));
}

static void judge(const struct trace *trace, const struct trace_plan *p, struct figure_report *report)
{
    (void)p;
    for (int k = 0; k < 3; k++)
        judge_one(trace, models[k].model, LAZY, falls, "falls monotonically", report);
    for (int run = CATAPULT_1; run <= CATAPULT_2; run++)
        for (int k = 0; k < 3; k++)
            judge_one(trace, models[k].model, run, k == 0 ? grows : comes_back,
                      k == 0 ? "diverges" : "is thrown up and comes back", report);
    for (int k = 0; k < 3; k++)
        judge_one(trace, models[k].model, WILD, grows, "diverges", report);
}

static const struct figure_setting setting = {"fig1", NULL, "stop.steps=40 schedule=", NULL, NULL};

const struct trace_plan plan_regimes = {
    .setting = &setting, .settings = 1, .plan = plan, .draw = draw, .judge = judge};
