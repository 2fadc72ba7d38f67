/* big.c - see big.h. */
#include "tui/canvas/big.h"

#include <stddef.h>

#include "tui/canvas/glyph.h"

/* Five rows from the top, one octal digit each: bit 4 is the left dot, 2 the middle, 1 the right. */
static const struct letter {
    char name;
    unsigned rows;
} letters[] = {
    {'0', 075557}, {'1', 026227}, {'2', 071747}, {'3', 071717}, {'4', 055711}, {'5', 074717}, {'6', 074757},
    {'7', 071222}, {'8', 075757}, {'9', 075717}, {'A', 025755}, {'B', 065656}, {'C', 034443}, {'D', 065556},
    {'E', 074647}, {'F', 074644}, {'G', 034553}, {'H', 055755}, {'I', 072227}, {'J', 011152}, {'K', 055655},
    {'L', 044447}, {'M', 057755}, {'N', 065555}, {'O', 025552}, {'P', 065644}, {'Q', 025573}, {'R', 065655},
    {'S', 034216}, {'T', 072222}, {'U', 055557}, {'V', 055552}, {'W', 055775}, {'X', 055255}, {'Y', 055222},
    {'Z', 071247}, {'a', 003553}, {'b', 044656}, {'c', 003443}, {'d', 011353}, {'e', 002743}, {'f', 012722},
    {'g', 035316}, {'h', 044655}, {'i', 020222}, {'j', 010152}, {'k', 045655}, {'l', 062227}, {'m', 005755},
    {'n', 006555}, {'o', 002552}, {'p', 006564}, {'q', 003531}, {'r', 005644}, {'s', 003636}, {'t', 027221},
    {'u', 005557}, {'v', 005552}, {'w', 005577}, {'x', 005225}, {'y', 005536}, {'z', 007247}, {'.', 000002},
    {',', 000024}, {':', 002020}, {'-', 000700}, {'+', 002720}, {'=', 007070}, {'<', 012421}, {'>', 042124},
    {'?', 071202}, {'/', 011244}, {'!', 022202}, {'*', 005250}, {'_', 000007}, {'(', 012221}, {')', 042224},
};
enum { DOTS = 3, PITCH = DOTS + 1 };

/* 0 if the character has no dots. */
static unsigned letter_rows(char name)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].name == name)
            return letters[i].rows;
    return 0;
}

static bool big_dot(unsigned rows, int x, int y)
{
    return x < DOTS && y < BIG_ROWS && (rows >> (3 * (BIG_ROWS - 1 - y)) & 7) >> (DOTS - 1 - x) & 1;
}

static int cells_of(enum big_size size)
{
    return size == BIG_HALF ? PITCH / 2 : size == BIG_FULL ? PITCH : 2 * PITCH;
}

int big_width(const char *text, enum big_size size)
{
    int letter_count = 0;
    while (text[letter_count])
        letter_count++;
    return letter_count * cells_of(size);
}

/* Draws two columns and two rows of dots into each cell, with quadrant glyphs. */
static void put_half(struct canvas *canvas, int row, int col, enum style style, unsigned rows)
{
    static const uint32_t quadrants[16] = {' ',    0x2598, 0x259d, 0x2580, 0x2596, 0x258c, 0x259e, 0x259b,
                                           0x2597, 0x259a, 0x2590, 0x259c, 0x2584, 0x2599, 0x259f, 0x2588};
    for (int y = 0; y < BIG_ROWS; y += 2)
        for (int x = 0; x < DOTS; x += 2) {
            int sum = big_dot(rows, x, y) + 2 * big_dot(rows, x + 1, y) + 4 * big_dot(rows, x, y + 1)
                      + 8 * big_dot(rows, x + 1, y + 1);
            if (sum)
                canvas_put(canvas, row + y / 2, col + x / 2, quadrants[sum], style);
        }
}

static void put_full(struct canvas *canvas, int row, int col, int wide, enum glyph_set glyphs, enum style style,
                     unsigned rows)
{
    for (int y = 0; y < BIG_ROWS; y++)
        for (int x = 0; x < DOTS * wide; x++)
            if (big_dot(rows, x / wide, y))
                canvas_put(canvas, row + y, col + x, glyph_of(glyphs, GLYPH_FULL), style);
}

void big_text(struct canvas *canvas, int row, int col, int width, enum big_size size, enum glyph_set glyphs,
              enum style style, const char *text)
{
    for (int pitch = cells_of(size); *text && width >= pitch - 1; text++, col += pitch, width -= pitch) {
        if (size == BIG_HALF && glyphs == GLYPHS_ASCII)
            canvas_put(canvas, row + 1, col, (unsigned char)*text, style);
        else if (size == BIG_HALF)
            put_half(canvas, row, col, style, letter_rows(*text));
        else
            put_full(canvas, row, col, size == BIG_WIDE ? 2 : 1, glyphs, style, letter_rows(*text));
    }
}
