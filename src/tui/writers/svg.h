/* svg.h - writes a canvas as a picture.
 *
 * Braille dots, blocks, lines and marks are drawn as shapes, so that the picture does not depend on the reader's
 * fonts; only words are text. */
#ifndef TUI_SVG_H
#define TUI_SVG_H

#include <stdio.h>

#include "tui/canvas/theme.h"

/* title and description are read by screen readers and shown by browsers as a tooltip; they may contain any bytes.
 * colors as for theme_look.  Errors stay in the stream. */
void svg_write(const struct canvas *canvas, enum theme theme, int colors, const char *title,
               const char *description, FILE *out);

/* How a glyph is drawn: as a shape, or as text in the reader's font. */
enum svg_way {
    SVG_FILL,
    SVG_SHADE,  /* filled, half transparent */
    SVG_DOTS,   /* lines of length zero with round ends */
    SVG_STROKE,
    SVG_HEAVY,  /* a thick stroke */
    SVG_WAYS,
    SVG_TEXT = SVG_WAYS
};

enum svg_way svg_way(uint32_t glyph);

#endif
