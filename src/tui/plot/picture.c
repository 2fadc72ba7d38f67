/* picture.c - see picture.h.  Floyd and Steinberg's error diffusion, row by row, with two rows of errors. */
#include "tui/plot/picture.h"

#include <math.h>
#include <string.h>

#include "tui/plot/plot.h"

enum { DOTS_MOST = 2048 }; /* dots in a row; wider pictures are cut */

static float tone(int rows, int cols, const float *value, float low, float high, int row, int col)
{
    (void)rows;
    float x = value[row * cols + col];
    if (!isfinite(x) || !(high > low))
        return 0;
    x = (x - low) / (high - low);
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* The index of the value under a dot.  With fewer dots than values it picks one of them, so that nothing is blurred. */
static int under(int dot, int dots, int values)
{
    int at = (int)((dot + 0.5) * values / dots);
    return at < values ? at : values - 1;
}

static void draw_ascii(struct canvas *canvas, struct rect rect, enum style style, int rows, int cols,
                       const float *value, float low, float high)
{
    static const char ramp[] = " .:-=+*#%@";
    for (int r = 0; r < rect.rows; r++)
        for (int c = 0; c < rect.cols; c++) {
            float x = tone(rows, cols, value, low, high, under(r, rect.rows, rows), under(c, rect.cols, cols));
            canvas_put(canvas, rect.row + r, rect.col + c, (uint32_t)ramp[(int)lroundf(x * 9)], style);
        }
}

void picture_draw(struct canvas *canvas, struct rect rect, enum glyph_set glyphs, enum style style, int rows, int cols,
                  const float *value, float low, float high)
{
    struct plot plot = {.canvas = canvas, .area = rect, .glyphs = glyphs};
    float error[2][DOTS_MOST + 2];
    int dot_cols, dot_rows;
    if (rows <= 0 || cols <= 0 || rect.rows <= 0 || rect.cols <= 0)
        return;
    if (glyphs == GLYPHS_ASCII) {
        draw_ascii(canvas, rect, style, rows, cols, value, low, high);
        return;
    }
    plot_dots(&plot, &dot_cols, &dot_rows);
    dot_cols = dot_cols < DOTS_MOST ? dot_cols : DOTS_MOST;
    memset(error, 0, sizeof error);
    for (int y = 0; y < dot_rows; y++) {
        float *here = error[y % 2], *next = error[1 - y % 2];
        memset(next, 0, sizeof error[0]);
        for (int x = 0; x < dot_cols; x++) {
            float wanted = tone(rows, cols, value, low, high, under(y, dot_rows, rows), under(x, dot_cols, cols)) + here[x + 1];
            bool on = wanted > 0.5f;
            float left = wanted - (float)on;
            here[x + 2] += left * 7 / 16;
            next[x] += left * 3 / 16;
            next[x + 1] += left * 5 / 16;
            next[x + 2] += left / 16;
            if (on)
                plot_dot(&plot, x, y, GLYPH_FULL, style);
        }
    }
}
