/* pane_rates.c - what other learning rates do: where the exact maps end, residuals and eta lambda; and the sweep within
 * the session, the best test loss of whole runs. */
#include <math.h>

#include <catapult/map.h>

#include "tui/panes/chart.h"
#include "tui/panes/marks.h"

static const struct bifurcation_probe *bifurcation_found(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->bifurcation.head.serial && probes->bifurcation.done > 0 ? &probes->bifurcation : NULL;
}

static double column_x(double low, double high, int column)
{
    return low + (high - low) * (column + 0.5) / BIFURCATION_COLUMNS;
}

static void draw_values(struct chart *chart, const struct bifurcation_probe *b, bool second)
{
    for (int i = 0; i < b->done; i++) {
        double x = second ? column_x(b->v_low, b->v_high, i) : column_x(b->low, b->high, i);
        int count = second ? b->v_count[i] : b->count[i];
        for (int k = 0; k < count; k++)
            chart_dot(chart, x, (double)(second ? b->v[i][k] : b->z[i][k]), GLYPH_GENERAL,
                      second ? STYLE_QUADRATIC : STYLE_GENERAL);
    }
}

static void find_heights(const struct bifurcation_probe *b, bool second, double *low, double *high)
{
    for (int i = 0; i < b->done; i++)
        for (int k = 0, count = second ? b->v_count[i] : b->count[i]; k < count; k++) {
            double value = (double)(second ? b->v[i][k] : b->z[i][k]);
            *low = fmin(*low, value);
            *high = fmax(*high, value);
        }
}

static void draw_regimes(struct chart *chart, const struct bifurcation_probe *b)
{
    double before = b->low;
    for (int regime = 0; regime < CATAPULT_MAP_REGIMES; regime++) {
        double end = catapult_map_regime_end((enum catapult_map_regime)regime) / b->per_a, to = fmin(end, chart->right);
        if (isfinite(end))
            chart_vertical(chart, end, GLYPH_EVENT, STYLE_CRIT);
        int width = canvas_text_width(catapult_map_regime_name((enum catapult_map_regime)regime)), left, right, row,
            cols, rows;
        plot_dots(&chart->plot, &cols, &rows);
        int per_cell = chart->plot.area.cols > 0 ? cols / chart->plot.area.cols : 1;
        if (chart_place(chart, before, chart->plot.high, &left, &row) && chart_place(chart, to, chart->plot.high, &right, &row) &&
            (right - left) / per_cell > width + 1)
            canvas_text(chart->plot.canvas, chart->plot.area.row,
                        chart->plot.area.col + (left + right) / 2 / per_cell - width / 2, width, STYLE_CRIT,
                        catapult_map_regime_name((enum catapult_map_regime)regime));
        before = to;
    }
}

static void bifurcation_put_note(struct chart *chart, const struct bifurcation_probe *b, struct fields *legend)
{
    (void)chart;
    if (b->done < BIFURCATION_COLUMNS)
        fields_add(legend, 0, STYLE_DIM, "%d %%", 100 * b->done / BIFURCATION_COLUMNS);
}

/* The run's own last values, if they mean the same. */
static void draw_run(struct chart *chart, const struct scene *scene, const struct bifurcation_probe *b)
{
    const struct path_probe *path = &scene->view->probes->path;
    double eta = scene->view->snapshot->eta;
    int kind = pane_has_models(scene->view) ? scene->view->snapshot->kind[scene->view->focus] : CATAPULT_MODEL_NETWORK;
    if (!b->own || !path->head.known || !(path->k > 0))
        return;
    bool mapped = b->cubic || scene->view->settings->network.type == CATAPULT_NETWORK_FC;
    double unit = mapped ? path->scale * eta * sqrt(path->k) : 1;
    for (int i = path->count > 8 ? path->count - 8 : 0; i < path->count; i++)
        if (path->row[i].eta == eta)
            chart_mark(chart, eta, unit * path->row[i].along, GLYPH_TEST, pane_model_style(kind));
    chart_mark(chart, eta, unit * path->along, pane_model_glyph(kind), pane_model_style(kind));
}

static void draw_ends(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct bifurcation_probe *b = bifurcation_found(scene);
    double low = -0.5, high = 0.5;
    chart_init(&chart, canvas, scene, rect);
    if (b) {
        find_heights(b, false, &low, &high);
        chart_x(&chart, b->low, b->high, false);
        chart_y(&chart, low, high * 1.15, false);
        draw_values(&chart, b, false);
        if (b->cubic)
            draw_regimes(&chart, b);
        else
            chart_vertical(&chart, pane_eta_crit(scene->view), GLYPH_EVENT, STYLE_CRIT);
        if (b->own) {
            chart_vertical(&chart, scene->view->snapshot->eta, GLYPH_SIDE, STYLE_STRONG);
            draw_run(&chart, scene, b);
            fields_add(&legend, 1, STYLE_PLAIN, "this preset");
        } else {
            fields_add(&legend, 1, STYLE_PLAIN, "one weight, one example");
        }
        bifurcation_put_note(&chart, b, &legend);
    }
    bool scaled = !b || b->cubic || scene->view->settings->network.type == CATAPULT_NETWORK_FC;
    const char *title = b && !b->own ? "z, not this model" : scaled ? "z at the end" : "r at the end";
    chart_frame(&chart, PANE_BIFURCATION, title, &legend,
                b && b->own ? "eta" : "a = eta gamma y");
    if (!b)
        chart_note(&chart, "filled in when the processor is free");
}

