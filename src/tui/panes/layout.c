/* layout.c - see layout.h. */
#include "tui/panes/layout.h"

#include <string.h>

enum {
    PLOT_COLS = 24,      /* narrower plots show nothing */
    NOW_COLS = 42,       /* the column of numbers */
    NOW_FROM_COLS = 110,
    NOW_FROM_ROWS = 18,
    ANY = 1 << 20
};

/* Rows are assigned in this order; an entry gets all its rows or none. */
static const struct grant {
    enum layout_item item;
    int rows, min_cols, max_cols;
} grants[] = {
    {ITEM_HEADER, 1, 1, ANY},          {ITEM_READOUT, 1, 1, ANY},      {ITEM_HEADER, 1, 1, ANY},
    {ITEM_KEYS, 1, 1, ANY},            {ITEM_LOSS, 5, PLOT_COLS, ANY}, /* including the row of the axis */
    {ITEM_RULER, 1, PLOT_COLS, ANY},   {ITEM_KERNEL, 4, PLOT_COLS, ANY}, {ITEM_LAST, 1, 1, ANY},
    {ITEM_RULER, 2, PLOT_COLS, ANY},   {ITEM_READOUT, 1, 1, ANY},      {ITEM_READOUT, 1, 1, 59},
    {ITEM_HEADER, 1, 1, 71},           {ITEM_READOUT, 9, 1, PLOT_COLS - 1},
};

/* In a lesson the caption comes first, then a plot; then the keys, the second row of the header and the rest. */
static const struct grant lesson_grants[] = {
    {ITEM_HEADER, 1, 1, ANY},          {ITEM_READOUT, 1, 1, ANY},        {ITEM_LOSS, 5, PLOT_COLS, ANY},
    {ITEM_KEYS, 1, 1, ANY},            {ITEM_KERNEL, 4, PLOT_COLS, ANY}, {ITEM_RULER, 1, PLOT_COLS, ANY},
    {ITEM_HEADER, 1, 1, ANY},          {ITEM_LAST, 1, 1, ANY},           {ITEM_LOSS, 2, PLOT_COLS, ANY},
    {ITEM_LOSS, 1, PLOT_COLS, ANY},    {ITEM_KERNEL, 2, PLOT_COLS, ANY}, {ITEM_RULER, 2, PLOT_COLS, ANY},
    {ITEM_READOUT, 1, 1, ANY},         {ITEM_READOUT, 9, 1, PLOT_COLS - 1},
};

/* At most three rows in ten, and none on a screen that has only a status line. */
static int caption_height(int rows, int wanted)
{
    int most = rows * 3 / 10;
    return wanted < most ? wanted : most;
}

static bool left_out(enum layout_item item, int zoom)
{
    bool plot = item == ITEM_LOSS || item == ITEM_KERNEL || item == ITEM_RULER;
    return plot && zoom != LAYOUT_ALL && (int)item != zoom;
}

/* Shares out the remaining rows: a fourth row for the ruler if there is plenty; of the rest three fifths for the loss
 * and two for the kernel. */
static void layout_share(int heights[ITEM_COUNT], int rest, int zoom)
{
    if (zoom == ITEM_RULER) {
        heights[ITEM_RULER] += heights[ITEM_RULER] ? rest : 0;
        return;
    }
    if (rest >= 8 && heights[ITEM_RULER]) {
        heights[ITEM_RULER]++;
        rest--;
    }
    int kernel = !heights[ITEM_KERNEL] ? 0 : !heights[ITEM_LOSS] ? rest : rest * 2 / 5;
    heights[ITEM_KERNEL] += kernel;
    if (heights[ITEM_LOSS])
        heights[ITEM_LOSS] += rest - kernel;
}

