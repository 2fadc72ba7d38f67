/* canvas.c - see canvas.h. */
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/xalloc.h"
#include "tui/utf8.h"

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
    canvas->cell[(size_t)row * (size_t)canvas->cols + (size_t)col] = (struct cell){glyph, (uint8_t)style};
}

/* --- UTF-8 ------------------------------------------------------------------------------------------------ */

/* Code points that do not take exactly one cell, or that turn the direction of what follows. */
static const struct {
    uint32_t first, last;
} unfit[] = {
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

static bool fits_a_cell(uint32_t point)
{
    if (point >= 0x20 && point < 0x7f)
        return true;
    for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++)
        if (point >= unfit[i].first && point <= unfit[i].last)
            return false;
    return point <= 0x10ffff;
}

/* The code point that text begins with, '?' for anything unfit; *text moves behind it. */
static uint32_t next_point(const char **text)
{
    uint32_t point = utf8_next(text);
    return point != UTF8_BAD && fits_a_cell(point) ? point : '?';
}

int canvas_text_width(const char *text)
{
    int width = 0;
    while (*text) {
        next_point(&text);
        width++;
    }
    return width;
}

int canvas_text(struct canvas *canvas, int row, int col, int width, enum style style, const char *text)
{
    int used = 0;
    for (; used < width && *text; used++)
        canvas_put(canvas, row, col + used, next_point(&text), style);
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
            write_point(cell[col].glyph, file);
        putc('\n', file);
    }
}

/* --- areas ------------------------------------------------------------------------------------------------- */

void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t glyph, enum style style)
{
    /* Cut to the canvas first: a rectangle may be far larger. */
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
