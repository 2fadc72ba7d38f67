/* pane_text.c - what is read: the help, made from the table of requests, the screen for a loading failure, and the band of
 * a lesson.
 *
 * Help can be scrolled, so that a screen of any size shows everything.  The band has title and number of the slide, its
 * text, the question and its answer, a suggestion.  If not all of it fits, the newest part stays: the answer, else the
 * question, else the text. */
#include <string.h>

#include <catapult/phase.h>

#include "tui/input/keymap.h"
#include "tui/panes/caption.h"
#include "tui/panes/chart.h"
#include "tui/panes/pane.h"

enum { KEY_COLS = 12, LINES_MAX = REQUEST_COUNT + 2 * GROUP_COUNT + CATAPULT_PHASE_COUNT + CATAPULT_OUTCOME_COUNT + 7 };

/* A line of the help: a title, a request, a word of the screen with its meaning, or blank. */
struct help_line {
    const char *title;
    int request;              /* -1: none */
    const char *word, *help;
    enum style style;
};

static const struct help_line blank = {.request = -1};

static struct help_line help_title(const char *title)
{
    return (struct help_line){.title = title, .request = -1};
}

static int make_lines(struct help_line lines[LINES_MAX])
{
    int count = 0;
    for (int group = 0; group < GROUP_COUNT; group++) {
        lines[count++] = help_title(request_group_titles[group]);
        for (int i = 0; i < REQUEST_COUNT; i++)
            if ((int)requests[i].group == group)
                lines[count++] = (struct help_line){.request = i};
        lines[count++] = blank;
    }
    lines[count++] = help_title("Regimes: where eta stands");
    for (int i = 0; i < CATAPULT_PHASE_COUNT; i++) {
        enum catapult_phase phase = (enum catapult_phase)i;
        lines[count++] = (struct help_line){NULL, -1, catapult_phase_name(phase), catapult_phase_help(phase), pane_phase_style(phase)};
    }
    lines[count++] = blank;
    lines[count++] = help_title("Outcomes: what a run did");
    for (int i = 0; i < CATAPULT_OUTCOME_COUNT; i++) {
        enum catapult_outcome_word word = (enum catapult_outcome_word)i;
        lines[count++] = (struct help_line){NULL, -1, catapult_outcome_name(word), catapult_outcome_help(word),
                                            pane_outcome_style(word)};
    }
    return count;
}

static void help_draw_line(struct canvas *canvas, const struct scene *scene, const struct help_line *line, int row,
                           int col, int cols)
{
    char keys[64];
    if (line->title) {
        canvas_text(canvas, row, col, cols, STYLE_STRONG, line->title);
    } else if (line->request >= 0) {
        keymap_text(scene->view->keymap, (enum request)line->request, REQUEST_KEYS_MAX, keys, sizeof keys);
        canvas_text(canvas, row, col + 1, KEY_COLS - 2, STYLE_STRONG, keys);
        canvas_text(canvas, row, col + KEY_COLS, cols - KEY_COLS, STYLE_PLAIN, requests[line->request].help);
    } else if (line->word) {
        canvas_text(canvas, row, col + 1, KEY_COLS - 2, line->style, line->word);
        canvas_text(canvas, row, col + KEY_COLS, cols - KEY_COLS, STYLE_PLAIN, line->help);
    }
}

/* The area for lines: inside the frame, or the whole screen if it is too small for a frame. */
static struct rect help_inside(struct rect rect)
{
    if (rect.rows < 5 || rect.cols < 20)
        return rect;
    return (struct rect){rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
}

int pane_help_scroll_max(struct rect rect)
{
    struct help_line lines[LINES_MAX];
    int excess = make_lines(lines) - help_inside(rect).rows;
    return excess > 0 ? excess : 0;
}

void pane_help_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct help_line lines[LINES_MAX];
    int count = make_lines(lines), most = pane_help_scroll_max(rect), first = scene->view->help_scroll;
    struct rect inner = help_inside(rect);
    first = first < 0 ? 0 : first > most ? most : first;
    canvas_fill(canvas, rect, ' ', STYLE_PLAIN);
    if (inner.rows < rect.rows) {
        canvas_frame(canvas, rect, scene->view->glyphs, "help");
        if (most > 0 && rect.cols >= 60)
            canvas_printf(canvas, rect.row + rect.rows - 1, rect.col + 3, rect.cols - 6, STYLE_DIM,
                          " lines %d to %d of %d: Up, Down, PgUp, PgDn; Esc closes ", first + 1,
                          first + inner.rows, count);
    }
    for (int i = 0; i < inner.rows && first + i < count; i++)
        help_draw_line(canvas, scene, &lines[first + i], inner.row + i, inner.col, inner.cols);
}

/* --- nothing to show ---------------------------------------------------------------------------------------- */

