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
#include "tui/panes/pane.h"

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
    assert_int_equal(count, 5);
    assert_true(near(find(marks, count, GLYPH_BOUND_CRIT)->eta, 2 / first, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_NOW)->eta, 2 / now, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_FOUR)->eta, 4 / first, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_FAR)->eta, 12 / first, 1e-15));
    assert_true(near(find(marks, count, GLYPH_BOUND_MAX)->eta, 0.7012, 1e-15));
    stage.snapshot.eta_max_kind = ETA_MAX_UNKNOWN;
    assert_int_equal(marks_find(&stage.view, marks), 4);
    stage.snapshot.lambda_1 = NAN;
    assert_int_equal(marks_find(&stage.view, marks), 0);
    stage_done(&stage);
    stage_init_loading(&stage);
    assert_int_equal(marks_find(&stage.view, marks), 0);
    stage_done(&stage);
}

/* The text of the mark with that glyph, with the settings as the test has made them. */
static const char *said(const struct stage *stage, enum glyph glyph)
{
    static struct mark marks[MARKS_MAX];
    int count = marks_find(&stage->view, marks);
    return find(marks, count, glyph)->text[0];
}

static bool has(const struct stage *stage, enum glyph glyph)
{
    struct mark marks[MARKS_MAX];
    for (int i = 0, count = marks_find(&stage->view, marks); i < count; i++)
        if (marks[i].glyph == glyph)
            return true;
    return false;
}

/* Each boundary says what it is and by which formula, and nothing is an estimate for settings that no theorem is like. */
static void test_kinds(void **state)
{
    (void)state;
    struct stage stage;
    stage_init(&stage, 30);
    assert_string_equal(said(&stage, GLYPH_BOUND_CRIT), "eta_crit 0.3692 exact, 2/lambda_1(0)");
    assert_string_equal(said(&stage, GLYPH_BOUND_FOUR), "4/lambda_1(0) 0.7384 estimate");
    assert_string_equal(said(&stage, GLYPH_BOUND_FAR), "12/lambda_1(0) 2.215");
    assert_string_equal(said(&stage, GLYPH_BOUND_MAX), "eta_max 0.7012 measured");
    stage.snapshot.eta_max_high = 0.7083;
    stage.snapshot.eta_max_fails = CATAPULT_OUTCOME_DEAD;
    stage.snapshot.eta_max_steps = 400;
    struct mark marks[MARKS_MAX];
    int count = marks_find(&stage.view, marks);
    assert_string_equal(find(marks, count, GLYPH_BOUND_MAX)->formula, "0.7083 dead in 400 steps");
    stage.snapshot.eta_max_holes = 2;
    count = marks_find(&stage.view, marks);
    assert_string_equal(find(marks, count, GLYPH_BOUND_MAX)->formula, "0.7083 dead in 400 steps; 2 larger converge");
    stage.view.focus = 1; /* the network: no theorem */
    assert_string_equal(said(&stage, GLYPH_BOUND_FOUR), "4/lambda_1(0) 0.7384");
    assert_string_equal(said(&stage, GLYPH_BOUND_MAX), "eta_max of quadratic 0.7012 measured");
    stage.view.focus = 2; /* the linear model's largest rate is eta_crit */
    assert_false(has(&stage, GLYPH_BOUND_FOUR));
    stage.view.focus = 0;
    stage.settings.momentum = 0.9;
    stage.snapshot.eta_max_proved[0] = NAN;
    assert_string_equal(said(&stage, GLYPH_BOUND_CRIT), "eta_crit 0.7015 exact, 2(1+b)/lambda_1(0), b = 0.9");
    assert_string_equal(said(&stage, GLYPH_BOUND_NOW), "3.8/lambda_1(t) 0.8171");
    assert_false(has(&stage, GLYPH_BOUND_FOUR));
    stage.settings.nesterov = true;
    assert_string_equal(said(&stage, GLYPH_BOUND_CRIT), "eta_crit 0.2505 exact, (2+2b)/((1+2b) lambda_1(0)), b = 0.9");
    stage.settings.nesterov = false;
    stage.settings.momentum = 0;
    stage.settings.batch = 8;
    stage.snapshot.eta_ms = NAN; /* not known yet */
    assert_string_equal(said(&stage, GLYPH_BOUND_CRIT), "eta_crit 0.3692 exact, 2/lambda_1(0), full batches");
    assert_string_equal(said(&stage, GLYPH_BOUND_FOUR), "4/lambda_1(0) 0.7384");
    stage.snapshot.eta_ms = 0.25;
    assert_string_equal(said(&stage, GLYPH_BOUND_CRIT), "eta_ms 0.2500 exact, E[r^2] bounded, independent batches");
    assert_string_equal(said(&stage, GLYPH_BOUND_FULL), "eta_crit 0.3692 exact, 2/lambda_1(0), full batches");
    stage.settings.batch = 0;
    stage.snapshot.n = 1;
    stage.snapshot.eta_max_proved[0] = 0.48;
    assert_string_equal(said(&stage, GLYPH_BOUND_EXACT),
                        "bounded up to 0.4800 exact, (sqrt(l^2+16A) - l)/2A, A = -k r_0 y");
    assert_string_equal(said(&stage, GLYPH_BOUND_FOUR), "4/lambda_1(0) 0.7384");
    stage_done(&stage);
}

/* A regime is where eta stands on the ruler, by the best that is known of its upper end. */
static void test_regimes(void **state)
{
    (void)state;
    struct stage stage;
    struct marks_regimes r;
    stage_init(&stage, 30);
    double crit = 2 / stage.snapshot.lambda_1;
    marks_regimes(&stage.view, 0, &r);
    assert_true(near(r.crit, crit, 1e-15) && r.max_low == 0.7012 && r.max_high == 0.7012); /* measured before estimated */
    marks_regimes(&stage.view, 1, &r);
    assert_true(r.max_low == r.crit && isinf(r.max_high));
    assert_int_equal(pane_regime(&stage.view, 1, 0.5), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(pane_regime(&stage.view, 1, 0.36), CATAPULT_PHASE_LAZY);
    marks_regimes(&stage.view, 2, &r);
    assert_true(r.max_low == r.crit && r.max_high == r.crit);
    assert_int_equal(pane_regime(&stage.view, 2, 0.5), CATAPULT_PHASE_DIVERGENT);
    stage.snapshot.eta_max_kind = ETA_MAX_MEASURING;
    stage.snapshot.eta_max = 0.5;
    stage.snapshot.eta_max_high = 0.8;
    assert_int_equal(pane_regime(&stage.view, 0, 0.45), CATAPULT_PHASE_CATAPULT);
    assert_int_equal(pane_regime(&stage.view, 0, 0.6), CATAPULT_PHASE_UNKNOWN);
    assert_int_equal(pane_regime(&stage.view, 0, 0.81), CATAPULT_PHASE_DIVERGENT);
    stage.snapshot.eta_max_kind = ETA_MAX_UNKNOWN;
    marks_regimes(&stage.view, 0, &r);
    assert_true(near(r.max_low, 2 * crit, 1e-15) && near(r.max_high, 2 * crit, 1e-15)); /* the estimate */
    stage.settings.batch = 8;
    stage.snapshot.eta_ms = 0.25;
    stage.snapshot.eta_max_proved[0] = NAN;
    marks_regimes(&stage.view, 0, &r);
    assert_true(r.crit == 0.25 && r.max_low == 0.25 && isinf(r.max_high));
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
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_regimes),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_next),
    };
    return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
