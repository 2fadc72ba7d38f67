/* svg_shape.h - the glyphs that a picture draws as shapes instead of letters; internal part of svg.c. */
#ifndef TUI_SVG_SHAPE_H
#define TUI_SVG_SHAPE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { SVG_CELL_COLS = 9, SVG_CELL_ROWS = 18 };

/* How a glyph is drawn. */
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

/* Whether adjacent glyphs of this kind may be drawn as one shape. */
bool svg_joins(uint32_t glyph);

/* Writes part of the attribute d of a path, for `run` cells from (row, col); glyph must not be SVG_TEXT. */
void svg_shape(FILE *out, uint32_t glyph, int row, int col, int run);

#endif
