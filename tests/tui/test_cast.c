/* test_cast.c - recordings: a player shows what was on the screen. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "replay.h"
#include "stage.h"
#include "tui/writers/cast.h"
#include "tui/panes/view.h"

static const char *path_in(void **state, const char *name)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    return path;
}

/* Every cell of the canvas: glyph, bold, underline, reverse, colour. */
static void assert_shows(struct replay *replay, const struct canvas *canvas, enum theme theme)
{
    assert_int_equal(replay->rows, canvas->rows);
    assert_int_equal(replay->cols, canvas->cols);
    for (int row = 0; row < canvas->rows; row++)
        for (int col = 0; col < canvas->cols; col++) {
            const struct cell *wanted = &canvas->cell[row * canvas->cols + col];
            struct look look = theme_look(theme, (enum style)wanted->style, 256);
            VTermScreenCell cell;
            vterm_screen_get_cell(replay->screen, (VTermPos){.row = row, .col = col}, &cell);
            uint32_t glyph = cell.chars[0] == UINT32_MAX ? CELL_BEHIND : cell.chars[0] ? cell.chars[0] : ' ';
            bool right = glyph == wanted->glyph && cell.attrs.bold == !!(look.attributes & LOOK_BOLD) &&
                         cell.attrs.reverse == !!(look.attributes & LOOK_REVERSE) &&
                         (look.color < 0 ? VTERM_COLOR_IS_DEFAULT_FG(&cell.fg)
                                         : VTERM_COLOR_IS_INDEXED(&cell.fg) && cell.fg.indexed.idx == look.color);
            if (!right)
                fail_msg("row %d, column %d: U+%04X in style %d is not there (U+%04X is)", row, col,
                         (unsigned)wanted->glyph, wanted->style, (unsigned)glyph);
        }
}

static void record(struct cast *cast, struct canvas *canvas, const struct stage *stage, enum theme theme)
{
    struct catapult_error err;
    screen_draw(canvas, &stage->view);
    assert_int_equal(cast_frame(cast, canvas, theme, &err), CATAPULT_STATUS_OK);
}

/* After every frame of a run, with changed focus, theme, glyphs and size, a player shows the canvas. */
static void test_frames(void **state)
{
    static const int sizes[][2] = {{24, 80}, {43, 132}, {10, 40}, {1, 1}, {24, 80}};
    const char *path = path_in(state, "frames.cast");
    struct stage stage;
    struct canvas canvas;
    struct cast *cast;
    struct catapult_error err;
    struct replay replay;
    canvas_init(&canvas);
    assert_int_equal(cast_open(&cast, path, 24, 80, 256, "a \"title\" \\ \033 \xff", "catapult", &err),
                     CATAPULT_STATUS_OK);
    for (int i = 0; i < 40; i++) {
        stage_init(&stage, 7 * i);
        stage.view.focus = i % 3;
        snprintf(stage.settings.title, sizeof stage.settings.title, "%.*s", 3 * (i % 5), "\xe4\xba\x8c\xe3\x81\xa4\xe3\x81\xae\xe8\x87\xa8");
        stage.view.glyphs = (enum glyph_set)(i / 8 % GLYPHS_COUNT);
        canvas_resize(&canvas, sizes[i / 10][0], sizes[i / 10][1]);
        record(cast, &canvas, &stage, (enum theme)(i / 5 % THEME_COUNT));
        replay_file(&replay, path);
        assert_shows(&replay, &canvas, (enum theme)(i / 5 % THEME_COUNT));
        assert_string_equal(replay.title, "a \"title\" \\ \033 \xef\xbf\xbd");
        replay_done(&replay);
        if (i < 39)
            stage_done(&stage);
    }
    replay_file(&replay, path);
    int events = replay.events;
    replay_done(&replay);
    record(cast, &canvas, &stage, (enum theme)(39 / 5 % THEME_COUNT)); /* nothing has changed */
    replay_file(&replay, path);
    assert_int_equal(replay.events, events);
    replay_done(&replay);
    stage_done(&stage);
    cast_close(cast);
    canvas_done(&canvas);
}

static void test_refused(void **state)
{
    struct cast *cast;
    struct catapult_error err;
    const char *path = path_in(state, "there.cast");
    assert_int_equal(cast_open(&cast, path, 24, 80, 256, "", "", &err), CATAPULT_STATUS_OK);
    cast_close(cast);
    assert_int_equal(cast_open(&cast, path, 24, 80, 256, "", "", &err), CATAPULT_STATUS_INPUT);
    assert_non_null(strstr(err.text, "is there already"));
    assert_null(cast);
    assert_int_equal(cast_open(&cast, path_in(state, "nowhere/x.cast"), 24, 80, 256, "", "", &err), CATAPULT_STATUS_IO);
    cast_close(NULL);
}

