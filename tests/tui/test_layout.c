/* test_layout.c - every size of screen: no overlap, nothing outside the screen, nothing empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/panes/layout.h"

static bool shown(const struct layout *layout, int item)
{
    return layout->item[item].rows > 0;
}

static bool overlap(struct rect a, struct rect b)
{
    return a.row < b.row + b.rows && b.row < a.row + a.rows && a.col < b.col + b.cols && b.col < a.col + a.cols;
}

static void check_item(const struct layout *layout, int item, int rows, int cols)
{
    struct rect r = layout->item[item];
    if (!shown(layout, item))
        return;
    if (r.row < 0 || r.col < 0 || r.cols <= 0 || r.row + r.rows > rows || r.col + r.cols > cols)
        fail_msg("item %d outside of %d x %d", item, rows, cols);
    for (int other = 0; other < item; other++)
        if (shown(layout, other) && overlap(r, layout->item[other]))
            fail_msg("items %d and %d overlap at %d x %d", other, item, rows, cols);
}

/* Conditions for the whole layout: always a status line; plots with an axis below, and tall enough. */
static void check_whole(const struct layout *layout, int rows, int cols)
{
    bool loss = shown(layout, ITEM_LOSS), kernel = shown(layout, ITEM_KERNEL);
    if (!shown(layout, ITEM_HEADER) || shown(layout, ITEM_AXIS) != (loss || kernel) ||
        (loss && layout->item[ITEM_LOSS].rows < 4) || (kernel && layout->item[ITEM_KERNEL].rows < 4))
        fail_msg("incomplete at %d x %d", rows, cols);
    int used = 0;
    for (int i = 0; i < ITEM_NOW; i++)
        used += layout->item[i].rows;
    if (shown(layout, ITEM_LOSS) && used != rows)
        fail_msg("%d of %d rows used at %d columns", used, rows, cols);
}

/* The presenter's layout: all rows used, a pane wherever there is room for one. */
static void check_present(int rows, int cols, int caption, bool axis)
{
    struct layout layout;
    int used = 0;
    layout_present(&layout, rows, cols, caption, axis);
    for (int i = 0; i < ITEM_COUNT; i++) {
        check_item(&layout, i, rows, cols);
        used += layout.item[i].rows;
    }
    bool stage = shown(&layout, ITEM_STAGE);
    if ((stage && (used != rows || layout.item[ITEM_STAGE].rows < 4)) || (rows >= 10 && cols >= 24 && !stage))
        fail_msg("the presenter at %d x %d", rows, cols);
    if (rows >= 1 && !shown(&layout, ITEM_HEADER) && !shown(&layout, ITEM_CAPTION))
        fail_msg("nothing at %d x %d", rows, cols);
}

static void check_size(int rows, int cols, int zoom, int caption)
{
    struct layout layout;
    layout_make(&layout, rows, cols, zoom, caption);
    for (int i = 0; i < ITEM_COUNT; i++)
        check_item(&layout, i, rows, cols);
    check_whole(&layout, rows, cols);
    int height = layout.item[ITEM_CAPTION].rows;
    if (height > caption || height * 10 > rows * 3 || (rows >= 20 && height != caption))
        fail_msg("a caption of %d rows at %d x %d", height, rows, cols);
}

static void test_all_sizes(void **state)
{
    (void)state;
    static const int zooms[] = {LAYOUT_ALL, ITEM_LOSS, ITEM_KERNEL, ITEM_RULER};
    for (int rows = 1; rows <= 500; rows++)
        for (int cols = 1; cols <= 300; cols++)
            for (int z = 0; z < 4; z++) {
                check_size(rows, cols, zooms[z], 0);
                check_size(rows, cols, zooms[z], 6);
                check_present(rows, cols, 2 * z, z % 2);
            }
}

/* All possible screens of panes, at every size, with each pane in focus: none outside, none overlapping, the one in
 * focus visible, and none too small for a frame. */
