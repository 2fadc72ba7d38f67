/* pane_directions.c - over iterations: the loss along the leading eigenvectors, whether they keep their direction, and what
 * each step does along p_1 (Figures 6 and 7). */
#include <math.h>

#include "tui/panes/chart.h"
#include "tui/panes/curves.h"

enum { SHOWN = 3 };

static const struct {
    enum glyph glyph;
    enum style style;
    const char *pi, *overlap;
} looks[SHOWN] = {
    {GLYPH_LAMBDA_1, STYLE_QUADRATIC, "Pi_1", "p_1"},
    {GLYPH_LAMBDA_2, STYLE_LAMBDA_2, "Pi_2", "p_2"},
    {GLYPH_TEST, STYLE_GHOST, "Pi_3", "p_3"},
};

/* Number of meaningful directions: beyond the kernel's rank an eigenvector is any vector of the null space. */
static int direction_count(const struct scene *scene)
{
    int count = 0;
    long every = pane_spectrum_every(scene->view);
    if (!scene->focus)
        return 0;
    double first = pane_value(scene->focus, CATAPULT_FIELD_LAMBDA, scene->newest, every);
    while (count < scene->focus->top && count < SHOWN &&
           !(pane_value(scene->focus, CATAPULT_FIELD_LAMBDA + count, scene->newest, every) <= 1e-12 * first))
        count++;
    return count;
}

/* The curves of a field for each direction, the first on top. */
static int direction_find_curves(struct series series[SHOWN], struct fields *legend, const struct scene *scene,
                                 int field, bool pi)
{
    int count = direction_count(scene);
    for (int k = 0; k < count; k++) {
        series[count - 1 - k] = (struct series){.history = scene->focus,
                                                .digest = pane_digest(scene->view, scene->view->focus),
                                                .field = field + k,
                                                .every = pane_spectrum_every(scene->view),
                                                .glyph = looks[k].glyph,
                                                .style = looks[k].style,
                                                .marked = true,
                                                .number = k};
        pane_rows_in_view(scene, &series[count - 1 - k].begin, &series[count - 1 - k].end);
        chart_legend(legend, scene, k, looks[k].glyph, looks[k].style, pi ? looks[k].pi : looks[k].overlap);
    }
    return count;
}

static void draw_pi(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct series series[SHOWN];
    struct fields legend = {0};
    int count = direction_find_curves(series, &legend, scene, CATAPULT_FIELD_PI, true);
    struct curves_look look = {PANE_PI, "loss along p_k", &legend, NAN, NAN, "no spectrum yet", 0};
    curves_draw(canvas, scene, rect, series, count, &look);
}

static void draw_overlap(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct series series[SHOWN];
    struct fields legend = {0};
    int count = direction_find_curves(series, &legend, scene, CATAPULT_FIELD_OVERLAP, false);
    struct curves_look look = {PANE_OVERLAP, "p_k.p_k before", &legend, 0, 1,
                               "no overlap before the second spectrum", 0};
    curves_draw(canvas, scene, rect, series, count, &look);
}

/* --- Figures 6 and 7 ------------------------------------------------------------------------------------------------ */

/* R_f, or R_K over lambda_1: both have no unit, so that they share one scale. */
static double path_row_share(const struct path_row *row, bool kernel)
{
    return kernel ? row->r_k / row->lambda : row->r_f;
}

static void path_draw_rows(struct chart *chart, const struct path_probe *path, bool kernel)
{
    enum style style = kernel ? STYLE_LAMBDA_2 : STYLE_NETWORK;
    enum glyph glyph = kernel ? GLYPH_LINEAR : GLYPH_NETWORK;
    double x = NAN, y = NAN;
    for (int i = 0; i < path->count; i++) {
        chart_line(chart, x, y, (double)path->row[i].t, path_row_share(&path->row[i], kernel), glyph, style);
        x = (double)path->row[i].t;
        y = path_row_share(&path->row[i], kernel);
    }
    chart_mark(chart, x, y, glyph, style);
}

static void draw_curvature(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct probes *probes = scene->view->probes;
    const struct path_probe *path = probes && probes->path.head.serial ? &probes->path : NULL;
    double low = 0, high = 0.01;
    chart_init(&chart, canvas, scene, rect);
    bool any = path && path->head.known && path->count > 0;
    for (int i = 0; any && i < path->count; i++)
        for (int kernel = 0; kernel < 2; kernel++) {
            double value = path_row_share(&path->row[i], kernel);
            if (isfinite(value) && fabs(value) < 20) {
                low = fmin(low, value);
                high = fmax(high, value);
            }
        }
    if (any) {
        chart_iterations(&chart);
        chart_y(&chart, low, high, false);
        chart_horizontal(&chart, 0, GLYPH_GHOST, STYLE_DIM);
        path_draw_rows(&chart, path, true);
        path_draw_rows(&chart, path, false);
    }
    chart_legend(&legend, scene, 0, GLYPH_NETWORK, STYLE_NETWORK, "R_f");
    chart_legend(&legend, scene, 1, GLYPH_LINEAR, STYLE_LAMBDA_2, "R_K/l1");
    chart_frame(&chart, PANE_CURVATURE, "p_1^T R p_1", &legend, "t");
    if (!any)
        chart_note(&chart, path && !path->head.known ? path->head.note
                                                     : "what each step does along p_1 is recorded from here on; r begins again");
}

const struct pane_class pane_curvature = {.name = "curvature", .draw = draw_curvature};
const struct pane_class pane_pi = {.name = "pi", .draw = draw_pi};
const struct pane_class pane_overlap = {.name = "overlap", .draw = draw_overlap};
