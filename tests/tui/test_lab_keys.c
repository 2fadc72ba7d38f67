/* test_lab_keys.c - the laboratory on a real terminal: what the keys do, as a user sees it. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

#define CHANGE "\xe2\x94\x8a" /* the mark of a change of eta */

#define UP "\033OA"
#define DOWN "\033OB"
#define RIGHT "\033OC"
#define LEFT "\033OD"
#define HOME "\033OH"
#define CTRL_R "\022"
#define END "\033OF"
#define PAGE_UP "\033[5~"
#define PAGE_DOWN "\033[6~"

static void quit(struct pty *pty)
{
    pty_type(pty, "q");
    assert_exited(pty, 0);
    pty_free(pty);
}

static double eta_on_screen(struct pty *pty)
{
    double eta = fixture_number(pty_screen(pty), " eta ");
    assert_false(isnan(eta));
    return eta;
}

/* The eta in units of eta_crit, as the header has it. */
static bool shows_ratio(const char *screen, void *context)
{
    return fabs(fixture_number(screen, "= ") - *(double *)context) < 1e-3;
}

static void wait_ratio(struct pty *pty, double ratio)
{
    char what[64];
    snprintf(what, sizeof what, "eta = %.4g eta_crit", ratio);
    pty_wait(pty, shows_ratio, &ratio, what);
}

static int times_on_screen(const char *screen, const char *text)
{
    int count = 0;
    for (; (screen = strstr(screen, text)) != NULL; screen += strlen(text))
        count++;
    return count;
}

/* The first frame comes before the data: title and keys, while loading. */
static void test_first_frame(void **state)
{
    struct pty *pty = fixture_lab(state);
    assert_true(pty_sent(pty, 0, "LOADING"));
    assert_non_null(strstr(pty_screen(pty), "Small and quick"));
    assert_non_null(strstr(pty_screen(pty), "q quit"));
    quit(pty);
}

static bool past_three(const char *screen, void *context)
{
    (void)context;
    return fixture_step(screen) > 3 && strstr(screen, "RUNNING");
}

/* One step more than shown when Space was pressed: that frame may have missed the last step before the pause. */
static bool one_further(const char *screen, void *context)
{
    long step = fixture_step(screen), before = *(long *)context;
    return strstr(screen, "one iteration forward") && (step == before + 1 || step == before + 2);
}

static void test_run(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ">>> ");
    pty_wait(pty, past_three, NULL, "more than three iterations");
    pty_type(pty, " ");
    pty_wait_text(pty, "PAUSED");
    pty_wait_text(pty, "Space: paused");
    long step = fixture_step(pty_screen(pty));
    pty_type(pty, ".");
    pty_wait(pty, one_further, &step, "one iteration further");
    quit(pty);
}

/* Without --paused it starts running. */
static void test_runs_at_start(void **state)
{
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, NULL);
    pty_wait(pty, past_three, NULL, "more than three iterations");
    pty_type(pty, "  "); /* quicker than any answer: pause and run again */
    long step = fixture_step(pty_screen(pty));
    fixture_wait_step(pty, step + 3);
    quit(pty);
}

static void test_step_and_back(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ".......");
    fixture_wait_step(pty, 7);
    pty_type(pty, ",,,"); /* quick presses add up */
    fixture_wait_step(pty, 4);
    pty_type(pty, ",,,,,,,");
    fixture_wait_step(pty, 0);
    pty_wait_text(pty, "this is the first iteration");
    pty_type(pty, ".");
    fixture_wait_step(pty, 1);
    quit(pty);
}

static void test_speed(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ">");
    pty_wait_text(pty, "8 iterations per second");
    pty_type(pty, "<<<");
    pty_wait_text(pty, "1 iteration per second");
    pty_type(pty, ">>>>>>>>>>>>>");
    pty_wait_text(pty, "as fast as possible");
    pty_type(pty, "<");
    pty_wait_text(pty, "1024 iterations per second");
    quit(pty);
}

