/* test_screen.c - whole screens from a view made by hand, compared with tests/tui/golden/NAME.txt.
 *
 * CATAPULT_GOLDEN_UPDATE=1 rewrites the files: check the differences before you keep them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stage.h"
#include "tui/panes/caption.h"
#include "tui/input/keymap.h"
#include "tui/input/request.h"

static char *written(const struct canvas *canvas)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    canvas_write(canvas, file);
    fclose(file);
    return text;
}

static char *drawn(const struct view *view, int rows, int cols)
{
    struct canvas canvas;
    canvas_init(&canvas);
    canvas_resize(&canvas, rows, cols);
    screen_draw(&canvas, view);
    char *text = written(&canvas);
    canvas_done(&canvas);
    return text;
}

/* --- golden files ---------------------------------------------------------------------------------------------- */

static void golden_path(char *path, size_t size, const char *name)
{
    const char *srcdir = getenv("srcdir");
    snprintf(path, size, "%s/tests/tui/golden/%s.txt", srcdir ? srcdir : ".", name);
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *copy = open_memstream(&text, &size);
    assert_non_null(copy);
    for (int c; (c = getc(file)) != EOF;)
        putc(c, copy);
    fclose(copy);
    fclose(file);
    return text;
}

static void compare(const char *name, const char *text)
{
    char path[1024];
    golden_path(path, sizeof path, name);
    const char *update = getenv("CATAPULT_GOLDEN_UPDATE");
    if (update && *update) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    char *expected = read_all(path);
    if (!expected)
        fail_msg("%s: no such file; CATAPULT_GOLDEN_UPDATE=1 writes it", path);
    if (strcmp(expected, text) != 0)
        fail_msg("%s differs.\nexpected:\n%s\ngot:\n%s", name, expected, text);
    free(expected);
}

static void compare_screen(const struct stage *stage, const char *name, int rows, int cols)
{
    static const char *const sets[] = {"braille", "block", "ascii"};
    char full[128];
    char *text = drawn(&stage->view, rows, cols);
    snprintf(full, sizeof full, "%s-%dx%d-%s", name, cols, rows, sets[stage->view.glyphs]);
    compare(full, text);
    free(text);
}

/* Whether the words are on the screen, possibly across lines. */
static bool shows(const struct view *view, int rows, int cols, const char *words)
{
    char *text = drawn(view, rows, cols), *to = text;
    for (const char *from = text; *from; from++) /* one line, single blanks */
        if (!strchr(" \n", *from))
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
    bool found = strstr(text, words) != NULL;
    free(text);
    return found;
}

/* The usual terminal size, a large one, a small one. */
static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        int rows, cols, glyphs;
    } sizes[] = {
        {24, 80, GLYPHS_BRAILLE}, {24, 80, GLYPHS_BLOCK},    {24, 80, GLYPHS_ASCII},  {43, 132, GLYPHS_BRAILLE},
        {43, 132, GLYPHS_ASCII},  {10, 40, GLYPHS_BRAILLE},  {10, 40, GLYPHS_ASCII},  {3, 20, GLYPHS_BRAILLE},
    };
    struct stage stage;
    stage_init(&stage, 72);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        stage.view.glyphs = (enum glyph_set)sizes[i].glyphs;
        compare_screen(&stage, "catapult", sizes[i].rows, sizes[i].cols);
    }
    stage_done(&stage);
}

