/* pane_caption.c - the band of a lesson: title and number of the slide, its text, the question and its answer, a
 * suggestion.  If not all of it fits, the newest part stays: the answer, else the question, else the text. */
#include "tui/panes/pane.h"

#include <string.h>

#include "tui/panes/caption.h"
#include "tui/panes/chart.h"

enum { MARGIN = 1, LINE_MOST = 512, ROWS_MOST = 1000 };

/* Draws a text of several paragraphs; canvas NULL: only counts.  Returns the rows used. */
static int paragraphs(struct canvas *canvas, struct rect rect, enum style style, const char *text)
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

static int paragraph_rows(const char *text, int cols)
{
    return paragraphs(NULL, (struct rect){0, 0, ROWS_MOST, cols - 2 * MARGIN}, STYLE_PLAIN, text);
}

static void suggestion_text(const struct caption *caption, char *text, size_t size)
{
    snprintf(text, size, "%s%s", *caption->suggestion ? "Try: " : "", caption->suggestion);
}

int caption_rows(const struct caption *caption, int cols)
{
    char suggestion[LESSON_LINE + 8];
    suggestion_text(caption, suggestion, sizeof suggestion);
    return 1 + paragraph_rows(caption->text, cols) + paragraph_rows(caption->question, cols)
           + paragraph_rows(caption->answer, cols) + paragraph_rows(suggestion, cols);
}

static void draw_title(struct canvas *canvas, const struct caption *caption, struct rect rect)
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
static void draw_more(struct canvas *canvas, struct rect rect)
{
    canvas_text(canvas, rect.row + rect.rows - 1, rect.col + rect.cols - 4, 4, STYLE_DIM, " ...");
}

static int draw_part(struct canvas *canvas, struct rect *rest, enum style style, const char *text)
{
    int used = paragraphs(canvas, *rest, style, text);
    rest->row += used;
    rest->rows -= used;
    return used;
}

static void draw_newest(struct canvas *canvas, const struct caption *caption, struct rect rest)
{
    const char *part = *caption->answer ? caption->answer : *caption->question ? caption->question : caption->text;
    enum style style = part == caption->text ? STYLE_PLAIN : STYLE_STRONG;
    paragraphs(canvas, rest, style, part);
    if (paragraph_rows(part, rest.cols + 2 * MARGIN) > rest.rows && rest.rows > 0)
        draw_more(canvas, rest);
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    const struct caption *caption = scene->view->caption;
    char suggestion[LESSON_LINE + 8];
    struct rect rest = {rect.row + 1, rect.col + MARGIN, rect.rows - 1, rect.cols - 2 * MARGIN};
    draw_title(canvas, caption, rect);
    suggestion_text(caption, suggestion, sizeof suggestion);
    if (caption_rows(caption, rect.cols) > rect.rows + (*suggestion != '\0')) {
        draw_newest(canvas, caption, rest);
        return;
    }
    draw_part(canvas, &rest, STYLE_PLAIN, caption->text);
    draw_part(canvas, &rest, STYLE_STRONG, caption->question);
    draw_part(canvas, &rest, STYLE_STRONG, caption->answer);
    draw_part(canvas, &rest, STYLE_CRIT, suggestion);
}

const struct pane_class pane_caption = {.name = "caption", .draw = draw};
