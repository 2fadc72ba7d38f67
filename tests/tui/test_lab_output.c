/* test_lab_output.c - the laboratory on a real terminal: the command line, themes, the clipboard, and what a
 * frame costs. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

static void quit(struct pty *pty)
{
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

static void test_command_line(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ":");
    pty_wait_text(pty, "Tab completes");
    pty_wait_text(pty, "run  forward  back");
    pty_type(pty, "forw\t5\r");
    fixture_wait_step(pty, 5);
    pty_wait_text(pty, "last: :forward: 5 iterations forward");
    pty_type(pty, ":bakc 2\r");
    pty_wait_text(pty, "no command 'bakc' (did you mean 'back'?)");
    pty_type(pty, "\025back 2\r");
    fixture_wait_step(pty, 3);
    pty_type(pty, ":\033OA"); /* Up */
    pty_wait_text(pty, ":back 2_");
    pty_type(pty, "\033");
    pty_wait_text(pty, "Esc: no command");
    pty_type(pty, ":eta 0.25\r");
    fixture_wait_eta(pty, 0.25);
    pty_type(pty, ":eta 1.2crix\r");
    pty_wait_text(pty, "'1.2crix' is not a learning rate");
    pty_type(pty, ":model network\r");
    pty_wait_text(pty, "network in focus");
    pty_type(pty, ":model general\r");
    pty_wait_text(pty, "the general model does not run");
    pty_type(pty, ":quit\r");
    assert_exited(pty, 0);
    pty_free(pty);
}

static void test_set(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ":set network.widths=40\r");
    pty_wait_text(pty, "fc 1-40-1");
    fixture_wait_step(pty, 0);
    pty_type(pty, "...");
    fixture_wait_step(pty, 3);
    pty_type(pty, ":set network.widths=0\r");
    pty_wait_text(pty, "network.widths");
    pty_type(pty, ":set data.source=csv\r"); /* which needs a path */
    pty_wait_text(pty, "data.path");
    pty_type(pty, ":set netwrok.widths=9\r");
    pty_wait_text(pty, "did you mean");
    fixture_wait_step(pty, 3); /* all of these changed nothing */
    pty_type(pty, ":set data.source=csvv data.path=x\r");
    pty_wait_text(pty, "'csvv' is none of");
    pty_type(pty, ":set title=two words data.source=csv data.path=absent.csv\r");
    pty_wait_text(pty, "could not start"); /* and yet the laboratory stays */
    pty_wait_text(pty, "absent.csv");
    pty_type(pty, ":set data.source=gaussian title=three little words\r");
    pty_wait_text(pty, "three little words");
    fixture_wait_step(pty, 0);
    quit(pty);
}

static void test_themes(void **state)
{
    struct pty *pty = fixture_lab(state);
    size_t from;
    assert_true(pty_sent(pty, 0, "38;5;32m")); /* the quadratic model's blue, in "safe" */
    pty_bytes(pty, &from);
    pty_type(pty, "t");
    pty_wait_text(pty, "t: dark theme");
    assert_true(pty_sent(pty, from, "38;5;75m"));
    pty_bytes(pty, &from);
    pty_type(pty, "tt");
    pty_wait_text(pty, "t: contrast theme");
    assert_true(pty_sent(pty, from, "48;5;16m")); /* a ground of its own */
    pty_type(pty, "t");
    pty_wait_text(pty, "t: mono theme");
    pty_bytes(pty, &from);
    pty_type(pty, "\014......."); /* everything anew */
    fixture_wait_step(pty, 7);
    pty_wait_text(pty, "one iteration forward");
    assert_false(pty_sent(pty, from, "38;5;"));
    pty_type(pty, "t");
    pty_wait_text(pty, "t: safe theme");
    quit(pty);
}

/* OSC 52 with what the readout says. */
static void test_copy(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "..");
    fixture_wait_step(pty, 2);
    pty_type(pty, "C");
    pty_wait_text(pty, "sent to the clipboard");
    assert_true(pty_sent(pty, 0, "\033]52;c;dCAyIGV0Y")); /* "t 2 eta" */
    quit(pty);
}

static void test_write_named(void **state)
{
    struct pty *pty = fixture_lab(state);
    char path[600];
    pty_type(pty, ":write mine.svg\r");
    pty_wait_text(pty, "wrote mine.svg");
    pty_type(pty, ":write mine.svg\r");
    pty_wait_text(pty, "mine.svg is there already");
    pty_type(pty, ":write mine.png\r");
    pty_wait_text(pty, "must end in .svg, .txt or .csv");
    quit(pty);
    snprintf(path, sizeof path, "%s/mine.svg", (char *)*state);
    assert_int_equal(access(path, R_OK), 0);
}

/* The user's keys do what they are bound to, and stand on the key line and in the help. */
static void test_config(void **state)
{
    static const char *const env[] = {"LC_ALL=C.UTF-8", "NO_COLOR", "CATAPULT_LOG", "XDG_CONFIG_HOME", "HOME=.", NULL};
    struct pty_options options = fixture_options(state);
    char folder[600], home[700], command[1600];
    const char *with_home[8];
    snprintf(folder, sizeof folder, "%s/home", (char *)*state);
    snprintf(command, sizeof command,
             "mkdir -p '%s/.config/catapult' && printf 'theme = dark\nbind { key = x request = forward }\n"
              "bind { key = \"?\" request = none }\nbind { key = F request = help }\n' >'%s/.config/catapult/config'",
             folder, folder);
    assert_int_equal(system(command), 0);
    snprintf(home, sizeof home, "HOME=%s", folder);
    for (int i = 0; i < 6; i++)
        with_home[i] = env[i] && strcmp(env[i], "HOME=.") == 0 ? home : env[i];
    options.env = with_home;
    struct pty *pty = fixture_start(&options, (const char *[]){"--paused", NULL});
    pty_wait_text(pty, "x , step"); /* the key line */
    pty_wait_text(pty, "F help");
    fixture_wait_step(pty, 0);
    pty_type(pty, "xx");
    fixture_wait_step(pty, 2);
    assert_true(pty_sent(pty, 0, "38;5;75m"));
    pty_type(pty, "?");
    pty_wait_text(pty, "?: no such key");
    pty_type(pty, "F");
    pty_wait_text(pty, "x .        one iteration forward");
    pty_type(pty, "\033");
    pty_wait_text(pty, "Esc: help closed");
    quit(pty);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_command_line, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_set, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_themes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_copy, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_write_named, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_config, fixture_setup, fixture_teardown),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