/* A lesson: its text, its marks, on the main screen and on another. */
static void test_lesson(void **state)
{
    (void)state;
    static const struct {
        int rows, cols, glyphs;
    } sizes[] = {{24, 80, GLYPHS_BRAILLE},  {24, 80, GLYPHS_ASCII},   {43, 132, GLYPHS_BRAILLE},
                 {43, 132, GLYPHS_ASCII},   {10, 40, GLYPHS_BRAILLE}, {10, 40, GLYPHS_ASCII}};
    struct caption caption = {
        .title = "Why does the loss rise first?", .number = 3, .count = 8, .state = "n: next",
        .text = "The step is too long for the curvature: lambda_1 = 5.41 is above 2/eta, and every step overshoots.\n"
                "So the loss grows at first.",
        .question = "What ends that?", .answer = "The kernel: a large residual pulls lambda_1 below 2/eta.",
        .suggestion = "+ x 3, then r", .marks = 3,
        .mark = {{LESSON_MARK_STEP, 9, "peak"}, {LESSON_MARK_LOSS, 30, "thirty"}, {LESSON_MARK_LAMBDA, 4, "four"}}};
    struct keymap keymap;
    struct stage stage;
    stage_init(&stage, 40);
    stage_probes(&stage);
    keymap_init(&keymap);
    keymap.lesson = true;
    stage.view.keymap = &keymap;
    stage.view.caption = &caption;
    const char *last = stage.view.last;
    for (int present = 0; present <= 1; present++)
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            stage.view.present = present;
            stage.view.last = present ? "n: the answer" : last;
            stage.view.glyphs = (enum glyph_set)sizes[i].glyphs;
            compare_screen(&stage, present ? "present-lesson" : "lesson", sizes[i].rows, sizes[i].cols);
        }
    stage.view.present = false;
    stage.view.last = last;
    stage.view.screen = SCREEN_DIRECTIONS;
    stage.view.glyphs = GLYPHS_BRAILLE;
    compare_screen(&stage, "lesson-directions", 24, 80);
    stage_done(&stage);
}

/* The presenter without a lesson: a named key, the kernel, a pane of another screen, diverged. */
static void test_presenter(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 72);
    stage_probes(&stage);
    stage.view.present = true;
    stage.view.last = "Space: running";
    stage.view.pane = PANE_KERNEL;
    compare_screen(&stage, "present", 24, 80);
    stage.view.glyphs = GLYPHS_ASCII;
    compare_screen(&stage, "present", 24, 80);
    stage.view.glyphs = GLYPHS_BLOCK;
    stage.view.screen = SCREEN_DIRECTIONS;
    stage.view.pane = PANE_SPECTRUM;
    stage.view.focus = 2;
    stage.view.last = "+: eta";
    compare_screen(&stage, "present-spectrum", 30, 200);
    stage_done(&stage);
}

/* Every screen shows what the last key did.  The reason why it did nothing, or what is wrong with the typed text, can
 * be read completely. */
static void test_refused(void **state)
{
    (void)state;
    static const struct {
        int rows, cols;
        bool present;
    } sizes[] = {{24, 80, false}, {10, 40, false}, {24, 80, true}, {10, 40, true}, {43, 132, true}, {6, 30, false}};
    static const char said[] = ",: this is the first", words[] = "data.n: 0 is out of range (1 to 10000000 examples of a "
                                                                  "data set) -- and further words of it";
    struct stage stage;
    stage_init(&stage, 40);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        int rows = sizes[i].rows, cols = sizes[i].cols;
        stage.view.present = sizes[i].present;
        stage.view.prompt = NULL;
        stage.view.last = said;
        stage.view.refused = !sizes[i].present && rows < 10;
        bool room = rows >= 12 || (!sizes[i].present && rows >= 10) || stage.view.refused;
        assert_int_equal(room, shows(&stage.view, rows, cols, said));
        stage.view.refused = true;
        assert_true(shows(&stage.view, rows, cols, said));
        stage.view.last = words;
        assert_true(shows(&stage.view, rows, cols, words));
        stage.view.prompt = "set data.n=0";
        stage.view.prompt_label = ":";
        stage.view.prompt_error = words;
        stage.view.last = "";
        assert_true(shows(&stage.view, rows, cols, words));
        assert_true(shows(&stage.view, rows, cols, ":set data.n=0_"));
        stage.view.prompt_error = "";
    }
    stage_done(&stage);
}