/* No room for the next line: the recording ends with a complete line, reports that once, and stays playable. */
static void test_full(void **state)
{
    const char *path = path_in(state, "full.cast");
    struct rlimit before, small = {.rlim_cur = 9000, .rlim_max = RLIM_INFINITY};
    struct stage stage;
    struct canvas canvas;
    struct cast *cast;
    struct catapult_error err;
    struct replay replay;
    int failures = 0;
    canvas_init(&canvas);
    canvas_resize(&canvas, 24, 80);
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(cast_open(&cast, path, 24, 80, 256, "", "", &err), CATAPULT_STATUS_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 20; i++) {
        stage_init(&stage, 7 * i);
        screen_draw(&canvas, &stage.view);
        failures += cast_frame(cast, &canvas, THEME_SAFE, &err) != CATAPULT_STATUS_OK;
        stage_done(&stage);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(failures, 1);
    assert_non_null(strstr(err.text, "the recording ends here"));
    replay_file(&replay, path);
    assert_true(replay.events >= 1);
    replay_done(&replay);
    cast_close(cast);
    canvas_done(&canvas);
}

/* --- the laboratory ----------------------------------------------------------------------------------------- */

static struct pty *start(void **state)
{
    struct pty_options options = fixture_options(state);
    struct pty *pty = fixture_start(&options, (const char *[]){"--paused", "--cast", "lab.cast", NULL});
    fixture_wait_loaded(pty);
    fixture_wait_eta_max(pty);
    return pty;
}

/* Whether a player of the recording would show the current screen. */
static bool is_recorded(const char *screen, void *context)
{
    struct replay replay;
    replay_file(&replay, context);
    char *played = replay_screen(&replay);
    bool same = strcmp(played, screen) == 0;
    free(played);
    replay_done(&replay);
    return same;
}

/* A frame is recorded after it was drawn, and read from the terminal in pieces: in the end both agree. */
static void wait_recorded(void **state, struct pty *pty)
{
    pty_wait(pty, is_recorded, (void *)path_in(state, "lab.cast"), "a recording of what is on the screen");
}

static bool shows_resized(const char *screen, void *context)
{
    (void)context;
    return strstr(screen, "lambda_1, pi_1") && strstr(screen, "last: ") && strstr(screen, "examples, tests");
}

/* The program is killed and cannot clean up: what was recorded stays. */
static void test_killed(void **state)
{
    struct pty *pty = start(state);
    pty_type(pty, "......");
    fixture_wait_step(pty, 6);
    pty_type(pty, "m");
    pty_wait_text(pty, "network in focus");
    pty_resize(pty, 43, 132);
    pty_wait(pty, shows_resized, NULL, "the wider screen");
    pty_type(pty, ":theme light\r");
    pty_wait_text(pty, ":theme: light theme");
    wait_recorded(state, pty);
    pty_signal(pty, SIGKILL);
    pty_wait_exit(pty);
    struct replay replay;
    replay_file(&replay, path_in(state, "lab.cast"));
    assert_int_equal(replay.rows, 43);
    assert_true(replay.events > 4);
    char *played = replay_screen(&replay);
    assert_string_equal(played, pty_screen(pty));
    free(played);
    replay_done(&replay);
    pty_free(pty);
}

static void test_quit(void **state)
{
    struct pty *pty = start(state);
    pty_type(pty, "+++....");
    fixture_wait_step(pty, 4);
    pty_wait_text(pty, ".: one iteration forward");
    wait_recorded(state, pty);
    pty_type(pty, "q");
    assert_exited(pty, 0);
    struct replay replay;
    replay_file(&replay, path_in(state, "lab.cast"));
    assert_string_equal(replay.title, "Small and quick");
    replay_done(&replay);
    pty_free(pty);
    struct pty_options options = fixture_options(state);
    pty = fixture_start(&options, (const char *[]){"--cast", "lab.cast", NULL}); /* not overwritten */
    assert_exited(pty, 2);
    assert_non_null(strstr(pty_screen(pty), "lab.cast is there already"));
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frames, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_full, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_killed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_quit, fixture_setup, fixture_teardown),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
