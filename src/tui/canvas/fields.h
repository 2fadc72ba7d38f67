/* fields.h - short texts next to each other, in one or several rows; texts that do not fit are omitted by rank. */
#ifndef TUI_FIELDS_H
#define TUI_FIELDS_H

#include "tui/canvas/canvas.h"

enum { FIELDS_TEXT = 96, FIELDS_MAX = 40 };

struct field {
    uint32_t mark;         /* a glyph before the text, 0: none */
    enum style mark_style;
    enum style style;
    int rank;              /* 0: omitted last */
    char text[FIELDS_TEXT];
};

struct fields {
    int count;
    struct field field[FIELDS_MAX + 1]; /* the last one receives the surplus and is not drawn */
};

/* Appends a field; does nothing if there are FIELDS_MAX. */
struct field *fields_add(struct fields *fields, int rank, enum style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Draws the fields in order with two blanks between them, each whole in one row.  A field wider than the rectangle is
 * omitted, or cut if its rank is 0.  Returns the columns used in the last row. */
int fields_draw(const struct fields *fields, struct canvas *canvas, struct rect rect);

#endif