/* All other screens at the same sizes, with all results of their probes. */
static void test_screens(void **state)
{
    (void)state;
    static const struct {
        int rows, cols, glyphs;
    } sizes[] = {{24, 80, GLYPHS_BRAILLE}, {24, 80, GLYPHS_ASCII}, {43, 132, GLYPHS_BRAILLE},
                 {43, 132, GLYPHS_ASCII},  {10, 40, GLYPHS_BRAILLE}, {10, 40, GLYPHS_ASCII}};
    struct stage stage;
    stage_init(&stage, 40);
    stage_probes(&stage);
    for (int screen = 1; screen < SCREEN_COUNT; screen++) {
        stage.view.screen = (enum screen_kind)screen;
        stage.view.pane = (enum pane_kind)screens[screen].panes[0];
        stage.view.focus = screen == SCREEN_KERNEL; /* the network: Taylor errors are asked of it */
        if (screen == SCREEN_RUNS)
            stage_runs(&stage);
        stage.view.last = requests[REQUEST_SCREEN_FIRST + screen].help;
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            stage.view.glyphs = (enum glyph_set)sizes[i].glyphs;
            compare_screen(&stage, screen_name((enum screen_kind)screen), sizes[i].rows, sizes[i].cols);
        }
    }
    stage_done(&stage);
}

/* Several runs on the main screen: their curves, and the table if there is room. */
static void test_runs(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {43, 132}, {10, 40}};
    struct stage stage;
    stage_init(&stage, 40);
    stage_runs(&stage);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs += GLYPHS_ASCII) {
            stage.view.glyphs = (enum glyph_set)glyphs;
            compare_screen(&stage, "main-runs", sizes[i][0], sizes[i][1]);
        }
    stage.view.compare = COMPARE_DIFFERENCE;
    compare_screen(&stage, "difference", 24, 80);
    stage_done(&stage);
}

/* A click hits a run on its row of a table, wherever the table is, and nowhere else. */
static void test_hit_runs(void **state)
{
    (void)state;
    static const struct {
        int rows, cols, lines;
        enum screen_kind screen;
    } sizes[] = {{24, 80, 3, SCREEN_RUNS}, {10, 40, 3, SCREEN_RUNS}, {8, 40, 1, SCREEN_RUNS}, {43, 132, 3, SCREEN_RUNS},
                 {43, 132, 3, SCREEN_MAIN}, {24, 80, 0, SCREEN_MAIN}};
    static const char *const lines[] = {"A    0.2500", "B    0.4430", "C    0.8000"};
    struct stage stage;
    stage_init(&stage, 40);
    stage_runs(&stage);
    stage.view.glyphs = GLYPHS_ASCII;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        int found = 0;
        stage.view.screen = sizes[i].screen;
        stage.view.pane = (enum pane_kind)screens[sizes[i].screen].panes[0];
        char *text = drawn(&stage.view, sizes[i].rows, sizes[i].cols), *line = text;
        for (int row = 0; row < sizes[i].rows; row++, line += strcspn(line, "\n") + 1) {
            const char *at = NULL;
            int run = -1;
            for (int k = 0; k < 3 && !at; k++)
                if ((at = strstr(line, lines[k])) != NULL && at < line + strcspn(line, "\n"))
                    run = k;
                else
                    at = NULL;
            for (int col = 0; col < sizes[i].cols; col++) {
                struct hit hit;
                screen_hit(&stage.view, sizes[i].rows, sizes[i].cols, row, col, &hit);
                if (!at || col < at - line - 2 || col == at - line)
                    assert_int_equal(hit.run, at && col == at - line ? run : -1);
            }
            found += at != NULL;
        }
        assert_int_equal(found, sizes[i].lines);
        free(text);
    }
    stage_done(&stage);
}

/* Pictures of examples in every glyph set; no result yet, and why. */
static void test_pictures(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 40);
    stage_probes(&stage);
    stage_images(&stage);
    stage.view.screen = SCREEN_FUNCTION;
    stage.view.pane = PANE_EXAMPLES;
    for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++) {
        stage.view.glyphs = (enum glyph_set)glyphs;
        compare_screen(&stage, "images", 24, 80);
    }
    stage_done(&stage);
}

