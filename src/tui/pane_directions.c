/* pane_directions.c - over iterations: the loss along the leading eigenvectors, and whether p_1 keeps its direction. */
#include <math.h>

#include "tui/chart.h"
#include "tui/curves.h"

enum { SHOWN = 3 };

static const struct {
    enum glyph glyph;
    enum style style;
    const char *pi, *overlap;
} looks[SHOWN] = {
    {GLYPH_LAMBDA_1, STYLE_QUADRATIC, "Pi_1 L", "p_1"},
    {GLYPH_LAMBDA_2, STYLE_LAMBDA_2, "Pi_2 L", "p_2"},
    {GLYPH_TEST, STYLE_GHOST, "Pi_3 L", "p_3"},
};

/* Directions that there are: beyond the kernel's rank an eigenvector is any vector of the null space. */
static int directions(const struct scene *scene)
{
    int count = 0;
    long every = pane_spectrum_every(scene->view);
    if (!scene->focus)
        return 0;
    double first = pane_value(scene->focus, FIELD_LAMBDA, scene->newest, every);
    while (count < scene->focus->top && count < SHOWN &&
           !(pane_value(scene->focus, FIELD_LAMBDA + count, scene->newest, every) <= 1e-12 * first))
        count++;
    return count;
}

/* The curves of a field and its neighbours, the first on top. */
static int find_curves(struct series series[SHOWN], struct fields *legend, const struct scene *scene, int field, bool pi)
{
    int count = directions(scene);
    for (int k = 0; k < count; k++) {
        series[count - 1 - k] = (struct series){.history = scene->focus,
                                                .digest = pane_digest(scene->view, scene->view->focus),
                                                .field = field + k,
                                                .every = pane_spectrum_every(scene->view),
                                                .glyph = looks[k].glyph,
                                                .style = looks[k].style,
                                                .marked = true,
                                                .number = k};
        chart_legend(legend, scene, k, looks[k].glyph, looks[k].style, pi ? looks[k].pi : looks[k].overlap);
    }
    return count;
}

static void draw_pi(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct series series[SHOWN];
    struct fields legend = {0};
    int count = find_curves(series, &legend, scene, FIELD_PI, true);
    struct curves_look look = {PANE_PI, "loss along p_k", &legend, NAN, NAN, "no spectrum yet"};
    curves_draw(canvas, scene, rect, series, count, &look);
}

static void draw_overlap(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct series series[SHOWN];
    struct fields legend = {0};
    int count = find_curves(series, &legend, scene, FIELD_OVERLAP, false);
    struct curves_look look = {PANE_OVERLAP, "|p_k(t).p_k(t-1)|", &legend, 0, 1,
                               "no overlap before the second spectrum"};
    curves_draw(canvas, scene, rect, series, count, &look);
}

const struct pane_class pane_pi = {.name = "pi", .draw = draw_pi};
const struct pane_class pane_overlap = {.name = "overlap", .draw = draw_overlap};
