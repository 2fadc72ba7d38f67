/* plot.h - curves over iterations, from the rows of histories to dots in cells.
 *
 * Braille has 2 x 4 dots in a cell, block glyphs 2 x 2, ASCII 1.  Where a column of dots stands for many
 * rows, the line from their lowest to their highest value is drawn, so no spike is lost.  A value that
 * cannot be drawn (NaN, infinite, not positive on a log scale) leaves a gap.  Curves never leave the area. */
#ifndef TUI_PLOT_H
#define TUI_PLOT_H

#include "tui/plot/digest.h"
#include "tui/canvas/glyph.h"

struct plot {
    struct canvas *canvas;
    struct rect area;      /* the cells that curves may use; the axis is the column left of it */
    enum glyph_set glyphs;
    long first, span;      /* the iteration at the left edge; from there to the right edge, >= 1 */
    bool thick;            /* curves several dots wide */
    bool log;
    double low, high;      /* y at the lower and upper edge, low < high; NaN: nothing to show */
};

struct series {
    const struct catapult_history *history; /* may be NULL: no curve */
    const struct digest *digest;   /* of history, or NULL */
    int field;
    double over;           /* nonzero: the curve of over/value */
    long every;            /* rows from one value to the next: a wider distance is a gap */
    enum glyph glyph;      /* its mark */
    enum style style;
    bool marked;           /* its mark stands on the curve here and there, and at its end */
    bool dashed;
    bool pinned;           /* what lies above the scale is drawn at the upper edge */
    bool diverged;         /* the end of the curve gets GLYPH_DIVERGED */
    int number;            /* of the series in its plot: moves its marks aside from the others' */
    long begin, end;       /* the rows that its range is taken from; end 0: all */
};

/* The end of the iteration axis for a newest iteration: the next of 20, 30, 40, 50, 60, 80, 100, 150, ... */
long plot_span(long newest);

/* Lowest and highest value that could be drawn; false if there is none. */
bool series_range(const struct series *series, bool log, double *low, double *high);

/* Widens [low, high] so that a constant series has a middle to stand in, and adds a margin. */
void plot_set_range(struct plot *plot, double low, double high);

/* 0 at the lower edge, 1 at the upper. */
double plot_height(const struct plot *plot, double value);

/* Column of cells of an iteration; -1 if it is outside. */
int plot_column(const struct plot *plot, long t);

/* Rows [*begin, *end) that a column of cells stands for. */
void plot_rows(const struct plot *plot, int column, long *begin, long *end);

/* Iterations in a column of dots: above 1 the plot shows extremes, not single rows. */
double plot_density(const struct plot *plot);

void plot_series(struct plot *plot, const struct series *series);

/* The marks of a curve, to be drawn after all curves. */
void plot_series_marks(struct plot *plot, const struct series *series);

/* Writes text beside the end of a curve, where nothing is drawn yet, or returns false if there is no such
 * place near it. */
bool plot_series_note(struct plot *plot, const struct series *series, enum style style, const char *text);

/* For drawings of another kind in the same area: how many dots it has, and one dot (nothing outside of it); `glyph` is
 * what stands for it where cells have no dots. */
void plot_dots(const struct plot *plot, int *cols, int *rows);
void plot_dot(struct plot *plot, int x, int y, enum glyph glyph, enum style style);

/* The row of cells of a value; -1 if it is outside or cannot be drawn. */
int plot_level(const struct plot *plot, double value);

/* Text from a cell of the area on, with a blank at either side; false, and nothing drawn, where there is something. */
bool plot_text(struct plot *plot, int row, int column, enum style style, const char *text);

/* A glyph in each column of a row of cells where nothing is drawn yet. */
void plot_horizontal(struct plot *plot, int row, enum glyph glyph, enum style style);

/* A glyph in each row of a column of cells where nothing is drawn yet. */
void plot_vertical(struct plot *plot, int column, enum glyph glyph, enum style style);

/* Axis, ticks and labels in the PLOT_LABELS columns left of the area; the side at its right. */
enum { PLOT_LABELS = 8 };
void plot_y_axis(const struct plot *plot);

/* Labels of the iteration axis in a row of the canvas, those that end before one column of the
 * area and do not cover another (-1: none). */
void plot_x_axis(const struct plot *plot, int row, int end, int avoid);

#endif
