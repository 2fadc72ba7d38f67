/* picture.h - grey values as dots, for images and heat maps.
 *
 * A cell has 2 x 4 dots in braille and 2 x 2 in blocks, set by error diffusion; in ASCII it has one of ten
 * characters. */
#ifndef TUI_PICTURE_H
#define TUI_PICTURE_H

#include "tui/canvas/canvas.h"

/* Draws (rows, cols) row-major values between low (blank) and high (full), stretched over the cells of rect.  Values
 * that are not finite are blank.  The part of rect outside the canvas is clipped. */
void picture_draw(struct canvas *canvas, struct rect rect, enum glyph_set glyphs, enum style style, int rows, int cols,
                  const float *value, float low, float high);

#endif