static void layout_hand_out(int heights[ITEM_COUNT], int rows, int cols, int zoom, int caption)
{
    const struct grant *list = caption ? lesson_grants : grants;
    size_t count = caption ? sizeof lesson_grants / sizeof *list : sizeof grants / sizeof *list;
    memset(heights, 0, ITEM_COUNT * sizeof heights[0]);
    heights[ITEM_CAPTION] = caption_height(rows, caption);
    rows -= heights[ITEM_CAPTION];
    for (size_t i = 0; i < count; i++) {
        enum layout_item item = list[i].item;
        int wanted = list[i].rows + (item == ITEM_KERNEL && zoom == ITEM_KERNEL); /* plus the axis */
        bool more = wanted < 4 && (item == ITEM_LOSS || item == ITEM_KERNEL); /* rows for a plot already placed */
        if ((more && !heights[item]) || left_out(item, zoom) || cols < list[i].min_cols || cols > list[i].max_cols || wanted > rows)
            continue;
        heights[item] += wanted;
        rows -= wanted;
    }
    layout_share(heights, rows, zoom);
    enum layout_item owner = zoom == ITEM_KERNEL ? ITEM_KERNEL : ITEM_LOSS;
    if (heights[owner]) {
        heights[owner]--;
        heights[ITEM_AXIS] = 1;
    }
}

/* Whether the column of numbers is next to this item. */
static bool beside_now(int item)
{
    return item == ITEM_LOSS || item == ITEM_KERNEL || item == ITEM_AXIS;
}

void layout_make(struct layout *layout, int rows, int cols, int zoom, int caption)
{
    int heights[ITEM_COUNT], row = 0, plot_rows = 0;
    memset(layout, 0, sizeof *layout);
    if (rows <= 0 || cols <= 0)
        return;
    layout_hand_out(heights, rows, cols, zoom, caption);
    bool now = cols >= NOW_FROM_COLS && rows >= NOW_FROM_ROWS && heights[ITEM_AXIS] > 0;
    for (int i = 0; i < ITEM_NOW; i++) {
        if (!heights[i])
            continue;
        int width = now && beside_now(i) ? cols - NOW_COLS : cols;
        layout->item[i] = (struct rect){row, 0, heights[i], width};
        if (now && beside_now(i)) {
            if (!plot_rows)
                layout->item[ITEM_NOW] = (struct rect){row, width, 0, NOW_COLS};
            plot_rows += heights[i];
        }
        row += heights[i];
    }
    layout->item[ITEM_NOW].rows = plot_rows;
}

/* --- screens of panes ------------------------------------------------------------------------------------------- */

enum { CELL_ROWS = 5, CELL_COLS = 30, CELL_ROWS_LEAST = 4, CELL_COLS_LEAST = 12, RULER_FROM_ROWS = 30 };

/* Assigns the rows around the panes, by rank. */
static void hand_out_frame(int heights[ITEM_COUNT], int rows, int cols, int caption)
{
    memset(heights, 0, ITEM_COUNT * sizeof heights[0]);
    static const struct {
        enum layout_item item;
        int from_rows; /* minimum rows of the whole screen */
    } frame[] = {{ITEM_HEADER, 1},  {ITEM_READOUT, 6}, {ITEM_KEYS, 7},     {ITEM_HEADER, 8},
                 {ITEM_LAST, 12}, {ITEM_READOUT, 20}};
    for (size_t i = 0; i < sizeof frame / sizeof frame[0]; i++)
        heights[frame[i].item] += rows >= frame[i].from_rows;
    heights[ITEM_CAPTION] = caption_height(rows, caption);
    if (rows < 8 + heights[ITEM_CAPTION]) { /* a lesson's caption takes precedence over these */
        heights[ITEM_HEADER] = 1;
        heights[ITEM_KEYS] = 0;
    }
    if (cols < 60 && rows >= 20)
        heights[ITEM_HEADER]++;
    heights[ITEM_RULER] = rows >= RULER_FROM_ROWS && cols >= PLOT_COLS ? 3 : 0;
}

static struct rect part(struct rect whole, int row, int rows, int col, int cols)
{
    return (struct rect){whole.row + row, whole.col + col, rows, cols};
}

