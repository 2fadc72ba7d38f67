/* test_plot.c - curves against a naive drawing, row by row: no spike lost, no dot without a value, gaps where a value
 * cannot be drawn, nothing outside the area. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/plot/plot.h"

enum { ROWS = 6, COLS = 40, EDGE = 3 };

/* A canvas with a margin around the area, and a history of training losses. */
struct bench {
    struct canvas canvas;
    struct catapult_history history;
    struct pyramid pyramid;
    struct plot plot;
    struct series series;
};

static void bench_init(struct bench *bench, enum glyph_set glyphs, bool log)
{
    memset(bench, 0, sizeof *bench);
    canvas_resize(&bench->canvas, ROWS + 2 * EDGE, COLS + 2 * PLOT_LABELS);
    catapult_history_init(&bench->history, 0);
    bench->plot = (struct plot){.canvas = &bench->canvas, .area = {EDGE, PLOT_LABELS, ROWS, COLS},
                                .glyphs = glyphs, .log = log, .span = 1};
    bench->series = (struct series){.history = &bench->history, .field = CATAPULT_FIELD_TRAIN_LOSS, .every = 1,
                                    .glyph = GLYPH_NETWORK, .style = STYLE_NETWORK};
}

static void bench_done(struct bench *bench)
{
    canvas_done(&bench->canvas);
    catapult_history_done(&bench->history);
    pyramid_done(&bench->pyramid);
}

static void push(struct bench *bench, double loss)
{
    struct catapult_measure m = {.train_loss = loss};
    assert_true(catapult_history_push(&bench->history, 1, &m));
}

static void draw(struct bench *bench, double low, double high)
{
    canvas_clear(&bench->canvas);
    bench->plot.low = low;
    bench->plot.high = high;
    plot_series(&bench->plot, &bench->series);
}

static uint32_t glyph_at(const struct bench *bench, int row, int col)
{
    return bench->canvas.cell[(EDGE + row) * bench->canvas.cols + PLOT_LABELS + col].glyph;
}

/* Whether the dot is set; counted in dots from the upper left corner of the area. */
static bool dot_at(const struct bench *bench, int x, int y)
{
    static const unsigned bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    uint32_t glyph = glyph_at(bench, y / 4, x / 2);
    assert_true(glyph == ' ' || (glyph > 0x2800 && glyph <= 0x28ff)); /* a blank is a space, never U+2800 */
    return glyph != ' ' && glyph & bit[y % 4][x % 2];
}

static void assert_margin_blank(const struct bench *bench)
{
    for (int row = 0; row < bench->canvas.rows; row++)
        for (int col = 0; col < bench->canvas.cols; col++)
            if (row < EDGE || row >= EDGE + ROWS || col < PLOT_LABELS || col >= PLOT_LABELS + COLS)
                assert_int_equal(bench->canvas.cell[row * bench->canvas.cols + col].glyph, ' ');
}

