/* test_lab_screens.c - the screens on a real terminal, as a user sees them: numbers, Tab, zoom; settings edited, a preset
 * opened; the mouse. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define DOWN "\033OB"
#define HOME "\033OH"
#define ENTER "\r"
#define ERASE "\025" /* Ctrl-U */

static void quit(struct pty *pty)
{
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

static struct pty *start(void **state, int rows, int cols)
{
    struct pty_options options = fixture_options(state);
    options.rows = rows;
    options.cols = cols;
    struct pty *pty = fixture_start(&options, (const char *[]){"--paused", "--presets", ".", NULL});
    pty_wait_text(pty, "PAUSED");
    pty_wait_text(pty, "q quit");
    return pty;
}

/* What each screen must show in the end, without further keys, with a run behind it. */
static void test_all(void **state)
{
    static const struct {
        const char *key, *words[5];
    } screens[] = {
        {"2", {"spectrum", "rank", "R_f", "p_k.p_k", NULL}},
        {"3", {"eta lambda_1", "exact map", "z(t+1)", "map at this v", NULL}},
        {"4", {"z, not this model", "chaos", "eta lambda, not this model", "map of Eqs. 7, 8", NULL}},
        {"5", {"f(x)", "targets y", "linear", "worst first", NULL}},
        {"6", {"best test loss", "eta/eta_crit", "diverged", "eta/eta_crit, log", NULL}},
        {"7", {"blank", "Taylor error", "gates", "sharpness", "Hessian"}},
        {"8", {"data.source", "Small and quick", "presets", NULL}},
        {"1", {"loss, log", "kernel, linear", NULL}},
    };
    struct pty *pty = start(state, 43, 132);
    pty_type(pty, "....m"); /* the network */
    fixture_wait_step(pty, 4);
    for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
        pty_type(pty, screens[i].key);
        for (int word = 0; word < 5 && screens[i].words[word]; word++)
            pty_wait_text(pty, screens[i].words[word]);
    }
    quit(pty);
}

/* Steps along p_1 are recorded from when the screen was opened; the curve needs one step. */
static void test_recorded(void **state)
{
    struct pty *pty = start(state, 24, 80);
    pty_type(pty, "2");
    pty_wait_text(pty, "recorded");
    pty_type(pty, "..");
    fixture_wait_step(pty, 2);
    pty_wait_text(pty, "0.0");
    pty_type(pty, "\t");
    pty_wait_text(pty, "the p_1^T R p_1 pane");
    pty_type(pty, "z");
    pty_wait_text(pty, "one pane on the whole screen");
    assert_null(strstr(pty_screen(pty), "spectrum"));
    assert_non_null(strstr(pty_screen(pty), "R_K"));
    pty_type(pty, "z");
    pty_wait_text(pty, "spectrum");
    quit(pty);
}

/* An invalid value is refused with its reason, a valid one is accepted, and the run restarts with it. */
static void test_edit(void **state)
{
    struct pty *pty = start(state, 24, 80);
    pty_type(pty, "8" DOWN DOWN DOWN ENTER);
    pty_wait_text(pty, "eta = 0.9crit_");
    pty_type(pty, ERASE "0.5max?" ENTER);
    pty_wait_text(pty, "eta = 0.5max?_");
    pty_wait_text(pty, "is not a learning rate (write 0.37, 1.2crit, 3.9/l1 or 0.9max)"); /* over the row above */
    pty_type(pty, ERASE "0.5crit" ENTER);
    pty_wait_text(pty, "* eta");
    pty_wait_text(pty, "1 changed: r restarts");
    pty_type(pty, "\033");
    pty_wait_text(pty, "the edits are discarded");
    assert_null(strstr(pty_screen(pty), "* eta"));
    pty_type(pty, ENTER ERASE "0.6crit" ENTER "r");
    pty_wait_text(pty, "restarted with 1 changed setting");
    pty_wait_text(pty, "= 0.6000 eta_crit");
    quit(pty);
}

