/* plot_axis.c - the axes of plot.h: which numbers are shown next to a plot, and where. */
#include "tui/plot/plot.h"

#include <math.h>

#include "tui/plot/numeral.h"

enum { TICKS_MAX = 64 };

struct ticks {
    int count;
    double value[TICKS_MAX];
    double step;  /* precision of the labels; 0: each by its own size */
    bool decades; /* powers of ten, written "1e+2" */
};

/* The smallest of 1, 2, 5 times a power of ten that is at least size. */
static double nice_step(double size)
{
    double decade = pow(10, floor(log10(size) + 1e-9));
    double digit = size / decade;
    return (digit <= 1.0001 ? 1 : digit <= 2.0001 ? 2 : digit <= 5.0001 ? 5 : 10) * decade;
}

/* About `most` ticks; more if that leaves fewer than two. */
static void linear_ticks(struct ticks *ticks, double low, double high, int most)
{
    *ticks = (struct ticks){.step = nice_step(high / most - low / most)};
    double step = ticks->step;
    if (floor(high / step + 1e-9) - ceil(low / step - 1e-9) < 1)
        ticks->step = nice_step(step / 2.5);
    for (double k = ceil(low / ticks->step - 1e-9); k * ticks->step <= high && ticks->count < TICKS_MAX; k++)
        ticks->value[ticks->count++] = k * ticks->step + 0.0; /* k may be -0, which would be written "-0" */
}

/* Decades; every second, fifth, ... decade if they would be too close. */
static void decade_ticks(struct ticks *ticks, double low, double high, int most)
{
    int first = (int)ceil(log10(low) - 1e-9), last = (int)floor(log10(high) + 1e-9);
    double decades = log10(high) - log10(low);
    int step = (int)fmax(1, nice_step(decades / most));
    *ticks = (struct ticks){.decades = true};
    for (int e = first; e <= last && ticks->count < TICKS_MAX; e++)
        if (e % step == 0)
            ticks->value[ticks->count++] = pow(10, e);
}

/* 1, 2 and 5 of every decade. */
static void minor_ticks(struct ticks *ticks, double low, double high)
{
    static const double digits[] = {1, 2, 5};
    *ticks = (struct ticks){.count = 0};
    for (int e = (int)floor(log10(low)); e <= (int)floor(log10(high)); e++)
        for (int i = 0; i < 3; i++) {
            double value = digits[i] * pow(10, e);
            if (value >= low && value <= high && ticks->count < TICKS_MAX)
                ticks->value[ticks->count++] = value;
        }
}

static void find_ticks(struct ticks *ticks, const struct plot *plot)
{
    int most = plot->area.rows * 2 / (plot->area.rows > 12 ? 6 : 3);
    most = most < 2 ? 2 : most;
    if (!plot->log) {
        linear_ticks(ticks, plot->low, plot->high, most);
        return;
    }
    decade_ticks(ticks, plot->low, plot->high, most);
    for (int denser = 2 * most; denser <= 8 * most && ticks->count < 2; denser *= 2)
        decade_ticks(ticks, plot->low, plot->high, denser);
    if (ticks->count < 2)
        minor_ticks(ticks, plot->low, plot->high);
    if (ticks->count < 2)
        linear_ticks(ticks, plot->low, plot->high, most);
}

void plot_y_axis(const struct plot *plot)
{
    struct rect area = plot->area;
    int axis = area.col - 1, row_before = -10;
    for (int row = 0; row < area.rows; row++) {
        canvas_put(plot->canvas, area.row + row, axis, glyph_of(plot->glyphs, GLYPH_SIDE), STYLE_DIM);
        canvas_put(plot->canvas, area.row + row, area.col + area.cols, glyph_of(plot->glyphs, GLYPH_SIDE), STYLE_DIM);
    }
    if (isnan(plot->low))
        return;
    struct ticks ticks;
    find_ticks(&ticks, plot);
    for (int i = 0; i < ticks.count; i++) {
        char text[NUMERAL_TEXT];
        int row = plot_level(plot, ticks.value[i]); /* the row of a curve there */
        if (row < 0 || (row_before >= 0 && row_before - row < 1))
            continue;
        if (ticks.decades)
            snprintf(text, sizeof text, "1e%+d", (int)lround(log10(ticks.value[i])));
        else
            numeral_tick(text, ticks.value[i], ticks.step > 0 ? ticks.step : ticks.value[i]);
        int width = canvas_text_width(text);
        if (width > PLOT_LABELS - 1)
            continue; /* a label that does not fit is omitted, not cut */
        canvas_text(plot->canvas, area.row + row, axis - width, width, STYLE_DIM, text);
        canvas_put(plot->canvas, area.row + row, axis, glyph_of(plot->glyphs, GLYPH_TICK), STYLE_DIM);
        row_before = row;
    }
}

void plot_x_axis(const struct plot *plot, int row, int end, int avoid)
{
    struct ticks ticks;
    int free_from = 0;
    linear_ticks(&ticks, (double)plot->first, (double)(plot->first + plot->span),
                 plot->area.cols > 12 ? plot->area.cols / 12 : 1);
    for (int i = 0; i < ticks.count; i++) {
        char text[NUMERAL_TEXT];
        snprintf(text, sizeof text, "%.0f", ticks.value[i]);
        int width = canvas_text_width(text);
        int column = plot_column(plot, lround(ticks.value[i])) - width / 2;
        column = column < 0 ? 0 : column;
        if (fmod(ticks.value[i], 1) != 0 || column < free_from || column + width >= end ||
            (avoid >= column && avoid < column + width))
            continue;
        canvas_text(plot->canvas, row, plot->area.col + column, width, STYLE_DIM, text);
        free_from = column + width + 2;
    }
}
