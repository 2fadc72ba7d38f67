/* pane_runs.c - several runs: their marks and colours, a table of all of them, and the curves of the model in focus in
 * each. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/panes/chart.h"
#include "tui/panes/pane_runs.h"
#include "tui/plot/numeral.h"

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

static struct series run_curve(const struct scene *scene, enum catapult_history_field field, int run,
                               const struct catapult_history *history, const struct pyramid *pyramid)
{
    const struct view *view = scene->view;
    struct series series = {.history = history,
                            .pyramid = pyramid,
                            .field = (int)field,
                            .marked = true,
                            .number = run,
                            .every = field == CATAPULT_FIELD_LAMBDA ? pane_spectrum_every(view) : 1,
                            .glyph = runs_glyph(view->snapshot, run),
                            .style = runs_style(view->snapshot, run),
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
            series[count++] = run_curve(scene, field, i, &rows->histories[model],
                                        rows->pyramids ? &rows->pyramids[model] : NULL);
    }
    if (all)
        series[count++] = run_curve(scene, field, s->focus, scene->focus, pane_pyramid(view, model));
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
        series[count] = run_curve(scene, field, i, rows->difference, rows->difference_pyramid);
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

enum { CELL_TEXT = 32 };

/* --- the table ---------------------------------------------------------------------------------------------------- */

struct runs_line {
    const struct scene *scene;
    const struct run_summary *run;
    const struct run_model *model;
};

static void put_eta(const struct runs_line *line, char *text)
{
    char number[NUMERAL_TEXT];
    snprintf(text, CELL_TEXT, "%s", numeral(number, line->run->eta));
}

static void put_ratio(const struct runs_line *line, char *text)
{
    double crit = pane_eta_crit(line->scene->view);
    snprintf(text, CELL_TEXT, isfinite(crit) ? "%.3f" : "-", line->run->eta / crit);
}

static void put_seed(const struct runs_line *line, char *text)
{
    snprintf(text, CELL_TEXT, "%d", line->run->seed);
}

static void put_steps(const struct runs_line *line, char *text)
{
    snprintf(text, CELL_TEXT, "%ld", line->run->t);
}

static void put_peak(const struct runs_line *line, char *text)
{
    char number[NUMERAL_TEXT];
    snprintf(text, CELL_TEXT, "%s", numeral(number, line->model->peak));
}

static void put_peak_at(const struct runs_line *line, char *text)
{
    snprintf(text, CELL_TEXT, "%ld", line->model->peak_t);
}

static void put_lambda(const struct runs_line *line, char *text)
{
    char number[NUMERAL_TEXT];
    snprintf(text, CELL_TEXT, "%s", numeral(number, line->model->lambda_1));
}

static void put_loss(const struct runs_line *line, char *text)
{
    char number[NUMERAL_TEXT];
    snprintf(text, CELL_TEXT, "%s", numeral(number, line->model->loss));
}

static void put_regime(const struct runs_line *line, char *text)
{
    const struct view *view = line->scene->view;
    snprintf(text, CELL_TEXT, "%s", catapult_phase_name(pane_regime(view, view->focus, line->run->eta)));
}

static void put_did(const struct runs_line *line, char *text)
{
    catapult_outcome_format(line->model->did.word, line->model->did.period, text);
}

static enum style cell_style(const struct runs_line *line, void (*put)(const struct runs_line *line, char *text), bool focus)
{
    const struct view *view = line->scene->view;
    if (put == put_regime)
        return pane_phase_style(pane_regime(view, view->focus, line->run->eta));
    if (put == put_did)
        return pane_outcome_style(line->model->did.word);
    return focus ? STYLE_STRONG : STYLE_PLAIN;
}

/* From left to right; rank 0 is omitted last. */
static const struct column {
    const char *title;
    int cols, rank;
    void (*put)(const struct runs_line *line, char *text);
} columns[] = {
    {"eta", 9, 0, put_eta},         {"/crit", 6, 5, put_ratio}, {"seed", 4, 8, put_seed},
    {"steps", 6, 3, put_steps},   {"peak loss", 9, 4, put_peak}, {"at", 5, 7, put_peak_at},
    {"lambda_1", 9, 6, put_lambda}, {"loss", 9, 1, put_loss},      {"outcome", 12, 2, put_did},
    {"regime", 9, 9, put_regime},
};
enum { COLUMNS = sizeof columns / sizeof columns[0], NAME_COLS = 3, GAP = 1 };

/* Selects the columns that fit, by rank. */
static void choose_columns(int cols, bool shown[COLUMNS])
{
    int used = NAME_COLS;
    memset(shown, 0, COLUMNS * sizeof shown[0]);
    for (int rank = 0; rank < COLUMNS; rank++)
        for (int i = 0; i < COLUMNS; i++)
            if (columns[i].rank == rank && used + columns[i].cols + GAP <= cols) {
                shown[i] = true;
                used += columns[i].cols + GAP;
            }
}

static void runs_put_heading(struct canvas *canvas, struct rect rect, const bool shown[COLUMNS])
{
    int col = rect.col + NAME_COLS;
    for (int i = 0; i < COLUMNS; i++) {
        if (!shown[i])
            continue;
        canvas_printf(canvas, rect.row, col, columns[i].cols, STYLE_DIM, "%*s", columns[i].cols, columns[i].title);
        col += columns[i].cols + GAP;
    }
}