static void test_eta(void **state)
{
    struct pty *pty = fixture_lab(state);
    double eta = eta_on_screen(pty);
    wait_ratio(pty, 0.9);
    pty_type(pty, "+");
    fixture_wait_eta(pty, eta *= 1.05);
    pty_type(pty, "++++++++++" UP UP "="); /* quicker than any answer, and yet each counts */
    fixture_wait_eta(pty, eta *= pow(1.05, 13));
    pty_type(pty, "---" DOWN);
    fixture_wait_eta(pty, eta /= pow(1.05, 4));
    pty_type(pty, PAGE_UP PAGE_UP);
    fixture_wait_eta(pty, eta *= 1.25 * 1.25);
    pty_type(pty, PAGE_DOWN);
    fixture_wait_eta(pty, eta /= 1.25);
    pty_type(pty, "c");
    wait_ratio(pty, 1);
    pty_type(pty, "-x"); /* to the next mark, which is where it was */
    pty_wait_text(pty, "x: eta ");
    wait_ratio(pty, 1);
    pty_type(pty, "X");
    pty_wait_text(pty, "X: no mark of the ruler is below eta");
    wait_ratio(pty, 1);
    quit(pty);
}

static bool more_marks(const char *screen, void *context)
{
    return times_on_screen(screen, CHANGE) > *(int *)context;
}

/* A change of eta leaves its mark in every plot and on the axis. */
static void test_eta_mark(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ".....");
    fixture_wait_step(pty, 5);
    int before = times_on_screen(pty_screen(pty), CHANGE);
    pty_type(pty, "+.....");
    fixture_wait_step(pty, 10);
    pty_wait(pty, more_marks, &before, "a mark where eta was changed");
    quit(pty);
}

static void test_prompt(void **state)
{
    struct pty *pty = fixture_lab(state);
    double eta = eta_on_screen(pty);
    pty_type(pty, "e1.2crix\r");
    pty_wait_text(pty, "'1.2crix' is not a learning rate");
    pty_wait_text(pty, "eta = 1.2crix"); /* it stays to be mended */
    pty_type(pty, "\177t");
    pty_wait_text(pty, "eta = 1.2crit_");
    pty_wait_gone(pty, "is not a learning rate");
    pty_type(pty, "\r");
    fixture_wait_eta(pty, eta * 1.2 / 0.9);
    pty_type(pty, "e9999\0250.25\r"); /* Ctrl-U */
    fixture_wait_eta(pty, 0.25);
    pty_type(pty, "e0.5\033");
    pty_wait_text(pty, "eta stays");
    fixture_wait_eta(pty, 0.25);
    pty_type(pty, "e3.9/l1\r");
    wait_ratio(pty, 1.95);
    quit(pty);
}

/* An invalid command stays on the line for correction, and no key typed then acts as a command. */
static void test_command_prompt(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, ":set data.n=0\r");
    pty_wait_text(pty, "data.n: 0 is out of range");
    pty_wait_text(pty, ":set data.n=0_");
    pty_type(pty, "\1779\r");
    pty_wait_text(pty, "restarted with data.n=9");
    pty_wait_text(pty, "n 9");
    pty_wait_text(pty, "PAUSED");
    static const char *const lines[] = {"rate fast",    "nonsense",    "set seed",   "next-run C",
                                        "delete-run C", "write x.doc", "model cubic"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char shown[64];
        snprintf(shown, sizeof shown, ":%s_", lines[i]);
        pty_type(pty, ":");
        pty_type(pty, lines[i]);
        pty_wait_text(pty, shown);
        pty_type(pty, "\rq");
        memcpy(shown + strlen(shown) - 1, "q_", 3);
        pty_wait_text(pty, shown); /* which quits where the prompt is closed */
        pty_type(pty, "\033");
        pty_wait_text(pty, "Esc: no command");
    }
    pty_type(pty, ":rate 9\r");
    pty_wait_text(pty, ":rate: 9 iterations per second");
    quit(pty);
}

