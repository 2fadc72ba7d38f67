/* svg.c - see svg.h.
 *
 * A cell is 9 x 18 units.  Every style has a group with its colour, and in it one path per way of drawing: filled
 * shapes, strokes, dots.  So a screen full of dots is still a small file. */
#include "tui/writers/svg.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { SVG_CELL_COLS = 9, SVG_CELL_ROWS = 18, BASELINE = 13, FONT_SIZE = 15 };

/* --- shapes ----------------------------------------------------------------------------------------------------- */

/* Positions within a cell: x 0 to 9, y 0 to 18, the middle at (4.5, 9). */
#define MIDDLE_X 4.5
#define MIDDLE_Y 9.0

enum { ARM_LEFT = 1, ARM_RIGHT = 2, ARM_UP = 4, ARM_DOWN = 8, DOUBLE = 16 };

/* Lines from the middle of the cell to its edges. dashes: number of pieces, 0: unbroken. */
static const struct svg_line {
    uint32_t glyph;
    int arms, dashes;
    bool heavy;
} lines[] = {
    {0x2500, ARM_LEFT | ARM_RIGHT, 0, false},                      /* ─ */
    {0x2501, ARM_LEFT | ARM_RIGHT, 0, true},                       /* ━ */
    {0x2502, ARM_UP | ARM_DOWN, 0, false},                         /* │ */
    {0x2503, ARM_UP | ARM_DOWN, 0, true},                          /* ┃ */
    {0x2504, ARM_LEFT | ARM_RIGHT, 3, false},                      /* ┄ */
    {0x2506, ARM_UP | ARM_DOWN, 3, false},                         /* ┆ */
    {0x2508, ARM_LEFT | ARM_RIGHT, 4, false},                      /* ┈ */
    {0x250a, ARM_UP | ARM_DOWN, 4, false},                         /* ┊ */
    {0x250b, ARM_UP | ARM_DOWN, 4, true},                          /* ┋ */
    {0x250c, ARM_RIGHT | ARM_DOWN, 0, false},                      /* ┌ */
    {0x2510, ARM_LEFT | ARM_DOWN, 0, false},                       /* ┐ */
    {0x2514, ARM_RIGHT | ARM_UP, 0, false},                        /* └ */
    {0x2518, ARM_LEFT | ARM_UP, 0, false},                         /* ┘ */
    {0x251c, ARM_RIGHT | ARM_UP | ARM_DOWN, 0, false},             /* ├ */
    {0x2524, ARM_LEFT | ARM_UP | ARM_DOWN, 0, false},              /* ┤ */
    {0x252c, ARM_LEFT | ARM_RIGHT | ARM_DOWN, 0, false},           /* ┬ */
    {0x2534, ARM_LEFT | ARM_RIGHT | ARM_UP, 0, false},             /* ┴ */
    {0x253b, ARM_LEFT | ARM_RIGHT | ARM_UP, 0, true},              /* ┻ */
    {0x253c, ARM_LEFT | ARM_RIGHT | ARM_UP | ARM_DOWN, 0, false},  /* ┼ */
    {0x254c, ARM_LEFT | ARM_RIGHT, 2, false},                      /* ╌ */
    {0x254e, ARM_UP | ARM_DOWN, 2, false},                         /* ╎ */
    {0x2550, ARM_LEFT | ARM_RIGHT | DOUBLE, 0, false},             /* ═ */
    {0x2551, ARM_UP | ARM_DOWN | DOUBLE, 0, false},                /* ║ */
};

/* Marks: a path with the middle of the cell as origin. */
static const struct svg_mark {
    uint32_t glyph;
    enum svg_way way;
    const char *path;
} marks[] = {
    {0x00b7, SVG_FILL, "m-1.3 0a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0z"},       /* · */
    {0x00d7, SVG_HEAVY, "m-3-3l6 6m0-6l-6 6"},                                    /* × */
    {0x25a0, SVG_FILL, "m-4-4h8v8h-8z"},                                          /* ■ */
    {0x25a1, SVG_STROKE, "m-3.5-3.5h7v7h-7z"},                                    /* □ */
    {0x25b2, SVG_FILL, "m0-5l5 9h-10z"},                                          /* ▲ */
    {0x25b3, SVG_STROKE, "m0-4l4 7.5h-8z"},                                       /* △ */
    {0x25b4, SVG_FILL, "m0-3l3.2 6h-6.4z"},                                       /* ▴ */
    {0x25bc, SVG_FILL, "m0 5l5-9h-10z"},                                          /* ▼ */
    {0x25be, SVG_FILL, "m0 3l3.2-6h-6.4z"},                                       /* ▾ */
    {0x25c6, SVG_FILL, "m0-5.5l4.7 5.5l-4.7 5.5l-4.7-5.5z"},                      /* ◆ */
    {0x25c7, SVG_STROKE, "m0-5l4.2 5l-4.2 5l-4.2-5z"},                            /* ◇ */
    {0x25cb, SVG_STROKE, "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z"},     /* ○ */
    {0x25cf, SVG_FILL, "m-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z"},       /* ● */
};

static const struct svg_line *line_of(uint32_t glyph)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].glyph == glyph)
            return &lines[i];
    return NULL;
}

static const struct svg_mark *mark_of(uint32_t glyph)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].glyph == glyph)
            return &marks[i];
    return NULL;
}

static bool is_braille(uint32_t glyph)
{
    return glyph >= 0x2800 && glyph <= 0x28ff;
}

static bool is_block(uint32_t glyph)
{
    return glyph >= 0x2580 && glyph <= 0x259f;
}

