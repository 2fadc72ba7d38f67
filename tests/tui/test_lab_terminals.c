/* test_lab_terminals.c - colours and characters: the laboratory sends what the terminal and the user asked for, and
 * nothing else.  The tests examine the bytes sent. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

struct colours {
    int basic, indexed, background; /* how often the stream sets 30-37, 38;5;N, any background */
};

/* One number of "ESC [ 1 ; 38 ; 5 ; 32 m"; those that follow 38 or 48 are read with it. */
static const char *count_parameter(const char *at, struct colours *out)
{
    char *end;
    long value = strtol(at, &end, 10);
    out->basic += value >= 30 && value <= 37;
    out->indexed += value == 38;
    out->background += (value >= 40 && value <= 48) || (value >= 100 && value <= 107);
    if ((value == 38 || value == 48) && strncmp(end, ";5;", 3) == 0)
        strtol(end + 3, &end, 10);
    return end;
}

static struct colours count_colours(const struct pty *pty)
{
    size_t count;
    struct colours colours = {0};
    const char *bytes = pty_bytes(pty, &count);
    for (size_t i = 0; i + 2 < count; i++) {
        if (bytes[i] != '\033' || bytes[i + 1] != '[')
            continue;
        size_t length = strspn(bytes + i + 2, "0123456789;");
        const char *at = bytes + i + 2, *end = at + length;
        while (*end == 'm' && at < end) {
            at = count_parameter(at, &colours);
            at += at < end && *at == ';';
        }
    }
    return colours;
}

/* Runs a few iterations, a change of eta and the help screen, and quits.  variable: one for the environment, or NULL;
 * corner: the beginning of the loss pane's frame on the screen. */
static struct pty *tour(void **state, const char *term, const char *variable, const char *const *arguments,
                        const char *corner)
{
    const char *env[] = {"LC_ALL=C.UTF-8", "NO_COLOR", variable, NULL};
    struct pty_options options = fixture_options(state);
    options.term = term;
    options.env = env;
    struct pty *pty = fixture_start(&options, arguments);
    pty_wait_text(pty, "RUNNING");
    pty_type(pty, " +");
    pty_wait_text(pty, "PAUSED");
    pty_type(pty, "e1.5crit\r.....");
    pty_wait_text(pty, "one iteration forward");
    pty_wait_text(pty, corner);
    pty_type(pty, "?");
    pty_wait_text(pty, "eta times 1.05");
    pty_type(pty, "q");
    assert_exited(pty, 0);
    return pty;
}

static struct colours colours_of(void **state, const char *term, const char *no_color, const char *const *arguments)
{
    struct pty *pty = tour(state, term, no_color, arguments, "loss");
    struct colours colours = count_colours(pty);
    pty_free(pty);
    assert_int_equal(colours.background, 0); /* the ground is always the terminal's own */
    return colours;
}

static void test_colours(void **state)
{
    struct colours many = colours_of(state, "xterm-256color", NULL, NULL);
    assert_true(many.indexed > 10);
    struct colours eight = colours_of(state, "xterm", NULL, NULL);
    assert_true(eight.basic > 10 && eight.indexed == 0);
    struct colours empty = colours_of(state, "xterm-256color", "NO_COLOR=", NULL);
    assert_true(empty.indexed > 10);
    struct colours always = colours_of(state, "xterm-256color", "NO_COLOR=1",
                                       (const char *[]){"--color", "always", NULL});
    assert_true(always.indexed > 10);
}

static void test_no_colours(void **state)
{
    struct colours none = colours_of(state, "xterm-256color", "NO_COLOR=1", NULL);
    assert_int_equal(none.basic + none.indexed, 0);
    none = colours_of(state, "xterm-256color", NULL, (const char *[]){"--color=never", NULL});
    assert_int_equal(none.basic + none.indexed, 0);
    none = colours_of(state, "vt100", NULL, NULL);
    assert_int_equal(none.basic + none.indexed, 0);
}

static bool only_ascii(const struct pty *pty)
{
    size_t count;
    const char *bytes = pty_bytes(pty, &count);
    for (size_t i = 0; i < count; i++)
        if ((unsigned char)bytes[i] >= 0x80 || bytes[i] == '\016') /* nor line drawing by shift out */
            return false;
    return count > 0;
}

/* The characters drawn are ASCII by design, not others replaced by question marks. */
static void assert_ascii(void **state, const char *term, const char *variable, const char *const *arguments)
{
    struct pty *pty = tour(state, term, variable, arguments, "+- loss");
    assert_true(only_ascii(pty));
    pty_free(pty);
}

static void assert_unicode(void **state, const char *const *arguments)
{
    struct pty *pty = tour(state, "xterm-256color", NULL, arguments, "\xe2\x94\x8c\xe2\x94\x80 loss");
    assert_false(only_ascii(pty));
    pty_free(pty);
}

static void test_ascii(void **state)
{
    assert_ascii(state, "xterm-256color", "LC_ALL=C", NULL);
    assert_ascii(state, "xterm-256color", "LC_ALL=C", (const char *[]){"--set", "title=\xc3\xa9", NULL});
    assert_ascii(state, "xterm-256color", "LC_ALL=C", (const char *[]){"--glyphs", "braille", NULL});
    assert_ascii(state, "vt100", NULL, NULL);
    assert_ascii(state, "xterm-256color", NULL, (const char *[]){"--glyphs", "ascii", NULL});
}

static void test_unicode(void **state)
{
    assert_unicode(state, NULL);
    assert_unicode(state, (const char *[]){"--glyphs", "block", NULL});
}

static void refused(void **state, const char *option, const char *value, const char *why)
{
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, (const char *[]){option, value, NULL});
    assert_exited(pty, 2);
    assert_true(pty_sent(pty, 0, why));
    assert_false(pty_sent(pty, 0, "\033"));
    pty_free(pty);
}

static void test_bad_options(void **state)
{
    refused(state, "--glyphs", "sixel", "--glyphs: 'sixel' is not braille, block or ascii");
    refused(state, "--color", "yes", "--color: 'yes' is not auto, always or never");
    refused(state, "--fps", "31", "--fps: '31' is not a number from 1 to 30");
    refused(state, "--fps", "nan", "--fps: 'nan' is not a number from 1 to 30");
    refused(state, "--fps", "", "--fps: '' is not a number from 1 to 30");
}

/* A wide title is in its place, and so is the text after it. */
static void test_wide_title(void **state)
{
    static const char title[] = "title=\xe5\xad\xa6\xe7\xbf\x92\xe7\x8e\x87 lr";
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, (const char *[]){"--paused", "--set", title, NULL});
    pty_wait_text(pty, "small.conf  \xe5\xad\xa6\xe7\xbf\x92\xe7\x8e\x87 lr         ");
    pty_wait_text(pty, "seed 3\n"); /* at the right edge */
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
    options.env = (const char *const[]){"LC_ALL=C", NULL};
    pty = fixture_start(&options, (const char *[]){"--paused", "--set", title, NULL});
    pty_wait_text(pty, "small.conf  ?????? lr   ");
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_colours, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_colours, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_ascii, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_unicode, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_wide_title, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_bad_options, fixture_setup, fixture_teardown),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
