/* test_lab_lesson.c - a lesson on a real terminal: n and N, a question, other keys in between, the presenter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static const char lesson[] =
    "lesson 1\ntitle A lesson\nset data.n=20\nset network.widths=50\nset threads=1\nrate 0\n"
    "slide The first\n do eta 0.5crit\n run 4\n text The first text, at step {step}.\n"
    "slide The second\n run to 9\n ask\n question What now?\n do eta 0.8crit\n run to 15\n answer Step {step} is the answer.\n"
    " mark step 12 the_mark\n try something else\n"
    "slide The third\n fresh\n do directions\n run 6\n text The end at {step}.\n";

static struct pty *start(void **state, const char *option)
{
    char path[600];
    snprintf(path, sizeof path, "%s/own.lesson", (char *)*state);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(lesson, file);
    assert_int_equal(fclose(file), 0);
    struct pty_options options = fixture_options(state);
    return pty_start(&options, (const char *[]){fixture_program(), "play", "own.lesson", option, NULL});
}

static void quit(struct pty *pty)
{
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

static void test_there_and_back(void **state)
{
    struct pty *pty = start(state, NULL);
    pty_wait_text(pty, "1/3  The first");
    pty_wait_text(pty, "The first text, at step 4.");
    fixture_wait_step(pty, 4);
    pty_type(pty, "n");
    pty_wait_text(pty, "2/3  The second");
    pty_wait_text(pty, "What now?");
    pty_wait_text(pty, "n: the answer");
    fixture_wait_step(pty, 9);
    assert_null(strstr(pty_screen(pty), "the_mark"));
    assert_null(strstr(pty_screen(pty), "Try: "));
    pty_type(pty, "n");
    pty_wait_text(pty, "Step 15 is the answer.");
    pty_wait_text(pty, "the_mark");
    pty_wait_text(pty, "Try: something else");
    pty_type(pty, "n");
    pty_wait_text(pty, "The end at 6.");
    pty_wait_text(pty, "spectrum"); /* another screen */
    pty_type(pty, "n");
    pty_wait_text(pty, "this is the last slide");
    pty_type(pty, "N");
    pty_wait_text(pty, "n: the answer"); /* as it was when it came */
    fixture_wait_step(pty, 9);
    pty_wait_gone(pty, "is the answer.");
    pty_type(pty, "N");
    pty_wait_text(pty, "The first text, at step 4.");
    pty_type(pty, "N");
    pty_wait_text(pty, "this is the first slide");
    pty_type(pty, ":slide 3\r");
    pty_wait_text(pty, "The end at 6.");
    pty_type(pty, ":slide 4\r");
    pty_wait_text(pty, "'4' is not a slide from 1 to 3");
    pty_type(pty, "\033");
    pty_wait_text(pty, "Esc: no command");
    quit(pty);
}

/* Other keys work, and the next slide is still the lesson's own. */
static void test_other_hands(void **state)
{
    struct pty *pty = start(state, NULL);
    pty_wait_text(pty, "The first text, at step 4.");
    pty_type(pty, "+++...2");
    fixture_wait_step(pty, 7);
    pty_wait_text(pty, "spectrum");
    pty_type(pty, "n");
    pty_wait_text(pty, "n: the answer");
    fixture_wait_step(pty, 9);
    pty_wait_text(pty, "0.5000 eta_crit");
    pty_wait_gone(pty, "spectrum");
    pty_type(pty, "sr....");
    fixture_wait_step(pty, 4);
    pty_type(pty, "n");
    pty_wait_text(pty, "Step 15 is the answer.");
    pty_wait_text(pty, "seed 1");
    pty_wait_text(pty, "0.8000 eta_crit");
    quit(pty);
}

static void test_presenter(void **state)
{
    struct pty *pty = start(state, "--present");
    pty_wait_text(pty, "The first text, at step 4.");
    pty_wait_text(pty, "eta / eta_crit");
    pty_type(pty, "n");
    pty_wait_text(pty, "2/3  The second");
    pty_wait_text(pty, "key");
    pty_type(pty, "p");
    pty_wait_text(pty, "p: the laboratory");
    pty_wait_text(pty, "lambda_1");
    quit(pty);
}

/* Outside a lesson, its commands do nothing. */
static void test_no_lesson(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ":next-slide\r");
    pty_wait_text(pty, "there is no lesson");
    quit(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_there_and_back, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_other_hands, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_presenter, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_lesson, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
