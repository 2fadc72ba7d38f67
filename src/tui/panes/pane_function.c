/* pane_function.c - what the models have learned: functions of x if d = 1, else outputs in order; and the examples
 * with the largest errors, as pictures if they are images. */
#include <math.h>

#include "tui/panes/chart.h"
#include "tui/plot/numeral.h"
#include "tui/plot/picture.h"

/* --- the function ------------------------------------------------------------------------------------------------------ */

static const struct function_probe *function_of(const struct scene *scene)
{
    const struct probes *probes = scene->view->probes;
    return probes && probes->function.head.serial && probes->function.head.known ? &probes->function : NULL;
}

static void axis_widen(double *low, double *high, double value)
{
    if (isfinite(value)) {
        *low = fmin(*low, value);
        *high = fmax(*high, value);
    }
}

/* The axes cover the targets and the model in focus; its outputs are cut at twice the targets' range beyond the
 * targets. */
static void function_find_axes(struct chart *chart, const struct function_probe *f, int focus)
{
    double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY, l = INFINITY, h = -INFINITY;
    for (int i = 0; i < f->points; i++) {
        axis_widen(&left, &right, (double)f->point_x[i]);
        axis_widen(&low, &high, (double)f->point_y[i]);
        axis_widen(&l, &h, (double)f->point_f[i]);
    }
    for (int i = 0; i < f->grid; i++) {
        axis_widen(&left, &right, (double)f->x[i]);
        axis_widen(&l, &h, (double)f->f[focus][i]);
    }
    double room = fmax(high - low, 1) * 2;
    if (low <= high && l <= h) {
        low = fmin(low, fmax(l, low - room));
        high = fmax(high, fmin(h, high + room));
    }
    chart_x(chart, left, right, false);
    chart_y(chart, low, high, false);
}

static void draw_curve(struct chart *chart, const struct function_probe *f, int model, const struct scene *scene)
{
    enum style style = pane_model_style(f->kind[model]);
    enum glyph glyph = pane_model_glyph(f->kind[model]);
    for (int i = 1; i < f->grid; i++)
        chart_line(chart, (double)f->x[i - 1], (double)f->f[model][i - 1], (double)f->x[i], (double)f->f[model][i], glyph,
                   style);
    (void)scene;
}

static void draw_marks(struct chart *chart, const struct function_probe *f, int model)
{
    for (int i = 7 + 5 * model; i < f->grid; i += 31)
        chart_mark(chart, (double)f->x[i], (double)f->f[model][i], pane_model_glyph(f->kind[model]),
                   pane_model_style(f->kind[model]));
}

static void draw_points(struct chart *chart, const struct function_probe *f, int kind)
{
    for (int i = 0; i < f->points; i++)
        chart_mark(chart, (double)f->point_x[i], (double)f->point_y[i], GLYPH_TEST, STYLE_PLAIN);
    for (int i = 0; !f->curve && i < f->points; i++)
        chart_mark(chart, (double)f->point_x[i], (double)f->point_f[i], pane_model_glyph(kind), pane_model_style(kind));
}

static void draw_function(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct chart chart;
    struct fields legend = {0};
    const struct view *view = scene->view;
    const struct function_probe *f = pane_has_models(view) ? function_of(scene) : NULL;
    chart_init(&chart, canvas, scene, rect);
    if (f) {
        int focus = view->focus < f->models ? view->focus : 0, kind = f->kind[focus];
        function_find_axes(&chart, f, focus);
        chart_horizontal(&chart, 0, GLYPH_GHOST, STYLE_DIM);
        draw_points(&chart, f, kind);
        for (int m = f->models - 1; m >= 0 && f->curve; m--)
            if (m != focus && view->overlay)
                draw_curve(&chart, f, m, scene);
        if (f->curve)
            draw_curve(&chart, f, focus, scene);
        for (int m = 0; m < f->models && f->curve; m++)
            if (m == focus || view->overlay)
                draw_marks(&chart, f, m);
        chart_legend(&legend, scene, 0, pane_model_glyph(kind), pane_model_style(kind), catapult_model_name(kind));
        chart_legend(&legend, scene, 1, GLYPH_TEST, STYLE_PLAIN, "targets y");
        for (int m = 0; m < f->models && f->curve && view->overlay; m++)
            if (m != focus)
                chart_legend(&legend, scene, 2 + m, pane_model_glyph(f->kind[m]), pane_model_style(f->kind[m]),
                             catapult_model_name(f->kind[m]));
    }
    bool curve = !f || f->curve;
    chart_frame(&chart, PANE_FUNCTION, curve ? "f(x)" : "outputs f(x_i)", &legend,
                curve ? "x" : "training examples, by target and output");
    if (!f)
        chart_note(&chart, "being computed");
}

