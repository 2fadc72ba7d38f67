/* picture.h - grey values as dots: what images and heat maps are drawn with.
 *
 * Braille has 2 x 4 dots in a cell and blocks 2 x 2, set by error diffusion; ASCII has one of ten characters. */
#ifndef TUI_PICTURE_H
#define TUI_PICTURE_H

#include "tui/canvas/canvas.h"

/* (rows, cols) row-major values between low (blank) and high (full) stretched over the cells of rect.  Not finite: blank.
 * A rectangle outside of the canvas is clipped. */
void picture_draw(struct canvas *canvas, struct rect rect, enum glyph_set glyphs, enum style style, int rows, int cols,
                  const float *value, float low, float high);

#endif