/* Half of eta_max lies between half of eta_crit and six times that; 0.9 is where it was before. */
static bool shows_half_of_max(const char *screen, void *context)
{
    double ratio = fixture_number(screen, "= ");
    (void)context;
    return fixture_step(screen) == 1 && ratio > 0.5 && ratio < 6 && fabs(ratio - 0.9) > 1e-3;
}

/* In units of eta_max: if that must be measured first, the step waits for it. */
static void test_prompt_max(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "e0.5max\r.");
    pty_wait(pty, shows_half_of_max, NULL, "half of eta_max at iteration 1");
    quit(pty);
}

static void test_restart(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "........");
    fixture_wait_step(pty, 8);
    pty_type(pty, "r");
    fixture_wait_step(pty, 0);
    pty_wait_text(pty, "earlier run");
    assert_non_null(strstr(pty_screen(pty), "seed 3"));
    pty_type(pty, "...");
    fixture_wait_step(pty, 3);
    pty_type(pty, "s");
    pty_wait_text(pty, "seed 4");
    fixture_wait_step(pty, 0);
    quit(pty);
}

/* A diverged model takes no step, and no message claims that it did; from an earlier step the run continues. */
static void test_diverged(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "e1e9crit\r:forward 100\r");
    pty_wait_text(pty, "diverged at step");
    static const char *const keys[] = {".", " ", ":forward 3\r"};
    for (int i = 0; i < 3; i++) {
        pty_type(pty, "\033"); /* another last line between them */
        pty_wait_text(pty, "nothing to close");
        pty_type(pty, keys[i]);
        pty_wait_text(pty, "diverged: Left and b go back, r restarts");
    }
    pty_type(pty, ":rewind 0\re0.5crit\r."); /* quicker than any answer */
    fixture_wait_step(pty, 1);
    pty_type(pty, "f");
    pty_wait_text(pty, "run B of 2");
    quit(pty);
}

/* Before several runs are ended there is a question; after a no they are unchanged. */
static void test_ends_runs(void **state)
{
    static const struct {
        const char *keys, *question, *no;
    } ways[] = {
        {"s", "next seed: end all 2 runs? y or n", "s: the runs stay"},
        {":next-seed\r", "next seed: end all 2 runs? y or n", ":next-seed: the runs stay"},
        {":set seed=3\r", "set: end all 2 runs? y or n", ":set: the runs stay"},
        {"8\t" HOME "\r", "open agnews: end all 2 runs? y or n", "Enter: the runs stay"},
        {"\t" DOWN DOWN DOWN "\r\0250.6crit\rr", "restart: end all 2 runs? y or n", "r: the runs stay"},
    };
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "..f");
    pty_wait_text(pty, "run B of 2");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        pty_type(pty, ways[i].keys);
        pty_wait_text(pty, ways[i].question);
        pty_type(pty, i % 2 ? "\r" : "n");
        pty_wait_text(pty, ways[i].no);
        pty_wait_text(pty, "run B of 2");
    }
    pty_type(pty, "ry");
    pty_wait_text(pty, "restarted with 1 changed setting; all earlier runs are gone");
    fixture_wait_step(pty, 0);
    wait_ratio(pty, 0.6);
    fixture_wait_loaded(pty);
    pty_type(pty, "f:set seed=3\r"); /* quicker than any answer */
    pty_wait_text(pty, "set: end all 2 runs? y or n");
    pty_type(pty, "y");
    pty_wait_text(pty, ":set: restarted with seed=3; all earlier runs are gone");
    fixture_wait_loaded(pty);
    pty_type(pty, ":set seed=4\r"); /* one run: no question */
    pty_wait_text(pty, ":set: restarted with seed=4");
    quit(pty);
}

