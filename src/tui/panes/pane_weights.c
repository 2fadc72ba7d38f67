/* pane_weights.c - the kernel as a picture, and measures of the weights: gates, and the error of the Taylor models. */
#include <math.h>

#include "tui/panes/chart.h"
#include "tui/plot/numeral.h"
#include "tui/plot/picture.h"

static const struct weights_probe *weights_of(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->weights.head.serial && probes->weights.count > 0 ? &probes->weights : NULL;
}

/* --- heat map ---------------------------------------------------------------------------------------------------------------- */

/* The largest nearly square area in the rectangle: a cell is twice as high as wide. */
static struct rect square(struct rect inner)
{
    int cols = 2 * inner.rows < inner.cols ? 2 * inner.rows : inner.cols, rows = (cols + 1) / 2;
    return (struct rect){inner.row, inner.col, rows < inner.rows ? rows : inner.rows, cols};
}

static void draw_borders(struct canvas *canvas, struct rect map, enum glyph_set glyphs, const struct kernel_probe *k)
{
    for (int i = 0; i + 1 < k->classes; i++) {
        int row = map.row + k->border[i] * map.rows / k->side, col = map.col + k->border[i] * map.cols / k->side;
        canvas_put(canvas, row, map.col + map.cols, glyph_of(glyphs, GLYPH_LEFT), STYLE_CRIT);
        canvas_put(canvas, map.row + map.rows, col, glyph_of(glyphs, GLYPH_ABOVE), STYLE_CRIT);
    }
}

static void kernel_put_words(struct canvas *canvas, struct rect rect, const struct kernel_probe *k)
{
    char text[160];
    snprintf(text, sizeof text, "%ld examples in %d class%s%s", k->n, k->classes,
             k->classes == 1 ? "" : "es, marked at the edge", k->n > k->side ? "; means of blocks" : "");
    chart_paragraph(canvas, rect, STYLE_DIM, text);
}

