/* test_svg.c - pictures: every string is escaped, dots and lines are shapes in the right places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stage.h"
#include "tui/writers/ansi.h"
#include "tui/canvas/glyph.h"
#include "tui/lab/reproduce.h"
#include "tui/writers/svg.h"
#include "tui/panes/view.h"

static char *picture(const struct canvas *canvas, enum theme theme, const char *title, const char *description)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    svg_write(canvas, theme, 256, title, description, file);
    assert_int_equal(fclose(file), 0);
    return text;
}

static int count(const char *text, const char *what)
{
    int times = 0;
    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        times++;
    return times;
}

static void test_escapes(void **state)
{
    (void)state;
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 2, 40);
    canvas_text(&canvas, 0, 0, 40, STYLE_PLAIN, "<script>\"&x\"</script>");
    char *text = picture(&canvas, THEME_SAFE, "</title><a>&\033[31m", "a -- b \"c\" \xff \xef\xbf\xbf");
    assert_null(strstr(text, "<script"));
    assert_non_null(strstr(text, "&lt;script&gt;&quot;&amp;x&quot;&lt;/script&gt;"));
    assert_non_null(strstr(text, "<title>&lt;/title&gt;&lt;a&gt;&amp;?[31m</title>"));
    assert_non_null(strstr(text, "<desc>a -- b &quot;c&quot; ? ?</desc>"));
    free(text);
    canvas_done(&canvas);
}

/* A wide character has two cells, and the words next to it keep their own. */
static void test_wide(void **state)
{
    (void)state;
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 1, 12);
    canvas_text(&canvas, 0, 0, 12, STYLE_PLAIN, "ab\xe6\x97\xa5\xe6\x9c\xac" "c");
    char *text = picture(&canvas, THEME_SAFE, "", NULL);
    assert_non_null(strstr(text, "<text x=\"0\" y=\"13\" textLength=\"18\">ab</text>"));
    assert_non_null(strstr(text, "<text x=\"18\" y=\"13\" textLength=\"18\">\xe6\x97\xa5</text>"));
    assert_non_null(strstr(text, "<text x=\"36\" y=\"13\" textLength=\"18\">\xe6\x9c\xac</text>"));
    assert_non_null(strstr(text, "<text x=\"54\" y=\"13\" textLength=\"9\">c</text>"));
    assert_int_equal(count(text, "<text"), 4);
    free(text);
    canvas_done(&canvas);
}

static void test_shapes(void **state)
{
    (void)state;
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, 1, 8);
    canvas_put(&canvas, 0, 0, 0x2841, STYLE_QUADRATIC); /* dots 1 and 7: the left column's first and last */
    canvas_put(&canvas, 0, 1, 0x2597, STYLE_QUADRATIC); /* lower right quarter */
    for (int col = 2; col < 5; col++)
        canvas_put(&canvas, 0, col, 0x2500, STYLE_QUADRATIC);
    canvas_put(&canvas, 0, 5, 0x25c6, STYLE_NETWORK);
    char *text = picture(&canvas, THEME_DARK, "", NULL);
    assert_non_null(strstr(text, "d=\"M2.25 2.25h0M2.25 15.75h0\""));
    assert_non_null(strstr(text, "d=\"M13.5 9h4.5v9h-4.5z\""));
    assert_non_null(strstr(text, "d=\"M18 9h27\"")); /* one line for three cells */
    assert_non_null(strstr(text, "d=\"M49.5 9m0-5.5"));
    assert_int_equal(count(text, "<text"), 0);
    assert_int_equal(count(text, "<title"), 0);
    free(text);
    canvas_done(&canvas);
}

/* Nothing the laboratory draws depends on a font, except letters and three signs that every font has. */
static void test_marks_are_shapes(void **state)
{
    (void)state;
    for (int glyph = 0; glyph < GLYPH_NAMES; glyph++) {
        uint32_t point = glyph_of(GLYPHS_BRAILLE, (enum glyph)glyph);
        if (svg_way(point) == SVG_TEXT && point > 0x7f && point != 0x2190 && point != 0x2192 && point != 0x2248)
            fail_msg("U+%04X is left to the font", (unsigned)point);
    }
    for (uint32_t point = 0x2580; point <= 0x259f; point++)
        assert_true(svg_way(point) != SVG_TEXT);
    for (uint32_t point = 0x2801; point <= 0x28ff; point++)
        assert_int_equal(svg_way(point), SVG_DOTS);
}

