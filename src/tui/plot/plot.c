/* plot.c - see plot.h.  Dots are counted from the upper left corner of the area. */
#include "tui/plot/plot.h"

#include <math.h>

enum { MARK_STRIDE = 14 }; /* columns between the marks of a curve */

static const struct {
    int cols, rows; /* dots in a cell */
} dots_of[GLYPHS_COUNT] = {[GLYPHS_BRAILLE] = {2, 4}, [GLYPHS_BLOCK] = {2, 2}, [GLYPHS_ASCII] = {1, 1}};

static int dot_cols(const struct plot *plot)
{
    return plot->area.cols * dots_of[plot->glyphs].cols;
}

static int dot_rows(const struct plot *plot)
{
    return plot->area.rows * dots_of[plot->glyphs].rows;
}

/* --- scales ------------------------------------------------------------------------------------------------ */

long plot_span(long newest)
{
    static const double steps[] = {1, 1.5, 2, 3, 4, 5, 6, 8};
    for (double decade = 10; decade < 1e17; decade *= 10)
        for (int i = 0; i < 8; i++)
            if (steps[i] * decade >= 20 && steps[i] * decade >= (double)newest)
                return (long)(steps[i] * decade);
    return newest;
}

void plot_set_range(struct plot *plot, double low, double high)
{
    const double largest = 1e290, smallest = 1e-290; /* so that margins do not overflow */
    low = fmin(fmax(low, plot->log ? smallest : -largest), largest);
    high = fmin(fmax(high, low), largest);
    if (plot->log) {
        double size = log(high) - log(low), margin = size < 0.05 ? 0.4 : 0.02 * size;
        plot->low = low * exp(-margin);
        plot->high = high * exp(margin);
    } else {
        double size = fmax(fabs(low), fabs(high));
        bool constant = high - low <= 1e-3 * size;
        double margin = constant ? (size > smallest ? 0.05 * size : 1) : fmax(smallest, 0.02 * (high - low));
        plot->low = low - margin;
        plot->high = high + margin;
    }
}

double plot_height(const struct plot *plot, double value)
{
    if (plot->log)
        return (log(value) - log(plot->low)) / (log(plot->high) - log(plot->low));
    return (value / 2 - plot->low / 2) / (plot->high / 2 - plot->low / 2); /* the plain difference may overflow */
}

/* The row of dots of a value; a value outside the scale is outside the area, but never far. */
static int dot_row(const struct plot *plot, double value)
{
    double height = fmin(fmax(plot_height(plot, value), -3), 4);
    return (int)lround((1 - height) * (dot_rows(plot) - 1));
}

/* The column of dots of an iteration; the first iteration of a column. */
static int dot_col(const struct plot *plot, long t)
{
    long long cols = dot_cols(plot) - 1, span = plot->span;
    return (int)(((t - plot->first) * cols + span / 2) / span);
}

static long plot_first_row(const struct plot *plot, int col)
{
    long long cols = dot_cols(plot) - 1, span = plot->span;
    if (cols <= 0)
        return plot->first + (col > 0 ? plot->span + 1 : 0);
    long long wanted = col * span - span / 2;
    return plot->first + (wanted <= 0 ? 0 : (long)((wanted + cols - 1) / cols));
}

int plot_column(const struct plot *plot, long t)
{
    if (t < plot->first || t > plot->first + plot->span || plot->area.cols <= 0)
        return -1;
    return dot_col(plot, t) / dots_of[plot->glyphs].cols;
}

void plot_rows(const struct plot *plot, int column, long *begin, long *end)
{
    int cols = dots_of[plot->glyphs].cols;
    *begin = plot_first_row(plot, column * cols);
    *end = plot_first_row(plot, (column + 1) * cols);
}

double plot_density(const struct plot *plot)
{
    return (double)(plot->span + 1) / dot_cols(plot);
}

/* --- values of a series ------------------------------------------------------------------------------------ */

static bool drawable(const struct series *series, bool log, double raw)
{
    return isfinite(raw) && (raw > 0 || !(log || series->over != 0));
}

static double series_value(const struct series *series, double raw)
{
    return series->over != 0 ? series->over / raw : raw;
}

static const double *series_column(const struct series *series)
{
    return series->history ? series->history->column[series->field] : NULL;
}

/* Minimum and maximum drawable raw value of rows [begin, end).  On a log scale, if some values are not positive, the
 * rows are read one by one. */
