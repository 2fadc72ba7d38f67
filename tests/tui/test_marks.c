/* test_marks.c - the boundaries on the ruler: which exist, that the ruler shows them all, and moving from one to the
 * next. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stage.h"
#include "tui/panes/marks.h"

static bool near(double a, double b, double rel)
{
    return fabs(a - b) <= rel * fabs(b);
}

static const struct mark *find(const struct mark *marks, int count, enum glyph glyph)
{
    for (int i = 0; i < count; i++)
        if (marks[i].glyph == glyph)
            return &marks[i];
    fail_msg("no mark with glyph %d", (int)glyph);
    return NULL;
}

static void test_values(void **state)
{
    (void)state;
    struct stage stage;
    struct mark marks[MARKS_MAX];
    stage_init(&stage, 30);
    int count = marks_find(&stage.view, marks);
    double first = stage.snapshot.lambda_1, now = catapult_history_get(&stage.histories[0], CATAPULT_FIELD_LAMBDA, 30);
    assert_int_equal(count, MARKS_MAX);
    assert_true(near(find(marks, count, GLYPH_BOUND_CRIT)->eta, 2 / first, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_NOW)->eta, 2 / now, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_THEORY)->eta, 4 / first, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_FAR)->eta, 12 / first, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_MAX)->eta, 0.7012, 1e-15));
    stage.snapshot.eta_max_kind = ETA_MAX_UNKNOWN;
    assert_int_equal(marks_find(&stage.view, marks), MARKS_MAX - 1);
    stage.snapshot.lambda_1 = NAN;
    assert_int_equal(marks_find(&stage.view, marks), 0);
    stage_done(&stage);
    stage_init_loading(&stage);
    assert_int_equal(marks_find(&stage.view, marks), 0);
    stage_done(&stage);
}

static void test_shown(void **state)
{
    (void)state;
    struct stage stage;
    struct mark marks[MARKS_MAX];
    struct canvas canvas;
    char *text = NULL;
    size_t size = 0;
    stage_init(&stage, 30);
    canvas_init(&canvas);
    canvas_resize(&canvas, 43, 132);
    screen_draw(&canvas, &stage.view);
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    canvas_write(&canvas, file);
    fclose(file);
    for (int i = 0, count = marks_find(&stage.view, marks); i < count; i++)
        if (!strstr(text, marks[i].text[1])) /* the first may not fit */
            fail_msg("no %s in\n%s", marks[i].text[1], text);
    free(text);
    canvas_done(&canvas);
    stage_done(&stage);
}

/* From far below, all marks are reached in the order of eta, and back; from a mark the move goes to the next one. */
static void test_next(void **state)
{
    (void)state;
    const struct mark marks[] = {{.eta = 2}, {.eta = 0.7}, {.eta = 5}, {.eta = 2 * (1 + 1e-12)}};
    static const double up[] = {0.7, 2, 5};
    double eta = 0.1;
    for (int i = 0; i < 3; i++) {
        const struct mark *next = marks_next(marks, 4, eta, 1);
        assert_non_null(next);
        assert_true(near(eta = next->eta, up[i], 1e-11));
    }
    assert_null(marks_next(marks, 4, eta, 1));
    for (int i = 1; i >= 0; i--) {
        const struct mark *next = marks_next(marks, 4, eta, -1);
        assert_non_null(next);
        assert_true(near(eta = next->eta, up[i], 1e-11));
    }
    assert_null(marks_next(marks, 4, eta, -1));
    assert_null(marks_next(marks, 0, eta, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_next),
    };
    return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