/* Opens the first of the presets; its settings, its name, and back. */
static void test_open(void **state)
{
    char path[300];
    snprintf(path, sizeof path, "%s/aaa.conf", (char *)*state);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("# Words of the first preset.\n#     a = b + c\n# They end.\n\ntitle = \"Another\"\nmodel = linear\neta = 0.7crit\n"
          "data { source = gaussian n = 9 d = 1 test = 4 }\nnetwork { widths = {20} }\n", file);
    assert_int_equal(fclose(file), 0);
    struct pty *pty = start(state, 24, 80);
    pty_type(pty, "8\t" HOME);
    pty_wait_text(pty, "They end.");
    pty_wait_text(pty, "Words of the first preset.");
    pty_wait_text(pty, "\xe2\x94\x82 a = b + c "); /* a formula has its own line */
    pty_type(pty, ENTER);
    pty_wait_text(pty, "opened aaa");
    pty_wait_text(pty, "n 9");
    pty_wait_text(pty, "= 0.7000 eta_crit");
    pty_type(pty, "2"); /* probes of another session */
    pty_wait_text(pty, "0 above");
    quit(pty);
}

/* SGR reports: a press at row, col (from 0), and a release. */
static void click(struct pty *pty, int row, int col)
{
    char keys[64];
    snprintf(keys, sizeof keys, "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1, col + 1, row + 1);
    pty_type(pty, keys);
}

static void test_mouse(void **state)
{
    struct pty *pty = start(state, 24, 80);
    pty_type(pty, "......");
    fixture_wait_step(pty, 6);
    pty_type(pty, "M");
    pty_wait_text(pty, "mouse: click");
    click(pty, 8, 8); /* the left edge of the loss */
    pty_wait_text(pty, "iteration 0");
    click(pty, 8, 70); /* beyond the newest */
    pty_wait_text(pty, "iteration 6, the newest");
    click(pty, 17, 2);
    pty_wait_text(pty, "mouse: eta 0.0");
    double low = fixture_number(pty_screen(pty), " eta ");
    pty_type(pty, "\033[<0;3;18M\033[<32;30;18M\033[<32;40;18M\033[<0;40;18m"); /* dragged */
    pty_wait_text(pty, "mouse: eta 0.");
    click(pty, 8, 8);
    pty_wait_text(pty, "iteration 0");
    assert_true(fixture_number(pty_screen(pty), " eta ") > 3 * low);
    pty_type(pty, "\033[<64;20;9M");
    pty_wait_text(pty, "10 iterations in view");
    pty_type(pty, "\033[<65;20;9M");
    pty_wait_text(pty, "all iterations in view");
    pty_type(pty, "M");
    pty_wait_text(pty, "mouse off");
    quit(pty);
}

/* A click on a row of the table brings that run into focus, on its screen and next to the plots; a click on the run
 * in focus does nothing. */
static void test_mouse_runs(void **state)
{
    struct pty *pty = start(state, 43, 132);
    pty_type(pty, "...f");
    pty_wait_text(pty, "run B of 2");
    pty_type(pty, "M9");
    pty_wait_text(pty, "peak loss");
    click(pty, 4, 20);
    pty_wait_text(pty, "mouse: run A");
    pty_wait_text(pty, "run A of 2");
    click(pty, 4, 20);
    pty_wait_text(pty, "mouse: run A is in focus");
    click(pty, 6, 20);
    pty_wait_text(pty, "mouse: the runs pane");
    pty_type(pty, "1");
    pty_wait_text(pty, "eta_crit, exact");
    click(pty, 33, 100);
    pty_wait_text(pty, "run B of 2");
    quit(pty);
}

/* When zoomed in, the axis begins where the view does; frozen scales survive another learning rate. */
static void test_view(void **state)
{
    struct pty *pty = start(state, 24, 80);
    pty_type(pty, ".............................."); /* 30 */
    fixture_wait_step(pty, 30);
    pty_type(pty, "ii");
    pty_wait_text(pty, "10 iterations in view");
    assert_null(strstr(pty_screen(pty), "10\xe2\x94\x80")); /* a label of the axis of all 30 */
    pty_type(pty, "A");
    pty_wait_text(pty, "scales stay as they are");
    pty_type(pty, "A");
    pty_wait_text(pty, "scales follow");
    pty_type(pty, "oo");
    pty_wait_text(pty, "all iterations in view");
    quit(pty);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_all),  LAB_TEST(test_recorded), LAB_TEST(test_edit),
        LAB_TEST(test_open), LAB_TEST(test_mouse),    LAB_TEST(test_view),
        LAB_TEST(test_mouse_runs),
    };
    return cmocka_run_group_tests_name("screens of the laboratory", tests, NULL, NULL);
}