static void test_nothing_found(void **state)
{
    (void)state;
    struct stage stage;
    stage_init_loading(&stage);
    stage.view.glyphs = GLYPHS_ASCII;
    for (int screen = 1; screen < SCREEN_COUNT; screen++) {
        stage.view.screen = (enum screen_kind)screen;
        for (int found = 0; found < 2; found++) {
            stage.view.probes = found ? &stage.probes : NULL;
            for (int i = 0; i < screens[screen].count; i++) {
                stage.view.pane = (enum pane_kind)screens[screen].panes[i];
                free(drawn(&stage.view, 10, 40));
                free(drawn(&stage.view, 24, 80));
            }
        }
    }
    stage.view.screen = SCREEN_SWEEP;
    compare_screen(&stage, "nothing", 24, 80);
    stage_done(&stage);
}

/* For any position of the cursor, the axis names its unit and shows the foot of the cursor. */
static void test_axis(void **state)
{
    (void)state;
    static const struct {
        int cols;
        const char *note;
    } sizes[] = {{80, " t "}, {132, " t, 1 column = 3.7 steps "}, {40, " t "}};
    struct stage stage;
    stage_init(&stage, 270);
    stage.view.glyphs = GLYPHS_ASCII;
    stage.view.follow = false;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (stage.view.cursor = 0; stage.view.cursor <= 270; stage.view.cursor++) {
            char *text = drawn(&stage.view, 24, sizes[i].cols), *axis = text, *foot;
            for (char *next = text; (next = strstr(next, "\n       +")) != NULL; next++)
                axis = next + 1; /* the last line with a corner there */
            axis[strcspn(axis, "\n")] = '\0';
            foot = strchr(axis, '^');
            assert_non_null(foot);
            *foot = ' '; /* in the place of one, maybe */
            assert_non_null(strstr(axis, sizes[i].note));
            free(text);
        }
    stage_done(&stage);
}

/* While eta_max is being measured, the column of numbers shows what is known so far and no more. */
static void test_bracket(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        const char *words[2], *absent;
    } cases[] = {
        {0, INFINITY, {"eta_max, measuring", ""}, "measuring:"},
        {0.66, INFINITY, {"eta_max, measuring: above", "0.6600"}, "below"},
        {0, 0.78, {"eta_max, measuring: below", "0.7800"}, "above"},
        {0.66, 0.78, {"eta_max, measuring: above 0.6600 ", "below 0.7800"}, "measuring: below"},
    };
    struct stage stage;
    stage_init(&stage, 34);
    stage.snapshot.eta_max_kind = ETA_MAX_MEASURING;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        stage.snapshot.eta_max = cases[i].low;
        stage.snapshot.eta_max_high = cases[i].high;
        for (int word = 0; word < 2; word++)
            assert_true(shows(&stage.view, 43, 132, cases[i].words[word]));
        assert_false(shows(&stage.view, 43, 132, cases[i].absent));
        assert_false(shows(&stage.view, 43, 132, "inf "));
    }
    stage_done(&stage);
}

/* The cursor in the past, an earlier run in the background, eta_max being measured, paused. */
static void test_cursor(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 34);
    for (size_t t = 0; t < 29; t++) {
        struct catapult_measure m = {.train_loss = 2 + 0.05 * (double)t};
        catapult_history_push(&stage.ghost, 0.4, &m);
    }
    stage.snapshot.state = SESSION_PAUSED;
    stage.snapshot.steps_per_second = 0;
    stage.snapshot.eta_max_kind = ETA_MAX_MEASURING;
    stage.snapshot.eta_max = 0.66;
    stage.snapshot.eta_max_high = 0.78;
    stage.view.ghost = &stage.ghost;
    stage.view.follow = false;
    stage.view.cursor = 9;
    stage.view.last = "Left  t 9";
    compare_screen(&stage, "cursor", 24, 80);
    stage.view.log_scale[PANE_LOSS] = false;
    stage.view.log_scale[PANE_KERNEL] = stage.view.log_scale[PANE_RULER] = true;
    stage.view.pane = PANE_KERNEL;
    stage.view.prompt = "1.2cr";
    compare_screen(&stage, "scales", 24, 80);
    stage.view.prompt = NULL;
    stage.view.zoom = true;
    compare_screen(&stage, "zoom-kernel", 24, 80);
    stage_done(&stage);
}

