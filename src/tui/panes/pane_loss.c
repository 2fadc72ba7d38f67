/* pane_loss.c - train and test loss of the model in focus, with the other models, other runs and an earlier run. */
#include "tui/panes/pane.h"
#include "tui/panes/runs_look.h"

#include <math.h>
#include <string.h>

enum { CURVES = CATAPULT_MODEL_COUNT + 2 + RUNS_MAX }; /* all models, the test set, the ghost, the other runs */

struct curves {
    int count;
    struct series series[CURVES];
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
                             .digest = pane_digest(view, model),
                             .field = CATAPULT_FIELD_TRAIN_LOSS,
                             .glyph = pane_model_glyph(kind),
                             .style = pane_model_style(kind),
                             .diverged = snapshot->diverged[model]},
             catapult_model_name(kind));
}

static void add_runs(struct curves *curves, const struct scene *scene)
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
                                 .digest = view->ghost_digest,
                                 .field = CATAPULT_FIELD_TRAIN_LOSS,
                                 .glyph = GLYPH_GHOST,
                                 .style = STYLE_GHOST},
                 "earlier run");
    if (!pane_has_models(view))
        return;
    if (view->compare == COMPARE_OVERLAY)
        add_runs(curves, scene);
    for (int i = view->snapshot->models - 1; view->overlay && i >= 0; i--)
        if (i != view->focus)
            loss_add_model(curves, scene, i, 2 + i);
    if (view->snapshot->n_test > 0)
        loss_add(curves, scene, 1,
                 (struct series){.history = scene->focus, .digest = pane_digest(view, view->focus),
                                 .field = CATAPULT_FIELD_TEST_LOSS, .every = pane_test_every(view), .glyph = GLYPH_TEST,
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
static void put_diverged(struct plot *plot, struct curves *curves, const struct scene *scene)
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

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
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
    put_diverged(&plot, &curves, scene);
    /* The legend's order is the reverse of the drawing order: the model in focus first. */
    struct fields legend = {0};
    for (int i = curves.legend.count - 1; i >= 0; i--)
        legend.field[legend.count++] = curves.legend.field[i];
    pane_plot_edge(canvas, scene, rect, log ? "loss, log" : "loss, linear", PANE_LOSS, &legend);
}

const struct pane_class pane_loss = {.name = "loss", .draw = draw};
