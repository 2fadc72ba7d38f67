/* pane_main.c - the plots of the main screen over one axis of iterations: train and test loss of the model in focus, with
 * the other models, other runs and an earlier run; and the kernel's eigenvalues. */
#include <math.h>
#include <string.h>

#include "tui/panes/pane.h"
#include "tui/panes/pane_runs.h"
#include "tui/plot/numeral.h"

enum { LOSS_CURVES = CATAPULT_MODEL_COUNT + 2 + RUNS_MAX }; /* all models, the test set, the ghost, the other runs */

struct curves {
    int count;
    struct series series[LOSS_CURVES];
    struct fields legend;
};

static struct series *loss_add(struct curves *curves, const struct scene *scene, int rank, struct series series,
                               const char *name)
{
    struct series *s = &curves->series[curves->count];
    *s = series;
    s->number = curves->count++;
    s->every = s->every > 1 ? s->every : 1;
    s->marked = true;
    pane_rows_in_view(scene, &s->begin, &s->end);
    struct field *field = fields_add(&curves->legend, rank, STYLE_PLAIN, "%s", name);
    field->mark = glyph_of(scene->view->glyphs, s->glyph);
    field->mark_style = s->style;
    return s;
}

static void loss_add_model(struct curves *curves, const struct scene *scene, int model, int rank)
{
    const struct view *view = scene->view;
    const struct snapshot *snapshot = view->snapshot;
    int kind = snapshot->kind[model];
    loss_add(curves, scene, rank,
             (struct series){.history = &view->histories[model],
                             .pyramid = pane_pyramid(view, model),
                             .field = CATAPULT_FIELD_TRAIN_LOSS,
                             .glyph = pane_model_glyph(kind),
                             .style = pane_model_style(kind),
                             .diverged = snapshot->diverged[model]},
             catapult_model_name(kind));
}

static void loss_add_runs(struct curves *curves, const struct scene *scene)
{
    struct series series[RUNS_MAX];
    int count = runs_series(scene, CATAPULT_FIELD_TRAIN_LOSS, series, false);
    for (int i = 0; i < count; i++) {
        int run = series[i].number;
        loss_add(curves, scene, 3 + CATAPULT_MODEL_COUNT + run, series[i], "run");
        curves->legend.count--;
        runs_legend(&curves->legend, scene, &(struct series){.number = run, .glyph = series[i].glyph, .style = series[i].style},
                    3 + CATAPULT_MODEL_COUNT + run);
    }
}

/* In drawing order: the most important curves come last and cover the others. */
static void loss_find_curves(struct curves *curves, const struct scene *scene)
{
    const struct view *view = scene->view;
    curves->count = 0;
    curves->legend.count = 0;
    if (view->ghost)
        loss_add(curves, scene, 2 + CATAPULT_MODEL_COUNT,
                 (struct series){.history = view->ghost,
                                 .pyramid = view->ghost_pyramid,
                                 .field = CATAPULT_FIELD_TRAIN_LOSS,
                                 .glyph = GLYPH_GHOST,
                                 .style = STYLE_GHOST},
                 "earlier run");
    if (!pane_has_models(view))
        return;
    if (view->compare == COMPARE_OVERLAY)
        loss_add_runs(curves, scene);
    for (int i = view->snapshot->models - 1; view->overlay && i >= 0; i--)
        if (i != view->focus)
            loss_add_model(curves, scene, i, 2 + i);
    if (view->snapshot->n_test > 0)
        loss_add(curves, scene, 1,
                 (struct series){.history = scene->focus,
                                 .pyramid = pane_pyramid(view, view->focus),
                                 .field = CATAPULT_FIELD_TEST_LOSS,
                                 .every = pane_test_every(view),
                                 .glyph = GLYPH_TEST,
                                 .style = STYLE_TEST},
                 "test");
    loss_add_model(curves, scene, view->focus, 0);
}

static void loss_widen(double *low, double *high, const struct series *series, bool log)
{
    double l, h;
    if (!series_range(series, log, &l, &h))
        return;
    *low = fmin(*low, l);
    *high = fmax(*high, h);
}

/* The range of y.  The model in focus, the ghost and other runs are always fully visible.  Another model, or a run
 * that diverged, may have grown by thirty decades; it widens the scale by at most one. */
static void loss_find_range(struct plot *plot, const struct curves *curves, const struct scene *scene)
{
    double low = INFINITY, high = -INFINITY, other_low = INFINITY, other_high = -INFINITY;
    for (int i = 0; i < curves->count; i++) {
        const struct series *series = &curves->series[i];
        bool own = series->history == scene->focus || series->history == scene->view->ghost
                   || (series->style >= STYLE_RUN && !series->diverged);
        loss_widen(own ? &low : &other_low, own ? &high : &other_high, series, plot->log);
    }
    if (low > high) {
        low = other_low;
        high = other_high;
    } else if (other_low <= other_high) {
        low = fmin(low, fmax(other_low, plot->log ? low / 10 : low - (high - low)));
        high = fmax(high, fmin(other_high, plot->log ? high * 10 : high + (high - low)));
    }
    if (low > high)
        return;
    if (!plot->log && low > 0)
        low = 0;
    pane_plot_fit(plot, scene, PANE_LOSS, low, high);
}