enum svg_way svg_way(uint32_t glyph)
{
    const struct svg_line *line = line_of(glyph);
    const struct svg_mark *mark = mark_of(glyph);
    if (is_braille(glyph))
        return SVG_DOTS;
    if (is_block(glyph))
        return glyph >= 0x2591 && glyph <= 0x2593 ? SVG_SHADE : SVG_FILL;
    if (line)
        return line->heavy ? SVG_HEAVY : SVG_STROKE;
    return mark ? mark->way : SVG_TEXT;
}

/* Whether adjacent glyphs of this kind may be drawn as one shape. */
static bool svg_joins(uint32_t glyph)
{
    const struct svg_line *line = line_of(glyph);
    return glyph == 0x2588 || (line && !(line->arms & (ARM_UP | ARM_DOWN)) && !line->dashes);
}

static void put_box(FILE *out, double x, double y, double width, double height)
{
    fprintf(out, "M%g %gh%gv%gh%gz", x, y, width, height, -width);
}

/* Braille dots, one bit each: two columns, four rows. */
static void put_braille(FILE *out, uint32_t glyph, double x, double y)
{
    static const int column[8] = {0, 0, 0, 1, 1, 1, 0, 1}, row[8] = {0, 1, 2, 0, 1, 2, 3, 3};
    for (int i = 0; i < 8; i++)
        if (glyph >> i & 1)
            fprintf(out, "M%g %gh0", x + 2.25 + 4.5 * column[i], y + 2.25 + 4.5 * row[i]);
}

/* Upper left 1, upper right 2, lower left 4, lower right 8. */
static void put_quadrants(FILE *out, int which, double x, double y)
{
    for (int i = 0; i < 4; i++)
        if (which >> i & 1)
            put_box(out, x + (i & 1 ? 4.5 : 0), y + (i & 2 ? 9 : 0), 4.5, 9);
}

static void put_block(FILE *out, uint32_t glyph, double x, double y, int run)
{
    static const int quadrants[] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14}; /* of U+2596 to U+259F */
    if (glyph >= 0x2596)
        put_quadrants(out, quadrants[glyph - 0x2596], x, y);
    else if (glyph == 0x2580)
        put_box(out, x, y, 9, 9);
    else if (glyph <= 0x2588) /* from below, in eighths */
        put_box(out, x, y + 18 - 2.25 * (glyph - 0x2580), 9 * run, 2.25 * (glyph - 0x2580));
    else if (glyph <= 0x258f) /* from the left */
        put_box(out, x, y, 9.0 / 8 * (0x2590 - glyph), 18);
    else if (glyph == 0x2590)
        put_box(out, x + 4.5, y, 4.5, 18);
    else if (glyph <= 0x2593)
        put_box(out, x, y, 9, 18);
    else if (glyph == 0x2594)
        put_box(out, x, y, 9, 2.25);
    else
        put_box(out, x + 9 - 9.0 / 8, y, 9.0 / 8, 18);
}

/* Draws a straight line, or its dashes, which are as long as the gaps between them. */
static void put_piece(FILE *out, double x, double y, double dx, double dy, int dashes)
{
    int pieces = dashes ? dashes : 1;
    double part = dashes ? 0.6 : 1;
    for (int i = 0; i < pieces; i++) {
        fprintf(out, "M%g %g", x + dx * i / pieces, y + dy * i / pieces);
        fprintf(out, "%c%g", dy != 0 ? 'v' : 'h', (dy != 0 ? dy : dx) * part / pieces);
    }
}

static void svg_put_line(FILE *out, const struct svg_line *line, double x, double y, int run)
{
    double left = line->arms & ARM_LEFT ? x : x + MIDDLE_X, up = line->arms & ARM_UP ? y : y + MIDDLE_Y;
    double right = line->arms & ARM_RIGHT ? x + 9 * run : x + MIDDLE_X;
    double down = line->arms & ARM_DOWN ? y + 18 : y + MIDDLE_Y;
    bool twice = line->arms & DOUBLE;
    for (int i = 0; i <= (int)twice; i++) {
        double aside = twice ? 3.0 * i - 1.5 : 0;
        if (right > left)
            put_piece(out, left, y + MIDDLE_Y + aside, right - left, 0, line->dashes);
        if (down > up)
            put_piece(out, x + MIDDLE_X + aside, up, 0, down - up, line->dashes);
    }
}

/* Writes part of the attribute d of a path, for `run` cells from (row, col); glyph must not be SVG_TEXT. */
static void svg_shape(FILE *out, uint32_t glyph, int row, int col, int run)
{
    double x = (double)col * SVG_CELL_COLS, y = (double)row * SVG_CELL_ROWS;
    const struct svg_line *line = line_of(glyph);
    if (is_braille(glyph))
        put_braille(out, glyph, x, y);
    else if (is_block(glyph))
        put_block(out, glyph, x, y, run);
    else if (line)
        svg_put_line(out, line, x, y, run);
    else
        fprintf(out, "M%g %g%s", x + MIDDLE_X, y + MIDDLE_Y, mark_of(glyph)->path);
}

/* --- the picture ------------------------------------------------------------------------------------------------ */

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

/* Writes each word exactly as wide as its cells, in any font. */
static void svg_put_words(const struct picture *picture, enum style style)
{
    for (int row = 0; row < picture->canvas->rows; row++)
        for (int col = 0, length; col < picture->canvas->cols; col += length ? length : 1) {
            length = svg_word_length(picture, row, col, style);
            if (length == 0)
                continue;
            fprintf(picture->out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\">", col * SVG_CELL_COLS,
                    row * SVG_CELL_ROWS + BASELINE, length * SVG_CELL_COLS);
            for (int i = col; i < col + length; i++)
                if (cell_at(picture, row, i)->glyph != CELL_BEHIND)
                    put_point(picture->out, cell_at(picture, row, i)->glyph);
            fputs("</text>\n", picture->out);
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
