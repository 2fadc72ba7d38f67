/* ansi.c - see ansi.h. */
#include "tui/writers/ansi.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/text.h"

enum { GAP = 4 /* unchanged cells that are cheaper to send again than to skip */, SEQUENCE = 48 };

void ansi_init(struct ansi *ansi, int colors)
{
    memset(ansi, 0, sizeof *ansi);
    canvas_init(&ansi->shown);
    ansi->colors = colors;
}

void ansi_done(struct ansi *ansi)
{
    canvas_done(&ansi->shown);
    free(ansi->bytes);
}

static void ansi_put(struct ansi *ansi, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends at most SEQUENCE bytes. */
static void ansi_put(struct ansi *ansi, const char *format, ...)
{
    va_list args;
    if (ansi->count + SEQUENCE > ansi->capacity) {
        size_t capacity = 2 * ansi->capacity + 4096;
        char *bytes = xnew_array(capacity, 1);
        if (ansi->count)
            memcpy(bytes, ansi->bytes, ansi->count);
        free(ansi->bytes);
        ansi->bytes = bytes;
        ansi->capacity = capacity;
    }
    va_start(args, format);
    ansi->count += (size_t)vsnprintf(ansi->bytes + ansi->count, SEQUENCE, format, args);
    va_end(args);
}

static void put_color(struct ansi *ansi, int color, int base)
{
    if (color >= 0 && ansi->colors >= 256)
        ansi_put(ansi, ";%d;5;%d", base + 8, color);
    else if (color >= 0)
        ansi_put(ansi, ";%d", base + color);
}

static void put_look(struct ansi *ansi, enum style style)
{
    struct look look = theme_look(ansi->theme, style, ansi->colors);
    ansi_put(ansi, "\033[0%s%s%s", look.attributes & LOOK_BOLD ? ";1" : "",
             look.attributes & LOOK_UNDERLINE ? ";4" : "", look.attributes & LOOK_REVERSE ? ";7" : "");
    put_color(ansi, look.color, 30);
    put_color(ansi, look.ground, 40);
    ansi_put(ansi, "m");
}

static bool cell_same(const struct cell *a, const struct cell *b)
{
    return a->glyph == b->glyph && a->style == b->style;
}

/* Writes the changed cells of a row; *style is the current one, STYLE_COUNT: none yet. */
static void put_row(struct ansi *ansi, const struct canvas *canvas, int row, int *style)
{
    const struct cell *cell = canvas->cell + (size_t)row * (size_t)canvas->cols;
    const struct cell *old = ansi->shown.cell + (size_t)row * (size_t)canvas->cols;
    int next = -1; /* column of the cursor; -1: elsewhere */
    for (int col = 0; col < canvas->cols; col++) {
        if (cell_same(&cell[col], &old[col]))
            continue;
        if (next < 0 || col - next > GAP)
            ansi_put(ansi, "\033[%d;%dH", row + 1, col + 1);
        else
            col = next;
        for (bool changed = true; changed && col < canvas->cols; col++) {
            char bytes[UTF8_BYTES];
            if (cell[col].style != *style)
                put_look(ansi, (enum style)(*style = cell[col].style));
            utf8_put(cell[col].glyph, bytes);
            ansi_put(ansi, "%s", bytes);
            col += col + 1 < canvas->cols && cell[col + 1].glyph == CELL_BEHIND;
            changed = col + 1 < canvas->cols && !cell_same(&cell[col + 1], &old[col + 1]);
        }
        next = col < canvas->cols ? col : -1; /* at the edge the position of a terminal's cursor is undefined */
        col--;
    }
}

void ansi_frame(struct ansi *ansi, const struct canvas *canvas, enum theme theme)
{
    int style = STYLE_COUNT;
    ansi->count = 0;
    if (!ansi->begun || theme != ansi->theme || canvas->rows != ansi->shown.rows || canvas->cols != ansi->shown.cols) {
        ansi->begun = true;
        ansi->theme = theme;
        canvas_resize(&ansi->shown, canvas->rows, canvas->cols);
        for (size_t i = 0; i < (size_t)canvas->rows * (size_t)canvas->cols; i++)
            ansi->shown.cell[i].glyph = 0; /* differs from every cell */
        ansi_put(ansi, "\033[?25l\033[0m\033[2J");
    }
    for (int row = 0; row < canvas->rows; row++)
        put_row(ansi, canvas, row, &style);
    memcpy(ansi->shown.cell, canvas->cell, (size_t)canvas->rows * (size_t)canvas->cols * sizeof *canvas->cell);
}

/* --- the clipboard ---------------------------------------------------------------------------------------------- */

/* Encodes three bytes as four letters; count: how many of the three exist. */
static void put_three(const unsigned char *bytes, size_t count, char out[4])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t all = (uint32_t)bytes[0] << 16 | (count > 1 ? (uint32_t)bytes[1] << 8 : 0) | (count > 2 ? bytes[2] : 0);
    for (size_t i = 0; i < 4; i++)
        out[i] = i <= count ? letters[all >> (18 - 6 * i) & 63] : '=';
}

size_t clipboard_sequence(const char *text, char out[CLIPBOARD_SEQUENCE])
{
    static const char begin[] = "\033]52;c;", end[] = "\a";
    size_t length = strlen(text), used = sizeof begin - 1;
    length = length < CLIPBOARD_TEXT ? length : CLIPBOARD_TEXT;
    memcpy(out, begin, used);
    for (size_t i = 0; i < length; i += 3, used += 4)
        put_three((const unsigned char *)text + i, length - i, out + used);
    memcpy(out + used, end, sizeof end);
    return used + sizeof end - 1;
}