const struct pane_class pane_function = {.name = "function", .draw = draw_function};

/* --- examples ------------------------------------------------------------------------------------------------------------- */

enum { CAPTION = 2 }; /* rows below a picture */

static void caption(const struct example *e, int outputs, char *text, size_t size)
{
    if (outputs == 1)
        snprintf(text, size, "y %.3g  f %.3g", (double)e->y, (double)e->f);
    else
        snprintf(text, size, "is %.0f, said %.0f", (double)e->y, (double)e->f);
}

static void example_draw_one(struct canvas *canvas, const struct scene *scene, struct rect rect,
                             const struct examples_probe *found, const struct example *e)
{
    float grey[EXAMPLE_SIDE * EXAMPLE_SIDE];
    char text[64];
    for (int i = 0; i < found->width * found->height; i++)
        grey[i] = e->pixel[i];
    picture_draw(canvas, (struct rect){rect.row, rect.col, rect.rows - CAPTION, rect.cols}, scene->view->glyphs, STYLE_PLAIN,
                 found->height, found->width, grey, 0, 255);
    caption(e, found->outputs, text, sizeof text);
    canvas_printf(canvas, rect.row + rect.rows - 2, rect.col, rect.cols, STYLE_DIM, "no. %d", e->number + 1);
    canvas_text(canvas, rect.row + rect.rows - 1, rect.col, rect.cols, e->wrong ? STYLE_WARNING : STYLE_PLAIN, text);
}

/* Cells of a picture: as large as possible with two rows of pictures, or one; a cell is twice as high as wide. */
static struct rect picture_size(struct rect inner)
{
    int rows = inner.rows >= 2 * (CAPTION + 8) ? inner.rows / 2 : inner.rows;
    int most = 16 + CAPTION;
    rows = rows < most ? rows : most;
    int cols = 2 * (rows - CAPTION);
    return (struct rect){0, 0, rows, cols < 14 ? 14 : cols};
}

static void draw_pictures(struct canvas *canvas, const struct scene *scene, struct rect inner,
                          const struct examples_probe *found)
{
    struct rect size = picture_size(inner);
    int across = (inner.cols + 2) / (size.cols + 2), down = inner.rows / (size.rows > 0 ? size.rows : 1);
    if (size.rows <= CAPTION || across < 1)
        return;
    for (int i = 0; i < found->count && i < across * down; i++) {
        struct rect rect = {inner.row + i / across * size.rows, inner.col + i % across * (size.cols + 2), size.rows, size.cols};
        example_draw_one(canvas, scene, rect, found, &found->example[i]);
    }
}

static void draw_table(struct canvas *canvas, struct rect inner, const struct examples_probe *found)
{
    canvas_text(canvas, inner.row, inner.col, inner.cols, STYLE_DIM, "   no.         y         f    |f - y|");
    for (int i = 0; i < found->count && i + 1 < inner.rows; i++) {
        const struct example *e = &found->example[i];
        char y[NUMERAL_TEXT], f[NUMERAL_TEXT], error[NUMERAL_TEXT];
        canvas_printf(canvas, inner.row + 1 + i, inner.col, inner.cols, e->wrong ? STYLE_WARNING : STYLE_PLAIN,
                      "%6d %s %s %s", e->number + 1, numeral_right(y, (double)e->y), numeral_right(f, (double)e->f),
                      numeral_right(error, (double)e->error));
    }
}

static void draw_examples(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct probes *probes = scene->view->probes;
    const struct examples_probe *found =
        probes && probes->examples.head.serial && probes->examples.head.known ? &probes->examples : NULL;
    char title[96] = "examples, worst first";
    canvas_frame(canvas, rect, scene->view->glyphs, title);
    if (found && found->labels)
        snprintf(title, sizeof title, "training examples, worst first: %d of %d on the wrong side", found->wrong, found->n);
    else if (found)
        snprintf(title, sizeof title, "training examples, worst first");
    enum style style = scene->view->pane == PANE_EXAMPLES ? STYLE_INVERSE : STYLE_STRONG;
    canvas_printf(canvas, rect.row, rect.col + 2, rect.cols - 4, style, " %s ", title);
    struct rect inner = {rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
    if (!found)
        canvas_text(canvas, inner.row, inner.col, inner.cols, STYLE_DIM, "being looked for");
    else if (found->width > 0)
        draw_pictures(canvas, scene, inner, found);
    else
        draw_table(canvas, inner, found);
}

const struct pane_class pane_examples = {.name = "examples", .draw = draw_examples};