static double noise(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* --- the naive drawing ------------------------------------------------------------------------------------- */

/* The y of the dot for a value. */
static int naive_y(const struct bench *bench, double value)
{
    const struct plot *p = &bench->plot;
    double part = p->log ? (log(value) - log(p->low)) / (log(p->high) - log(p->low))
                         : (value - p->low) / (p->high - p->low);
    return (int)floor((1 - part) * (4 * ROWS - 1) + 0.5);
}

static int naive_x(const struct bench *bench, long t)
{
    return (int)floor((double)t * (2 * COLS - 1) / (double)bench->plot.span + 0.5);
}

/* Every row has its dot, and every dot lies between values of its own column and its neighbours. */
static void assert_same_as_naive(const struct bench *bench)
{
    int top[2 * COLS], bottom[2 * COLS]; /* of each column of dots */
    const double *loss = bench->history.column[CATAPULT_FIELD_TRAIN_LOSS];
    for (int x = 0; x < 2 * COLS; x++) {
        top[x] = 4 * ROWS;
        bottom[x] = -1;
    }
    for (long t = 0; t < (long)bench->history.length; t++) {
        int x = naive_x(bench, t), y = naive_y(bench, loss[t]);
        if (!dot_at(bench, x, y))
            fail_msg("row %ld (%g) has no dot at (%d, %d)", t, loss[t], x, y);
        top[x] = y < top[x] ? y : top[x];
        bottom[x] = y > bottom[x] ? y : bottom[x];
    }
    for (int x = 0; x < 2 * COLS; x++)
        for (int y = 0; y < 4 * ROWS; y++) {
            int high = top[x], low = bottom[x];
            for (int beside = x - 1; beside <= x + 1; beside += 2)
                if (beside >= 0 && beside < 2 * COLS && bottom[beside] >= 0) {
                    high = top[beside] < high ? top[beside] : high;
                    low = bottom[beside] > low ? bottom[beside] : low;
                }
            if (dot_at(bench, x, y) && (y < high || y > low))
                fail_msg("a dot at (%d, %d) belongs to no row", x, y);
        }
}

static void test_naive(void **state)
{
    (void)state;
    static const long lengths[] = {80, 81, 97, 240, 1000, 5003};
    uint64_t seed = 20220523;
    for (int i = 0; i < 6; i++)
        for (int log = 0; log < 2; log++) {
            struct bench bench;
            bench_init(&bench, GLYPHS_BRAILLE, log);
            for (long t = 0; t < lengths[i]; t++)
                push(&bench, noise(&seed) < 0.02 ? 9.7 * noise(&seed) + 0.11 : 1 + 0.5 * noise(&seed));
            bench.plot.span = lengths[i] - 1;
            draw(&bench, 0.1, 10);
            assert_same_as_naive(&bench);
            assert_margin_blank(&bench);
            bench_done(&bench);
        }
}

/* --- values that cannot be drawn ------------------------------------------------------------------------------ */

static int dots_in(const struct bench *bench, int x)
{
    int count = 0;
    for (int y = 0; y < 4 * ROWS; y++)
        count += dot_at(bench, x, y);
    return count;
}

static void test_gaps(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY, 0, -2.385};
    for (int i = 0; i < 5; i++) {
        struct bench bench;
        bench_init(&bench, GLYPHS_BRAILLE, true);
        for (int t = 0; t < 2 * COLS; t++)
            push(&bench, t >= 30 && t < 33 ? bad[i] : 1.5);
        bench.plot.span = 2 * COLS - 1;
        draw(&bench, 0.1, 10);
        for (int x = 0; x < 2 * COLS; x++)
            assert_int_equal(dots_in(&bench, x), x < 30 || x >= 33);
        plot_series_marks(&bench.plot, &bench.series);
        uint32_t below = glyph_of(GLYPHS_BRAILLE, GLYPH_BELOW);
        bool marked = bad[i] <= 0 && isfinite(bad[i]);
        assert_int_equal(glyph_at(&bench, ROWS - 1, 15) == below, marked); /* columns 30 and 31 */
        assert_int_equal(glyph_at(&bench, ROWS - 1, 14) == below, false);
        bench_done(&bench);
    }
}

/* A test loss evaluated at every fourth step is drawn as a curve, not as points. */
static void test_every(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench, GLYPHS_BRAILLE, true);
    for (int t = 0; t < 2 * COLS; t++)
        push(&bench, t % 4 == 0 && t != 40 ? 1.5 : NAN);
    bench.plot.span = 2 * COLS - 1;
    bench.series.every = 4;
    draw(&bench, 0.1, 10);
    for (int x = 0; x <= 76; x++)
        assert_int_equal(dots_in(&bench, x), x <= 36 || x >= 44);
    bench.series.every = 1;
    draw(&bench, 0.1, 10);
    for (int x = 0; x <= 76; x++)
        assert_int_equal(dots_in(&bench, x), x % 4 == 0 && x != 40);
    bench_done(&bench);
}

static void test_clipped(void **state)
{
    (void)state;
    static const double wild[] = {1e308, -1e308, 1e-308, 5e-324, 1, INFINITY, NAN, 0, -1, 7.5, 1e300};
    for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++)
        for (int log = 0; log < 2; log++)
            for (int pinned = 0; pinned < 2; pinned++) {
                struct bench bench;
                bench_init(&bench, (enum glyph_set)glyphs, log);
                for (int t = 0; t < 150; t++)
                    push(&bench, wild[t * 7 % 11]);
                bench.plot.span = 150;
                bench.series.pinned = pinned;
                bench.series.marked = bench.series.diverged = true;
                draw(&bench, 0.5, 8);
                plot_series_marks(&bench.plot, &bench.series);
                assert_margin_blank(&bench);
                bench_done(&bench);
            }
}

