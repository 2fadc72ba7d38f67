/* theme.c - see theme.h.
 *
 * The 256-colour values of "safe" have a luminance between 0.1 and 0.3, so that each is readable on black and on
 * white.  The other themes have more contrast on their own background (tests/tui/test_theme.c computes both).  The
 * two main series are orange and blue, which red-green colour-blind people can tell apart. */
#include "tui/canvas/theme.h"

const char *const theme_names[] = {"safe", "dark", "light", "contrast", "mono", NULL};

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, OWN = -1 };

#define B LOOK_BOLD
#define U LOOK_UNDERLINE
#define R LOOK_REVERSE

/* One row per style. */
static const struct theme_row {
    unsigned attributes, mono; /* with colours, without */
    int dark8, light8;         /* of 8 colours: on a dark background (and any), on a light one */
    int of256[THEME_MONO];     /* safe, dark, light, contrast */
} rows[STYLE_COUNT] = {
    [STYLE_PLAIN] = {0, 0, OWN, OWN, {OWN, OWN, OWN, 231}},
    [STYLE_DIM] = {0, 0, OWN, OWN, {244, 246, 242, 252}},
    [STYLE_STRONG] = {B, B, OWN, OWN, {OWN, OWN, OWN, 231}},
    [STYLE_INVERSE] = {R, R, OWN, OWN, {OWN, OWN, OWN, 231}},
    [STYLE_NETWORK] = {0, B, YELLOW, RED, {166, 208, 130, 214}},
    [STYLE_LINEAR] = {0, 0, GREEN, GREEN, {101, 187, 58, 230}},
    [STYLE_QUADRATIC] = {0, B, CYAN, BLUE, {32, 75, 25, 81}},
    [STYLE_GENERAL] = {0, B, MAGENTA, MAGENTA, {133, 176, 90, 219}},
    [STYLE_TEST] = {0, 0, GREEN, GREEN, {30, 79, 23, 122}},
    [STYLE_GHOST] = {0, 0, OWN, OWN, {244, 245, 243, 250}},
    [STYLE_LAMBDA_2] = {0, 0, MAGENTA, MAGENTA, {97, 141, 55, 183}},
    [STYLE_CRIT] = {0, 0, YELLOW, RED, {136, 220, 94, 226}},
    [STYLE_MAX] = {0, 0, RED, RED, {161, 204, 161, 217}},
    [STYLE_LAZY] = {0, 0, CYAN, BLUE, {32, 75, 25, 81}},
    [STYLE_CATAPULT] = {0, B, YELLOW, RED, {166, 208, 130, 214}},
    [STYLE_DIVERGENT] = {0, U, RED, RED, {161, 204, 161, 217}},
    [STYLE_DIVERGED] = {B, B | U, RED, RED, {161, 204, 161, 217}},
    [STYLE_CONVERGED] = {B, B, GREEN, GREEN, {30, 79, 23, 122}},
    [STYLE_UNSETTLED] = {0, U, MAGENTA, MAGENTA, {133, 176, 90, 219}},
    [STYLE_MARK] = {B, B, YELLOW, RED, {136, 220, 94, 226}},
    [STYLE_RUN] = {0, B, YELLOW, RED, {166, 208, 130, 214}},
    [STYLE_RUN + 1] = {0, 0, CYAN, BLUE, {32, 75, 25, 81}},
    [STYLE_RUN + 2] = {0, 0, MAGENTA, MAGENTA, {133, 176, 90, 219}},
    [STYLE_RUN + 3] = {0, 0, GREEN, GREEN, {101, 187, 58, 230}},
    [STYLE_RUN + 4] = {0, 0, RED, RED, {161, 204, 161, 217}},
    [STYLE_RUN + 5] = {0, 0, CYAN, CYAN, {30, 79, 23, 122}},
    [STYLE_RUN + 6] = {0, 0, MAGENTA, BLUE, {97, 141, 55, 183}},
    [STYLE_RUN + 7] = {0, 0, YELLOW, GREEN, {136, 220, 94, 226}},
    [STYLE_WARNING] = {B, R, RED, RED, {161, 204, 161, 217}},
};

struct look theme_look(enum theme theme, enum style style, int colors)
{
    const struct theme_row *row = &rows[style < STYLE_COUNT ? style : STYLE_PLAIN];
    if (colors == 0 || theme == THEME_MONO)
        return (struct look){OWN, OWN, row->mono};
    bool own_ground = theme == THEME_CONTRAST;
    struct look look = {OWN, own_ground ? BLACK : OWN, row->attributes};
    look.color = colors >= 256 ? row->of256[theme] : theme == THEME_LIGHT ? row->light8 : row->dark8;
    if (own_ground && colors >= 256)
        look.ground = 16; /* users redefine colours 0 to 15 */
    if (own_ground && look.color == OWN)
        look.color = WHITE;
    return look;
}

uint32_t theme_ground(enum theme theme)
{
    static const uint32_t grounds[THEME_COUNT] = {0x101010, 0x101010, 0xffffff, 0x000000, 0xffffff};
    return grounds[theme];
}

uint32_t theme_text(enum theme theme)
{
    static const uint32_t texts[THEME_COUNT] = {0xd8d8d8, 0xe4e4e4, 0x1c1c1c, 0xffffff, 0x000000};
    return texts[theme];
}

uint32_t theme_rgb(int color)
{
    static const uint32_t base[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
                                      0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                      0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    static const uint32_t level[6] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    if (color < 16)
        return base[color < 0 ? 0 : color];
    if (color < 232) { /* a cube of 6 x 6 x 6 */
        int i = color - 16;
        return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
    }
    return (uint32_t)(8 + 10 * (color - 232)) * 0x010101u; /* grays */
}
