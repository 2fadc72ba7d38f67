/* glyph.c - see glyph.h. */
#include "tui/canvas/glyph.h"

#define GLYPH_ROW(name, in_unicode, in_ascii) [name] = {in_unicode, in_ascii},
static const struct {
    uint32_t unicode, ascii;
} twins[] = {GLYPH_LIST(GLYPH_ROW)};
#undef GLYPH_ROW

uint32_t glyph_of(enum glyph_set set, enum glyph glyph)
{
    return set == GLYPHS_ASCII ? twins[glyph].ascii : twins[glyph].unicode;
}
