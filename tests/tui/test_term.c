/* test_term.c - term.c and signals.c alone: text written to stderr while they use the screen, and ways to end that the
 * laboratory cannot be made to take. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "fixture.h"

#define WARNING "a library's warning"

static const char *probe(void)
{
    static char path[4096];
    const char *given = getenv("TERM_PROBE");
    assert_non_null(realpath(given ? given : "./tests/tui/term_probe", path));
    return path;
}

static struct pty *start(void **state, const char *how)
{
    static const char *const env[] = {"LC_ALL=C.UTF-8", NULL};
    struct pty_options options = fixture_options(state);
    options.env = env;
    struct pty *pty = pty_start(&options, (const char *[]){probe(), how, NULL});
    pty_wait_text(pty, "ready");
    assert_false(pty_sent(pty, 0, WARNING));
    pty_type(pty, "k");
    return pty;
}

/* The warning is shown after the screen has been restored. */
static void assert_warned(struct pty *pty)
{
    size_t count;
    const char *bytes = pty_bytes(pty, &count), *end = NULL;
    assert_true(pty_sent(pty, 0, WARNING));
    for (const char *at = bytes; at + 8 <= bytes + count; at++)
        if (memcmp(at, "\033[?1049l", 8) == 0)
            end = at;
    assert_non_null(end);
    assert_true(pty_sent(pty, (size_t)(end - bytes), WARNING));
}

static void test_end(void **state)
{
    struct pty *pty = start(state, "end");
    assert_exited(pty, 0);
    assert_warned(pty);
    pty_free(pty);
}

static void test_die(void **state)
{
    struct pty *pty = start(state, "die");
    assert_exited(pty, 2);
    assert_warned(pty);
    assert_true(pty_sent(pty, 0, "catapult: out of something"));
    pty_free(pty);
}

static void test_abort(void **state)
{
    struct pty *pty = start(state, "abort");
    assert_killed(pty, SIGABRT);
    assert_warned(pty);
    pty_free(pty);
}

static void test_fall(void **state)
{
    struct pty *pty = start(state, "fall");
    assert_killed(pty, SIGSEGV);
    assert_warned(pty);
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_end, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_die, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_abort, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fall, fixture_setup, fixture_teardown),
    };
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
