/* runs_look.c - see runs_look.h. */
#include "tui/panes/runs_look.h"

#include <math.h>
#include <stdio.h>

/* From the run's letter, so that a run keeps its colour when another is deleted. */
static int number_of(const struct snapshot *snapshot, int run)
{
    return (snapshot->run[run].name - 'A') % RUNS_MAX;
}

enum style runs_style(const struct snapshot *snapshot, int run)
{
    return (enum style)(STYLE_RUN + number_of(snapshot, run));
}

enum glyph runs_glyph(const struct snapshot *snapshot, int run)
{
    return (enum glyph)(GLYPH_RUN + number_of(snapshot, run));
}

static struct series curve(const struct scene *scene, enum catapult_history_field field, int run,
                           const struct catapult_history *history, const struct digest *digest)
{
    const struct view *view = scene->view;
    struct series series = {.history = history, .digest = digest, .field = (int)field, .marked = true, .number = run,
                            .every = field == CATAPULT_FIELD_LAMBDA ? pane_spectrum_every(view) : 1,
                            .glyph = runs_glyph(view->snapshot, run), .style = runs_style(view->snapshot, run),
                            .diverged = view->snapshot->run[run].model[view->focus].diverged_at >= 0};
    pane_rows_in_view(scene, &series.begin, &series.end);
    return series;
}

int runs_series(const struct scene *scene, enum catapult_history_field field, struct series series[RUNS_MAX], bool all)
{
    const struct view *view = scene->view;
    const struct snapshot *s = view->snapshot;
    int count = 0, model = view->focus;
    if (!pane_has_models(view))
        return 0;
    for (int i = s->runs - 1; i >= 0; i--) {
        const struct run_rows *rows = &view->others[i];
        if (i != s->focus && rows->known)
            series[count++] = curve(scene, field, i, &rows->histories[model], rows->digests ? &rows->digests[model] : NULL);
    }
    if (all)
        series[count++] = curve(scene, field, s->focus, scene->focus, pane_digest(view, model));
    return count;
}

static int differences(const struct scene *scene, enum catapult_history_field field, struct series series[RUNS_MAX])
{
    const struct view *view = scene->view;
    const struct snapshot *s = view->snapshot;
    int count = 0;
    for (int i = s->runs - 1; i >= 0 && pane_has_models(view); i--) {
        const struct run_rows *rows = &view->others[i];
        if (i == s->focus || !rows->known || !rows->difference)
            continue;
        series[count] = curve(scene, field, i, rows->difference, rows->difference_digest);
        series[count++].diverged = false;
    }
    return count;
}

bool runs_draw_differences(struct canvas *canvas, const struct scene *scene, struct rect rect, enum pane_kind kind,
                           enum catapult_history_field field)
{
    struct plot plot;
    struct series series[RUNS_MAX];
    struct fields legend = {0};
    const struct view *view = scene->view;
    double low = INFINITY, high = -INFINITY, l, h;
    int count = view->compare == COMPARE_DIFFERENCE ? differences(scene, field, series) : 0;
    char title[64];
    if (count == 0)
        return false;
    pane_plot_init(&plot, canvas, scene, rect, view->log_scale[kind]);
    for (int i = 0; i < count; i++) {
        runs_legend(&legend, scene, &series[count - 1 - i], i);
        if (series_range(&series[i], plot.log, &l, &h)) {
            low = fmin(low, l);
            high = fmax(high, h);
        }
    }
    if (low <= high)
        pane_plot_fit(&plot, scene, kind, low, high);
    pane_plot_draw(&plot, scene, series, count);
    snprintf(title, sizeof title, field == CATAPULT_FIELD_LAMBDA ? "lambda_1 - that of %c%s" : "|loss - that of %c|%s",
             view->snapshot->run[view->snapshot->focus].name, plot.log ? ", log" : "");
    pane_plot_edge(canvas, scene, rect, title, kind, &legend);
    return true;
}

void runs_legend(struct fields *legend, const struct scene *scene, const struct series *series, int rank)
{
    const struct view *view = scene->view;
    const struct run_summary *run = &view->snapshot->run[series->number];
    double crit = pane_eta_crit(view);
    struct field *field = isfinite(crit) ? fields_add(legend, rank, STYLE_PLAIN, "%.3g crit", run->eta / crit)
                                         : fields_add(legend, rank, STYLE_PLAIN, "%.3g", run->eta);
    field->mark = glyph_of(view->glyphs, series->glyph);
    field->mark_style = series->style;
}