void pane_failed_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct rect inner = help_inside(rect);
    if (rect.rows <= 0 || rect.cols <= 0)
        return;
    canvas_fill(canvas, rect, ' ', STYLE_PLAIN);
    if (inner.rows < rect.rows)
        canvas_frame(canvas, rect, scene->view->glyphs, "could not start");
    int used = chart_paragraph(canvas, inner, STYLE_PLAIN, scene->view->snapshot->message);
    char restart[32], settings[32], quit[32];
    keymap_text(scene->view->keymap, REQUEST_RESTART, 1, restart, sizeof restart);
    keymap_text(scene->view->keymap, REQUEST_QUIT, 1, quit, sizeof quit);
    keymap_text(scene->view->keymap, REQUEST_SCREEN_SETTINGS, 1, settings, sizeof settings);
    if (used + 1 < inner.rows)
        canvas_printf(canvas, inner.row + used + 1, inner.col, inner.cols, STYLE_STRONG,
                      "%s tries again, %s has settings and presets, %s quits", restart, settings, quit);
}

/* --- a lesson's caption ------------------------------------------------------------------------------------------ */

enum { MARGIN = 1, LINE_MOST = 512, ROWS_MOST = 1000 };

/* Draws a text of several caption_paragraphs; canvas NULL: only counts.  Returns the rows used. */
static int caption_paragraphs(struct canvas *canvas, struct rect rect, enum style style, const char *text)
{
    struct canvas nowhere = {.rows = 0};
    int used = 0;
    while (*text && used < rect.rows) {
        char paragraph[LESSON_TEXT];
        size_t length = strcspn(text, "\n");
        snprintf(paragraph, sizeof paragraph, "%.*s", (int)length, text);
        struct rect rest = {rect.row + used, rect.col, rect.rows - used, rect.cols};
        used += chart_paragraph(canvas ? canvas : &nowhere, rest, style, paragraph);
        text += length + (text[length] == '\n');
    }
    return used;
}

static int caption_paragraph_rows(const char *text, int cols)
{
    return caption_paragraphs(NULL, (struct rect){0, 0, ROWS_MOST, cols - 2 * MARGIN}, STYLE_PLAIN, text);
}

static void suggestion_text(const struct caption *caption, char *text, size_t size)
{
    snprintf(text, size, "%s%s", *caption->suggestion ? "Try: " : "", caption->suggestion);
}

int caption_rows(const struct caption *caption, int cols)
{
    char suggestion[LESSON_LINE + 8];
    suggestion_text(caption, suggestion, sizeof suggestion);
    return 1 + caption_paragraph_rows(caption->text, cols) + caption_paragraph_rows(caption->question, cols)
           + caption_paragraph_rows(caption->answer, cols) + caption_paragraph_rows(suggestion, cols);
}

static void caption_draw_title(struct canvas *canvas, const struct caption *caption, struct rect rect)
{
    char number[32];
    snprintf(number, sizeof number, " %d/%d ", caption->number, caption->count);
    int used = canvas_text(canvas, rect.row, rect.col, rect.cols, STYLE_INVERSE, number) + 1;
    int state = canvas_text_width(caption->state), room = rect.cols - used - MARGIN;
    int title = canvas_text_width(caption->title);
    bool both = title + 2 + state <= room;
    canvas_text(canvas, rect.row, rect.col + used, room, STYLE_STRONG, caption->title);
    if (both)
        canvas_text(canvas, rect.row, rect.col + rect.cols - MARGIN - state, state, STYLE_DIM, caption->state);
}

/* Marks the end of a text that did not fit. */
static void caption_draw_more(struct canvas *canvas, struct rect rect)
{
    canvas_text(canvas, rect.row + rect.rows - 1, rect.col + rect.cols - 4, 4, STYLE_DIM, " ...");
}

static int caption_draw_part(struct canvas *canvas, struct rect *rest, enum style style, const char *text)
{
    int used = caption_paragraphs(canvas, *rest, style, text);
    rest->row += used;
    rest->rows -= used;
    return used;
}

static void caption_draw_newest(struct canvas *canvas, const struct caption *caption, struct rect rest)
{
    const char *part = *caption->answer ? caption->answer : *caption->question ? caption->question : caption->text;
    enum style style = part == caption->text ? STYLE_PLAIN : STYLE_STRONG;
    caption_paragraphs(canvas, rest, style, part);
    if (caption_paragraph_rows(part, rest.cols + 2 * MARGIN) > rest.rows && rest.rows > 0)
        caption_draw_more(canvas, rest);
}

static void caption_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct caption *caption = scene->view->caption;
    char suggestion[LESSON_LINE + 8];
    struct rect rest = {rect.row + 1, rect.col + MARGIN, rect.rows - 1, rect.cols - 2 * MARGIN};
    caption_draw_title(canvas, caption, rect);
    suggestion_text(caption, suggestion, sizeof suggestion);
    if (caption_rows(caption, rect.cols) > rect.rows + (*suggestion != '\0')) {
        caption_draw_newest(canvas, caption, rest);
        return;
    }
    caption_draw_part(canvas, &rest, STYLE_PLAIN, caption->text);
    caption_draw_part(canvas, &rest, STYLE_STRONG, caption->question);
    caption_draw_part(canvas, &rest, STYLE_STRONG, caption->answer);
    caption_draw_part(canvas, &rest, STYLE_CRIT, suggestion);
}

const struct pane_class pane_caption = {.name = "caption", .draw = caption_draw};
