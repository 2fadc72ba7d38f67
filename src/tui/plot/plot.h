/* plot.h - curves over iterations, from the rows of histories to dots in cells.
 *
 * A cell has 2 x 4 dots in braille, 2 x 2 with block glyphs, 1 in ASCII.  If a column of dots stands for several
 * rows, the line from their minimum to their maximum is drawn, so that no spike is lost.  A value that cannot be
 * drawn (NaN, infinite, not positive on a log scale) leaves a gap.  Curves never leave the area. */
#ifndef TUI_PLOT_H
#define TUI_PLOT_H

#include "tui/plot/pyramid.h"
#include "tui/canvas/glyph.h"

struct plot {
    struct canvas *canvas;
    struct rect area;      /* the cells for curves; the axis is the column left of them */
    enum glyph_set glyphs;
    long first, span;      /* iteration at the left edge; iterations to the right edge, >= 1 */
    bool thick;            /* curves several dots wide */
    bool log;
    double low, high;      /* y at the lower and upper edge, low < high; NaN: nothing to show */
};

struct series {
    const struct catapult_history *history; /* may be NULL: no curve */
    const struct pyramid *pyramid;          /* of history, or NULL */
    int field;
    double over;           /* nonzero: the curve of over/value */
    long every;            /* rows between two values: a larger distance is a gap */
    enum glyph glyph;      /* its mark */
    enum style style;
    bool marked;           /* its mark is on the curve now and then, and at its end */
    bool dashed;
    bool pinned;           /* values above the scale are drawn at the upper edge */
    bool diverged;         /* the end of the curve gets GLYPH_DIVERGED */
    int number;            /* index of the series in its plot: shifts its marks away from the others' */
    long begin, end;       /* the rows that determine its range; end 0: all */
};

/* The end of the iteration axis for a newest iteration: the next of 20, 30, 40, 50, 60, 80, 100, 150, ... */
long plot_span(long newest);

/* Minimum and maximum drawable value; false if there is none. */
bool series_range(const struct series *series, bool log, double *low, double *high);

/* Sets the range to [low, high] with a margin, widened so that a constant series is in the middle. */
void plot_set_range(struct plot *plot, double low, double high);

/* 0 at the lower edge, 1 at the upper. */
double plot_height(const struct plot *plot, double value);

/* Column of cells of an iteration; -1 if it is outside. */
int plot_column(const struct plot *plot, long t);

/* The rows [*begin, *end) of a column of cells. */
void plot_rows(const struct plot *plot, int column, long *begin, long *end);

/* Iterations per column of dots: above 1 the plot shows extremes, not single rows. */
double plot_density(const struct plot *plot);

void plot_series(struct plot *plot, const struct series *series);

/* Draws the marks of a curve; call it after all curves are drawn. */
void plot_series_marks(struct plot *plot, const struct series *series);

/* Writes text next to the end of a curve, only in empty cells; returns false if there is no such place nearby. */
bool plot_series_note(struct plot *plot, const struct series *series, enum style style, const char *text);

/* For other drawings in the same area. plot_dots: how many dots it has. plot_dot: draws one dot (nothing outside the
 * area); `glyph` is used if cells have no dots. */
void plot_dots(const struct plot *plot, int *cols, int *rows);
void plot_dot(struct plot *plot, int x, int y, enum glyph glyph, enum style style);

/* The row of cells of a value; -1 if it is outside or cannot be drawn. */
int plot_level(const struct plot *plot, double value);

/* Writes text from a cell of the area on, with a blank on either side; false, with nothing drawn, if those cells are
 * not empty. */
bool plot_text(struct plot *plot, int row, int column, enum style style, const char *text);

/* Puts a glyph in each empty column of a row of cells. */
void plot_horizontal(struct plot *plot, int row, enum glyph glyph, enum style style);

/* Puts a glyph in each empty row of a column of cells. */
void plot_vertical(struct plot *plot, int column, enum glyph glyph, enum style style);

/* Draws axis, ticks and labels in the PLOT_LABELS columns left of the area, and the side line at its right. */
enum { PLOT_LABELS = 8 };
void plot_y_axis(const struct plot *plot);

/* Draws the labels of the iteration axis in a row of the canvas: those that end before column `end` of the area and
 * do not cover column `avoid` (-1: none). */
void plot_x_axis(const struct plot *plot, int row, int end, int avoid);

#endif