static void test_states(void **state)
{
    (void)state;
    struct stage stage;
    stage_init_loading(&stage);
    compare_screen(&stage, "loading", 24, 80);
    stage.view.glyphs = GLYPHS_ASCII;
    stage.snapshot.state = SESSION_FAILED;
    strcpy(stage.snapshot.message, "mnist: train-images-idx3-ubyte.gz not found; looked in data.path, $CATAPULT_DATA "
                                   "and the user's data folder; `catapult data get mnist` fetches it");
    compare_screen(&stage, "failed", 24, 80);
    compare_screen(&stage, "failed", 6, 30);
    stage_done(&stage);
}

/* If a model has left the scale, words at its curve's end say so. */
static void test_diverged_focus(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 72);
    stage.view.focus = 2;
    stage.view.glyphs = GLYPHS_ASCII;
    char *text = drawn(&stage.view, 24, 80);
    assert_non_null(strstr(text, "X linear diverged at 42 "));
    assert_non_null(strstr(text, "eta_crit  diverged\n"));
    free(text);
    compare_screen(&stage, "diverged", 24, 80);
    stage_done(&stage);
}

/* Of one example v = 4 + w decides, of several v = 4 does not. */
static void test_bound(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 30);
    stage_probes(&stage);
    stage.view.screen = SCREEN_PORTRAIT;
    stage.view.pane = PANE_PORTRAIT;
    assert_false(shows(&stage.view, 43, 132, "4 + w"));
    stage.snapshot.n = 1;
    assert_true(shows(&stage.view, 43, 132, "4 + w"));
    stage.view.focus = 2; /* the linear model is on no such map */
    assert_false(shows(&stage.view, 43, 132, "4 + w"));
    stage_done(&stage);
}

/* Mini-batches have two marks where others have one; a single example has its bound. */
static void test_bounds(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 30);
    stage.view.glyphs = GLYPHS_ASCII;
    stage.settings.batch = 8;
    stage.snapshot.eta_ms = 0.3125;
    stage.snapshot.eta_max_proved[0] = NAN;
    compare_screen(&stage, "batches", 24, 80);
    compare_screen(&stage, "batches", 43, 132);
    stage.settings.batch = 0;
    stage.snapshot.n = 1;
    stage.snapshot.eta_max_proved[0] = 0.7188;
    compare_screen(&stage, "one-example", 43, 132);
    stage_done(&stage);
}

/* What is of another model says so, and the sweep says which loss it is of, and where that is best. */
static void test_says_of_what(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 30);
    stage_probes(&stage);
    stage.view.screen = SCREEN_BIFURCATION;
    stage.view.pane = PANE_BIFURCATION;
    for (int own = 0; own < 2; own++) {
        stage.probes.bifurcation.own = own;
        assert_true(shows(&stage.view, 24, 80, "z, not this model") == !own);
        assert_true(shows(&stage.view, 24, 80, "eta lambda, not this model") == !own);
    }
    stage.view.screen = SCREEN_SWEEP;
    stage.view.pane = PANE_SCAN;
    const struct scan_probe *scan = &stage.probes.scan;
    int best = 0;
    for (int i = 0; i < SCAN_POINTS; i++)
        if (scan->point[i].done && scan->point[i].best[0] < scan->point[best].best[0])
            best = i;
    char words[32];
    snprintf(words, sizeof words, "best at %.3g", scan->point[best].ratio);
    assert_true(shows(&stage.view, 24, 80, words));
    stage.probes.scan.head.serial = 0; /* nothing yet */
    assert_true(shows(&stage.view, 24, 80, "best test loss"));
    stage.snapshot.n_test = 0;
    assert_true(shows(&stage.view, 24, 80, "best training loss"));
    stage_done(&stage);
}