/* A curve that leaves the scale is cut at the edge, with a mark, and does not run along the edge. */
static void test_above(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench, GLYPHS_BRAILLE, true);
    for (int t = 0; t < 2 * COLS; t++)
        push(&bench, t < 20 ? 1 : pow(10, t - 20));
    bench.plot.span = 2 * COLS - 1;
    draw(&bench, 0.1, 10);
    for (int x = 23; x < 2 * COLS; x++)
        assert_int_equal(dots_in(&bench, x), 0);
    plot_series_marks(&bench.plot, &bench.series);
    assert_int_equal(glyph_at(&bench, 0, 11), glyph_of(GLYPHS_BRAILLE, GLYPH_ABOVE)); /* t = 22 */
    bench.series.pinned = true;
    draw(&bench, 0.1, 10);
    for (int x = 23; x < 2 * COLS; x++)
        assert_true(dot_at(&bench, x, 0));
    bench_done(&bench);
}

static void test_diverged(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench, GLYPHS_ASCII, true);
    for (int t = 0; t < 30; t++)
        push(&bench, t == 29 ? INFINITY : 1);
    bench.plot.span = COLS - 1;
    bench.series.diverged = true;
    draw(&bench, 0.1, 10);
    plot_series_marks(&bench.plot, &bench.series);
    assert_int_equal(glyph_at(&bench, ROWS / 2, 28), 'X'); /* the last finite value */
    assert_int_equal(glyph_at(&bench, ROWS / 2, 27), 'o');
    assert_int_equal(glyph_at(&bench, ROWS / 2, 29), ' ');
    bench_done(&bench);
}

static void test_constant(void **state)
{
    (void)state;
    static const double values[] = {5.417, 0, -3, 1e-9, 1e280, 1e-280};
    for (int log = 0; log < 2; log++)
        for (int i = 0; i < 6; i++) {
            struct bench bench;
            double low, high;
            bench_init(&bench, GLYPHS_BRAILLE, log);
            for (int t = 0; t < 2 * COLS; t++)
                push(&bench, values[i]);
            bench.plot.span = 2 * COLS - 1;
            bool any = series_range(&bench.series, log, &low, &high);
            assert_int_equal(any, !log || values[i] > 0);
            if (any) {
                plot_set_range(&bench.plot, low, high);
                assert_true(bench.plot.low < bench.plot.high);
                plot_series(&bench.plot, &bench.series);
                for (int x = 0; x < 2 * COLS; x++) /* in the middle half */
                    assert_true(dots_in(&bench, x) == 1 && !dot_at(&bench, x, 0) && !dot_at(&bench, x, 4 * ROWS - 1));
            }
            bench_done(&bench);
        }
}

static void test_empty(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench, GLYPHS_BRAILLE, true);
    draw(&bench, NAN, NAN);
    draw(&bench, 0.1, 10);
    plot_series_marks(&bench.plot, &bench.series);
    bench.series.history = NULL;
    draw(&bench, 0.1, 10);
    plot_series_marks(&bench.plot, &bench.series);
    bench.plot.area.rows = bench.plot.area.cols = 0;
    draw(&bench, 0.1, 10);
    plot_series_marks(&bench.plot, &bench.series);
    assert_margin_blank(&bench);
    bench_done(&bench);
}

/* --- a million iterations ------------------------------------------------------------------------------------- */

static void test_million(void **state)
{
    (void)state;
    enum { LENGTH = 1000000, SPIKE = 654321 };
    struct bench bench;
    uint64_t seed = 7;
    bench_init(&bench, GLYPHS_BRAILLE, true);
    for (int t = 0; t < LENGTH; t++) {
        push(&bench, t == SPIKE ? 9.5 : 1 + 0.1 * noise(&seed));
        if (t == 5000)
            pyramid_follow(&bench.pyramid, &bench.history, NULL, false); /* and the rest later */
    }
    bench.plot.span = LENGTH;
    draw(&bench, 0.1, 10);
    int spike = naive_x(&bench, SPIKE);
    for (int x = 0; x < 2 * COLS; x++)
        assert_int_equal(dot_at(&bench, x, naive_y(&bench, 9.5)), x == spike);
    size_t bytes = sizeof(struct cell) * (size_t)(bench.canvas.rows * bench.canvas.cols);
    struct cell *plain = malloc(bytes);
    assert_non_null(plain);
    memcpy(plain, bench.canvas.cell, bytes);
    pyramid_follow(&bench.pyramid, &bench.history, NULL, false);
    bench.series.pyramid = &bench.pyramid;
    draw(&bench, 0.1, 10);
    assert_memory_equal(plain, bench.canvas.cell, bytes); /* the pyramid changes nothing */
    free(plain);
    bench_done(&bench);
}

