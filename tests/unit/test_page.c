/* test_page.c - the script of a picture: hostile text in it has no effect. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "figure/draw.h"
#include "figure/page.h"
#include "sandbox.h"

/* Characters that gnuplot, a shell, SVG or a terminal might interpret. */
static const char hostile[] = "it's \"x\" `touch pwned` @a $b {/Symbol a}_b^c \\n <b>&amp; %d #\n'; system('touch pwned') "
                              "# \033[31m\r|";

static char *quoted(const char *text)
{
    char *out;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    page_quote(text, stream);
    fclose(stream);
    return out;
}

static void test_quote(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"plain", "'plain'"}, {"", "''"}, {"it's", "\"it\\047s\""}, {"'", "\"\\047\""}, {"a\nb\r\t\033c\177", "'a b   c '"},
        {"\\n \"x\" `y` @z $t", "\"\\134n \\042x\\042 \\140y\\140 \\100z \\044t\""}, {"λ", "'λ'"}, {"`y` \"x\" @z", "'`y` \"x\" @z'"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *text = quoted(pairs[i][0]);
        assert_string_equal(text, pairs[i][1]);
        free(text);
    }
    char *text = quoted(hostile);
    assert_null(strchr(text, '\n'));
    assert_null(strchr(text, '\033'));
    for (const char *c = text + 1; c < text + strlen(text) - 1; c++) /* none of them is left inside */
        assert_null(strchr("\"'`@$", *c));
    free(text);
}

static struct page *small_page(void)
{
    struct page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    page_init(page, 2);
    snprintf(page->csv, sizeof page->csv, "x.csv");
    struct page_panel *panel = page_add_panel(page, "panel λ_1", "t", "y");
    struct page_curve *curve = page_add_curve(panel, 0, 2, 3, STYLE_NETWORK, "it's");
    curve->low = 4;
    curve->high = 5;
    panel->log_y = true;
    panel->key = "top right";
    page_add_line(panel, true, 1.5, -1, "η");
    panel = page_add_panel(page, "second", "t", "z");
    page_add_curve(panel, 1, 2, 3, STYLE_LINEAR, "b")->faint = true;
    page_add_line(panel, false, 0.0 / 0.0, 2, "nowhere"); /* NaN: not drawn */
    return page;
}

static bool contains(const char *path, const char *text)
{
    size_t size;
    char *content = sandbox_read(path, &size);
    bool found = content && size > 0 && strstr(content, text);
    free(content);
    return found;
}

/* "FOLDER/NAME" below the sandbox. */
static const char *in(const char *folder, const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return sandbox_path(path);
}

static void write_script(const struct page *page, const char *folder, enum page_format format)
{
    char *script;
    size_t size;
    FILE *stream = open_memstream(&script, &size);
    page_write(page, "x", format, stream);
    fclose(stream);
    unlink(in(folder, "x.gp"));
    FILE *out = fopen(in(folder, "x.gp"), "w");
    assert_non_null(out);
    assert_int_equal(fwrite(script, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
    free(script);
}

/* Title, note and folder name are hostile; they appear in the picture as text, and nothing is executed. */
static void test_hostile(void **state)
{
    (void)state;
    static const char folder[] = "it's \"a\" `touch pwned` $(touch pwned)\n'; quit #";
    struct page *page = small_page();
    struct catapult_error err = {0};
    bool drawn = false;
    snprintf(page->title, sizeof page->title, "%s", hostile);
    snprintf(page->note, sizeof page->note, "%s %s", hostile, hostile);
    sandbox_folder(folder);
    FILE *csv = fopen(in(folder, "x.csv"), "w");
    assert_non_null(csv);
    fputs("series,t,y,low,high\n0,1,2,1,3\n0,2,3,2,4\n1,1,5,,\n1,2,,,\n1,3,7,,\n", csv);
    assert_int_equal(fclose(csv), 0);
    for (int format = 0; format < PAGE_FORMATS; format++) {
        write_script(page, folder, (enum page_format)format);
        if (draw_script(sandbox_path(folder), "x", page_format_name[format], &drawn, &err) != CATAPULT_STATUS_OK)
            fail_msg("%s", err.text);
    }
    if (drawn) { /* else there is no gnuplot: only the script's text is tested */
        assert_true(contains(in(folder, "x.svg"), "`touch pwned`"));
        assert_true(contains(in(folder, "x.svg"), "{/Symbol a}_b^c"));
        assert_false(contains(in(folder, "x.svg"), "<b>"));
        assert_true(contains(in(folder, "x.pdf"), "%PDF"));
        assert_true(contains(in(folder, "x.png"), "PNG"));
    }
    assert_int_not_equal(access("pwned", F_OK), 0);
    assert_int_not_equal(access(sandbox_path("pwned"), F_OK), 0);
    assert_int_not_equal(access(in(folder, "pwned"), F_OK), 0);
    assert_int_equal(sandbox_count(), 1);
    free(page);
}

/* If a script fails, its error is reported and an existing picture stays. */
static void test_failure(void **state)
{
    (void)state;
    struct catapult_error err = {0};
    bool drawn = false;
    sandbox_text("bad.gp", "# bad.gp - draws bad.svg\nset bananas\n");
    sandbox_text("bad.svg", "old");
    enum catapult_status status = draw_script(sandbox_path(""), "bad", "svg", &drawn, &err);
    if (status == CATAPULT_STATUS_OK && !drawn)
        return; /* no gnuplot */
    assert_int_equal(status, CATAPULT_STATUS_IO);
    assert_non_null(strstr(err.text, "gnuplot failed"));
    assert_true(contains(sandbox_path("bad.svg"), "old"));
    assert_int_equal(sandbox_count(), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quote),
        cmocka_unit_test_setup_teardown(test_hostile, sandbox_open, sandbox_close),
        cmocka_unit_test_setup_teardown(test_failure, sandbox_open, sandbox_close),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
