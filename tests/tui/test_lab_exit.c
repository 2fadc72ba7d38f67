/* test_lab_exit.c - however the laboratory ends or is interrupted, the terminal is restored. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

/* An exit test must not pass for a program that never used the screen. */
static void assert_has_screen(struct pty *pty)
{
    assert_true(pty_alternate(pty));
    assert_false(pty_cursor_shown(pty));
    assert_false(pty_modes_as_before(pty));
}

static void test_quit(void **state)
{
    static const char *const keys[] = {"q", "\003"};
    for (int i = 0; i < 2; i++) {
        struct pty *pty = fixture_lab(state);
        assert_has_screen(pty);
        pty_type(pty, keys[i]);
        assert_exited(pty, 0);
        pty_free(pty);
    }
}

/* Ctrl-C quits even if help or a prompt is open. */
static void test_quit_from_prompt(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "e1q");
    pty_wait_text(pty, "1q"); /* a q in the prompt is text */
    pty_type(pty, "\003");
    assert_exited(pty, 0);
    pty_free(pty);
}

static void test_signals(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct pty *pty = fixture_lab(state);
        assert_has_screen(pty);
        pty_signal(pty, signals[i]);
        assert_killed(pty, signals[i]);
        pty_free(pty);
    }
}

/* Ctrl-\ is the terminal's own way to end a program. */
static void test_ctrl_backslash(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "\034");
    assert_killed(pty, SIGQUIT);
    pty_free(pty);
}

static void test_suspend(void **state)
{
    struct pty *pty = fixture_lab(state);
    for (int i = 0; i < 2; i++) {
        pty_type(pty, "\032");
        pty_wait_stopped(pty);
        assert_false(pty_alternate(pty));
        assert_true(pty_cursor_shown(pty));
        assert_true(pty_modes_as_before(pty));
        assert_null(strstr(pty_screen(pty), "PAUSED"));
        pty_continue(pty);
        pty_wait_text(pty, "PAUSED");
        assert_has_screen(pty);
        pty_type(pty, ".");
        fixture_wait_step(pty, i + 1);
    }
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

/* Stopped by a signal that cannot be caught: afterwards the screen is still restored. */
static void test_stopped_from_outside(void **state)
{
    size_t before;
    struct pty *pty = fixture_lab(state);
    pty_bytes(pty, &before);
    pty_signal(pty, SIGSTOP);
    pty_wait_stopped(pty);
    pty_continue(pty);
    pty_type(pty, ".");
    fixture_wait_step(pty, 1);
    assert_has_screen(pty);
    assert_true(pty_sent(pty, before, "\033[?1049h")); /* entered anew */
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

/* The size may change while the program is stopped and gets no signal. */
static void test_resized_while_stopped(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "\032");
    pty_wait_stopped(pty);
    pty_resize(pty, 30, 100);
    pty_continue(pty);
    pty_wait_text(pty, "PAUSED");
    pty_type(pty, ".");
    fixture_wait_step(pty, 1);
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

static void test_hang_up(void **state)
{
    for (int ignored = 0; ignored < 2; ignored++) {
        struct pty_options options = fixture_options(state);
        options.ignore_hangup = ignored;
        struct pty *pty = fixture_start(&options, NULL);
        fixture_wait_step(pty, 2);
        pty_hang_up(pty);
        int status = pty_wait_exit(pty); /* in vain if it spins */
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
        pty_free(pty);
    }
}

/* Bad data: a one-line message as from other commands, not on a screen that disappears at once. */
static void test_no_data(void **state)
{
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, (const char *[]){"--set", "data.source=csv", "--set",
                                                               "data.path=nowhere.csv", NULL});
    assert_exited(pty, 2);
    assert_true(pty_sent(pty, 0, "catapult: "));
    assert_true(pty_sent(pty, 0, "nowhere.csv"));
    pty_free(pty);
}

static void refused(void **state, const char *term, const char *stdin_from, const char *why)
{
    struct pty_options options = fixture_options(state);
    options.term = term;
    options.stdin_from = stdin_from;
    struct pty *pty = fixture_start(&options, NULL);
    assert_exited(pty, 2);
    assert_true(pty_sent(pty, 0, why));
    assert_true(pty_sent(pty, 0, "catapult run PRESET"));
    assert_false(pty_sent(pty, 0, "\033"));
    pty_free(pty);
}

static void test_refused(void **state)
{
    refused(state, NULL, NULL, "TERM is not set");
    refused(state, "", NULL, "TERM is not set");
    refused(state, "no-such-terminal", NULL, "TERM is 'no-such-terminal'");
    refused(state, "xterm", "/dev/null", "needs a terminal on stdin and stdout");
}

/* On a terminal that cannot move its cursor it prints lines, and keeps running while the user types. */
static void test_dumb(void **state)
{
    struct pty_options options = fixture_options(state);
    options.term = "dumb";
    struct pty *pty = fixture_start(&options, (const char *[]){"--paused", NULL});
    pty_wait_text(pty, "step 0: loss ");
    pty_type(pty, "forward 3\n");
    pty_wait_text(pty, "step 3: loss ");
    pty_type(pty, "rate 0\nrun\n");
    pty_wait_text(pty, "end of the run: step 300");
    pty_type(pty, "quit\n");
    assert_exited(pty, 0);
    assert_false(pty_sent(pty, 0, "\033"));
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_quit, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_quit_from_prompt, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_signals, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_ctrl_backslash, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_suspend, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_stopped_from_outside, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_resized_while_stopped, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_hang_up, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_data, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_dumb, fixture_setup, fixture_teardown),
    };
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none); /* the crashes here are wanted */
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
