/* pane_kernel.c - the two largest eigenvalues of the kernel c*K of the model in focus against 2/eta, above which GD
 * leaves a minimum, and 4/eta, above which it does not return.  With momentum the first line is at the threshold of
 * momentum, and the second, which is the theory of plain GD, is omitted. */
#include "tui/panes/pane.h"

#include <math.h>

#include "tui/plot/numeral.h"
#include "tui/panes/runs_look.h"

enum { CURVES = 4 + RUNS_MAX };

static void kernel_add(struct series *series, struct fields *legend, const struct scene *scene, int rank,
                       const char *name)
{
    struct field *field = fields_add(legend, rank, STYLE_PLAIN, "%s", name);
    field->mark = glyph_of(scene->view->glyphs, series->glyph);
    field->mark_style = series->style;
}

/* "2/eta"; with momentum "3.8/eta", or its own threshold. */
static void add_boundary(struct series *series, struct fields *legend, const struct scene *scene, int rank)
{
    char name[64];
    snprintf(name, sizeof name, "%.3g/eta", series->over);
    kernel_add(series, legend, scene, rank, name);
}

/* Two boundaries from the longest history, which has the most values of eta, then the eigenvalues. */
static int kernel_find_curves(struct series series[CURVES], struct fields *legend, const struct scene *scene)
{
    const struct view *view = scene->view;
    if (!pane_has_models(view))
        return 0;
    int model = view->focus, count = 0;
    double threshold = catapult_settings_threshold(view->settings);
    struct series line = {.history = scene->longest, .digest = scene->longest_digest, .field = CATAPULT_FIELD_ETA,
                          .every = 1, .pinned = true};
    struct series lambda = {.history = scene->focus, .digest = pane_digest(view, model),
                            .every = pane_spectrum_every(view), .marked = true,
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
        add_boundary(&series[i], legend, scene, boundaries - i);
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

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct plot plot;
    struct series series[CURVES];
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

const struct pane_class pane_kernel = {.name = "kernel", .draw = draw};
