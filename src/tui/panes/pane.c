/* pane.c - functions shared by panes; see pane.h. */
#include <math.h>

#include <catapult/phase.h>

#include "tui/panes/caption.h"
#include "tui/panes/marks.h"
#include "tui/panes/pane.h"

bool pane_has_models(const struct view *view)
{
    return view->snapshot->models > 0 && view->histories && view->focus >= 0 &&
           view->focus < view->snapshot->models;
}

double pane_eta_crit(const struct view *view)
{
    return catapult_phase_eta_crit(view->snapshot->lambda_1, catapult_settings_threshold(view->settings));
}

bool pane_plain_gd(const struct view *view)
{
    return !(view->settings->momentum > 0);
}

const struct pyramid *pane_pyramid(const struct view *view, int model)
{
    return view->pyramids ? &view->pyramids[model] : NULL;
}

enum style pane_model_style(int kind)
{
    return (enum style)(STYLE_NETWORK + kind);
}

enum glyph pane_model_glyph(int kind)
{
    return (enum glyph)(GLYPH_NETWORK + kind);
}

enum style pane_phase_style(enum catapult_phase phase)
{
    static const enum style styles[] = {
        [CATAPULT_PHASE_LAZY] = STYLE_LAZY,         [CATAPULT_PHASE_UNKNOWN] = STYLE_DIM,
        [CATAPULT_PHASE_CATAPULT] = STYLE_CATAPULT, [CATAPULT_PHASE_DIVERGENT] = STYLE_DIVERGENT,
        [CATAPULT_PHASE_DIVERGED] = STYLE_DIVERGED,
    };
    return styles[phase];
}

enum style pane_outcome_style(enum catapult_outcome_word word)
{
    static const enum style styles[] = {
        [CATAPULT_OUTCOME_DIVERGED] = STYLE_DIVERGED,   [CATAPULT_OUTCOME_DEAD] = STYLE_DIVERGENT,
        [CATAPULT_OUTCOME_CONVERGED] = STYLE_CONVERGED, [CATAPULT_OUTCOME_PERIODIC] = STYLE_UNSETTLED,
        [CATAPULT_OUTCOME_EDGE] = STYLE_UNSETTLED,      [CATAPULT_OUTCOME_BOUNDED] = STYLE_UNSETTLED,
        [CATAPULT_OUTCOME_CHAOTIC] = STYLE_UNSETTLED,   [CATAPULT_OUTCOME_RISING] = STYLE_CATAPULT,
        [CATAPULT_OUTCOME_FALLING] = STYLE_PLAIN,
    };
    return styles[word];
}

enum catapult_phase pane_regime(const struct view *view, int model, double eta)
{
    struct marks_regimes regimes;
    marks_regimes(view, model, &regimes);
    if (!(eta < regimes.crit) && eta > regimes.max_low && eta < regimes.max_high)
        return CATAPULT_PHASE_UNKNOWN;
    return catapult_phase_of(eta, regimes.crit, regimes.max_low);
}

void pane_outcome(const struct view *view, int model, long row, struct catapult_outcome_facts *out)
{
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(view->settings);
    const struct catapult_history *rows = &view->histories[model];
    long last = (long)rows->length - 1; /* a model that diverged may have fewer */
    pyramid_outcome(pane_pyramid(view, model), rows, &rules, (size_t)(row < last ? row : last), out);
}

double pane_value(const struct catapult_history *history, int field, long row, long every)
{
    double value = NAN;
    for (long t = row; history && t >= 0 && t > row - every && isnan(value); t--)
        value = catapult_history_get(history, field, (size_t)t);
    return value;
}

static long interval_of(int value)
{
    return value > 1 ? value : 1;
}

long pane_test_every(const struct view *view)
{
    return interval_of(view->settings->test_every);
}

long pane_spectrum_every(const struct view *view)
{
    return interval_of(view->settings->spectrum.every);
}

/* --- plots --------------------------------------------------------------------------------------------------- */

void pane_plot_init(struct plot *plot, struct canvas *canvas, const struct scene *scene, struct rect rect, bool log)
{
    int cols = rect.cols - PLOT_LABELS - 1; /* labels and axis at the left, the side line at the right */
    *plot = (struct plot){.canvas = canvas, .glyphs = scene->view->glyphs, .first = scene->first, .span = scene->span,
                          .thick = scene->view->present, .log = log,
                          .low = NAN, .high = NAN};
    plot->area = (struct rect){rect.row + 1, rect.col + PLOT_LABELS, rect.rows - 1, cols > 0 ? cols : 0};
}

void pane_rows_in_view(const struct scene *scene, long *begin, long *end)
{
    *begin = scene->first;
    *end = scene->view->window > 0 ? scene->first + scene->span + 1 : 0;
}

void pane_plot_fit(struct plot *plot, const struct scene *scene, enum pane_kind kind, double low, double high)
{
    const struct pane_scale *frozen = scene->view->scales ? &scene->view->scales[kind] : NULL;
    if (frozen && frozen->known && frozen->log == plot->log) {
        plot->low = frozen->low;
        plot->high = frozen->high;
    } else {
        plot_set_range(plot, low, high);
    }
    if (scene->record)
        scene->record[kind] = (struct pane_scale){true, plot->log, plot->low, plot->high};
}

