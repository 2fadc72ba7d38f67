/* svg.c - see svg.h.
 *
 * A cell is 9 x 18 units.  Every style has a group with its colour, and in it one path per way of drawing: filled
 * shapes, strokes, dots.  So a screen full of dots is still a small file. */
#include "tui/writers/svg.h"

#include <stdbool.h>

#include "tui/writers/svg_shape.h"
#include "base/text.h"

enum { BASELINE = 13, FONT_SIZE = 15 };

#define FONTS "DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,monospace"

/* The picture being written. */
struct picture {
    const struct canvas *canvas;
    enum theme theme;
    int colors;
    FILE *out;
};

/* XML does not allow control characters, even escaped. */
static void put_point(FILE *out, uint32_t point)
{
    char bytes[UTF8_BYTES];
    bool allowed = point >= ' ' && point != 0x7f && point != 0xfffe && point != 0xffff && point < 0x110000;
    utf8_put(allowed ? point : '?', bytes);
    switch (point) {
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '&': fputs("&amp;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputs(bytes, out);
    }
}

static void put_element(FILE *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    fprintf(out, "<%s>", name);
    while (*text)
        put_point(out, utf8_next(&text));
    fprintf(out, "</%s>\n", name);
}

static const struct cell *cell_at(const struct picture *picture, int row, int col)
{
    return &picture->canvas->cell[(size_t)row * (size_t)picture->canvas->cols + (size_t)col];
}

static uint32_t color_of(const struct picture *picture, struct look look, bool ground)
{
    bool reverse = look.attributes & LOOK_REVERSE;
    int color = ground != reverse ? look.ground : look.color;
    if (color >= 0)
        return theme_rgb(color);
    return ground != reverse ? theme_ground(picture->theme) : theme_text(picture->theme);
}

/* --- background ---------------------------------------------------------------------------------------------- */

/* Draws the background of the cells that differ from the picture's: one bar for adjacent cells. */
static void put_ground(const struct picture *picture, enum style style, uint32_t ground)
{
    for (int row = 0; row < picture->canvas->rows; row++)
        for (int col = 0, end; col < picture->canvas->cols; col = end + 1) {
            for (end = col; end < picture->canvas->cols && cell_at(picture, row, end)->style == style;)
                end++;
            if (end > col)
                fprintf(picture->out, "<path fill=\"#%06x\" d=\"M%d %dh%dv%dh%dz\"/>\n", (unsigned)ground,
                        col * SVG_CELL_COLS, row * SVG_CELL_ROWS, (end - col) * SVG_CELL_COLS, SVG_CELL_ROWS,
                        (col - end) * SVG_CELL_COLS);
        }
}

/* --- shapes -------------------------------------------------------------------------------------------------- */

static const char *const ways[SVG_WAYS] = {
    [SVG_FILL] = "<path d=\"",
    [SVG_SHADE] = "<path fill-opacity=\".3\" d=\"",
    [SVG_DOTS] = "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"3.2\" stroke-linecap=\"round\" d=\"",
    [SVG_STROKE] = "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.2\" d=\"",
    [SVG_HEAVY] = "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.6\" d=\"",
};

static void put_shapes(const struct picture *picture, enum style style, enum svg_way way)
{
    bool begun = false;
    for (int row = 0; row < picture->canvas->rows; row++)
        for (int col = 0, run; col < picture->canvas->cols; col += run) {
            const struct cell *cell = cell_at(picture, row, col);
            run = 1;
            if (cell->style != style || svg_way(cell->glyph) != way)
                continue;
            while (col + run < picture->canvas->cols && cell[run].style == style && cell[run].glyph == cell->glyph &&
                   svg_joins(cell->glyph))
                run++;
            if (!begun)
                fputs(ways[way], picture->out);
            begun = true;
            svg_shape(picture->out, cell->glyph, row, col, run);
        }
    if (begun)
        fputs("\"/>\n", picture->out);
}

/* --- text ------------------------------------------------------------------------------------------------------ */

static bool svg_is_text(const struct cell *cell, enum style style)
{
    return cell->style == style && cell->glyph != ' ' && svg_way(cell->glyph) == SVG_TEXT;
}

static bool is_wide(const struct picture *picture, int row, int col)
{
    return col + 1 < picture->canvas->cols && cell_at(picture, row, col + 1)->glyph == CELL_BEHIND;
}

/* A wide character is a separate word, since its font may differ. */
static int svg_word_length(const struct picture *picture, int row, int col, enum style style)
{
    int end = col;
    while (end < picture->canvas->cols && svg_is_text(cell_at(picture, row, end), style) && !is_wide(picture, row, end))
        end++;
    return end > col || !is_wide(picture, row, col) || cell_at(picture, row, col)->style != style ? end - col : 2;
}

/* Writes a word exactly as wide as its cells, in any font. */
static void svg_put_word(const struct picture *picture, int row, int col, int length)
{
    fprintf(picture->out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\">", col * SVG_CELL_COLS,
            row * SVG_CELL_ROWS + BASELINE, length * SVG_CELL_COLS);
    for (int i = 0; i < length; i++)
        if (cell_at(picture, row, col + i)->glyph != CELL_BEHIND)
            put_point(picture->out, cell_at(picture, row, col + i)->glyph);
    fputs("</text>\n", picture->out);
}

static void svg_put_words(const struct picture *picture, enum style style)
{
    for (int row = 0; row < picture->canvas->rows; row++)
        for (int col = 0, length; col < picture->canvas->cols; col += length ? length : 1) {
            length = svg_word_length(picture, row, col, style);
            if (length > 0)
                svg_put_word(picture, row, col, length);
        }
}

static bool is_used(const struct picture *picture, enum style style)
{
    size_t count = (size_t)picture->canvas->rows * (size_t)picture->canvas->cols;
    for (size_t i = 0; i < count; i++)
        if (picture->canvas->cell[i].style == style)
            return true;
    return false;
}

static void put_style(const struct picture *picture, enum style style)
{
    if (!is_used(picture, style))
        return;
    struct look look = theme_look(picture->theme, style, picture->colors);
    uint32_t color = color_of(picture, look, false), ground = color_of(picture, look, true);
    if (ground != theme_ground(picture->theme))
        put_ground(picture, style, ground);
    fprintf(picture->out, "<g fill=\"#%06x\" color=\"#%06x\"%s%s>\n", (unsigned)color, (unsigned)color,
            look.attributes & LOOK_BOLD ? " font-weight=\"bold\"" : "",
            look.attributes & LOOK_UNDERLINE ? " text-decoration=\"underline\"" : "");
    for (int way = 0; way < SVG_WAYS; way++)
        put_shapes(picture, style, (enum svg_way)way);
    svg_put_words(picture, style);
    fputs("</g>\n", picture->out);
}

void svg_write(const struct canvas *canvas, enum theme theme, int colors, const char *title,
               const char *description, FILE *out)
{
    struct picture picture = {.canvas = canvas, .theme = theme, .colors = colors, .out = out};
    int width = canvas->cols * SVG_CELL_COLS, height = canvas->rows * SVG_CELL_ROWS;
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"-9 -9 %d %d\" "
            "font-family=\"" FONTS "\" font-size=\"%d\">\n",
            width + 18, height + 18, width + 18, height + 18, FONT_SIZE);
    put_element(out, "title", title);
    put_element(out, "desc", description);
    fprintf(out, "<path fill=\"#%06x\" d=\"M-9 -9h%dv%dh-%dz\"/>\n", (unsigned)theme_ground(theme), width + 18,
            height + 18, width + 18);
    for (int style = 0; style < STYLE_COUNT; style++)
        put_style(&picture, (enum style)style);
    fputs("</svg>\n", out);
}