static void check_grid(int rows, int cols, const struct layout_grid *grid)
{
    struct layout layout;
    layout_make_grid(&layout, rows, cols, grid);
    int cells = 0;
    for (int i = 0; i < ITEM_COUNT; i++) {
        check_item(&layout, i, rows, cols);
        if (i < ITEM_CELL || !shown(&layout, i))
            continue;
        if (layout.item[i].rows < 4 || layout.item[i].cols < 12)
            fail_msg("cell %d too small at %d x %d", i - ITEM_CELL, rows, cols);
        cells++;
    }
    assert_true(shown(&layout, ITEM_HEADER));
    assert_true(cells <= grid->count && (!grid->zoom || cells <= 1));
    if (cells > 0)
        assert_in_range(grid->focus, layout.first, layout.first + cells - 1);
    if (rows >= 8 && cols >= 12)
        assert_true(cells > 0);
}

static void test_grids(void **state)
{
    (void)state;
    for (int rows = 1; rows <= 500; rows += rows < 60 ? 1 : 11)
        for (int cols = 1; cols <= 300; cols += cols < 150 ? 1 : 7)
            for (int count = 1; count <= LAYOUT_CELLS; count++)
                for (int columns = 1; columns <= 2; columns++)
                    for (int focus = 0; focus < count; focus++)
                        check_grid(rows, cols, &(struct layout_grid){count, columns, columns * focus * 3, focus, (rows + cols) % 2, focus});
    struct layout layout;
    layout_make_grid(&layout, 24, 80, &(struct layout_grid){.count = 4, .columns = 2});
    for (int i = 0; i < 4; i++)
        assert_true(shown(&layout, ITEM_CELL + i));
    layout_make_grid(&layout, 10, 40, &(struct layout_grid){.count = 4, .columns = 2, .focus = 2});
    assert_int_equal(layout.first, 2);
    assert_false(shown(&layout, ITEM_CELL + 1));
}

static void test_known_sizes(void **state)
{
    (void)state;
    struct layout layout;
    layout_make(&layout, 24, 80, LAYOUT_ALL, 0);
    for (int i = 0; i < ITEM_NOW; i++)
        assert_true(shown(&layout, i) == (i != ITEM_CAPTION));
    assert_false(shown(&layout, ITEM_NOW));
    assert_int_equal(layout.item[ITEM_RULER].rows, 3);
    assert_int_equal(layout.item[ITEM_READOUT].rows, 2);
    layout_make(&layout, 43, 132, LAYOUT_ALL, 0);
    for (int i = 0; i < ITEM_CELL; i++)
        assert_true(shown(&layout, i) == (i != ITEM_CAPTION));
    layout_make(&layout, 24, 80, LAYOUT_ALL, 7);
    for (int i = 0; i < ITEM_NOW; i++)
        assert_true(shown(&layout, i));
    layout_make(&layout, 10, 40, LAYOUT_ALL, 7);
    assert_int_equal(layout.item[ITEM_CAPTION].rows, 3);
    assert_true(shown(&layout, ITEM_LOSS) && shown(&layout, ITEM_READOUT));
    layout_make(&layout, 10, 40, LAYOUT_ALL, 0);
    assert_true(shown(&layout, ITEM_LOSS) && shown(&layout, ITEM_RULER) && shown(&layout, ITEM_READOUT));
    assert_false(shown(&layout, ITEM_KERNEL));
    layout_make(&layout, 3, 20, LAYOUT_ALL, 0);
    assert_int_equal(layout.item[ITEM_HEADER].rows + layout.item[ITEM_READOUT].rows, 3);
    layout_make(&layout, 0, 0, LAYOUT_ALL, 0);
    for (int i = 0; i < ITEM_COUNT; i++)
        assert_false(shown(&layout, i));
}

static void test_zoom(void **state)
{
    (void)state;
    struct layout all, zoomed;
    static const int items[] = {ITEM_LOSS, ITEM_KERNEL, ITEM_RULER};
    layout_make(&all, 24, 80, LAYOUT_ALL, 0);
    for (int z = 0; z < 3; z++) {
        layout_make(&zoomed, 24, 80, items[z], 0);
        for (int i = 0; i < 3; i++)
            assert_int_equal(shown(&zoomed, items[i]), i == z);
        assert_true(zoomed.item[items[z]].rows > all.item[items[z]].rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_sizes),
        cmocka_unit_test(test_grids),
        cmocka_unit_test(test_known_sizes),
        cmocka_unit_test(test_zoom),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