static void draw_heat(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct probes *probes = scene->view->probes;
    enum glyph_set glyphs = scene->view->glyphs;
    canvas_frame(canvas, rect, glyphs, NULL);
    char title[80] = " kernel c K ", low_text[NUMERAL_TEXT], high_text[NUMERAL_TEXT];
    if (probes && probes->kernel.head.serial && probes->kernel.head.known)
        snprintf(title, sizeof title, " kernel c K, %s (blank) to %s ", numeral(low_text, fmin(0, (double)probes->kernel.low)),
                 numeral(high_text, (double)probes->kernel.high));
    canvas_text(canvas, rect.row, rect.col + 2, rect.cols - 4, scene->view->pane == PANE_HEAT ? STYLE_INVERSE : STYLE_STRONG,
                title);
    struct rect inner = {rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
    if (!probes || !probes->kernel.head.serial || !probes->kernel.head.known) {
        chart_paragraph(canvas, inner, STYLE_DIM,
                        probes && *probes->kernel.head.note ? probes->kernel.head.note : "being computed");
        return;
    }
    const struct kernel_probe *k = &probes->kernel;
    struct rect map = square((struct rect){inner.row, inner.col, inner.rows - 1, inner.cols - 1});
    float low = fminf(k->low, 0); /* 0 is blank unless there are negative entries */
    picture_draw(canvas, map, glyphs, STYLE_QUADRATIC, k->side, k->side, k->cell, low, k->high);
    draw_borders(canvas, map, glyphs, k);
    struct rect right = {inner.row, map.col + map.cols + 2, inner.rows, inner.col + inner.cols - map.col - map.cols - 2};
    if (right.cols >= 12)
        kernel_put_words(canvas, right, k);
}

const struct pane_class pane_heat = {.name = "heat", .draw = draw_heat};

/* --- Taylor errors ------------------------------------------------------------------------------------------------------------ */

static void draw_errors(struct chart *chart, const struct weights_probe *w, bool quadratic)
{
    enum style style = quadratic ? STYLE_QUADRATIC : STYLE_LINEAR;
    enum glyph glyph = quadratic ? GLYPH_QUADRATIC : GLYPH_LINEAR;
    double x = NAN, y = NAN;
    for (int i = 0; i < w->count; i++) {
        const struct weights_sample *s = &w->sample[i];
        double value = quadratic ? s->taylor_quadratic : s->taylor_linear;
        chart_line(chart, x, y, s->distance, value, glyph, style);
        x = s->distance;
        y = value;
    }
    chart_mark(chart, x, y, glyph, style);
}

static void draw_taylor(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct weights_probe *w = weights_of(scene);
    double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY;
    chart_init(&chart, canvas, scene, rect);
    for (int i = 0; w && i < w->count; i++) {
        const struct weights_sample *s = &w->sample[i];
        if (!(s->distance > 0) || !(s->taylor_linear > 0) || !(s->taylor_quadratic > 0))
            continue;
        left = fmin(left, s->distance);
        right = fmax(right, s->distance);
        low = fmin(low, fmin(s->taylor_linear, s->taylor_quadratic));
        high = fmax(high, fmax(s->taylor_linear, s->taylor_quadratic));
    }
    bool any = left <= right;
    if (any) {
        chart_x(&chart, left, right, true);
        chart_y(&chart, low, high, true);
        draw_errors(&chart, w, false);
        draw_errors(&chart, w, true);
    }
    chart_legend(&legend, scene, 0, GLYPH_QUADRATIC, STYLE_QUADRATIC, "f_quad");
    chart_legend(&legend, scene, 1, GLYPH_LINEAR, STYLE_LINEAR, "f_lin");
    chart_frame(&chart, PANE_TAYLOR, rect.cols < 50 ? "Taylor" : "Taylor error |f - f_quad|, log", &legend, "|w - w0|, log");
    int kind = pane_has_models(scene->view) ? scene->view->snapshot->kind[scene->view->focus] : CATAPULT_MODEL_NETWORK;
    if (!any)
        chart_note(&chart, kind != CATAPULT_MODEL_NETWORK
                               ? "what the Taylor models miss is asked of the network: m brings it into focus"
                           : !w ? "being computed"
                                : "nothing yet: take a step");
}

const struct pane_class pane_taylor = {.name = "taylor", .draw = draw_taylor};

/* --- gates --------------------------------------------------------------------------------------------------------------------- */

static double gate_share(const struct weights_sample *s, int which)
{
    return which == 0 ? s->active : which == 1 ? s->changed : s->dead;
}

static void draw_gates(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    static const struct {
        const char *name;
        enum glyph glyph;
        enum style style;
    } looks[] = {{"active", GLYPH_NETWORK, STYLE_NETWORK}, {"moved", GLYPH_LINEAR, STYLE_CRIT}, {"dead", GLYPH_DIVERGED, STYLE_MAX}};
    struct chart chart;
    struct fields legend = {0};
    const struct weights_probe *w = weights_of(scene);
    bool any = false;
    chart_init(&chart, canvas, scene, rect);
    chart_iterations(&chart);
    chart_y(&chart, 0, 1, false);
    for (int which = 2; which >= 0; which--) {
        double x = NAN, y = NAN;
        for (int i = 0; w && i < w->count; i++) {
            chart_line(&chart, x, y, (double)w->sample[i].t, gate_share(&w->sample[i], which), looks[which].glyph,
                       looks[which].style);
            x = (double)w->sample[i].t;
            y = gate_share(&w->sample[i], which);
            any = any || isfinite(y);
        }
        chart_mark(&chart, x, y, looks[which].glyph, looks[which].style);
    }
    for (int which = 0; which < 3; which++)
        chart_legend(&legend, scene, which, looks[which].glyph, looks[which].style, looks[which].name);
    chart_frame(&chart, PANE_GATES, "gates", &legend, "t");
    if (!any)
        chart_note(&chart, w ? "gates are those of a ReLU network; its Taylor models keep the gates of w0" : "being computed");
}

const struct pane_class pane_gates = {.name = "gates", .draw = draw_gates};
