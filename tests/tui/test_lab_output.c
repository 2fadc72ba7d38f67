/* test_lab_output.c - the laboratory on a real terminal: the command line, themes, the clipboard, and the cost of a
 * frame. */
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
    pty_type(pty, "\025model network\r");
    pty_wait_text(pty, "network in focus");
    pty_type(pty, ":model general\r");
    pty_wait_text(pty, "the general model does not run");
    pty_type(pty, "\025quit\r");
    assert_exited(pty, 0);
    pty_free(pty);
}

static void test_set(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "."); /* so that the new experiment's first iteration is told from the old one's */
    fixture_wait_step(pty, 1);
    pty_type(pty, ":set network.widths=40\r");
    pty_wait_text(pty, "fc 1-40-1");
    fixture_wait_loaded(pty);
    pty_type(pty, "...");
    fixture_wait_step(pty, 3);
    pty_type(pty, ":set network.widths=0\r");
    pty_wait_text(pty, "network.widths");
    pty_type(pty, "\025set data.source=csv\r"); /* which needs a path */
    pty_wait_text(pty, "data.path");
    pty_type(pty, "\025set netwrok.widths=9\r");
    pty_wait_text(pty, "did you mean");
    fixture_wait_step(pty, 3); /* all of these changed nothing */
    pty_type(pty, "\025set data.source=csvv data.path=x\r");
    pty_wait_text(pty, "'csvv' is none of");
    pty_type(pty, "\025set title=two words data.source=csv data.path=absent.csv\r");
    pty_wait_text(pty, "could not start"); /* and yet the laboratory stays */
    pty_wait_text(pty, "absent.csv");
    pty_type(pty, ":set data.source=gaussian title=three little words\r");
    pty_wait_text(pty, "three little words");
    fixture_wait_loaded(pty);
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

/* OSC 52 with the text of the readout. */
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
    pty_type(pty, "\025write mine.png\r");
    pty_wait_text(pty, "must end in .svg, .txt or .csv");
    pty_type(pty, "\033");
    pty_wait_text(pty, "Esc: no command");
    quit(pty);
    snprintf(path, sizeof path, "%s/mine.svg", (char *)*state);
    assert_int_equal(access(path, R_OK), 0);
}

/* --- the cost of a frame --------------------------------------------------------------------------------------- */

/* Within one second: 30 frames, plus tolerance: the first may have been early, and the log has the time of its line. */
enum { FRAME_BYTES = 4096, FRAMES_MOST = 32 };

/* The laboratory with its log, so that frames can be counted. */
static struct pty *start_logged(void **state, char log[600], const char *const *arguments)
{
    static char variable[700];
    const char *env[] = {"LC_ALL=C.UTF-8", "NO_COLOR", variable, "XDG_CONFIG_HOME=/nonexistent", NULL};
    struct pty_options options = fixture_options(state);
    snprintf(log, 600, "%s/frames.log", (char *)*state);
    snprintf(variable, sizeof variable, "CATAPULT_LOG=%s", log);
    options.env = env;
    return fixture_start(&options, arguments);
}

/* How many frames the log has, and the most within any one second. */
static int count_frames(const char *log, int *most)
{
    static double times[20000];
    char line[400];
    int count = 0, first = 0;
    FILE *file = fopen(log, "r");
    assert_non_null(file);
    *most = 0;
    while (fgets(line, sizeof line, file) && count < 20000) {
        if (!strstr(line, " frame t="))
            continue;
        times[count++] = strtod(line, NULL);
        while (times[count - 1] - times[first] >= 1)
            first++;
        *most = count - first > *most ? count - first : *most;
    }
    fclose(file);
    return count;
}

/* At full speed, three models, all plots changing: bytes per frame, and number of frames. */
static void test_frame_bytes(void **state)
{
    char log[600];
    size_t bytes;
    int most;
    struct pty *pty = start_logged(state, log, (const char *[]){"--rate", "0", "--set", "stop.steps=3000", NULL});
    pty_wait_text(pty, "end of the run");
    pty_bytes(pty, &bytes);
    quit(pty);
    int frames = count_frames(log, &most);
    assert_true(frames >= 5);
    if (bytes >= (size_t)frames * FRAME_BYTES)
        fail_msg("%zu bytes for %d frames", bytes, frames);
    if (most > FRAMES_MOST)
        fail_msg("%d frames within one second", most);
    unlink(log);
}

/* A held key requests a frame each time, but the frame rate stays limited. */
static void test_frame_rate(void **state)
{
    char log[600];
    int most;
    struct pty *pty = start_logged(state, log, (const char *[]){"--paused", NULL});
    fixture_wait_step(pty, 0);
    for (int i = 0; i < 300; i++) {
        pty_type(pty, i % 2 ? "-" : "+");
        pty_listen(pty, 5);
    }
    pty_wait_text(pty, "last: -");
    quit(pty);
    count_frames(log, &most);
    if (most > FRAMES_MOST)
        fail_msg("%d frames within one second", most);
    unlink(log);
}

/* The most expensive frame: the whole screen in every set of glyphs.  It is drawn only at Ctrl-L or for another
 * theme, never while running, and may cost half as much again. */
static void test_whole_screen(void **state)
{
    static const char *const sets[] = {"braille", "block", "ascii"};
    for (int i = 0; i < 3; i++) {
        size_t before, after;
        struct pty_options options = fixture_options(state);
        struct pty *pty = fixture_start(&options, (const char *[]){"--paused", "--set", "eta=1.2crit", "--glyphs", sets[i], NULL});
        fixture_wait_step(pty, 0);
        pty_type(pty, ":forward 40\r");
        fixture_wait_step(pty, 40);
        fixture_wait_eta_max(pty);
        pty_listen(pty, 200);
        pty_bytes(pty, &before);
        pty_type(pty, "\014");
        pty_wait_text(pty, "redrawn");
        pty_listen(pty, 200);
        pty_bytes(pty, &after);
        if (after - before >= FRAME_BYTES * 3 / 2)
            fail_msg("%zu bytes for the whole screen in %s", after - before, sets[i]);
        assert_true(after - before > 1000);
        quit(pty);
    }
}

/* The user's keys do what they are bound to, and are shown on the key line and in the help. */
static void test_config(void **state)
{
    static const char *const env[] = {"LC_ALL=C.UTF-8", "NO_COLOR", "CATAPULT_LOG", "XDG_CONFIG_HOME", "HOME=.", NULL};
    struct pty_options options = fixture_options(state);
    char folder[600], home[700], command[1600];
    const char *with_home[8];
    snprintf(folder, sizeof folder, "%s/home", (char *)*state);
    snprintf(command, sizeof command,
             "mkdir -p '%s/.config/catapult' && printf 'theme = dark\nmouse = on\nbind { key = x request = forward }\n"
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
    assert_true(pty_sent(pty, 0, "\033[?100")); /* the mouse */
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
        cmocka_unit_test_setup_teardown(test_frame_bytes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_frame_rate, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_whole_screen, fixture_setup, fixture_teardown),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