/* Places `count` cells from the first on, column by column. */
static void fill_cells(struct layout *layout, struct rect middle, int count, int columns)
{
    for (int column = 0, cell = 0; column < columns; column++) {
        int here = count / columns + (column >= columns - count % columns);
        int left = middle.cols * column / columns, right = middle.cols * (column + 1) / columns;
        for (int i = 0; i < here; i++, cell++) {
            int top = middle.rows * i / here, bottom = middle.rows * (i + 1) / here;
            layout->item[ITEM_CELL + cell] = part(middle, top, bottom - top, left, right - left);
        }
    }
}

static int layout_at_most(int value, int most)
{
    return value < most ? value : most;
}

static int layout_at_least_one(int value)
{
    return value > 1 ? value : 1;
}

static void place_cells(struct layout *layout, struct rect middle, const struct layout_grid *grid)
{
    if (middle.rows < CELL_ROWS_LEAST || middle.cols < CELL_COLS_LEAST || grid->count <= 0)
        return;
    int columns = layout_at_least_one(layout_at_most(grid->columns, middle.cols / CELL_COLS));
    int stacked = layout_at_least_one(middle.rows / (grid->rows > CELL_ROWS ? grid->rows : CELL_ROWS));
    int shown = grid->zoom ? 1 : layout_at_most(grid->count, columns * stacked);
    columns = layout_at_most(columns, shown);
    layout->first = layout_at_most(grid->focus, grid->count - shown);
    fill_cells(layout, middle, shown, columns);
}

void layout_make_grid(struct layout *layout, int rows, int cols, const struct layout_grid *grid)
{
    static const enum layout_item below[] = {ITEM_RULER, ITEM_READOUT, ITEM_LAST, ITEM_KEYS};
    int heights[ITEM_COUNT], bottom = rows;
    memset(layout, 0, sizeof *layout);
    if (rows <= 0 || cols <= 0)
        return;
    hand_out_frame(heights, rows, cols, grid->caption);
    int top = heights[ITEM_HEADER] + heights[ITEM_CAPTION];
    layout->item[ITEM_HEADER] = (struct rect){0, 0, heights[ITEM_HEADER], cols};
    layout->item[ITEM_CAPTION] = (struct rect){heights[ITEM_HEADER], 0, heights[ITEM_CAPTION], cols};
    for (int i = 3; i >= 0; i--) {
        bottom -= heights[below[i]];
        layout->item[below[i]] = (struct rect){bottom, 0, heights[below[i]], cols};
    }
    struct rect middle = {top, 0, bottom - top, cols};
    place_cells(layout, middle, grid);
}

/* --- the presenter ---------------------------------------------------------------------------------------------- */

enum { BAND_ROWS = 6, BAND_FROM_ROWS = 20, BAND_FROM_COLS = 72, PRESENT_KEYS_FROM = 12 };

void layout_present(struct layout *layout, int rows, int cols, int caption, bool axis)
{
    int row = 0;
    memset(layout, 0, sizeof *layout);
    if (rows <= 0 || cols <= 0)
        return;
    int heights[ITEM_COUNT] = {[ITEM_CAPTION] = caption_height(rows, caption)};
    heights[ITEM_HEADER] = !heights[ITEM_CAPTION];
    heights[ITEM_BAND] = rows >= BAND_FROM_ROWS && cols >= BAND_FROM_COLS ? BAND_ROWS : rows >= 3;
    heights[ITEM_KEYS] = rows >= PRESENT_KEYS_FROM;
    int rest = rows - heights[ITEM_CAPTION] - heights[ITEM_HEADER] - heights[ITEM_BAND] - heights[ITEM_KEYS];
    if (cols >= PLOT_COLS && rest >= CELL_ROWS) {
        heights[ITEM_AXIS] = axis;
        heights[ITEM_STAGE] = rest - heights[ITEM_AXIS];
    }
    static const enum layout_item order[] = {ITEM_HEADER, ITEM_CAPTION, ITEM_BAND, ITEM_STAGE, ITEM_AXIS, ITEM_KEYS};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        layout->item[order[i]] = (struct rect){row, 0, heights[order[i]], cols};
        row += heights[order[i]];
    }
}