/* "linear diverged at 42" at the end of the curve, or in the legend if there is no room. */
static void loss_put_diverged(struct plot *plot, struct curves *curves, const struct scene *scene)
{
    const struct snapshot *snapshot = scene->view->snapshot;
    for (int i = 0; i < curves->count; i++) {
        const struct series *series = &curves->series[i];
        struct field *field = &curves->legend.field[i];
        char text[FIELDS_TEXT];
        if (!series->diverged || series->style >= STYLE_RUN)
            continue;
        int model = (int)(series->history - scene->view->histories);
        snprintf(text, sizeof text, "%s diverged at %ld", catapult_model_name(snapshot->kind[model]),
                 snapshot->diverged_at[model]);
        if (!plot_series_note(plot, series, STYLE_DIVERGED, text))
            memcpy(field->text, text, sizeof text);
    }
}

static void loss_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct plot plot;
    struct curves curves;
    if (runs_draw_differences(canvas, scene, rect, PANE_LOSS, CATAPULT_FIELD_TRAIN_LOSS))
        return;
    bool log = scene->view->log_scale[PANE_LOSS];
    loss_find_curves(&curves, scene);
    pane_plot_init(&plot, canvas, scene, rect, log);
    loss_find_range(&plot, &curves, scene);
    pane_plot_draw(&plot, scene, curves.series, curves.count);
    pane_marks(&plot, scene, PANE_LOSS);
    loss_put_diverged(&plot, &curves, scene);
    /* The legend's order is the reverse of the drawing order: the model in focus first. */
    struct fields legend = {0};
    for (int i = curves.legend.count - 1; i >= 0; i--)
        legend.field[legend.count++] = curves.legend.field[i];
    pane_plot_edge(canvas, scene, rect, log ? "loss, log" : "loss, linear", PANE_LOSS, &legend);
}

const struct pane_class pane_loss = {.name = "loss", .draw = loss_draw};

/* --- the kernel -------------------------------------------------------------------------------------------------- */

/* The two largest eigenvalues of the kernel c*K of the model in focus against 2/eta, above which GD
 * leaves a minimum, and 4/eta, above which the two-layer quadratic model does not return.  With momentum
 * the first line is at the threshold of momentum, and the second, which is of plain GD, is omitted. */

enum { KERNEL_CURVES = 4 + RUNS_MAX };

static void kernel_add(struct series *series, struct fields *legend, const struct scene *scene, int rank,
                       const char *name)
{
    struct field *field = fields_add(legend, rank, STYLE_PLAIN, "%s", name);
    field->mark = glyph_of(scene->view->glyphs, series->glyph);
    field->mark_style = series->style;
}

/* "2/eta"; with momentum "3.8/eta", or its own threshold. */
static void kernel_add_boundary(struct series *series, struct fields *legend, const struct scene *scene, int rank)
{
    char name[64];
    snprintf(name, sizeof name, "%.3g/eta", series->over);
    kernel_add(series, legend, scene, rank, name);
}

/* Two boundaries from the longest history, which has the most values of eta, then the eigenvalues. */
static int kernel_find_curves(struct series series[KERNEL_CURVES], struct fields *legend, const struct scene *scene)
{
    const struct view *view = scene->view;
    if (!pane_has_models(view))
        return 0;
    int model = view->focus, count = 0;
    double threshold = catapult_settings_threshold(view->settings);
    struct series line = {.history = scene->longest,
                          .pyramid = scene->longest_pyramid,
                          .field = CATAPULT_FIELD_ETA,
                          .every = 1,
                          .pinned = true};
    struct series lambda = {.history = scene->focus,
                            .pyramid = pane_pyramid(view, model),
                            .every = pane_spectrum_every(view),
                            .marked = true,
                            .diverged = view->snapshot->diverged[model]};
    pane_rows_in_view(scene, &line.begin, &line.end);
    pane_rows_in_view(scene, &lambda.begin, &lambda.end);
    for (int upper = pane_plain_gd(view); upper >= 0; upper--) {
        series[count] = line;
        series[count].over = upper ? 4 : threshold;
        series[count].dashed = upper;
        series[count].glyph = upper ? GLYPH_MAX : GLYPH_CRIT;
        series[count++].style = upper ? STYLE_MAX : STYLE_CRIT;
    }
    int boundaries = count;
    if (view->compare == COMPARE_OVERLAY)
        count += runs_series(scene, CATAPULT_FIELD_LAMBDA, series + count, false);
    int own = count;
    if (scene->focus->top > 1) {
        series[count] = lambda;
        series[count].field = CATAPULT_FIELD_LAMBDA + 1;
        series[count].number = 1;
        series[count].glyph = GLYPH_LAMBDA_2;
        series[count++].style = STYLE_LAMBDA_2;
    }
    series[count] = lambda;
    series[count].field = CATAPULT_FIELD_LAMBDA;
    series[count].glyph = GLYPH_LAMBDA_1;
    series[count++].style = pane_model_style(view->snapshot->kind[model]);
    kernel_add(&series[count - 1], legend, scene, 0, "lambda_1");
    if (count > own + 1)
        kernel_add(&series[own], legend, scene, 3, "lambda_2");
    for (int i = boundaries - 1; i >= 0; i--)
        kernel_add_boundary(&series[i], legend, scene, boundaries - i);
    return count;
}