static void test_cursor(void **state)
{
    struct pty *pty = fixture_lab(state);
    for (int i = 0; i < 30; i++)
        pty_type(pty, ".");
    fixture_wait_step(pty, 30);
    pty_type(pty, LEFT LEFT);
    pty_wait_text(pty, "Left: iteration 28");
    pty_type(pty, "H");
    pty_wait_text(pty, "H: iteration 18");
    pty_type(pty, RIGHT);
    pty_wait_text(pty, "Right: iteration 19");
    pty_type(pty, HOME);
    pty_wait_text(pty, "Home: iteration 0");
    pty_type(pty, "L");
    pty_wait_text(pty, "L: iteration 10");
    assert_int_equal(fixture_step(pty_screen(pty)), 30); /* the run has not moved */
    pty_type(pty, END ".");
    fixture_wait_step(pty, 31);
    pty_type(pty, LEFT);
    pty_wait_text(pty, "Left: iteration 30");
    quit(pty);
}

static void test_view(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_wait_text(pty, "loss, log");
    pty_type(pty, "y");
    pty_wait_text(pty, "loss, linear");
    pty_type(pty, "\ty");
    pty_wait_text(pty, "lambda: log scale");
    pty_type(pty, "m");
    pty_wait_text(pty, "m: network in focus");
    pty_type(pty, "mm");
    pty_wait_text(pty, "m: quadratic in focus");
    pty_type(pty, "a");
    pty_wait_text(pty, "only the model in focus");
    pty_type(pty, "g");
    pty_wait_text(pty, "block glyphs");
    pty_type(pty, "z");
    pty_wait_text(pty, "one pane on the whole screen");
    pty_type(pty, "\033");
    pty_wait_text(pty, "all panes");
    pty_type(pty, "\033");
    pty_wait_text(pty, "q quits"); /* Esc never does */
    pty_type(pty, "Q");
    pty_wait_text(pty, "Q: no such key");
    pty_type(pty, "\xc3\xa9");
    pty_wait_text(pty, "\xc3\xa9: no such key");
    quit(pty);
}

static void test_redraw(void **state)
{
    size_t before;
    struct pty *pty = fixture_lab(state);
    pty_bytes(pty, &before);
    pty_type(pty, "\014");
    pty_wait_text(pty, "redrawn");
    assert_true(pty_sent(pty, before, "Small and quick"));
    quit(pty);
}

/* Forked at the cursor, changed, left, resumed, undone, redone, deleted after a question. */
static void test_side_by_side(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "......");
    fixture_wait_step(pty, 6);
    pty_type(pty, LEFT LEFT LEFT "f");
    pty_wait_text(pty, "run B of 2");
    pty_wait_text(pty, "run A forked at iteration 3");
    fixture_wait_step(pty, 3);
    wait_ratio(pty, 0.9);
    pty_type(pty, "+");
    wait_ratio(pty, 0.9 * 1.05);
    pty_type(pty, ".");
    fixture_wait_step(pty, 4);
    pty_type(pty, "n");
    pty_wait_text(pty, "run A of 2");
    fixture_wait_step(pty, 6);
    wait_ratio(pty, 0.9);
    pty_type(pty, "N");
    pty_wait_text(pty, "run B of 2");
    fixture_wait_step(pty, 4);
    wait_ratio(pty, 0.9 * 1.05);
    pty_type(pty, "u");
    pty_wait_text(pty, "u: undone: eta at step 3; eta 0.2651 again");
    fixture_wait_step(pty, 3);
    wait_ratio(pty, 0.9);
    pty_type(pty, CTRL_R);
    pty_wait_text(pty, "Ctrl-R: redone: eta at step 3; eta 0.2783 again");
    fixture_wait_step(pty, 4);
    pty_type(pty, LEFT LEFT "b");
    fixture_wait_step(pty, 2);
    pty_type(pty, "D");
    pty_wait_text(pty, "|loss - that of B|");
    pty_type(pty, "9");
    pty_wait_text(pty, "peak loss");
    pty_type(pty, "s");
    pty_wait_text(pty, "next seed: end all 2 runs? y or n");
    pty_type(pty, "n");
    pty_wait_text(pty, "s: the runs stay");
    pty_type(pty, "d");
    pty_wait_text(pty, "delete run B? y or n");
    pty_type(pty, "n");
    pty_wait_text(pty, "run B stays");
    static const char *const no[] = {"\033", "\r", "x", "N"};
    for (int i = 0; i < 4; i++) {
        pty_type(pty, "D"); /* another last line between them */
        pty_wait_text(pty, "last: D: ");
        pty_type(pty, "d");
        pty_type(pty, no[i]);
        pty_wait_text(pty, "d: run B stays");
    }
    pty_type(pty, "dy");
    pty_wait_text(pty, "run B is deleted");
    fixture_wait_step(pty, 6);
    pty_type(pty, "z"); /* the table alone */
    pty_wait_text(pty, "One run so far.");
    pty_type(pty, "d");
    pty_wait_text(pty, "the only one");
    quit(pty);
}

