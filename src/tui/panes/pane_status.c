/* pane_status.c - the bottom lines: measures at the cursor, the last key and what it did, the keys. */
#include "tui/panes/pane.h"

#include <math.h>
#include <string.h>

#include <catapult/phase.h>

#include "tui/panes/chart.h"
#include "tui/input/keymap.h"
#include "tui/plot/numeral.h"

/* --- readout ------------------------------------------------------------------------------------------------ */

static void add_number(struct fields *fields, int rank, const char *name, double value)
{
    char text[NUMERAL_TEXT];
    fields_add(fields, rank, STYLE_PLAIN, "%s %s", name, numeral_left(text, value));
}

static void add_accuracy(struct fields *fields, const struct scene *scene, bool test)
{
    const struct catapult_history *history = scene->focus;
    char train_text[NUMERAL_TEXT] = "-", test_text[NUMERAL_TEXT] = "";
    double train = pane_value(history, CATAPULT_FIELD_TRAIN_ACCURACY, scene->cursor, 1);
    double other = pane_value(history, CATAPULT_FIELD_TEST_ACCURACY, scene->cursor, pane_test_every(scene->view));
    if (isfinite(train))
        snprintf(train_text, sizeof train_text, "%.3f", train);
    if (test)
        snprintf(test_text, sizeof test_text, isfinite(other) ? "/%.3f" : "/-", other);
    fields_add(fields, 7, STYLE_PLAIN, "acc %s%-6s", train_text, test_text);
}

static void status_add_lambdas(struct fields *fields, const struct scene *scene, int cols)
{
    const struct catapult_history *history = scene->focus;
    long every = pane_spectrum_every(scene->view);
    char first[NUMERAL_TEXT], second[NUMERAL_TEXT];
    numeral_left(first, pane_value(history, CATAPULT_FIELD_LAMBDA, scene->cursor, every));
    if (history->top > 1 && cols >= 40) {
        numeral_left(second, pane_value(history, CATAPULT_FIELD_LAMBDA + 1, scene->cursor, every));
        fields_add(fields, 3, STYLE_PLAIN, "lambda_1,2 %s %s", first, second);
    } else {
        fields_add(fields, 3, STYLE_PLAIN, "lambda_1 %s", first);
    }
    add_number(fields, 5, "pi_1", pane_value(history, CATAPULT_FIELD_PI, scene->cursor, every));
}

/* The header has the outcome up to the newest iteration. */
static void status_add_outcome(struct fields *fields, const struct scene *scene)
{
    const struct view *view = scene->view;
    struct catapult_outcome_facts did;
    char word[CATAPULT_OUTCOME_TEXT];
    double eta = pane_value(scene->longest, CATAPULT_FIELD_ETA, scene->cursor, 1);
    enum catapult_phase regime = pane_regime(view, view->focus, eta);
    if (!view->follow) {
        pane_outcome(view, view->focus, scene->cursor, &did);
        fields_add(fields, 5, pane_outcome_style(did.word), "%s", catapult_outcome_format(did.word, did.period, word));
    }
    fields_add(fields, 9, pane_phase_style(regime), "regime %s", catapult_phase_name(regime));
}

static void draw_readout(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct view *view = scene->view;
    struct fields fields = {0};
    struct rect inner = {rect.row, rect.col + (rect.cols > 20), rect.rows, rect.cols - (rect.cols > 20)};
    if (scene->cursor < 0)
        return;
    const struct catapult_history *history = scene->focus;
    bool test = view->snapshot->n_test > 0;
    struct field *step = fields_add(&fields, 1, view->follow ? STYLE_STRONG : STYLE_INVERSE, "t %-6ld", scene->cursor);
    if (!view->follow) {
        step->mark = glyph_of(view->glyphs, GLYPH_CURSOR_FOOT);
        step->mark_style = STYLE_STRONG;
    }
    add_number(&fields, 4, "eta", pane_value(scene->longest, CATAPULT_FIELD_ETA, scene->cursor, 1));
    add_number(&fields, 0, test ? "train" : "loss", pane_value(history, CATAPULT_FIELD_TRAIN_LOSS, scene->cursor, 1));
    if (test)
        add_number(&fields, 6, "test",
                   pane_value(history, CATAPULT_FIELD_TEST_LOSS, scene->cursor, pane_test_every(view)));
    add_accuracy(&fields, scene, test);
    status_add_lambdas(&fields, scene, inner.cols);
    add_number(&fields, 6, "|w-w0|", pane_value(history, CATAPULT_FIELD_DISTANCE, scene->cursor, 1));
    status_add_outcome(&fields, scene);
    char places[CATAPULT_CROSSING_TEXT];
    if (catapult_history_crossing(history, (size_t)scene->cursor, places))
        fields_add(&fields, 10, STYLE_MARK, "%s", places);
    fields_draw(&fields, canvas, inner);
}