static void test_size(void **state)
{
    (void)state;
    struct stage stage;
    struct canvas canvas;
    stage_init(&stage, 300);
    canvas_init(&canvas);
    canvas_resize(&canvas, 43, 132);
    screen_draw(&canvas, &stage.view);
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        char *text = picture(&canvas, (enum theme)theme, "t", "d");
        assert_true(strlen(text) < 100000);
        assert_int_equal(count(text, "<g "), count(text, "</g>"));
        free(text);
    }
    canvas_done(&canvas);
    stage_done(&stage);
}

/* --- the clipboard -------------------------------------------------------------------------------------------- */

static void test_clipboard(void **state)
{
    static const struct {
        const char *text, *coded;
    } known[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe", "//4="}};
    char out[CLIPBOARD_SEQUENCE], wanted[64], longest[2 * CLIPBOARD_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        snprintf(wanted, sizeof wanted, "\033]52;c;%s\a", known[i].coded);
        assert_int_equal(clipboard_sequence(known[i].text, out), strlen(wanted));
        assert_string_equal(out, wanted);
    }
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_true(clipboard_sequence(longest, out) < CLIPBOARD_SEQUENCE);
}

/* --- the command that repeats the run ------------------------------------------------------------------------ */

static void test_reproduce(void **state)
{
    (void)state;
    struct stage stage;
    struct catapult_settings of;
    char text[REPRODUCE_TEXT];
    stage_init_alone(&stage, CATAPULT_MODEL_QUADRATIC);
    stage.settings.eta = (struct catapult_lr){0.25, CATAPULT_LR_PLAIN};
    stage_push(&stage, 0.25, 1, 5);
    stage_push(&stage, 0.25, 1, 5);
    assert_true(reproduce_settings(&stage.settings, &stage.snapshot, &stage.histories[0], &of));
    reproduce_command("run", "fig3", &stage.settings, &of, text, sizeof text);
    assert_string_equal(text, "catapult run fig3");
    stage_push(&stage, 0.1, 1, 5);
    stage_push(&stage, 0.1, 1, 5);
    stage_push(&stage, 0.3, 1, 5);
    stage.snapshot.seed = 7;
    assert_true(reproduce_settings(&stage.settings, &stage.snapshot, &stage.histories[0], &of));
    reproduce_command("run", "fig3", &stage.settings, &of, text, sizeof text);
    assert_string_equal(text, "catapult run fig3 --set seed=7 --set schedule=2:0.1,4:0.3");
    for (int i = 0; i < 2 * CATAPULT_SCHEDULE_MAX; i++)
        stage_push(&stage, i % 2 ? 0.5 : 0.6, 1, 5);
    assert_false(reproduce_settings(&stage.settings, &stage.snapshot, &stage.histories[0], &of));
    assert_int_equal(of.n_schedule, CATAPULT_SCHEDULE_MAX);
    stage_done(&stage);
}

static void test_quotes(void **state)
{
    char text[112] = "";
    (void)state;
    reproduce_add(text, sizeof text, "plain-1.2:3");
    reproduce_add(text, sizeof text, "two words");
    reproduce_add(text, sizeof text, "it's $HOME;`x`");
    reproduce_add(text, sizeof text, "");
    assert_string_equal(text, "plain-1.2:3 'two words' 'it'\\''s $HOME;`x`' ''");
    memset(text, 'x', sizeof text);
    text[108] = '\0';
    reproduce_add(text, sizeof text, "'''''''''''"); /* is cut, not overrun */
    assert_true(strlen(text) < sizeof text);
    strcpy(text, "run");
    reproduce_add(text, sizeof text, "network.widths=100000,100001,100002,100003,100004,100005,100006,100007,100008"); /* no half of a word, and nothing after it */
    reproduce_add(text, sizeof text, "fig3");
    assert_string_equal(text, "run # and more, for which there is no room here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),   cmocka_unit_test(test_shapes),    cmocka_unit_test(test_marks_are_shapes),
        cmocka_unit_test(test_size),      cmocka_unit_test(test_clipboard), cmocka_unit_test(test_reproduce),
        cmocka_unit_test(test_quotes),    cmocka_unit_test(test_wide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
