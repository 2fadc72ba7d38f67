/* pane_now.c - the column next to the plots of a wide screen: all numbers of the newest iteration, all models in a
 * table; below them the runs, if there are several. */
#include "tui/panes/pane.h"

#include <math.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/plot/numeral.h"
#include "tui/panes/chart.h"
#include "tui/panes/marks.h"
#include "tui/panes/pane_runs.h"

enum { OUTCOME_COLS = 9, NUMBERS_ROWS = 18 /* reserved for the numbers when the table of runs needs room */ };

/* The position of the next line. */
struct now_lines {
    struct canvas *canvas;
    struct rect rect;
    int row;
};

static bool now_has_room(const struct now_lines *lines)
{
    return lines->row < lines->rect.rows;
}

static void now_put_line(struct now_lines *lines, const char *name, const char *value, enum style style)
{
    if (!now_has_room(lines))
        return;
    int row = lines->rect.row + lines->row++;
    int width = canvas_text_width(value), left = lines->rect.cols - width;
    canvas_text(lines->canvas, row, lines->rect.col, left - 1, STYLE_DIM, name);
    canvas_text(lines->canvas, row, lines->rect.col + (left > 0 ? left : 0), lines->rect.cols, style, value);
}

static void now_put_number(struct now_lines *lines, const char *name, double value)
{
    char text[NUMERAL_TEXT];
    now_put_line(lines, name, numeral_right(text, value), STYLE_PLAIN);
}

/* The bracket of eta_max while it is measured. */
static void put_bracket(struct now_lines *lines, double low, double high)
{
    if (low > 0)
        now_put_number(lines, "eta_max, measuring: above", low);
    if (isfinite(high))
        now_put_number(lines, low > 0 ? "                    below" : "eta_max, measuring: below", high);
    else if (!(low > 0))
        now_put_line(lines, "eta_max, measuring", "", STYLE_DIM);
}

/* A mark with its kind; the formula in a line of its own if it is not the name. */
static void put_mark(struct now_lines *lines, const struct mark *mark)
{
    char text[64];
    snprintf(text, sizeof text, "%s, %s", mark->name, mark_kind_name(mark->kind));
    now_put_number(lines, text, mark->eta);
    struct rect rest = {lines->rect.row + lines->row, lines->rect.col + 2, lines->rect.rows - lines->row, lines->rect.cols - 2};
    if (*mark->formula && now_has_room(lines))
        lines->row += chart_paragraph(lines->canvas, rest, STYLE_DIM, mark->formula);
}

static void put_rates(struct now_lines *lines, const struct scene *scene)
{
    const struct snapshot *s = scene->view->snapshot;
    struct mark marks[MARKS_MAX];
    int count = marks_find(scene->view, marks);
    now_put_number(lines, "eta", s->eta);
    now_put_number(lines, "eta / eta_crit", s->eta / pane_eta_crit(scene->view));
    for (int i = 0; i < count; i++)
        if (marks[i].kind != MARK_MEASURED || s->eta_max_kind != ETA_MAX_MEASURING)
            put_mark(lines, &marks[i]);
    if (s->eta_max_kind == ETA_MAX_MEASURING)
        put_bracket(lines, s->eta_max, s->eta_max_high);
    else if (s->eta_max_kind == ETA_MAX_UNKNOWN)
        now_put_line(lines, "eta_max, measured", isfinite(s->eta_max_high) ? "none converges" : s->eta_max > 0 ? "none fails" : s->searching ? "not yet" : "no",
                     STYLE_DIM);
}

static void put_focus(struct now_lines *lines, const struct scene *scene)
{
    const struct catapult_history *history = scene->focus;
    long last = (long)history->length - 1, every = pane_spectrum_every(scene->view);
    for (int k = 0; k < history->top && k < 3; k++) {
        char name[64], value[NUMERAL_TEXT], both[64], pi[NUMERAL_TEXT];
        snprintf(name, sizeof name, "lambda_%d, pi_%d", k + 1, k + 1);
        numeral_right(value, pane_value(history, CATAPULT_FIELD_LAMBDA + k, last, every));
        numeral_right(pi, pane_value(history, CATAPULT_FIELD_PI + k, last, every));
        snprintf(both, sizeof both, "%s  %s", value, pi);
        now_put_line(lines, name, both, STYLE_PLAIN);
    }
    now_put_number(lines, "distance |w - w0|", pane_value(history, CATAPULT_FIELD_DISTANCE, last, 1));
    now_put_number(lines, "train accuracy", pane_value(history, CATAPULT_FIELD_TRAIN_ACCURACY, last, 1));
    if (scene->view->snapshot->n_test > 0) {
        now_put_number(lines, "test loss",
                       pane_value(history, CATAPULT_FIELD_TEST_LOSS, last, pane_test_every(scene->view)));
        now_put_number(lines, "test accuracy",
                       pane_value(history, CATAPULT_FIELD_TEST_ACCURACY, last, pane_test_every(scene->view)));
    }
}