const struct pane_class pane_readout = {.name = "readout", .draw = draw_readout};

enum { WORDS = 256 };

/* --- the last key, the prompt -------------------------------------------------------------------------------- */

static const char *prompt_label(const struct view *view)
{
    return view->prompt_label ? view->prompt_label : "eta = ";
}

/* Whether the error fits after the text being typed. */
static bool error_fits(const struct view *view, int cols)
{
    int used = 1 + canvas_text_width(prompt_label(view)) + canvas_text_width(view->prompt);
    return view->prompt_error && used + 3 + canvas_text_width(view->prompt_error) <= cols;
}

static void draw_prompt(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct view *view = scene->view;
    const char *prompt = view->prompt, *label = prompt_label(view);
    const char *hint = view->prompt_hint ? view->prompt_hint : "0.4, 1.2crit, 3.9/l1, 0.9max; Enter, Esc";
    int used = canvas_text(canvas, rect.row, rect.col + 1, rect.cols - 1, STYLE_STRONG, label) + 1;
    int room = rect.cols - used - 1; /* the last column is for the cursor */
    int excess = canvas_text_width(prompt) - room;
    for (; excess > 0 && *prompt; prompt++) /* show the end of a long text, where the user types */
        excess -= (prompt[1] & 0xc0) != 0x80;
    used += canvas_text(canvas, rect.row, rect.col + used, room, STYLE_STRONG, prompt);
    canvas_put(canvas, rect.row, rect.col + used, '_', STYLE_INVERSE);
    const char *error = view->prompt_error;
    if (error && *error && !error_fits(view, rect.cols))
        return; /* pane_words_draw shows it above */
    if (error && *error)
        canvas_text(canvas, rect.row, rect.col + used + 3, rect.cols - used - 3, STYLE_WARNING, error);
    else if (rect.cols - used > (view->prompt_hint ? 20 : 50))
        canvas_text(canvas, rect.row, rect.col + used + 3, rect.cols - used - 3, STYLE_DIM, hint);
}

static enum style last_style(const struct view *view)
{
    return view->refused ? STYLE_WARNING : STYLE_PLAIN;
}

static void draw_last(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    if (scene->view->prompt)
        draw_prompt(canvas, scene, rect);
    else if (scene->view->last && *scene->view->last)
        canvas_printf(canvas, rect.row, rect.col + 1, rect.cols - 1, last_style(scene->view), "last: %s", scene->view->last);
}

const struct pane_class pane_last = {.name = "last", .draw = draw_last};

/* Writes text that ends in the row `bottom`, over as many rows above as it needs. */
static void put_over(struct canvas *canvas, int bottom, const char *words)
{
    struct canvas none;
    int cols = canvas->cols > 20 ? canvas->cols - 2 : canvas->cols;
    canvas_init(&none);
    int rows = chart_paragraph(&none, (struct rect){0, 0, bottom + 1, cols}, STYLE_WARNING, words);
    struct rect over = {bottom + 1 - rows, 0, rows, canvas->cols};
    canvas_fill(canvas, over, ' ', STYLE_PLAIN);
    chart_paragraph(canvas, (struct rect){over.row, canvas->cols > 20, rows, cols}, STYLE_WARNING, words);
}