void pane_plot_edge(struct canvas *canvas, const struct scene *scene, struct rect rect, const char *title,
                    enum pane_kind kind, const struct fields *legend)
{
    enum glyph_set glyphs = scene->view->glyphs;
    int left = rect.col + PLOT_LABELS - 1, right = rect.col + rect.cols - 1;
    bool first = kind == PANE_LOSS || !scene->layout->item[ITEM_LOSS].rows;
    canvas_fill(canvas, (struct rect){rect.row, left, 1, right - left + 1}, glyph_of(glyphs, GLYPH_LINE), STYLE_DIM);
    canvas_put(canvas, rect.row, left, glyph_of(glyphs, first ? GLYPH_TOP_LEFT : GLYPH_TEE_LEFT), STYLE_DIM);
    canvas_put(canvas, rect.row, right, glyph_of(glyphs, first ? GLYPH_TOP_RIGHT : GLYPH_TEE_RIGHT), STYLE_DIM);
    enum style style = scene->view->pane == kind ? STYLE_INVERSE : STYLE_STRONG;
    int room = right - left - 3;
    int used = canvas_printf(canvas, rect.row, left + 2, room, style, " %s ", title);
    struct rect rest = {rect.row, left + 2 + used + 2, 1, room - used - 3};
    if (rest.cols <= 0 || !legend->count)
        return;
    int width = fields_draw(legend, canvas, rest);
    if (!width)
        return;
    canvas_put(canvas, rect.row, rest.col - 1, ' ', STYLE_PLAIN);
    canvas_put(canvas, rect.row, rest.col + width, ' ', STYLE_PLAIN);
}

int pane_plot_changes(const struct plot *plot, const struct scene *scene,
                      void (*put)(const struct plot *plot, int column))
{
    int count = 0;
    for (int column = 0; column < plot->area.cols && scene->longest; column++) {
        long begin, end;
        double low, high;
        plot_rows(plot, column, &begin, &end);
        size_t from = (size_t)(begin > 0 ? begin - 1 : 0); /* a change is a row that differs from the row before */
        if (begin >= end || begin > scene->newest
            || !pyramid_range(scene->longest_pyramid, scene->longest, CATAPULT_FIELD_ETA, from, (size_t)end, &low,
                              &high)
            || low >= high)
            continue;
        count++;
        if (put)
            put(plot, column);
    }
    return count;
}

static void plot_put_change(const struct plot *plot, int column)
{
    struct plot copy = *plot;
    plot_vertical(&copy, column, GLYPH_EVENT, STYLE_MARK);
}

/* Marks only the lower edge: for runs in which eta was changed all the time. */
static void put_change_foot(const struct plot *plot, int column)
{
    struct plot foot = *plot;
    foot.area.row += foot.area.rows - 1;
    foot.area.rows = 1;
    plot_vertical(&foot, column, GLYPH_EVENT, STYLE_MARK);
}

void pane_plot_draw(struct plot *plot, const struct scene *scene, const struct series *series, int count)
{
    plot_y_axis(plot);
    if (plot->area.rows <= 0 || plot->area.cols <= 0)
        return;
    for (int i = 0; i < count; i++)
        plot_series(plot, &series[i]);
    if (!scene->view->follow)
        plot_vertical(plot, plot_column(plot, scene->cursor), GLYPH_CURSOR, STYLE_STRONG);
    bool many = pane_plot_changes(plot, scene, NULL) > plot->area.cols / 4;
    pane_plot_changes(plot, scene, many ? put_change_foot : plot_put_change);
    for (int i = 0; i < count; i++)
        plot_series_marks(plot, &series[i]);
}

/* --- marks of a lesson ------------------------------------------------------------------------------------------- */

/* The marks of a lesson in a plot over iterations: a labelled line, only in empty cells. */

static void mark_put_upright(struct plot *plot, const struct caption_mark *mark)
{
    int column = plot_column(plot, (long)mark->at);
    if (column < 0)
        return;
    plot_vertical(plot, column, GLYPH_MARK_UPRIGHT, STYLE_STRONG);
    int width = canvas_text_width(mark->name);
    for (int row = 0; row < plot->area.rows; row++)
        if (plot_text(plot, row, column + 2, STYLE_STRONG, mark->name) ||
            plot_text(plot, row, column - 1 - width, STYLE_STRONG, mark->name))
            return;
}

static void put_level(struct plot *plot, const struct caption_mark *mark)
{
    int row = plot_level(plot, mark->at), width = canvas_text_width(mark->name);
    if (row < 0)
        return;
    plot_horizontal(plot, row, GLYPH_MARK_LEVEL, STYLE_STRONG);
    for (int side = -1; side <= 1; side += 2)
        for (int column = plot->area.cols - width - 1; column > 0; column--)
            if (plot_text(plot, row + side, column, STYLE_STRONG, mark->name))
                return;
}

void pane_marks(struct plot *plot, const struct scene *scene, enum pane_kind kind)
{
    static const int kinds[LESSON_MARK_KINDS] = {-1, PANE_LOSS, PANE_KERNEL};
    const struct caption *caption = scene->view->caption;
    for (int i = 0; caption && i < caption->marks; i++) {
        const struct caption_mark *mark = &caption->mark[i];
        if (!isfinite(mark->at) || plot->area.rows <= 0)
            continue;
        if (mark->kind == LESSON_MARK_STEP && fabs(mark->at) < 1e9)
            mark_put_upright(plot, mark);
        else if (kinds[mark->kind] == (int)kind)
            put_level(plot, mark);
    }
}