/* A table that has no line for some runs says so. */
static void test_hidden_runs(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 40);
    stage_runs(&stage);
    stage.view.screen = SCREEN_RUNS;
    stage.view.pane = PANE_RUNS;
    stage.view.zoom = true;
    assert_false(shows(&stage.view, 24, 80, "2/3"));
    int hidden = 0;
    for (int rows = 6; rows <= 24; rows++) {
        bool all = shows(&stage.view, rows, 80, "C 0.8000") && shows(&stage.view, rows, 80, "A 0.2500");
        if (!shows(&stage.view, rows, 80, "B 0.4430"))
            continue; /* no table */
        hidden += !all;
        assert_true(all != (shows(&stage.view, rows, 80, "2/3") || shows(&stage.view, rows, 80, "1/3")));
    }
    assert_true(hidden > 0);
    stage_done(&stage);
}

/* The ruler alone has every boundary with its kind and formula. */
static void test_ruler_table(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 30);
    stage.view.zoom = true;
    stage.view.pane = PANE_RULER;
    stage.settings.momentum = 0.9;
    assert_true(shows(&stage.view, 24, 80, "eta_crit 0.7015 1.000 exact 2(1+b)/lambda_1(0), b = 0.9"));
    assert_true(shows(&stage.view, 24, 80, "eta_max 0.7012 0.9996 measured"));
    stage_done(&stage);
}

/* --- properties ------------------------------------------------------------------------------------------------ */

static void assert_clean(const struct canvas *canvas, bool ascii)
{
    for (int i = 0; i < canvas->rows * canvas->cols; i++) {
        uint32_t glyph = canvas->cell[i].glyph;
        if (glyph == CELL_BEHIND) /* and before it what is wide */
            assert_true(i % canvas->cols > 0 && canvas->cell[i - 1].glyph > 0x1100 && canvas->cell[i - 1].glyph != CELL_BEHIND);
        assert_true(glyph >= 0x20 && glyph != 0x7f && (glyph < 0x80 || glyph > 0x9f));
        assert_true(glyph != 0x2800); /* some fonts show dots in a blank braille cell */
        assert_true(!ascii || glyph < 0x7f);
        assert_in_range(canvas->cell[i].style, 0, STYLE_COUNT - 1);
    }
}

/* Any size, any pane, every glyph set: no write outside (detected by sanitizers), no invalid character. */
static void test_any_size(void **state)
{
    (void)state;
    struct stage stage;
    struct canvas canvas;
    canvas_init(&canvas);
    stage_init(&stage, 72);
    stage_probes(&stage);
    stage_runs(&stage);
    stage.view.ghost = &stage.histories[1];
    strcpy(stage.settings.title, "\xe4\xba\x8c\xe3\x81\xa4\xe3\x81\xae\xe8\x87\xa8\xe7\x95\x8c \xf0\x9f\x9a\x80\xf0\x9f\x9a\x80");
    stage.view.last = "e  eta = 1.2\x1b[2Jcrit \xff";
    for (int rows = 1; rows <= 50; rows += rows < 30 ? 1 : 7)
        for (int cols = 1; cols <= 170; cols += cols < 30 ? 1 : 11) {
            int variant = rows * 7 + cols;
            stage.view.glyphs = (enum glyph_set)(variant % GLYPHS_COUNT);
            stage.view.zoom = variant % 4 == 0;
            stage.view.screen = (enum screen_kind)(variant % SCREEN_COUNT);
            stage.view.pane = (enum pane_kind)screens[stage.view.screen].panes[variant / 3 % screens[stage.view.screen].count];
            stage.view.window = variant % 6 == 0 ? 12 : 0;
            stage.view.compare = (enum compare)(variant / 2 % COMPARE_COUNT);
            stage.view.help = variant % 11 == 0;
            stage.view.prompt = variant % 5 == 0 ? "12345678901234567890\xce\xb7" : NULL;
            stage.view.refused = variant % 2 == 0;
            stage.view.prompt_error = variant % 10 == 0 ? "a reason that is a little longer" : "";
            stage.view.present = variant % 9 == 0;
            stage.view.follow = variant % 3 == 0;
            stage.view.cursor = variant % 90 - 5;
            stage.view.focus = variant % 3;
            stage.snapshot.state = variant % 13 == 0 ? SESSION_FAILED : SESSION_RUNNING;
            canvas_resize(&canvas, rows, cols);
            screen_draw(&canvas, &stage.view);
            assert_clean(&canvas, stage.view.glyphs == GLYPHS_ASCII);
        }
    canvas_done(&canvas);
    stage_done(&stage);
}

