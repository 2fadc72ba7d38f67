/* pane_spectrum.c - the eigenvalues of c*K as bars, largest first, with the line 2/eta: directions above it are
 * unstable. */
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
static void put_bar(struct chart *chart, const struct spectrum_probe *s, int k, bool above)
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

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
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
        put_bar(&chart, s, k, s->lambda[k] > line);
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

const struct pane_class pane_spectrum = {.name = "spectrum", .draw = draw};
