/* pane_scan.c - the sweep within the session: the best test loss of whole runs against their learning rate. */
#include <math.h>

#include "tui/panes/chart.h"
#include "tui/panes/marks.h"

static const struct scan_probe *scan_found(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->scan.head.serial && probes->scan.head.known ? &probes->scan : NULL;
}

static void scan_find_axes(struct chart *chart, const struct scan_probe *scan, bool log)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < SCAN_POINTS; i++)
        for (int m = 0; m < scan->models; m++)
            if (scan->point[i].done && isfinite(scan->point[i].best[m]) && scan->point[i].best[m] > 0) {
                low = fmin(low, scan->point[i].best[m]);
                high = fmax(high, scan->point[i].best[m]);
            }
    chart_x(chart, scan->point[0].ratio, scan->point[SCAN_POINTS - 1].ratio, true);
    chart_y(chart, log || low > high / 2 ? low : 0, high, log);
}

static void draw_model(struct chart *chart, const struct scan_probe *scan, int model)
{
    enum style style = pane_model_style(scan->kind[model]);
    enum glyph glyph = pane_model_glyph(scan->kind[model]);
    int before = -1;
    for (int i = 0; i < SCAN_POINTS; i++) {
        const struct scan_point *p = &scan->point[i];
        if (!p->done)
            continue;
        if (before >= 0 && !p->diverged[model] && !scan->point[before].diverged[model])
            chart_line(chart, scan->point[before].ratio, scan->point[before].best[model], p->ratio, p->best[model], glyph,
                       style);
        before = i;
    }
    for (int i = 0; i < SCAN_POINTS; i++) /* a diverged run has a best loss, too: from before it diverged */
        if (scan->point[i].done)
            chart_mark(chart, scan->point[i].ratio, scan->point[i].best[model],
                       scan->point[i].diverged[model] ? GLYPH_DIVERGED : glyph, style);
}

static void draw_lines(struct chart *chart, const struct scene *scene, const struct scan_probe *scan)
{
    const struct snapshot *s = scene->view->snapshot;
    double crit = pane_eta_crit(scene->view);
    struct mark marks[MARKS_MAX];
    int count = marks_find(scene->view, marks);
    for (int i = 0; i < count; i++)
        if (marks[i].glyph != GLYPH_BOUND_NOW && marks[i].glyph != GLYPH_BOUND_FAR
            && (marks[i].kind != MARK_MEASURED || s->eta_max_kind == ETA_MAX_MEASURED))
            chart_vertical(chart, marks[i].eta / crit, marks[i].glyph, marks[i].style);
    chart_vertical(chart, s->eta / crit, GLYPH_SIDE, STYLE_STRONG);
    if (isfinite(scan->trying))
        chart_mark(chart, scan->trying, chart->plot.log ? chart->plot.low * 1.0001 : chart->plot.low, GLYPH_ABOVE, STYLE_STRONG);
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct view *view = scene->view;
    const struct scan_probe *scan = scan_found(scene);
    char title[64];
    chart_init(&chart, canvas, scene, rect);
    if (scan) {
        scan_find_axes(&chart, scan, view->log_scale[PANE_SCAN]);
        for (int m = scan->models - 1; m >= 0; m--)
            if (view->overlay || m == view->focus)
                draw_model(&chart, scan, m);
        draw_lines(&chart, scene, scan);
        for (int m = 0; m < scan->models; m++)
            if (view->overlay || m == view->focus)
                chart_legend(&legend, scene, m, pane_model_glyph(scan->kind[m]), pane_model_style(scan->kind[m]),
                             catapult_model_name(scan->kind[m]));
        chart_legend(&legend, scene, 4, GLYPH_DIVERGED, STYLE_DIVERGED, "diverged");
        chart_legend(&legend, scene, 6, GLYPH_BOUND_CRIT, STYLE_CRIT, "eta_crit");
        chart_legend(&legend, scene, 7, GLYPH_SIDE, STYLE_STRONG, "eta");
        if (scan->done < SCAN_POINTS && isfinite(scan->trying))
            fields_add(&legend, 5, STYLE_DIM, "%.0f %%, now %.2f", 100 * scan->fraction, scan->trying);
    }
    snprintf(title, sizeof title, "best %s loss of a run%s", scan && !scan->test ? "training" : "test",
             view->log_scale[PANE_SCAN] ? ", log" : "");
    chart_frame(&chart, PANE_SCAN, title, &legend, "eta/eta_crit, log");
    const struct probes *probes = view->probes;
    if (!scan)
        chart_note(&chart, probes && probes->scan.head.serial && *probes->scan.head.note
                               ? probes->scan.head.note
                               : "runs from the first iteration with many learning rates, in the background: they begin when "
                                 "the processor is free (pause, or a slower rate)");
    else if (scan->done == 0)
        chart_note(&chart, "the first run is under way; runs go on while this screen is shown and the processor is free (pause, "
                           "or a slower rate)");
}

const struct pane_class pane_scan = {.name = "scan", .draw = draw};