/* Drawing twice gives the same cells and does not change the view; the same without the pyramids. */
static void test_pure(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 5000);
    struct view before = stage.view;
    struct snapshot snapshot = stage.snapshot;
    char *first = drawn(&stage.view, 43, 132), *second = drawn(&stage.view, 43, 132);
    assert_string_equal(first, second);
    assert_memory_equal(&before, &stage.view, sizeof before);
    assert_memory_equal(&snapshot, &stage.snapshot, sizeof snapshot);
    stage.view.pyramids = NULL;
    free(second);
    second = drawn(&stage.view, 43, 132);
    assert_string_equal(first, second);
    assert_non_null(strstr(first, "t, 1 column = 62 steps"));
    free(first);
    free(second);
    stage_done(&stage);
}

/* Views that a front end may pass: only a snapshot and settings; rows with any values. */
static void test_odd_histories(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY, 0, -1, 1e308, 5e-324, 1};
    struct stage stage;
    struct canvas canvas;
    canvas_init(&canvas);
    for (int length = 0; length < 40; length++)
        for (int log = 0; log < 2; log++) {
            stage_init_alone(&stage, length % CATAPULT_MODEL_COUNT);
            for (int t = 0; t < length; t++)
                stage_push(&stage, odd[t * 3 % 8], odd[t % 8], odd[t * 5 % 8]);
            for (int i = 0; i < PANE_COUNT; i++)
                stage.view.log_scale[i] = log;
            stage.view.follow = length % 2;
            stage.snapshot.lambda_1 = odd[length % 8];
            stage.snapshot.eta_max_kind = (enum eta_max_kind)(length % 3);
            stage.snapshot.eta_max = odd[(length + 3) % 8];
            stage.snapshot.eta_max_high = odd[(length + 5) % 8];
            for (int rows = 3; rows < 50; rows += 7) {
                canvas_resize(&canvas, rows, rows * 3);
                screen_draw(&canvas, &stage.view);
                assert_clean(&canvas, false);
            }
            stage_done(&stage);
        }
    stage_init_alone(&stage, CATAPULT_MODEL_NETWORK);
    stage.snapshot.models = 0;
    stage.view.histories = NULL;
    canvas_resize(&canvas, 24, 80);
    screen_draw(&canvas, &stage.view);
    assert_int_equal(screen_span(&stage.view), 20);
    stage_done(&stage);
    canvas_done(&canvas);
}

static int count_of(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        count++;
    return count;
}

/* A dotted line where eta was changed, in every plot and on the axis; only ticks where it changed at every step. */
static void test_changes(void **state)
{
    (void)state;
    struct stage stage;
    stage_init_alone(&stage, CATAPULT_MODEL_LINEAR);
    stage.view.glyphs = GLYPHS_BRAILLE;
    for (int t = 0; t <= 60; t++)
        stage_push(&stage, t < 20 ? 0.1 : t < 40 ? 0.12 : 0.11, 1, 5);
    char *text = drawn(&stage.view, 24, 80);
    int marks = count_of(text, "\xe2\x94\x8a");
    assert_in_range(marks, 2 * 7, 2 * 13); /* two changes; curves cover some of the 13 rows */
    free(text);
    for (int t = 61; t <= 1000; t++)
        stage_push(&stage, 0.1 + 0.001 * (t % 7), 1, 5);
    text = drawn(&stage.view, 24, 80);
    assert_in_range(count_of(text, "\xe2\x94\x8a"), 60, 3 * 72); /* the axis and the last rows of two plots */
    free(text);
    stage_done(&stage);
}

