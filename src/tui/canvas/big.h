/* big.h - letters of 3 x 5 dots, to be read from the back row. */
#ifndef TUI_BIG_H
#define TUI_BIG_H

#include "tui/canvas/canvas.h"

enum big_size {
    BIG_HALF, /* four dots in a cell: 3 rows; in ASCII the text itself, spaced */
    BIG_FULL, /* a dot is a cell: 5 rows */
    BIG_WIDE  /* two cells side by side */
};

enum { BIG_ROWS = 5 };

/* Columns that the text takes. */
int big_width(const char *text, enum big_size size);

/* Draws ASCII text with its upper left corner there, letters that there is no room for left out whole.  A character
 * that it has no dots for is a blank. */
void big_text(struct canvas *canvas, int row, int col, int width, enum big_size size, enum glyph_set glyphs,
              enum style style, const char *text);

#endif
