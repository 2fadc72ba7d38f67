/* test_theme.c - measures the themes: contrast with their background as WCAG 2 defines it, and which colours can be
 * told apart without red or without green cones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/canvas/theme.h"

struct linear {
    double r, g, b;
};

static double linear_of(unsigned byte)
{
    double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static struct linear linear_rgb(uint32_t rgb)
{
    return (struct linear){linear_of(rgb >> 16 & 255), linear_of(rgb >> 8 & 255), linear_of(rgb & 255)};
}

static double luminance(uint32_t rgb)
{
    struct linear c = linear_rgb(rgb);
    return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
}

static double contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void assert_contrast(enum theme theme, uint32_t ground, double least)
{
    for (int style = 0; style < STYLE_COUNT; style++) {
        struct look look = theme_look(theme, (enum style)style, 256);
        if (look.color >= 0 && contrast(theme_rgb(look.color), ground) < least)
            fail_msg("%s: style %d has a contrast of %.2f on %06x", theme_names[theme], style,
                     contrast(theme_rgb(look.color), ground), (unsigned)ground);
    }
}

static void test_contrast(void **state)
{
    (void)state;
    assert_contrast(THEME_SAFE, 0x000000, 3);
    assert_contrast(THEME_SAFE, 0xffffff, 3);
    assert_contrast(THEME_DARK, 0x000000, 6);
    assert_contrast(THEME_DARK, 0x303030, 3.5);
    assert_contrast(THEME_LIGHT, 0xffffff, 4.5);
    assert_contrast(THEME_CONTRAST, 0x000000, 10);
    for (int theme = 0; theme < THEME_COUNT; theme++)
        assert_true(contrast(theme_text((enum theme)theme), theme_ground((enum theme)theme)) > 10);
}

/* Every style has its colours in every theme, and none in mono. */
static void test_complete(void **state)
{
    (void)state;
    for (int style = STYLE_NETWORK; style < STYLE_COUNT; style++) {
        for (int theme = 0; theme < THEME_COUNT; theme++) {
            struct look look = theme_look((enum theme)theme, (enum style)style, 256);
            assert_true(theme == THEME_MONO ? look.color == -1 : look.color >= 16);
            assert_int_equal(look.ground, theme == THEME_CONTRAST ? 16 : -1);
            look = theme_look((enum theme)theme, (enum style)style, 8);
            assert_true(look.color < 8);
            assert_int_equal(theme_look((enum theme)theme, (enum style)style, 0).color, -1);
        }
    }
    assert_null(theme_names[THEME_COUNT]);
}

/* A colour as seen without the cones, in linear RGB, after Vienot, Brettel and Mollon (1999). */
static struct linear without_red(struct linear c)
{
    double m = 0.11238 * c.r + 0.88762 * c.g;
    return (struct linear){m, m, 0.00401 * c.r - 0.00401 * c.g + c.b};
}

static struct linear without_green(struct linear c)
{
    double m = 0.29275 * c.r + 0.70725 * c.g;
    return (struct linear){m, m, -0.02234 * c.r + 0.02234 * c.g + c.b};
}

static struct linear with_all(struct linear c)
{
    return c;
}

/* A perceptual distance: lightness and one or two hues on roughly equal scales. */
static double distance(struct linear a, struct linear b)
{
    double r = cbrt(fmax(a.r, 0)) - cbrt(fmax(b.r, 0)), g = cbrt(fmax(a.g, 0)) - cbrt(fmax(b.g, 0)),
           blue = cbrt(fmax(a.b, 0)) - cbrt(fmax(b.b, 0));
    return sqrt(r * r + g * g + blue * blue);
}

/* Pairs of colours that are adjacent in a plot or on the ruler. */
static const enum style neighbours[][2] = {
    {STYLE_NETWORK, STYLE_QUADRATIC}, {STYLE_LINEAR, STYLE_QUADRATIC}, {STYLE_NETWORK, STYLE_GENERAL},
    {STYLE_GENERAL, STYLE_LINEAR},    {STYLE_LAZY, STYLE_CATAPULT},    {STYLE_LAZY, STYLE_DIVERGENT},
    {STYLE_LAMBDA_2, STYLE_CRIT},     {STYLE_QUADRATIC, STYLE_CRIT},
};

static void test_color_blind(void **state)
{
    static struct linear (*const eyes[])(struct linear) = {with_all, without_red, without_green};
    (void)state;
    for (int theme = 0; theme < THEME_MONO; theme++)
        for (size_t eye = 0; eye < 3; eye++)
            for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++) {
                struct look a = theme_look((enum theme)theme, neighbours[i][0], 256);
                struct look b = theme_look((enum theme)theme, neighbours[i][1], 256);
                double apart = distance(eyes[eye](linear_rgb(theme_rgb(a.color))), eyes[eye](linear_rgb(theme_rgb(b.color))));
                if (apart < 0.2)
                    fail_msg("%s: styles %d and %d are %.2f apart for eye %zu", theme_names[theme], neighbours[i][0],
                             neighbours[i][1], apart, eye);
            }
}

/* The well-known colours of xterm. */
static void test_rgb(void **state)
{
    (void)state;
    assert_int_equal(theme_rgb(16), 0x000000);
    assert_int_equal(theme_rgb(231), 0xffffff);
    assert_int_equal(theme_rgb(196), 0xff0000);
    assert_int_equal(theme_rgb(208), 0xff8700);
    assert_int_equal(theme_rgb(232), 0x080808);
    assert_int_equal(theme_rgb(255), 0xeeeeee);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_color_blind),
        cmocka_unit_test(test_rgb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