static bool raw_range(const struct series *series, bool log, long begin, long end, double *low, double *high)
{
    const double *column = series_column(series);
    if (!column
        || !pyramid_range(series->pyramid, series->history, series->field, (size_t)begin, (size_t)end, low, high))
        return false;
    if (drawable(series, log, *low))
        return true;
    if (!drawable(series, log, *high))
        return false;
    *low = *high;
    for (long t = begin; t < end && t < (long)series->history->length; t++)
        if (drawable(series, log, column[t]) && column[t] < *low)
            *low = column[t];
    return true;
}

bool series_range(const struct series *series, bool log, double *low, double *high)
{
    double l, h;
    long end = series->end > 0 ? series->end : series->history ? (long)series->history->length : 0;
    if (!series->history || !raw_range(series, log, series->begin, end, &l, &h))
        return false;
    bool falls = series->over != 0; /* over/value reverses the order */
    *low = series_value(series, falls ? h : l);
    *high = series_value(series, falls ? l : h);
    return true;
}

/* What a column of dots shows of a series. */
struct strip {
    double low, high;
    long first, last;  /* the first and the last drawable row */
};

static bool strip_of(const struct plot *plot, const struct series *series, long begin, long end, struct strip *out)
{
    const double *column = series_column(series);
    long length = series->history ? (long)series->history->length : 0;
    double l, h;
    end = end < length ? end : length;
    if (begin >= end || !raw_range(series, plot->log, begin, end, &l, &h))
        return false;
    out->first = begin;
    while (!drawable(series, plot->log, column[out->first]))
        out->first++;
    out->last = end - 1;
    while (!drawable(series, plot->log, column[out->last]))
        out->last--;
    bool falls = series->over != 0;
    out->low = series_value(series, falls ? h : l);
    out->high = series_value(series, falls ? l : h);
    return true;
}

static double series_value_at(const struct series *series, long row)
{
    return series_value(series, series_column(series)[row]);
}

/* --- dots -------------------------------------------------------------------------------------------------- */

/* The quadrants of a cell, by the sum of 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
static const uint32_t quadrants[16] = {
    ' ',    0x2598, 0x259d, 0x2580, 0x2596, 0x258c, 0x259e, 0x259b,
    0x2597, 0x259a, 0x2590, 0x259c, 0x2584, 0x2599, 0x259f, 0x2588,
};

static uint32_t add_braille(uint32_t glyph, int x, int y)
{
    static const uint32_t bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    return (glyph >= 0x2800 && glyph <= 0x28ff ? glyph : 0x2800) | bit[y][x];
}

static uint32_t add_quadrant(uint32_t glyph, int x, int y)
{
    int sum = 0;
    for (int i = 1; i < 16; i++)
        if (quadrants[i] == glyph)
            sum = i;
    return quadrants[sum | (1 << (2 * y + x))];
}

/* The glyph in a cell of the area; 0 outside the area or the canvas. */
static uint32_t glyph_at(const struct plot *plot, int row, int column)
{
    int at = plot->area.row + row, col = plot->area.col + column;
    if (row < 0 || column < 0 || row >= plot->area.rows || column >= plot->area.cols || at >= plot->canvas->rows ||
        col >= plot->canvas->cols)
        return 0;
    return plot->canvas->cell[(size_t)at * (size_t)plot->canvas->cols + (size_t)col].glyph;
}

void plot_dots(const struct plot *plot, int *cols, int *rows)
{
    *cols = dot_cols(plot);
    *rows = dot_rows(plot);
}

void plot_dot(struct plot *plot, int x, int y, enum glyph mark, enum style style)
{
    if (x < 0 || y < 0)
        return;
    int cols = dots_of[plot->glyphs].cols, rows = dots_of[plot->glyphs].rows;
    uint32_t glyph = glyph_at(plot, y / rows, x / cols);
    if (!glyph)
        return;
    switch (plot->glyphs) {
    case GLYPHS_BRAILLE:
        glyph = add_braille(glyph, x % cols, y % rows);
        break;
    case GLYPHS_BLOCK:
        glyph = add_quadrant(glyph, x % cols, y % rows);
        break;
    default:
        glyph = glyph_of(GLYPHS_ASCII, mark);
    }
    canvas_put(plot->canvas, plot->area.row + y / rows, plot->area.col + x / cols, glyph, style);
}

