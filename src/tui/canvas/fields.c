/* fields.c - see fields.h. */
#include "tui/canvas/fields.h"

#include <stdarg.h>

enum { GAP = 2 };

struct field *fields_add(struct fields *fields, int rank, enum style style, const char *format, ...)
{
    struct field *field = &fields->field[fields->count];
    fields->count += fields->count < FIELDS_MAX;
    *field = (struct field){.style = style, .rank = rank};
    va_list args;
    va_start(args, format);
    vsnprintf(field->text, sizeof field->text, format, args);
    va_end(args);
    return field;
}

static int field_width(const struct field *field)
{
    return canvas_text_width(field->text) + (field->mark ? 2 : 0);
}

static void field_draw(const struct field *field, struct canvas *canvas, int row, int col, int width)
{
    if (field->mark && width >= 2) {
        canvas_put(canvas, row, col, field->mark, field->mark_style);
        canvas_put(canvas, row, col + 1, ' ', STYLE_PLAIN);
        col += 2;
        width -= 2;
    }
    canvas_text(canvas, row, col, width, field->style, field->text);
}

/* Draws the fields up to rank, or only measures them if canvas is NULL.  Returns whether all of them fit. *used: the
 * columns used in the last row. */
static bool flow(const struct fields *fields, int rank, struct canvas *canvas, struct rect rect, int *used)
{
    *used = 0;
    int row = 0, col = 0;
    bool fit = true;
    for (int i = 0; i < fields->count; i++) {
        const struct field *field = &fields->field[i];
        int width = field_width(field);
        if (field->rank > rank || (field->rank > 0 && width > rect.cols))
            continue;
        if (col > 0 && col + GAP + width > rect.cols) {
            if (++row >= rect.rows)
                return false;
            col = 0;
        }
        if (col > 0)
            col += GAP;
        if (width > rect.cols)
            fit = false;
        if (canvas) {
            if (col > 0)
                canvas_fill(canvas, (struct rect){rect.row + row, rect.col + col - GAP, 1, GAP}, ' ', STYLE_PLAIN);
            field_draw(field, canvas, rect.row + row, rect.col + col, rect.cols - col);
        }
        col += width < rect.cols - col ? width : rect.cols - col;
        *used = col;
    }
    return fit;
}

int fields_draw(const struct fields *fields, struct canvas *canvas, struct rect rect)
{
    int rank = 0, used = 0;
    if (rect.rows <= 0 || rect.cols <= 0)
        return 0;
    for (int i = 0; i < fields->count; i++)
        rank = fields->field[i].rank > rank ? fields->field[i].rank : rank;
    while (rank > 0 && !flow(fields, rank, NULL, rect, &used))
        rank--;
    flow(fields, rank, canvas, rect, &used);
    return used;
}