static void test_pyramid(void **state)
{
    (void)state;
    struct bench bench;
    uint64_t seed = 11;
    bench_init(&bench, GLYPHS_BRAILLE, false);
    for (int t = 0; t < 3000; t++)
        push(&bench, noise(&seed) < 0.3 ? (noise(&seed) < 0.5 ? NAN : INFINITY) : noise(&seed) - 0.5);
    for (int i = 0; i < 400; i++) {
        size_t begin = (size_t)(5000 * noise(&seed)), end = (size_t)(5000 * noise(&seed));
        double low[2] = {0}, high[2] = {0};
        if (i == 200) /* a rewind: another epoch with other rows, finally more of them */
            catapult_history_truncate(&bench.history, 700);
        for (int t = 0; t < (i == 200 ? 4000 : 7); t++)
            push(&bench, (i < 200 ? 0 : 100) + noise(&seed));
        if (i % 50 == 0)
            pyramid_follow(&bench.pyramid, &bench.history, NULL, i == 200);
        bool any = catapult_history_range(&bench.history, CATAPULT_FIELD_TRAIN_LOSS, begin, end, &low[0], &high[0]);
        assert_int_equal(
            pyramid_range(&bench.pyramid, &bench.history, CATAPULT_FIELD_TRAIN_LOSS, begin, end, &low[1], &high[1]),
            any);
        assert_true(low[0] == low[1] && high[0] == high[1]);
    }
    bench_done(&bench);
}

static void check_outcomes(const struct bench *bench, const struct catapult_outcome_rules *rules, size_t step)
{
    for (size_t row = 0; row < bench->history.length; row += row + step < bench->history.length ? step : 1) {
        struct catapult_outcome_facts a, b;
        pyramid_outcome(&bench->pyramid, &bench->history, rules, row, &a);
        pyramid_outcome(NULL, &bench->history, rules, row, &b);
        assert_int_equal(a.word, b.word);
        assert_int_equal(a.period, b.period);
        assert_int_equal(a.peak_step, b.peak_step);
        assert_int_equal(a.spikes, b.spikes);
        assert_int_equal(a.crossed, b.crossed);
        assert_true(a.thrown == b.thrown);
    }
}

/* The outcome up to any row, also after rows have been cut. */
static void test_outcomes(void **state)
{
    (void)state;
    struct catapult_outcome_rules rules = {.threshold = 2, .stop_loss = 1e-9, .full_batch = true};
    struct bench bench;
    uint64_t seed = 5;
    bench_init(&bench, GLYPHS_BRAILLE, false);
    for (int t = 0; t < 2 * PYRAMID_OUTCOME_ROWS + 700; t++) {
        push(&bench, t % 1000 < 500 ? 1 + noise(&seed) : 2 + t % 2);
        if (t % 97 == 0)
            pyramid_follow(&bench.pyramid, &bench.history, &rules, false);
    }
    pyramid_follow(&bench.pyramid, &bench.history, &rules, false);
    check_outcomes(&bench, &rules, 61);
    catapult_history_truncate(&bench.history, PYRAMID_OUTCOME_ROWS + 3);
    for (int t = 0; t < 300; t++)
        push(&bench, 3 - 0.01 * t);
    pyramid_follow(&bench.pyramid, &bench.history, &rules, true);
    check_outcomes(&bench, &rules, 17);
    bench_done(&bench);
}

/* --- axes ----------------------------------------------------------------------------------------------------- */

static void test_span(void **state)
{
    (void)state;
    assert_int_equal(plot_span(-1), 20);
    assert_int_equal(plot_span(20), 20);
    assert_int_equal(plot_span(21), 30);
    assert_int_equal(plot_span(101), 150);
    assert_int_equal(plot_span(1000000), 1000000);
    for (long t = 20; t < 100000; t = t * 21 / 20 + 1)
        assert_true(plot_span(t) >= t && plot_span(t) <= t * 3 / 2 + 1);
}

/* A column of cells covers the rows whose iterations it shows, and no row is in two columns. */
static void test_rows(void **state)
{
    (void)state;
    static const long spans[] = {1, 20, 39, 40, 79, 80, 5000, 1000000};
    for (int i = 0; i < 8; i++)
        for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++) {
            struct bench bench;
            bench_init(&bench, (enum glyph_set)glyphs, false);
            bench.plot.span = spans[i];
            long before = 0;
            for (int column = 0; column < COLS; column++) {
                long begin, end;
                plot_rows(&bench.plot, column, &begin, &end);
                assert_int_equal(begin, before);
                before = end;
                for (long t = begin; t < end && t <= spans[i]; t += 1 + (end - begin) / 3)
                    assert_int_equal(plot_column(&bench.plot, t), column);
            }
            assert_true(before > spans[i]);
            assert_int_equal(plot_column(&bench.plot, spans[i] + 1), -1);
            bench_done(&bench);
        }
}

