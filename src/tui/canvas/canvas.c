/* canvas.c - see canvas.h. */
#include "tui/canvas/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/text.h"
#include "tui/canvas/glyph.h"

enum { PRINTF_TEXT = 512 }; /* no line of the screen is longer */

void canvas_init(struct canvas *canvas)
{
    memset(canvas, 0, sizeof *canvas);
}

void canvas_done(struct canvas *canvas)
{
    free(canvas->cell);
    canvas_init(canvas);
}

void canvas_resize(struct canvas *canvas, int rows, int cols)
{
    rows = rows > 0 ? rows : 0;
    cols = cols > 0 ? cols : 0;
    size_t wanted = (size_t)rows * (size_t)cols;
    if (wanted > canvas->capacity) {
        free(canvas->cell);
        canvas->cell = xnew_array(wanted, sizeof *canvas->cell);
        canvas->capacity = wanted;
    }
    canvas->rows = rows;
    canvas->cols = cols;
    canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    size_t count = (size_t)canvas->rows * (size_t)canvas->cols;
    for (size_t i = 0; i < count; i++)
        canvas->cell[i] = (struct cell){' ', STYLE_PLAIN};
}

void canvas_put(struct canvas *canvas, int row, int col, uint32_t glyph, enum style style)
{
    if (row < 0 || col < 0 || row >= canvas->rows || col >= canvas->cols)
        return;
    struct cell *cell = &canvas->cell[(size_t)row * (size_t)canvas->cols + (size_t)col];
    if (cell->glyph == CELL_BEHIND && glyph != CELL_BEHIND)
        cell[-1].glyph = ' ';
    if (col + 1 < canvas->cols && cell[1].glyph == CELL_BEHIND)
        cell[1].glyph = ' ';
    *cell = (struct cell){glyph, (uint8_t)style};
}

/* --- UTF-8 ------------------------------------------------------------------------------------------------ */

struct points {
    uint32_t first, last;
};

/* Code points that do not take exactly one cell, or that change the text direction. */
static const struct points unfit[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x0300, 0x036f},   {0x0483, 0x0489},
    {0x0591, 0x08ff},   {0x0900, 0x0dff},   {0x0e31, 0x0e3a},   {0x0e47, 0x0e4e},   {0x0eb1, 0x0ebc},
    {0x0ec8, 0x0ece},   {0x0f18, 0x0fc6},   {0x1000, 0x11ff},   {0x135d, 0x135f},   {0x1712, 0x1dbf},
    {0x1dc0, 0x1dff},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x20d0, 0x20ff},
    {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26a0, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274e},   {0x2753, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27bf},   {0x2b1b, 0x2b55},
    {0x2cef, 0x2cf1},   {0x2de0, 0x2dff},   {0x2e80, 0xa4cf},   {0xa66f, 0xa69f},   {0xa6f0, 0xa6f1},
    {0xa802, 0xd7ff},   {0xd800, 0xf8ff},   {0xf900, 0xfeff},   {0xff00, 0xff60},   {0xff9e, 0xff9f},
    {0xffe0, 0xfffb},   {0xfffe, 0xffff},   {0x10a00, 0x10fff}, {0x11000, 0x1ffff}, {0x20000, 0x10ffff},
};

/* Those of them that take two cells in every terminal of the last ten years: East Asian scripts, and the emoji of
 * Unicode 9. */
static const struct points wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x2614, 0x2615},   {0x2648, 0x2653},
    {0x26a1, 0x26a1},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},
    {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x2b50, 0x2b50},
    {0x3001, 0x3029},   {0x3030, 0x303e},   {0x3041, 0x3096},   {0x309b, 0x30ff},   {0x3131, 0x318e},
    {0x3190, 0x31ba},   {0x3220, 0x3247},   {0x3250, 0x4db5},   {0x4e00, 0x9fcc},   {0xa000, 0xa48c},
    {0xac00, 0xd7a3},   {0xf900, 0xfa6d},   {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f320},
    {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3},
    {0x1f3e0, 0x1f3f0}, {0x1f400, 0x1f43e}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f5fb, 0x1f64f},
    {0x1f680, 0x1f6c5}, {0x1f910, 0x1f91e}, {0x20000, 0x2a6d6},
};

static bool is_among(const struct points *list, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++)
        if (point >= list[i].first && point <= list[i].last)
            return true;
    return false;
}

/* Reads the code point at *text ('?' if unfit) and moves *text past it.  Returns the cells it takes. */
static int next_point(const char **text, uint32_t *point)
{
    *point = utf8_next(text);
    if (*point >= 0x20 && *point < 0x7f)
        return 1;
    if (is_among(wide, sizeof wide / sizeof wide[0], *point))
        return 2;
    if (*point > 0x10ffff || is_among(unfit, sizeof unfit / sizeof unfit[0], *point))
        *point = '?';
    return 1;
}

int canvas_step(const char **text)
{
    uint32_t point;
    return next_point(text, &point);
}

int canvas_text_width(const char *text)
{
    int width = 0;
    while (*text)
        width += canvas_step(&text);
    return width;
}

