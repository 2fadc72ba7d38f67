/* pane_kernel.c - the screen of the kernel: the kernel as a picture, the sharpness beside it, and measures of the
 * weights: gates, and the error of the Taylor models. */
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

/* --- the sharpness ----------------------------------------------------------------------------------------------- */

/* The sharpness, the top eigenvalue of the loss Hessian, with lambda_1 of the kernel and 2/eta.
 * The first two are equal only if the residuals are zero. */

static const struct sharpness_probe *sharpness_found(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->sharpness.head.serial && probes->sharpness.count > 0 ? &probes->sharpness : NULL;
}

/* Joins samples that are close in t: between two distant ones there may have been a catapult. */
static void sharpness_draw_samples(struct chart *chart, const struct sharpness_probe *s)
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

static void sharpness_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct view *view = scene->view;
    const struct sharpness_probe *s = sharpness_found(scene);
    int kind = pane_has_models(view) ? view->snapshot->kind[view->focus] : CATAPULT_MODEL_NETWORK;
    struct series lambda = {.history = scene->focus,
                            .pyramid = pane_has_models(view) ? pane_pyramid(view, view->focus) : NULL,
                            .field = CATAPULT_FIELD_LAMBDA,
                            .every = pane_spectrum_every(view),
                            .glyph = GLYPH_LAMBDA_1,
                            .style = pane_model_style(kind),
                            .marked = true};
    struct series bound = {.history = scene->longest,
                           .pyramid = scene->longest_pyramid,
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
            sharpness_draw_samples(&chart, s);
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

const struct pane_class pane_sharpness = {.name = "sharpness", .draw = sharpness_draw};
