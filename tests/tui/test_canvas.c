/* test_canvas.c - clipping, UTF-8, characters that must not reach a terminal, and the text written by canvas_write. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/canvas/canvas.h"
#include "tui/plot/numeral.h"

static const struct cell *cell_at(const struct canvas *canvas, int row, int col)
{
    return &canvas->cell[row * canvas->cols + col];
}

static void assert_written(const struct canvas *canvas, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    canvas_write(canvas, file);
    fclose(file);
    assert_string_equal(text, expected);
    free(text);
}

static void test_text(void **state)
{
    (void)state;
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 2, 10);
    assert_int_equal(canvas_text(&canvas, 0, 1, 5, STYLE_STRONG, "lambda_1"), 5);
    assert_written(&canvas, " lambd\n\n");
    canvas_text(&canvas, 0, 8, 99, STYLE_PLAIN, "\xce\xb7_crit"); /* not into the next row */
    assert_written(&canvas, " lambd  \xce\xb7_\n\n");
    canvas_text(&canvas, 0, 8, 2, STYLE_PLAIN, "  ");
    assert_int_equal(cell_at(&canvas, 0, 1)->style, STYLE_STRONG);
    assert_int_equal(cell_at(&canvas, 0, 6)->style, STYLE_PLAIN);
    assert_int_equal(canvas_text(&canvas, 1, 7, 99, STYLE_PLAIN, "catapult"), 8); /* cut at the edge */
    assert_written(&canvas, " lambd\n       cat\n");
    assert_int_equal(canvas_text(&canvas, 1, -3, 99, STYLE_PLAIN, "xyzeta"), 6); /* and at the other */
    assert_written(&canvas, " lambd\neta    cat\n");
    assert_int_equal(canvas_text(&canvas, 0, 0, 0, STYLE_PLAIN, "no"), 0);
    assert_int_equal(canvas_text(&canvas, 0, 0, -4, STYLE_PLAIN, "no"), 0);
    canvas_text(&canvas, 2, 0, 9, STYLE_PLAIN, "no");
    canvas_text(&canvas, -1, 0, 9, STYLE_PLAIN, "no");
    canvas_printf(&canvas, 0, 0, 8, STYLE_PLAIN, "%d of %d", 37, 214);
    assert_written(&canvas, "37 of 21\neta    cat\n");
    canvas_done(&canvas);
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"na\xc3\xafve \xce\xb7 \xe2\x82\xac", "na\xc3\xafve \xce\xb7 \xe2\x82\xac"},
        {"\xe2\x97\x86", "\xe2\x97\x86"},
        {"a\x1b[31mb\tc\nd\x7f", "a?[31mb?c?d?"},       /* controls */
        {"a\xc2\x9b" "31mb", "a?31mb"},                 /* an 8-bit CSI */
        {"x\xe2\x80\xae" "abc", "x?abc"},               /* right-to-left override */
        {"e\xcc\x81", "e?"},                            /* a combining accent */
        {"\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac"}, /* two columns wide each */
        {"\xf0\x9f\x98\x80!", "\xf0\x9f\x98\x80!"},      /* an emoji */
        {"\xe3\x81\x8b\xe3\x82\x99", "\xe3\x81\x8b?"},  /* a combining voice mark */
        {"a\x80z", "a?z"},                              /* a byte that continues nothing */
        {"a\xc3", "a?"},                                /* a sequence that ends too early */
        {"a\xe2\x97z", "a??z"},
        {"\xc0\xaf\xe0\x80\xaf", "?????"},              /* overlong: each byte for itself */
        {"\xed\xa0\x80", "?"},                          /* half of a surrogate pair */
        {"\xf4\x90\x80\x80", "?"},                      /* beyond Unicode */
        {"\xff\xfe", "??"},
    };
    struct canvas canvas;
    canvas_init(&canvas);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[64];
        canvas_resize(&canvas, 1, 20);
        int used = canvas_text(&canvas, 0, 0, 20, STYLE_PLAIN, cases[i].text);
        assert_int_equal(used, canvas_text_width(cases[i].text));
        snprintf(expected, sizeof expected, "%s\n", cases[i].shown);
        assert_written(&canvas, expected);
    }
    canvas_resize(&canvas, 1, 3); /* cut between characters, never inside one */
    canvas_text(&canvas, 0, 0, 2, STYLE_PLAIN, "\xce\xb7\xce\xb7\xce\xb7");
    assert_written(&canvas, "\xce\xb7\xce\xb7\n");
    canvas_to_ascii(&canvas);
    assert_written(&canvas, "??\n");
    canvas_done(&canvas);
}

