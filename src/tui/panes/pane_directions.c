/* pane_directions.c - the screen of directions: the eigenvalues of c*K as bars, largest first, with the line 2/eta, above
 * which directions are unstable; over iterations the loss along the leading eigenvectors, whether they keep their
 * direction, and what each step does along p_1 (Figures 6 and 7). */
#include <math.h>

#include "tui/panes/chart.h"

static const struct spectrum_probe *spectrum_found(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->spectrum.head.serial && probes->spectrum.head.known && probes->spectrum.count > 0
               ? &probes->spectrum
               : NULL;
}

/* The numerical rank: an eigenvalue below 1e-12 lambda_1 belongs to the kernel's null space. */
static int spectrum_rank(const struct spectrum_probe *s)
{
    int count = 0;
    while (count < s->count && s->lambda[count] > 1e-12 * s->lambda[0])
        count++;
    return count;
}

static void spectrum_find_axes(struct chart *chart, const struct spectrum_probe *s, int count, bool log, double line)
{
    double high = s->lambda[0], low = log ? s->lambda[count - 1] / 3 : 0;
    if (isfinite(line)) {
        high = fmax(high, fmin(line, 4 * high));
        low = log ? fmin(low, line) : low;
    }
    chart_x(chart, 0.5, fmax(count, 3) + 0.5, count > 40);
    chart_y(chart, low, high, log);
}

/* Draws a bar as wide as possible, with one free dot between two bars. */
static void spectrum_put_bar(struct chart *chart, const struct spectrum_probe *s, int k, bool above)
{
    int left, right, row, cols, rows;
    enum style style = above ? STYLE_CATAPULT : STYLE_LAZY;
    if (!chart_place(chart, k + 0.5, s->lambda[k], &left, &row) ||
        !chart_place(chart, k + 1.5, s->lambda[k], &right, &row))
        return;
    plot_dots(&chart->plot, &cols, &rows);
    int width = right - left - 1 < 1 ? 1 : right - left - 1;
    for (int col = left; col < left + width; col++)
        for (int dot = row < 0 ? 0 : row; dot < rows; dot++)
            plot_dot(&chart->plot, col, dot, above ? GLYPH_CATAPULT : GLYPH_FULL, style);
}

static void spectrum_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct view *view = scene->view;
    const struct spectrum_probe *s = spectrum_found(scene);
    bool log = view->log_scale[PANE_SPECTRUM];
    double line = view->snapshot->eta > 0 ? 2 / view->snapshot->eta : NAN;
    int above = 0, count = s ? spectrum_rank(s) : 0;
    chart_init(&chart, canvas, scene, rect);
    if (count)
        spectrum_find_axes(&chart, s, count, log, line);
    for (int k = 0; k < count; k++) {
        spectrum_put_bar(&chart, s, k, s->lambda[k] > line);
        above += s->lambda[k] > line;
    }
    if (s)
        chart_horizontal(&chart, line, GLYPH_CRIT, STYLE_CRIT);
    chart_legend(&legend, scene, 0, GLYPH_CRIT, STYLE_CRIT, "2/eta");
    if (s)
        fields_add(&legend, 1, above ? STYLE_CATAPULT : STYLE_LAZY, "%d above", above);
    if (s && s->count == s->size)
        fields_add(&legend, 2, STYLE_DIM, "rank %d of %ld", count, s->size);
    char title[64] = "spectrum";
    if (s && s->head.t != view->snapshot->t)
        snprintf(title, sizeof title, "spectrum at t %ld", s->head.t);
    chart_frame(&chart, PANE_SPECTRUM, title, &legend, "k of lambda_k");
    if (!s)
        chart_note(&chart, view->probes && view->probes->spectrum.head.serial ? view->probes->spectrum.head.note
                                                                               : "the eigenvalues are being computed");
}

const struct pane_class pane_spectrum = {.name = "spectrum", .draw = spectrum_draw};

/* --- along p_k --------------------------------------------------------------------------------------------------- */

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
                                                .pyramid = pane_pyramid(scene->view, scene->view->focus),
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
