/* big.h - letters of 3 x 5 dots, readable from a distance. */
#ifndef TUI_BIG_H
#define TUI_BIG_H

#include "tui/canvas/canvas.h"

enum big_size {
    BIG_HALF, /* four dots in a cell: 3 rows; in ASCII the text itself, spaced */
    BIG_FULL, /* a dot is a cell: 5 rows */
    BIG_WIDE  /* two cells side by side */
};

enum { BIG_ROWS = 5 };

/* Columns the text needs. */
int big_width(const char *text, enum big_size size);

/* Draws ASCII text with its upper left corner at (row, col).  Letters that do not fit whole are omitted.  A character
 * without dots is drawn as a blank. */
void big_text(struct canvas *canvas, int row, int col, int width, enum big_size size, enum glyph_set glyphs,
              enum style style, const char *text);

#endif