static void test_help(void **state)
{
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "?");
    pty_wait_text(pty, "eta times 1.05");
    char first[24 * 80 * 3 + 25];
    snprintf(first, sizeof first, "%s", pty_screen(pty));
    pty_type(pty, PAGE_DOWN PAGE_DOWN PAGE_DOWN);
    pty_wait_text(pty, "write the screen");
    pty_type(pty, HOME "+"); /* is no eta key here */
    pty_wait_text(pty, "run or pause");
    pty_type(pty, "\033");
    pty_wait_text(pty, "q quit");
    wait_ratio(pty, 0.9);
    pty_type(pty, "?");
    pty_wait_text(pty, "eta times 1.05");
    pty_type(pty, "?");
    pty_wait_text(pty, "PAUSED");
    quit(pty);
}

static void read_file(const char *folder, const char *name, char *text, size_t size)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* Skips the first line, which says where the rows come from. */
static const char *rows_of(const char *text)
{
    const char *end = strchr(text, '\n');
    assert_non_null(end);
    return end + 1;
}

/* With and without a screen, forwards, back and forwards again: the same 17 digits. */
static void test_same_rows(void **state)
{
    static char shown[65536], plain[65536];
    char command[800];
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "............");
    fixture_wait_step(pty, 12);
    pty_type(pty, ",,,,,");
    fixture_wait_step(pty, 7);
    pty_type(pty, ".....");
    fixture_wait_step(pty, 12);
    pty_type(pty, "w");
    pty_wait_text(pty, "wrote catapult-small-seed3-t12.svg, .txt, .csv");
    quit(pty);
    snprintf(command, sizeof command, "cd '%s' && %s run small.conf --steps 12 --csv run.csv >/dev/null",
             (const char *)*state, fixture_program());
    assert_int_equal(system(command), 0);
    read_file(*state, "catapult-small-seed3-t12.csv", shown, sizeof shown);
    read_file(*state, "run.csv", plain, sizeof plain);
    assert_true(strlen(plain) > 2000);
    assert_string_equal(rows_of(shown), rows_of(plain));
}

static void test_write(void **state)
{
    char text[65536];
    struct pty *pty = fixture_lab(state);
    pty_type(pty, "....");
    fixture_wait_step(pty, 4);
    pty_type(pty, "w");
    pty_wait_text(pty, "wrote catapult-small-seed3-t4.svg, .txt, .csv");
    pty_type(pty, "m"); /* so that the screen is another */
    pty_wait_text(pty, "network in focus");
    pty_type(pty, "w");
    pty_wait_text(pty, "wrote catapult-small-seed3-t4-2.svg, .txt, .csv");
    quit(pty);
    read_file(*state, "catapult-small-seed3-t4.txt", text, sizeof text); /* not overwritten */
    assert_non_null(strstr(text, "quadratic  fc 1-60-1"));
    read_file(*state, "catapult-small-seed3-t4-2.txt", text, sizeof text);
    assert_non_null(strstr(text, "network  fc 1-60-1"));
    read_file(*state, "catapult-small-seed3-t4.csv", text, sizeof text);
    assert_int_equal(text[0], '#');
    assert_non_null(strstr(text, "\nmodel,step,eta,train_loss,"));
    static const char *const models[] = {"quadratic", "network", "linear"};
    for (int i = 0; i < 3; i++) {
        char row[32];
        snprintf(row, sizeof row, "\n%s,4,", models[i]);
        assert_non_null(strstr(text, row));
        snprintf(row, sizeof row, "\n%s,5,", models[i]);
        assert_null(strstr(text, row));
    }
}