int canvas_text(struct canvas *canvas, int row, int col, int width, enum style style, const char *text)
{
    int used = 0;
    while (used < width && *text) {
        uint32_t point;
        int cells = next_point(&text, &point), at = col + used;
        bool whole = cells == 1 || (used + 1 < width && at >= 0 && at + 1 < canvas->cols);
        canvas_put(canvas, row, at, whole ? point : ' ', style);
        if (cells == 2 && used + 1 < width)
            canvas_put(canvas, row, at + 1, whole ? CELL_BEHIND : ' ', style);
        used += used + cells > width ? 1 : cells;
    }
    return used;
}

int canvas_printf(struct canvas *canvas, int row, int col, int width, enum style style, const char *format, ...)
{
    char text[PRINTF_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return canvas_text(canvas, row, col, width, style, text);
}

static void write_point(uint32_t point, FILE *file)
{
    char bytes[UTF8_BYTES];
    utf8_put(point, bytes);
    fputs(bytes, file);
}

void canvas_write(const struct canvas *canvas, FILE *file)
{
    for (int row = 0; row < canvas->rows; row++) {
        const struct cell *cell = canvas->cell + (size_t)row * (size_t)canvas->cols;
        int end = canvas->cols;
        while (end > 0 && cell[end - 1].glyph == ' ')
            end--;
        for (int col = 0; col < end; col++)
            if (cell[col].glyph != CELL_BEHIND)
                write_point(cell[col].glyph, file);
        putc('\n', file);
    }
}

/* --- areas ------------------------------------------------------------------------------------------------- */

void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t glyph, enum style style)
{
    /* Clip to the canvas first: a rectangle may be far larger. */
    int bottom = rect.rows < canvas->rows - rect.row ? rect.row + rect.rows : canvas->rows;
    int right = rect.cols < canvas->cols - rect.col ? rect.col + rect.cols : canvas->cols;
    for (int row = rect.row > 0 ? rect.row : 0; row < bottom; row++)
        for (int col = rect.col > 0 ? rect.col : 0; col < right; col++)
            canvas_put(canvas, row, col, glyph, style);
}

void canvas_frame(struct canvas *canvas, struct rect rect, enum glyph_set glyphs, const char *title)
{
    static const uint32_t lines[] = {0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518}; /* ─ │ ┌ ┐ └ ┘ */
    static const uint32_t ascii[] = {'-', '|', '+', '+', '+', '+'};
    const uint32_t *g = glyphs == GLYPHS_ASCII ? ascii : lines;
    if (rect.rows <= 0 || rect.cols <= 0)
        return;
    int bottom = rect.row + rect.rows - 1, right = rect.col + rect.cols - 1;
    canvas_fill(canvas, (struct rect){rect.row, rect.col, 1, rect.cols}, g[0], STYLE_DIM);
    canvas_fill(canvas, (struct rect){bottom, rect.col, 1, rect.cols}, g[0], STYLE_DIM);
    canvas_fill(canvas, (struct rect){rect.row, rect.col, rect.rows, 1}, g[1], STYLE_DIM);
    canvas_fill(canvas, (struct rect){rect.row, right, rect.rows, 1}, g[1], STYLE_DIM);
    canvas_put(canvas, rect.row, rect.col, g[2], STYLE_DIM);
    canvas_put(canvas, rect.row, right, g[3], STYLE_DIM);
    canvas_put(canvas, bottom, rect.col, g[4], STYLE_DIM);
    canvas_put(canvas, bottom, right, g[5], STYLE_DIM);
    if (title && *title && rect.cols > 6) {
        int used = canvas_text(canvas, rect.row, rect.col + 3, rect.cols - 6, STYLE_STRONG, title);
        canvas_put(canvas, rect.row, rect.col + 2, ' ', STYLE_PLAIN);
        canvas_put(canvas, rect.row, rect.col + 3 + used, ' ', STYLE_PLAIN);
    }
}

void canvas_to_ascii(struct canvas *canvas)
{
    size_t count = (size_t)canvas->rows * (size_t)canvas->cols;
    for (size_t i = 0; i < count; i++)
        if (canvas->cell[i].glyph >= 0x7f || canvas->cell[i].glyph < ' ')
            canvas->cell[i].glyph = '?';
}

/* --- glyphs ----------------------------------------------------------------------------------------------------- */

#define GLYPH_ROW(name, in_unicode, in_ascii) [name] = {in_unicode, in_ascii},
static const struct {
    uint32_t unicode, ascii;
} twins[] = {GLYPH_LIST(GLYPH_ROW)};
#undef GLYPH_ROW

uint32_t glyph_of(enum glyph_set set, enum glyph glyph)
{
    return set == GLYPHS_ASCII ? twins[glyph].ascii : twins[glyph].unicode;
}

/* --- fields ----------------------------------------------------------------------------------------------------- */

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
static bool fields_flow(const struct fields *fields, int rank, struct canvas *canvas, struct rect rect, int *used)
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
    while (rank > 0 && !fields_flow(fields, rank, NULL, rect, &used))
        rank--;
    fields_flow(fields, rank, canvas, rect, &used);
    return used;
}