/* A line of the help with that word and the beginning of what it means. */
static bool explains(const char *text, const char *word, const char *help)
{
    char line[80];
    snprintf(line, sizeof line, " %-10s %.40s", word, help);
    return strstr(text, line);
}

/* Every request, regime and outcome is explained, at any size of screen. */
static void test_help(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {6, 72}, {60, 100}};
    struct stage stage;
    stage_init(&stage, 3);
    stage.view.help = true;
    for (int s = 0; s < 3; s++) {
        int rows = sizes[s][0], cols = sizes[s][1];
        bool seen[REQUEST_COUNT] = {false}, phase[CATAPULT_PHASE_COUNT] = {false}, outcome[CATAPULT_OUTCOME_COUNT] = {false};
        for (stage.view.help_scroll = 0; stage.view.help_scroll <= screen_help_scroll_max(rows, cols);
             stage.view.help_scroll++) {
            char *text = drawn(&stage.view, rows, cols);
            for (int i = 0; i < REQUEST_COUNT; i++)
                seen[i] = seen[i] || strstr(text, requests[i].help);
            for (int i = 0; i < CATAPULT_PHASE_COUNT; i++)
                phase[i] |= explains(text, catapult_phase_name((enum catapult_phase)i), catapult_phase_help((enum catapult_phase)i));
            for (int i = 0; i < CATAPULT_OUTCOME_COUNT; i++)
                outcome[i] |= explains(text, catapult_outcome_name((enum catapult_outcome_word)i),
                                       catapult_outcome_help((enum catapult_outcome_word)i));
            free(text);
        }
        for (int i = 0; i < CATAPULT_PHASE_COUNT; i++)
            assert_true(phase[i]);
        for (int i = 0; i < CATAPULT_OUTCOME_COUNT; i++)
            assert_true(outcome[i]);
        for (int i = 0; i < REQUEST_COUNT; i++)
            if (!seen[i])
                fail_msg("'%s' is not on the help screen at %d x %d", requests[i].name, rows, cols);
    }
    stage.view.help_scroll = 1 << 20; /* too far is the end */
    char *text = drawn(&stage.view, 24, 80);
    assert_non_null(strstr(text, "diverged "));
    free(text);
    stage_done(&stage);
}

/* The most important keys are named on every screen that has room for a line of keys. */
static void test_key_line(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 3);
    for (int cols = 40; cols <= 200; cols += 20) {
        char *text = drawn(&stage.view, 24, cols);
        stage.snapshot.state = SESSION_PAUSED;
        char *paused = drawn(&stage.view, 24, cols);
        stage.snapshot.state = SESSION_RUNNING;
        assert_non_null(strstr(text, "Space pause"));
        assert_non_null(strstr(paused, "Space run"));
        free(paused);
        assert_non_null(strstr(text, "+ - eta"));
        assert_non_null(strstr(text, "? help"));
        assert_non_null(strstr(text, "q quit"));
        free(text);
    }
    stage_done(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screens),   cmocka_unit_test(test_pictures),       cmocka_unit_test(test_nothing_found),
        cmocka_unit_test(test_sizes),     cmocka_unit_test(test_runs),
        cmocka_unit_test(test_lesson), cmocka_unit_test(test_presenter),    cmocka_unit_test(test_cursor),         cmocka_unit_test(test_states),
        cmocka_unit_test(test_diverged_focus),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_says_of_what),
        cmocka_unit_test(test_hidden_runs),
        cmocka_unit_test(test_ruler_table), cmocka_unit_test(test_any_size),  cmocka_unit_test(test_pure),
        cmocka_unit_test(test_odd_histories), cmocka_unit_test(test_changes),    cmocka_unit_test(test_help),
        cmocka_unit_test(test_key_line), cmocka_unit_test(test_refused), cmocka_unit_test(test_hit_runs), cmocka_unit_test(test_axis),
        cmocka_unit_test(test_bracket),
    };
    return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
