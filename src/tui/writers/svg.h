/* svg.h - a canvas as a picture.
 *
 * Braille dots, blocks, lines and marks are drawn as shapes, so that a picture does not depend on the fonts of
 * whoever looks at it; only words are text. */
#ifndef TUI_SVG_H
#define TUI_SVG_H

#include <stdio.h>

#include "tui/canvas/theme.h"

/* title and description are what a screen reader says and what a browser shows as a tip; any bytes may be in
 * them.  colors as for theme_look.  Errors stay in the stream. */
void svg_write(const struct canvas *canvas, enum theme theme, int colors, const char *title,
               const char *description, FILE *out);

#endif