/* The range of y.  It covers the eigenvalues, but on a linear scale at most four times the first lambda_1, so that
 * the last steps of a divergence do not hide the rest.  It covers the boundaries up to 2.2 times, so that 4/eta is
 * visible down to 0.9 eta_crit and 2/eta down to 0.45 (higher values are at the upper edge). */
static void kernel_find_range(struct plot *plot, const struct series *series, int count, const struct scene *scene)
{
    double low = INFINITY, high = -INFINITY, l, h;
    double first = scene->focus ? catapult_history_get(scene->focus, CATAPULT_FIELD_LAMBDA, 0) : NAN;
    bool capped = !plot->log && isfinite(first) && first > 0;
    for (int i = 0; i < count; i++) {
        if (!series_range(&series[i], plot->log, &l, &h))
            continue;
        double cap = (series[i].over != 0 ? 2.2 : 4) * first;
        low = fmin(low, capped ? fmin(l, cap) : l);
        high = fmax(high, capped ? fmin(h, cap) : h);
    }
    if (low <= high)
        pane_plot_fit(plot, scene, PANE_KERNEL, low, high);
}

static void kernel_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct plot plot;
    struct series series[KERNEL_CURVES];
    struct fields legend = {0};
    bool log = scene->view->log_scale[PANE_KERNEL];
    if (runs_draw_differences(canvas, scene, rect, PANE_KERNEL, CATAPULT_FIELD_LAMBDA))
        return;
    int count = kernel_find_curves(series, &legend, scene);
    pane_plot_init(&plot, canvas, scene, rect, log);
    kernel_find_range(&plot, series, count, scene);
    pane_plot_draw(&plot, scene, series, count);
    pane_marks(&plot, scene, PANE_KERNEL);
    pane_plot_edge(canvas, scene, rect, log ? "kernel, log" : "kernel, linear", PANE_KERNEL, &legend);
}

const struct pane_class pane_kernel = {.name = "kernel", .draw = kernel_draw};

/* --- the axis ---------------------------------------------------------------------------------------------------- */

/* The iterations, one axis for all plots, with the lower ends of the cursor and of marks of changes of
 * eta. */

static void axis_put_change(const struct plot *plot, int column)
{
    canvas_put(plot->canvas, plot->area.row, plot->area.col + column, glyph_of(plot->glyphs, GLYPH_EVENT),
               STYLE_MARK);
}

/* Writes "t", and a note if a column of cells stands for several iterations.  It moves aside if the column `foot`
 * would be among its letters.  Returns its first column. */
static int axis_put_note(const struct plot *plot, int foot)
{
    char note[64];
    double steps = (double)(plot->span + 1) / plot->area.cols;
    int room = plot->area.cols / 3;
    if (plot_density(plot) <= 1)
        snprintf(note, sizeof note, " t ");
    else
        snprintf(note, sizeof note, " t, 1 column = %.*f steps ", steps < 10 ? 1 : 0, steps);
    int width = canvas_text_width(note);
    if (width > room) {
        snprintf(note, sizeof note, " t ");
        width = 3;
    }
    if (width > plot->area.cols)
        return plot->area.cols;
    int column = plot->area.cols - width - 1;
    if (foot > column && foot < column + width - 1 && column > width) /* its end blanks may be covered */
        column -= width;
    canvas_text(plot->canvas, plot->area.row, plot->area.col + column, width, STYLE_DIM, note);
    return column;
}

static void axis_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct plot plot;
    pane_plot_init(&plot, canvas, scene, rect, false);
    plot.area.row = rect.row;
    plot.area.rows = 1;
    enum glyph_set glyphs = scene->view->glyphs;
    int left = plot.area.col - 1, right = plot.area.col + plot.area.cols;
    canvas_fill(canvas, (struct rect){rect.row, left, 1, right - left}, glyph_of(glyphs, GLYPH_LINE), STYLE_DIM);
    canvas_put(canvas, rect.row, left, glyph_of(glyphs, GLYPH_BOTTOM_LEFT), STYLE_DIM);
    canvas_put(canvas, rect.row, right, glyph_of(glyphs, GLYPH_BOTTOM_RIGHT), STYLE_DIM);
    if (plot.area.cols <= 0)
        return;
    pane_plot_changes(&plot, scene, axis_put_change);
    int foot = plot_column(&plot, scene->cursor);
    plot_x_axis(&plot, rect.row, axis_put_note(&plot, foot), foot);
    if (foot >= 0)
        canvas_put(canvas, rect.row, plot.area.col + foot, glyph_of(glyphs, GLYPH_CURSOR_FOOT), STYLE_STRONG);
}

const struct pane_class pane_axis = {.name = "axis", .draw = axis_draw};
