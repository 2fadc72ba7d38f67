/* svg_shape.c - see svg_shape.h.  Positions within a cell: x 0 to 9, y 0 to 18, the middle at (4.5, 9). */
#include "tui/writers/svg_shape.h"

#include <stddef.h>

#define MIDDLE_X 4.5
#define MIDDLE_Y 9.0

enum { ARM_LEFT = 1, ARM_RIGHT = 2, ARM_UP = 4, ARM_DOWN = 8, DOUBLE = 16 };

/* Lines from the middle of the cell to its edges. dashes: number of pieces, 0: unbroken. */
static const struct line {
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
static const struct mark {
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

static const struct line *line_of(uint32_t glyph)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].glyph == glyph)
            return &lines[i];
    return NULL;
}

static const struct mark *mark_of(uint32_t glyph)
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
    const struct line *line = line_of(glyph);
    const struct mark *mark = mark_of(glyph);
    if (is_braille(glyph))
        return SVG_DOTS;
    if (is_block(glyph))
        return glyph >= 0x2591 && glyph <= 0x2593 ? SVG_SHADE : SVG_FILL;
    if (line)
        return line->heavy ? SVG_HEAVY : SVG_STROKE;
    return mark ? mark->way : SVG_TEXT;
}

bool svg_joins(uint32_t glyph)
{
    const struct line *line = line_of(glyph);
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

static void svg_put_line(FILE *out, const struct line *line, double x, double y, int run)
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

void svg_shape(FILE *out, uint32_t glyph, int row, int col, int run)
{
    double x = (double)col * SVG_CELL_COLS, y = (double)row * SVG_CELL_ROWS;
    const struct line *line = line_of(glyph);
    if (is_braille(glyph))
        put_braille(out, glyph, x, y);
    else if (is_block(glyph))
        put_block(out, glyph, x, y, run);
    else if (line)
        svg_put_line(out, line, x, y, run);
    else
        fprintf(out, "M%g %g%s", x + MIDDLE_X, y + MIDDLE_Y, mark_of(glyph)->path);
}