const struct pane_class pane_bifurcation = {.name = "bifurcation", .draw = draw_ends};

static void bifurcation_draw_lambda(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct view *view = scene->view;
    const struct bifurcation_probe *b = bifurcation_found(scene);
    double low = 0, high = 2.2;
    chart_init(&chart, canvas, scene, rect);
    if (b) {
        find_heights(b, true, &low, &high);
        chart_x(&chart, b->v_low, b->v_high, false);
        chart_y(&chart, low, fmin(high, 5), false);
        chart_horizontal(&chart, 2, GLYPH_CRIT, STYLE_CRIT);
        draw_values(&chart, b, true);
        chart_vertical(&chart, 2, GLYPH_EVENT, STYLE_CRIT);
        chart_vertical(&chart, 4, GLYPH_EVENT, STYLE_MAX);
        double v = view->snapshot->eta * view->snapshot->lambda_1;
        chart_vertical(&chart, v, GLYPH_SIDE, STYLE_STRONG);
        if (pane_has_models(view)) {
            int kind = view->snapshot->kind[view->focus];
            double now = pane_value(scene->focus, CATAPULT_FIELD_LAMBDA, scene->newest, pane_spectrum_every(view));
            chart_mark(&chart, v, view->snapshot->eta * now, pane_model_glyph(kind), pane_model_style(kind));
            chart_legend(&legend, scene, 1, pane_model_glyph(kind), pane_model_style(kind), "the run now");
        }
        chart_legend(&legend, scene, 0, GLYPH_CRIT, STYLE_CRIT, b->own ? "this preset; 2" : "map of Eqs. 7, 8; 2");
        bifurcation_put_note(&chart, b, &legend);
    }
    chart_frame(&chart, PANE_FINAL, b && !b->own ? "eta lambda, not this model" : "eta lambda at the end", &legend, "eta lambda_1(0)");
    if (!b)
        chart_note(&chart, "filled in when the processor is free");
}

const struct pane_class pane_final = {.name = "final", .draw = bifurcation_draw_lambda};

/* --- the sweep --------------------------------------------------------------------------------------------------- */

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

static void scan_draw_model(struct chart *chart, const struct scan_probe *scan, int model)
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

static void scan_draw_lines(struct chart *chart, const struct scene *scene, const struct scan_probe *scan)
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

/* eta/eta_crit of the smallest loss of a run that did not diverge; NaN: none yet. */
static double best_ratio(const struct scan_probe *scan, int model)
{
    double best = INFINITY, ratio = NAN;
    for (int i = 0; i < SCAN_POINTS && model < scan->models; i++) {
        const struct scan_point *p = &scan->point[i];
        if (p->done && !p->diverged[model] && p->best[model] < best) {
            best = p->best[model];
            ratio = p->ratio;
        }
    }
    return ratio;
}

static void scan_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
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
                scan_draw_model(&chart, scan, m);
        scan_draw_lines(&chart, scene, scan);
        for (int m = 0; m < scan->models; m++)
            if (view->overlay || m == view->focus)
                chart_legend(&legend, scene, m, pane_model_glyph(scan->kind[m]), pane_model_style(scan->kind[m]),
                             catapult_model_name(scan->kind[m]));
        chart_legend(&legend, scene, 4, GLYPH_DIVERGED, STYLE_DIVERGED, "diverged");
        chart_legend(&legend, scene, 6, GLYPH_BOUND_CRIT, STYLE_CRIT, "eta_crit");
        chart_legend(&legend, scene, 7, GLYPH_SIDE, STYLE_STRONG, "eta");
        double best = best_ratio(scan, view->focus);
        if (isfinite(best))
            fields_add(&legend, 0, STYLE_STRONG, "best at %.3g", best);
        if (scan->done < SCAN_POINTS && isfinite(scan->trying))
            fields_add(&legend, 5, STYLE_DIM, "%.0f %%, now %.2f", 100 * scan->fraction, scan->trying);
    }
    bool test = scan ? scan->test : view->snapshot->n_test > 0;
    snprintf(title, sizeof title, "best %s loss of a run%s", test ? "test" : "training",
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

const struct pane_class pane_scan = {.name = "scan", .draw = scan_draw};