/* A thick curve is half a cell wide and most of a cell high, boundaries are thinner; in ASCII a dot is a whole cell. */
static void put_dot(struct plot *plot, const struct series *series, int x, int y)
{
    bool thick = plot->thick && !series->pinned && plot->glyphs != GLYPHS_ASCII;
    int above = thick && plot->glyphs == GLYPHS_BRAILLE ? 1 : 0;
    for (int down = -above; down <= (thick ? 1 : 0); down++)
        for (int right = 0; right <= (thick ? 1 : 0); right++)
            plot_dot(plot, x + right, y + down, series->glyph, series->style);
}

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* Dots from y0 to y1 in one column. */
static void plot_put_upright(struct plot *plot, const struct series *series, int x, int y0, int y1)
{
    int top = y0 < y1 ? y0 : y1, bottom = y0 < y1 ? y1 : y0;
    for (int y = clamp(top, 0, dot_rows(plot)); y <= bottom && y < dot_rows(plot); y++)
        put_dot(plot, series, x, y);
}

/* Draws the straight line between two points, column by column: each column spans its part of the height. */
static void plot_put_line(struct plot *plot, const struct series *series, int x0, int y0, int x1, int y1)
{
    int width = x1 - x0;
    bool flat = y0 == y1;
    for (int x = x0; x <= x1; x++) {
        double left = width ? fmax(0, (x - x0 - 0.5) / width) : 0;
        double right = width ? fmin(1, (x - x0 + 0.5) / width) : 1;
        bool skip = series->dashed && flat && x / dots_of[plot->glyphs].cols % 2;
        if (!skip)
            plot_put_upright(plot, series, x, (int)lround(y0 + left * (y1 - y0)), (int)lround(y0 + right * (y1 - y0)));
    }
}

static int series_row(const struct plot *plot, const struct series *series, double value)
{
    int row = dot_row(plot, value);
    return series->pinned ? clamp(row, 0, dot_rows(plot) - 1) : row;
}

void plot_series(struct plot *plot, const struct series *series)
{
    struct strip strip, before = {0};
    int x_before = -1;
    if (isnan(plot->low) || plot->area.rows <= 0)
        return;
    for (int x = 0; x < dot_cols(plot); x++) {
        if (!strip_of(plot, series, plot_first_row(plot, x), plot_first_row(plot, x + 1), &strip))
            continue;
        bool joined = x_before >= 0 && strip.first - before.last <= series->every;
        int from = joined ? series_row(plot, series, series_value_at(series, before.last)) : 0;
        int to = series_row(plot, series, series_value_at(series, strip.first));
        if (joined)
            plot_put_line(plot, series, x_before, from, x, to);
        int low = series_row(plot, series, strip.low), high = series_row(plot, series, strip.high);
        if (!joined || low != high)
            plot_put_upright(plot, series, x, low, high);
        before = strip;
        x_before = x;
    }
}

/* --- marks ------------------------------------------------------------------------------------------------- */

static void put_glyph(struct plot *plot, int row, int column, enum glyph glyph, enum style style)
{
    if (row >= 0 && row < plot->area.rows && column >= 0 && column < plot->area.cols)
        canvas_put(plot->canvas, plot->area.row + row, plot->area.col + column,
                   glyph_of(plot->glyphs, glyph), style);
}

/* Puts a mark on the curve at the last drawable row of a column of cells, or at the next row if rows are wider apart
 * than columns. */
static void plot_put_mark(struct plot *plot, const struct series *series, int column)
{
    struct strip strip;
    long begin, end;
    plot_rows(plot, column, &begin, &end);
    if (!strip_of(plot, series, begin, end > begin ? end : begin + 1, &strip))
        return;
    int y = series_row(plot, series, series_value_at(series, strip.last));
    if (y >= 0)
        put_glyph(plot, y / dots_of[plot->glyphs].rows, plot_column(plot, strip.last), series->glyph, series->style);
}