static void runs_put_line(struct canvas *canvas, const struct runs_line *line, int index, int row, int left,
                          const bool shown[COLUMNS])
{
    const struct snapshot *s = line->scene->view->snapshot;
    bool focus = index == s->focus;
    int col = left + NAME_COLS;
    canvas_put(canvas, row, left, focus ? glyph_of(line->scene->view->glyphs, GLYPH_RIGHT) : ' ', STYLE_STRONG);
    canvas_put(canvas, row, left + 1, (uint32_t)line->run->name, runs_style(s, index));
    for (int i = 0; i < COLUMNS; i++) {
        char text[CELL_TEXT];
        if (!shown[i])
            continue;
        columns[i].put(line, text);
        enum style style = cell_style(line, columns[i].put, focus);
        canvas_printf(canvas, row, col, columns[i].cols, style, "%*s", columns[i].cols, text);
        col += columns[i].cols + GAP;
    }
}

void runs_frame(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    canvas_frame(canvas, rect, scene->view->glyphs, "runs");
    runs_table(canvas, scene, (struct rect){rect.row + 1, rect.col + 1, rect.rows - 2, rect.cols - 2});
}

/* The first run shown in a table of `lines` lines: those around the one in focus. */
static int first_of(const struct snapshot *s, int lines)
{
    int first = s->focus - lines / 2, last = s->runs - lines;
    first = first > last ? last : first;
    return first > 0 ? first : 0;
}

int runs_at(const struct view *view, struct rect frame, int row)
{
    int lines = frame.rows - 3, line = row - frame.row - 2;
    if (!pane_has_models(view) || line < 0 || line >= lines)
        return -1;
    int run = first_of(view->snapshot, lines) + line;
    return run < view->snapshot->runs ? run : -1;
}

int runs_table(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct view *view = scene->view;
    const struct snapshot *s = view->snapshot;
    bool shown[COLUMNS];
    int lines = rect.rows - 1, first = first_of(s, lines);
    if (!pane_has_models(view) || lines < 1)
        return 0;
    choose_columns(rect.cols, shown);
    runs_put_heading(canvas, rect, shown);
    if (lines < s->runs) /* some runs have no line */
        canvas_printf(canvas, rect.row, rect.col, NAME_COLS, STYLE_WARNING, "%d/%d", lines, s->runs);
    for (int i = first; i < s->runs && i < first + lines; i++) {
        struct runs_line line = {scene, &s->run[i], &s->run[i].model[view->focus]};
        runs_put_line(canvas, &line, i, rect.row + 1 + i - first, rect.col, shown);
    }
    return s->runs + 1;
}

static void runs_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct view *view = scene->view;
    char title[64] = "runs";
    if (pane_has_models(view))
        snprintf(title, sizeof title, "runs: the %s model", catapult_model_name(view->snapshot->kind[view->focus]));
    canvas_frame(canvas, rect, view->glyphs, title);
    if (view->pane == PANE_RUNS && rect.cols > 8)
        canvas_printf(canvas, rect.row, rect.col + 2, rect.cols - 4, STYLE_INVERSE, " %s ", title);
    struct rect inner = {rect.row + 1, rect.col + 1, rect.rows - 2, rect.cols - 2};
    int used = runs_table(canvas, scene, inner);
    if (used > 0 && view->snapshot->runs == 1 && inner.rows > used + 1)
        chart_paragraph(canvas, (struct rect){inner.row + used + 1, inner.col, inner.rows - used - 1, inner.cols}, STYLE_DIM,
                        "One run so far. Left moves the cursor back, f forks the run there; then another eta, and Space. "
                        "n and N go from one to the other, d deletes one, u undoes the fork.");
}

const struct pane_class pane_runs = {.name = "runs", .draw = runs_draw};

/* --- curves --------------------------------------------------------------------------------------------------------- */

static void runs_draw_curves(struct canvas *canvas, const struct scene *scene, struct rect rect, enum pane_kind kind,
                        enum catapult_history_field field, const char *title)
{
    struct series series[RUNS_MAX];
    struct fields legend = {0};
    int count = runs_series(scene, field, series, true);
    for (int i = count - 1; i >= 0; i--)
        runs_legend(&legend, scene, &series[i], i == count - 1 ? 0 : RUNS_MAX - i);
    double first = scene->focus && field == CATAPULT_FIELD_LAMBDA ? catapult_history_get(scene->focus, field, 0) : 0;
    struct curves_look look = {.kind = kind, .title = title, .legend = &legend, .low = NAN, .high = NAN,
                               .cap = first > 0 ? 4 * first : 0, /* a divergence must not hide the others */
                               .empty = "no run yet"};
    curves_draw(canvas, scene, rect, series, count, &look);
}

static void runs_draw_loss(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    runs_draw_curves(canvas, scene, rect, PANE_RUNS_LOSS, CATAPULT_FIELD_TRAIN_LOSS,
                scene->view->log_scale[PANE_RUNS_LOSS] ? "training loss, log" : "training loss, linear");
}

static void runs_draw_lambda(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    runs_draw_curves(canvas, scene, rect, PANE_RUNS_LAMBDA, CATAPULT_FIELD_LAMBDA,
                scene->view->log_scale[PANE_RUNS_LAMBDA] ? "lambda_1, log" : "lambda_1, linear");
}

const struct pane_class pane_runs_loss = {.name = "losses", .draw = runs_draw_loss};
const struct pane_class pane_runs_lambda = {.name = "lambdas", .draw = runs_draw_lambda};