void pane_words_draw(struct canvas *canvas, const struct scene *scene)
{
    const struct view *view = scene->view;
    const struct rect *last = &scene->layout->item[ITEM_LAST], *keys = &scene->layout->item[ITEM_KEYS];
    int bottom = last->rows ? last->row : keys->rows ? keys->row : canvas->rows - 1;
    bool own = last->rows || keys->rows;
    char words[WORDS];
    if (view->prompt && view->prompt_error && *view->prompt_error && !error_fits(view, canvas->cols)) {
        put_over(canvas, bottom - 1, view->prompt_error);
    } else if (!view->prompt && view->refused && view->last) {
        snprintf(words, sizeof words, "%s%s", last->rows ? "last: " : "", view->last);
        if (!own || canvas_text_width(words) > canvas->cols - 1)
            put_over(canvas, bottom, words);
    }
}

/* --- keys ------------------------------------------------------------------------------------------------------ */

/* The requests that a narrow screen keeps longest; all others come after these. */
static int request_rank(enum request request)
{
    static const enum request important[] = {REQUEST_SLIDE_NEXT, REQUEST_QUIT,  REQUEST_RUN,  REQUEST_HELP, REQUEST_ETA_UP,
                                             REQUEST_FORWARD, REQUEST_ETA_TYPE, REQUEST_SCREEN_MAIN, REQUEST_RESTART,
                                             REQUEST_MODEL};
    int count = (int)(sizeof important / sizeof important[0]);
    for (int i = 0; i < count; i++)
        if (important[i] == request)
            return i;
    return count + (int)request;
}

/* Adds "+ -" and the label shared by the rows from `first` on. *next: the row after them. */
static void add_keys(struct fields *fields, const struct view *view, int first, int *next)
{
    const struct keymap *keymap = view->keymap;
    const char *label = requests[first].label;
    char keys[64] = "";
    size_t used = 0;
    int i = first;
    for (; i < REQUEST_COUNT && requests[i].label && strcmp(requests[i].label, label) == 0; i++) {
        char name[32];
        keymap_text(keymap, (enum request)i, 1, name, sizeof name);
        if (*name && used < sizeof keys)
            used += (size_t)snprintf(keys + used, sizeof keys - used, "%s%s", used ? " " : "", name);
    }
    *next = i;
    if (i - first > 3) { /* e.g. 1 to 8 for the screens */
        char from[24], to[24];
        keymap_text(keymap, (enum request)first, 1, from, sizeof from);
        keymap_text(keymap, (enum request)(i - 1), 1, to, sizeof to);
        snprintf(keys, sizeof keys, "%s..%s", from, to);
    }
    if (first == REQUEST_RUN && view->snapshot->state == SESSION_RUNNING)
        label = "pause"; /* what the key does now */
    if (*keys)
        fields_add(fields, request_rank((enum request)first), STYLE_DIM, "%s %s", keys, label);
}

/* Writes what the last key did and leaves room for one key, unless it was refused.  Returns the columns used. */
static int said(struct canvas *canvas, const struct view *view, struct rect rect)
{
    enum { KEY = 9 };
    int room = view->refused ? rect.cols : rect.cols - KEY;
    return canvas_text(canvas, rect.row, rect.col, room, last_style(view), view->last);
}

/* Draws the keys, after the last key and what it did if that has no row of its own. */
static void draw_keys(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct fields fields = {0};
    int left = rect.col + (rect.cols > 20);
    if (scene->view->prompt && !scene->layout->item[ITEM_LAST].rows) {
        draw_prompt(canvas, scene, rect);
        return;
    }
    if (scene->view->prompt && scene->view->prompt_candidates) {
        canvas_text(canvas, rect.row, rect.col + 1, rect.cols - 1, STYLE_PLAIN, scene->view->prompt_candidates);
        return;
    }
    if (!scene->layout->item[ITEM_LAST].rows && scene->view->last && *scene->view->last)
        left += said(canvas, scene->view, (struct rect){rect.row, left, 1, rect.col + rect.cols - left}) + 3;
    bool lesson = scene->view->keymap && scene->view->keymap->lesson;
    for (int i = 0; i < REQUEST_COUNT;) {
        if (requests[i].label && (lesson || requests[i].group != GROUP_LESSON))
            add_keys(&fields, scene->view, i, &i);
        else
            i++;
    }
    fields_draw(&fields, canvas, (struct rect){rect.row, left, rect.rows, rect.col + rect.cols - left});
}

const struct pane_class pane_keys = {.name = "keys", .draw = draw_keys};
