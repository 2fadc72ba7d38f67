/* pane_bifurcation.c - where the exact maps end as a function of the learning rate: the residuals, and eta lambda. */
#include <math.h>

#include <catapult/map.h>

#include "tui/panes/chart.h"

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
    chart_frame(&chart, PANE_BIFURCATION, scaled ? "z at the end" : "r at the end", &legend,
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
    chart_frame(&chart, PANE_FINAL, "eta lambda at the end", &legend, "eta lambda_1(0)");
    if (!b)
        chart_note(&chart, "filled in when the processor is free");
}

const struct pane_class pane_final = {.name = "final", .draw = bifurcation_draw_lambda};