/* Marks where the curve leaves the scale at the top, and values that a log scale cannot show. */
static void put_edge_marks(struct plot *plot, const struct series *series)
{
    bool was_above = false;
    for (int column = 0; column < plot->area.cols; column++) {
        long begin, end;
        double low, high;
        struct strip strip;
        plot_rows(plot, column, &begin, &end);
        if (strip_of(plot, series, begin, end, &strip)) {
            bool above = strip.high > plot->high;
            if (above && !was_above)
                put_glyph(plot, 0, column, GLYPH_ABOVE, series->style);
            was_above = above;
        }
        if (plot->log && series->over == 0 && series_column(series) && begin < end
            && pyramid_range(series->pyramid, series->history, series->field, (size_t)begin, (size_t)end, &low, &high)
            && low <= 0)
            put_glyph(plot, plot->area.rows - 1, column, GLYPH_BELOW, series->style);
    }
}

/* The newest drawable row, -1 if there is none. */
static long last_drawable(const struct plot *plot, const struct series *series)
{
    const double *column = series_column(series);
    double low, high;
    if (!series_range(series, plot->log, &low, &high))
        return -1;
    long row = (long)series->history->length - 1;
    while (row >= 0 && !drawable(series, plot->log, column[row]))
        row--;
    return row;
}

/* The row of cells of the curve's end, clamped to the area; -1 if the end is right of the area. */
static int end_row(const struct plot *plot, const struct series *series, long last)
{
    if (last < plot->first || last > plot->first + plot->span)
        return -1;
    return clamp(dot_row(plot, series_value_at(series, last)), 0, dot_rows(plot) - 1) / dots_of[plot->glyphs].rows;
}

void plot_series_marks(struct plot *plot, const struct series *series)
{
    if (isnan(plot->low) || plot->area.rows <= 0 || plot->area.cols <= 0)
        return;
    int offset = 3 + series->number * 5 % MARK_STRIDE;
    for (int column = offset; series->marked && column < plot->area.cols; column += MARK_STRIDE)
        plot_put_mark(plot, series, column);
    if (!series->pinned)
        put_edge_marks(plot, series);
    long last = last_drawable(plot, series);
    int row = end_row(plot, series, last);
    if (row >= 0 && series->pinned && dot_row(plot, series_value_at(series, last)) < 0)
        put_glyph(plot, 0, plot_column(plot, last), GLYPH_ABOVE, series->style);
    if (row >= 0 && (series->marked || series->diverged))
        put_glyph(plot, row, plot_column(plot, last), series->diverged ? GLYPH_DIVERGED : series->glyph,
                  series->style);
}

/* Whether the columns [begin, end) of a row are empty, except for marks of changes of eta. */
static bool is_free(const struct plot *plot, int row, int begin, int end)
{
    for (int column = begin; column < end; column++) {
        uint32_t glyph = glyph_at(plot, row, column);
        if (glyph != ' ' && glyph != glyph_of(plot->glyphs, GLYPH_EVENT))
            return false;
    }
    return true;
}

bool plot_series_note(struct plot *plot, const struct series *series, enum style style, const char *text)
{
    if (isnan(plot->low) || plot->area.rows <= 0 || plot->area.cols <= 0)
        return false;
    long last = last_drawable(plot, series);
    int row = end_row(plot, series, last), column = plot_column(plot, last), width = canvas_text_width(text);
    for (int down = 0; row >= 0 && down < 3; down++)
        for (int side = 0; side < 2; side++) {
            int begin = side == 0 ? column + 2 : column - 1 - width;
            if (plot_text(plot, row + down, begin, style, text))
                return true;
        }
    return false;
}

int plot_level(const struct plot *plot, double value)
{
    if (isnan(plot->low) || !isfinite(value) || (plot->log && value <= 0) || !(value >= plot->low && value <= plot->high))
        return -1;
    return clamp(dot_row(plot, value), 0, dot_rows(plot) - 1) / dots_of[plot->glyphs].rows;
}

bool plot_text(struct plot *plot, int row, int column, enum style style, const char *text)
{
    int width = canvas_text_width(text);
    if (!is_free(plot, row, column - 1, column + width + 1))
        return false;
    canvas_text(plot->canvas, plot->area.row + row, plot->area.col + column, width, style, text);
    return true;
}

void plot_horizontal(struct plot *plot, int row, enum glyph glyph, enum style style)
{
    for (int column = 0; column < plot->area.cols; column++)
        if (glyph_at(plot, row, column) == ' ')
            put_glyph(plot, row, column, glyph, style);
}

void plot_vertical(struct plot *plot, int column, enum glyph glyph, enum style style)
{
    for (int row = 0; row < plot->area.rows; row++)
        if (glyph_at(plot, row, column) == ' ')
            put_glyph(plot, row, column, glyph, style);
}