/* A wide character is drawn with both its cells, or not at all. */
static void test_wide(void **state)
{
    (void)state;
    static const char word[] = "\xe6\x97\xa5\xe6\x9c\xac!"; /* 2 + 2 + 1 cells */
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 1, 6);
    assert_int_equal(canvas_text_width(word), 5);
    assert_int_equal(canvas_text(&canvas, 0, 0, 6, STYLE_PLAIN, word), 5);
    assert_int_equal(cell_at(&canvas, 0, 3)->glyph, CELL_BEHIND);
    assert_written(&canvas, "\xe6\x97\xa5\xe6\x9c\xac!\n");
    canvas_put(&canvas, 0, 1, 'x', STYLE_PLAIN); /* over the second half of one, the first of another */
    canvas_put(&canvas, 0, 2, 'y', STYLE_PLAIN);
    assert_written(&canvas, " xy !\n");
    canvas_text(&canvas, 0, 0, 6, STYLE_PLAIN, word);
    canvas_text(&canvas, 0, 1, 2, STYLE_PLAIN, word); /* one over two halves */
    assert_written(&canvas, " \xe6\x97\xa5 !\n");
    for (int width = 0; width < 6; width++) {
        static const char *const cut[] = {"", "", "\xe6\x97\xa5", "\xe6\x97\xa5", "\xe6\x97\xa5\xe6\x9c\xac",
                                          "\xe6\x97\xa5\xe6\x9c\xac!"};
        char expected[32];
        canvas_clear(&canvas);
        snprintf(expected, sizeof expected, "%s\n", cut[width]);
        assert_int_equal(canvas_text(&canvas, 0, 0, width, STYLE_PLAIN, word), width);
        assert_written(&canvas, expected);
    }
    canvas_clear(&canvas);
    canvas_text(&canvas, 0, 3, 9, STYLE_PLAIN, word); /* cut by the edges */
    assert_written(&canvas, "   \xe6\x97\xa5\n");
    canvas_text(&canvas, 0, -1, 9, STYLE_PLAIN, word);
    assert_written(&canvas, " \xe6\x9c\xac!\n");
    canvas_to_ascii(&canvas);
    assert_written(&canvas, " ?" "?!\n");
    canvas_done(&canvas);
}

static void test_areas(void **state)
{
    (void)state;
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 4, 12);
    canvas_frame(&canvas, (struct rect){0, 0, 4, 12}, GLYPHS_ASCII, "help");
    assert_written(&canvas, "+- help ---+\n|          |\n|          |\n+----------+\n");
    canvas_fill(&canvas, (struct rect){-2, 10, 99, 99}, '#', STYLE_DIM);
    assert_written(&canvas, "+- help --##\n|         ##\n|         ##\n+---------##\n");
    canvas_clear(&canvas);
    canvas_frame(&canvas, (struct rect){1, 1, 1, 1}, GLYPHS_BRAILLE, "no room");
    canvas_frame(&canvas, (struct rect){0, 0, 0, 5}, GLYPHS_BRAILLE, "no rows");
    canvas_frame(&canvas, (struct rect){-1, -1, 9, 99}, GLYPHS_BRAILLE, "outside");
    assert_written(&canvas, "\n \xe2\x94\x98\n\n\n");
    canvas_done(&canvas);
}

static void test_resize(void **state)
{
    (void)state;
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_put(&canvas, 0, 0, 'x', STYLE_PLAIN); /* nothing there yet */
    canvas_resize(&canvas, 50, 200);
    const struct cell *cells = canvas.cell;
    canvas_text(&canvas, 0, 0, 9, STYLE_STRONG, "old");
    canvas_resize(&canvas, 1, 1);
    assert_ptr_equal(canvas.cell, cells); /* smaller: the same memory */
    assert_int_equal(cell_at(&canvas, 0, 0)->glyph, ' ');
    canvas_resize(&canvas, 0, 80);
    canvas_put(&canvas, 0, 0, 'x', STYLE_PLAIN);
    assert_written(&canvas, "");
    canvas_resize(&canvas, -3, -3);
    canvas_clear(&canvas);
    canvas_resize(&canvas, 300, 500);
    canvas_put(&canvas, 299, 499, 'x', STYLE_PLAIN);
    assert_int_equal(cell_at(&canvas, 299, 499)->glyph, 'x');
    canvas_done(&canvas);
}

static void test_numerals(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.44304, "0.4430"},     {5.417, "5.417"},     {9.99996, "10.00"},     {123.456, "123.5"},
        {99999.6, "100000"},     {1234567, "1.235e+06"}, {0.012345, "0.01235"}, {0.00012345, "1.234e-04"},
        {0, "0.000"},            {-2.5, "-2.500"},     {NAN, "-"},     {INFINITY, "inf"},
        {-INFINITY, "-inf"}, {1e-300, "1.00e-300"}, {1.5e300, "1.50e+300"},
    };
    char text[NUMERAL_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(numeral(text, cases[i].value), cases[i].text);
        assert_int_equal(strlen(numeral_left(text, cases[i].value)), NUMERAL_WIDTH);
        assert_int_equal(strlen(numeral_right(text, cases[i].value)), NUMERAL_WIDTH);
    }
    assert_string_equal(numeral_tick(text, 0.30000000000000004, 0.1), "0.3");
    assert_string_equal(numeral_tick(text, 1e-17, 0.1), "0");
    assert_string_equal(numeral_tick(text, 2e-7, 1e-7), "2e-7");
    assert_string_equal(numeral_tick(text, 1.5e-7, 5e-8), "1.5e-7");
    assert_string_equal(numeral_tick(text, 250000, 50000), "2.5e+5");
    assert_string_equal(numeral_tick(text, 12, 2), "12");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),   cmocka_unit_test(test_utf8), cmocka_unit_test(test_wide),     cmocka_unit_test(test_areas),
        cmocka_unit_test(test_resize), cmocka_unit_test(test_numerals),
    };
    return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