/* A folder that cannot be written leaves a message and no file. */
static void test_write_refused(void **state)
{
    struct pty *pty = fixture_lab(state);
    if (geteuid() == 0) { /* permissions do not stop root: remove the folder */
        char preset[600];
        snprintf(preset, sizeof preset, "%s/small.conf", (char *)*state);
        assert_int_equal(unlink(preset), 0);
        assert_int_equal(rmdir(*state), 0);
    } else {
        assert_int_equal(chmod(*state, 0500), 0);
    }
    pty_type(pty, "w");
    pty_wait_text(pty, "cannot write catapult-small-seed3-t0.svg");
    quit(pty);
    if (geteuid() != 0)
        assert_int_equal(chmod(*state, 0700), 0);
}

static void test_resize(void **state)
{
    static const int sizes[][2] = {{1, 1}, {2, 200}, {50, 3}, {10, 40}, {1, 80}, {24, 1}, {60, 220}, {3, 20}};
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, NULL);
    pty_wait_text(pty, "RUNNING");
    for (int i = 0; i < 80; i++)
        pty_resize(pty, sizes[i % 8][0], sizes[i % 8][1]);
    for (int i = 0; i < 8; i++) { /* and slowly, each to be drawn */
        pty_resize(pty, sizes[i][0], sizes[i][1]);
        pty_type(pty, "?\033.");
    }
    pty_resize(pty, 1, 1);
    pty_type(pty, ".");
    pty_resize(pty, 24, 80);
    pty_wait_text(pty, "Small and quick");
    pty_wait_text(pty, "q quit");
    pty_wait_text(pty, "PAUSED");
    pty_type(pty, "r");
    fixture_wait_step(pty, 0);
    for (int i = 0; i < 20; i++) { /* and back before anybody looks */
        pty_resize(pty, 2, 2);
        pty_resize(pty, 24, 80);
        pty_wait_text(pty, "Small and quick");
        pty_wait_text(pty, "q quit");
    }
    quit(pty);
}

/* More rows and columns than curses can count: it uses a part of them. */
static void test_vast(void **state)
{
    static const int sizes[][2] = {{32768, 80}, {24, 32768}, {65535, 65535}, {40000, 3}};
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, NULL);
    pty_wait_text(pty, "RUNNING");
    pty_type(pty, ".");
    for (int i = 0; i < 4; i++) {
        pty_resize_told(pty, sizes[i][0], sizes[i][1]);
        pty_type(pty, "?\033");
        pty_resize(pty, 24, 80);
        pty_wait_text(pty, "Small and quick");
        pty_wait_text(pty, "q quit");
    }
    quit(pty);
}

/* While paused nothing happens: no byte is sent, no thread wakes up.  A thread that has just worked may stay awake
 * for a moment, so the test waits for the first quiet half second. */
static void test_idle(void **state)
{
#ifdef __SANITIZE_THREAD__
    skip(); /* it adds a thread of its own that wakes up now and then */
#endif
    size_t before, after = 0;
    long sleeps;
    int tries = 0;
    struct pty *pty = fixture_lab(state);
    fixture_wait_eta_max(pty);
    do {
        pty_bytes(pty, &before);
        sleeps = pty_sleeps(pty);
        pty_listen(pty, 500);
        pty_bytes(pty, &after);
    } while ((after != before || pty_sleeps(pty) != sleeps) && ++tries < 20);
    assert_int_equal(after, before);
    assert_int_equal(pty_sleeps(pty), sleeps);
    quit(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_first_frame, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_run, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_runs_at_start, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_step_and_back, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_speed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_eta, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_eta_mark, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_prompt, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_command_prompt, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_prompt_max, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_restart, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_diverged, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_ends_runs, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_cursor, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_view, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_redraw, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_side_by_side, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_help, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_write, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_same_rows, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_write_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_resize, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_vast, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_idle, fixture_setup, fixture_teardown),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