static void now_put_model(struct now_lines *lines, const struct scene *scene, int model)
{
    const struct view *view = scene->view;
    const struct snapshot *s = view->snapshot;
    const struct catapult_history *history = &view->histories[model];
    int kind = s->kind[model];
    long last = (long)history->length - 1;
    char loss[NUMERAL_TEXT], lambda[NUMERAL_TEXT], word[CATAPULT_OUTCOME_TEXT];
    struct catapult_outcome_facts did;
    if (!now_has_room(lines))
        return;
    int row = lines->rect.row + lines->row++, col = lines->rect.col;
    canvas_put(lines->canvas, row, col, glyph_of(view->glyphs, pane_model_glyph(kind)), pane_model_style(kind));
    canvas_text(lines->canvas, row, col + 2, 9, model == view->focus ? STYLE_STRONG : STYLE_PLAIN,
                catapult_model_name(kind));
    if (s->diverged[model]) {
        canvas_printf(lines->canvas, row, col + 12, lines->rect.cols - 12, STYLE_DIVERGED, "diverged at %ld",
                      s->diverged_at[model]);
        return;
    }
    canvas_text(lines->canvas, row, col + 12, 9, STYLE_PLAIN,
                numeral_left(loss, pane_value(history, CATAPULT_FIELD_TRAIN_LOSS, last, 1)));
    canvas_text(lines->canvas, row, col + 22, 8, STYLE_PLAIN,
                numeral(lambda, pane_value(history, CATAPULT_FIELD_LAMBDA, last, pane_spectrum_every(view))));
    pane_outcome(view, model, last, &did);
    catapult_outcome_format(did.word, did.period, word);
    if (canvas_text_width(word) > OUTCOME_COLS)
        word[strcspn(word, "(")] = '\0';
    canvas_text(lines->canvas, row, col + 30, OUTCOME_COLS, pane_outcome_style(did.word), word);
}

/* "thrown  73x at 9", and the other facts beside the outcome. */
static void put_outcome(struct now_lines *lines, const struct scene *scene)
{
    const struct view *view = scene->view;
    struct catapult_outcome_facts did;
    char text[64];
    pane_outcome(view, view->focus, scene->newest, &did);
    enum catapult_phase regime = pane_regime(view, view->focus, view->snapshot->eta);
    now_put_line(lines, "regime", catapult_phase_name(regime), pane_phase_style(regime));
    now_put_line(lines, "outcome", catapult_outcome_format(did.word, did.period, text), pane_outcome_style(did.word));
    if (did.thrown >= 2) {
        snprintf(text, sizeof text, "%.3gx at %ld", did.thrown, did.peak_step);
        now_put_line(lines, "thrown", text, STYLE_PLAIN);
    }
    if (did.spikes > 1) {
        snprintf(text, sizeof text, "%ld", did.spikes);
        now_put_line(lines, "spikes", text, STYLE_PLAIN);
    }
    if (did.crossed > 0) {
        snprintf(text, sizeof text, "at %ld", did.crossed);
        char name[32];
        snprintf(name, sizeof name, "%.3g/eta crossed", catapult_settings_threshold(view->settings));
        now_put_line(lines, name, text, STYLE_PLAIN);
    }
}

static void put_speed(struct now_lines *lines, const struct scene *scene)
{
    const struct snapshot *s = scene->view->snapshot;
    char text[48], number[NUMERAL_TEXT];
    snprintf(text, sizeof text, "%ld", s->t);
    now_put_line(lines, "t", text, STYLE_STRONG);
    if (s->state == SESSION_RUNNING)
        now_put_number(lines, "steps a second", s->steps_per_second);
    if (s->rate > 0)
        now_put_line(lines, "asked for", numeral_right(number, s->rate), STYLE_PLAIN);
}

struct rect runs_beside(const struct view *view, struct rect column)
{
    int runs = view->snapshot->runs, rows = runs > 1 && column.rows >= NUMBERS_ROWS + runs + 3 ? runs + 3 : 0;
    return (struct rect){column.row + column.rows - rows, column.col, rows, column.cols};
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct view *view = scene->view;
    const struct snapshot *s = view->snapshot;
    struct rect runs = runs_beside(view, rect);
    rect.rows -= runs.rows;
    if (runs.rows)
        runs_frame(canvas, scene, runs);
    canvas_frame(canvas, rect, view->glyphs, "now");
    if (!pane_has_models(view) || rect.cols < 6 || rect.rows < 3)
        return;
    struct now_lines lines = {canvas, {rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4}, 0};
    now_put_line(&lines, "            loss      lambda_1", "outcome", STYLE_DIM);
    for (int i = 0; i < s->models; i++)
        now_put_model(&lines, scene, i);
    lines.row++;
    put_rates(&lines, scene);
    lines.row++;
    put_outcome(&lines, scene);
    lines.row++;
    put_focus(&lines, scene);
    lines.row++;
    put_speed(&lines, scene);
    char sizes[64];
    snprintf(sizes, sizeof sizes, "%zu, %zu, %zu", s->n, s->n_test, s->d);
    now_put_line(&lines, "examples, tests, inputs", sizes, STYLE_PLAIN);
}

const struct pane_class pane_now = {.name = "now", .draw = draw};