/* Labels of the axis: at least two for numbers of ordinary size, each in its own row and at the height of its number. */
static void check_labels(struct bench *bench)
{
    int count = 0;
    for (int row = 0; row < ROWS; row++) {
        char text[PLOT_LABELS + 1] = "";
        for (int col = 0; col < PLOT_LABELS - 1; col++)
            text[col] = (char)bench->canvas.cell[(EDGE + row) * bench->canvas.cols + col].glyph;
        text[PLOT_LABELS - 1] = '\0';
        if (strspn(text, " ") == strlen(text))
            continue;
        char *end;
        double value = strtod(text, &end);
        assert_int_equal(*end, '\0');
        const struct plot *p = &bench->plot;
        double part = p->log ? log(value / p->low) / log(p->high / p->low)
                             : (value - p->low) / (p->high - p->low);
        double at = (1 - part) * (ROWS - 1);
        if (fabs(at - row) > 1) /* half a row, the rounding of dots, and of the text */
            fail_msg("'%s' stands in row %d instead of %.2f", text, row, at);
        double off = 2e-3 * fabs(value); /* the text is rounded */
        if (plot_level(p, value) != row && plot_level(p, value - off) != row && plot_level(p, value + off) != row)
            fail_msg("'%s' stands in row %d, a curve there in row %d", text, row, plot_level(p, value));
        count++;
    }
    if (count < 2 && bench->plot.low > 1e-9 && bench->plot.high < 1e9)
        fail_msg("%d labels between %g and %g%s", count, bench->plot.low, bench->plot.high,
                 bench->plot.log ? ", log" : "");
}

static void test_labels(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 4000; i++) {
        struct bench bench;
        bench_init(&bench, (enum glyph_set)(i / 4 % GLYPHS_COUNT), i % 2);
        double low = pow(10, 60 * noise(&seed) - 30), high = low * pow(10, noise(&seed) * (i % 4 < 2 ? 1 : 20));
        plot_set_range(&bench.plot, low, high);
        plot_y_axis(&bench.plot);
        check_labels(&bench);
        bench_done(&bench);
    }
}

/* Over several decades the labels are decades, however few rows there are. */
static void test_decades(void **state)
{
    (void)state;
    for (int rows = 3; rows <= ROWS; rows++) {
        struct bench bench;
        int count = 0;
        bench_init(&bench, GLYPHS_BRAILLE, true);
        bench.plot.area.rows = rows;
        plot_set_range(&bench.plot, 2e-10, 0.3);
        plot_y_axis(&bench.plot);
        for (int row = 0; row < rows; row++) {
            const struct cell *label = &bench.canvas.cell[(EDGE + row) * bench.canvas.cols + PLOT_LABELS - 5];
            count += label[3].glyph != ' ';
            if (label[3].glyph != ' ') /* "1e-5", " 1e-10" ends one column further left */
                assert_true(label[0].glyph == '1' || label[-1].glyph == '1');
        }
        assert_true(count >= 2);
        bench_done(&bench);
    }
}

/* The axis of iterations begins with 0, not with "-0". */
static void test_zero(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench, GLYPHS_BRAILLE, false);
    bench.plot.span = 40;
    plot_x_axis(&bench.plot, 0, COLS, -1);
    assert_int_equal(bench.canvas.cell[PLOT_LABELS].glyph, '0');
    assert_int_equal(bench.canvas.cell[PLOT_LABELS + 1].glyph, ' ');
    bench_done(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_naive),    cmocka_unit_test(test_gaps),     cmocka_unit_test(test_every),
        cmocka_unit_test(test_clipped),  cmocka_unit_test(test_above),    cmocka_unit_test(test_diverged),
        cmocka_unit_test(test_constant), cmocka_unit_test(test_empty),    cmocka_unit_test(test_million),
        cmocka_unit_test(test_pyramid),  cmocka_unit_test(test_outcomes), cmocka_unit_test(test_span),
        cmocka_unit_test(test_rows),     cmocka_unit_test(test_labels),   cmocka_unit_test(test_decades),
        cmocka_unit_test(test_zero),
    };
    return cmocka_run_group_tests_name("plot", tests, NULL, NULL);
}
