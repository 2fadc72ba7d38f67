/* pane_sharpness.c - the sharpness, the top eigenvalue of the loss Hessian, with lambda_1 of the kernel and 2/eta.
 * The first two are equal only if the residuals are zero. */
#include <math.h>

#include "tui/panes/chart.h"

static const struct sharpness_probe *sharpness_found(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->sharpness.head.serial && probes->sharpness.count > 0 ? &probes->sharpness : NULL;
}

/* Joins samples that are close in t: between two distant ones there may have been a catapult. */
static void draw_samples(struct chart *chart, const struct sharpness_probe *s)
{
    long far = chart->plot.span / 12 > 5 ? chart->plot.span / 12 : 5;
    for (int i = 0; i < s->count; i++) {
        if (i > 0 && s->sample[i].t - s->sample[i - 1].t <= far)
            chart_line(chart, (double)s->sample[i - 1].t, s->sample[i - 1].value, (double)s->sample[i].t, s->sample[i].value,
                       GLYPH_GENERAL, STYLE_GENERAL);
        chart_mark(chart, (double)s->sample[i].t, s->sample[i].value, GLYPH_GENERAL, STYLE_GENERAL);
    }
}

/* The range covers both, but at most six times the first lambda_1: during a catapult the residuals make the sharpness
 * large. */
static void sharpness_find_range(struct chart *chart, const struct series *lambda, const struct sharpness_probe *s,
                                 double first, bool log)
{
    double low = INFINITY, high = -INFINITY, l, h, cap = log ? INFINITY : 6 * first;
    if (series_range(lambda, log, &l, &h)) {
        low = l;
        high = h;
    }
    for (int i = 0; s && i < s->count; i++)
        if (isfinite(s->sample[i].value) && (s->sample[i].value > 0 || !log)) {
            low = fmin(low, s->sample[i].value);
            high = fmax(high, fmin(s->sample[i].value, cap));
        }
    chart_y(chart, log ? low : fmin(low, 0), high, log);
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct view *view = scene->view;
    const struct sharpness_probe *s = sharpness_found(scene);
    int kind = pane_has_models(view) ? view->snapshot->kind[view->focus] : CATAPULT_MODEL_NETWORK;
    struct series lambda = {.history = scene->focus, .digest = pane_has_models(view) ? pane_digest(view, view->focus) : NULL,
                            .field = CATAPULT_FIELD_LAMBDA, .every = pane_spectrum_every(view), .glyph = GLYPH_LAMBDA_1,
                            .style = pane_model_style(kind), .marked = true};
    struct series bound = {.history = scene->longest,
                           .digest = scene->longest_digest,
                           .field = CATAPULT_FIELD_ETA,
                           .over = 2,
                           .every = 1,
                           .pinned = true,
                           .glyph = GLYPH_CRIT,
                           .style = STYLE_CRIT};
    bool log = view->log_scale[PANE_SHARPNESS];
    pane_rows_in_view(scene, &lambda.begin, &lambda.end);
    chart_init(&chart, canvas, scene, rect);
    chart_iterations(&chart);
    if (scene->focus) {
        sharpness_find_range(&chart, &lambda, s, catapult_history_get(scene->focus, CATAPULT_FIELD_LAMBDA, 0), log);
        plot_series(&chart.plot, &bound);
        plot_series(&chart.plot, &lambda);
        if (s)
            draw_samples(&chart, s);
        plot_series_marks(&chart.plot, &lambda);
    }
    chart_legend(&legend, scene, 0, GLYPH_GENERAL, STYLE_GENERAL, "Hessian");
    chart_legend(&legend, scene, 1, GLYPH_LAMBDA_1, pane_model_style(kind), "lambda_1");
    chart_legend(&legend, scene, 2, GLYPH_CRIT, STYLE_CRIT, "2/eta");
    const struct probes *probes = view->probes;
    if (s && s->sample[s->count - 1].t != view->snapshot->t)
        fields_add(&legend, 4, STYLE_DIM, "of t %ld", s->sample[s->count - 1].t);
    chart_frame(&chart, PANE_SHARPNESS, "sharpness", &legend, "t");
    if (!s && probes && *probes->sharpness.head.note)
        chart_note(&chart, probes->sharpness.head.note);
}

const struct pane_class pane_sharpness = {.name = "sharpness", .draw = draw};
