/* chart.h - a frame with two axes chosen by the caller, for drawings whose x is not the iteration.
 *
 * Dots are those of plot.h: 2 x 4 in a braille cell, 2 x 2 in a block, 1 in ASCII.  Nothing is drawn outside the
 * frame; points that cannot be drawn (NaN, infinite, not positive on a log axis) are omitted. */
#ifndef TUI_CHART_H
#define TUI_CHART_H

#include "tui/panes/pane.h"

struct chart {
    struct plot plot;      /* canvas, area, glyphs, the y axis */
    struct rect rect;
    double left, right;    /* x at the edges; NaN: nothing to show */
    bool log_x;
    const struct scene *scene;
};

/* Starts a chart in rect: the first row is the upper edge, the last the lower edge with the x axis; labels are at the
 * left. */
void chart_init(struct chart *chart, struct canvas *canvas, const struct scene *scene, struct rect rect);

/* Set the axes, widened by a margin (y as in plot_set_range).  Without finite low <= high nothing is shown. */
void chart_x(struct chart *chart, double low, double high, bool log);
void chart_y(struct chart *chart, double low, double high, bool log);

/* Makes x the iteration, exactly as in plot.h: plot_series may draw into chart->plot. */
void chart_iterations(struct chart *chart);

/* Draws the edges with title, legend and the label of x; call it before or after drawing the contents. title and
 * x_name are plain words. */
void chart_frame(struct chart *chart, enum pane_kind kind, const char *title, const struct fields *legend,
                 const char *x_name);

/* Writes why there is nothing to show, in the middle of the frame, over several rows if necessary. */
void chart_note(struct chart *chart, const char *text);

/* The position of a point in dots; false if it cannot be drawn.  It may be outside. */
bool chart_place(const struct chart *chart, double x, double y, int *col, int *row);

void chart_dot(struct chart *chart, double x, double y, enum glyph glyph, enum style style);
void chart_line(struct chart *chart, double x0, double y0, double x1, double y1, enum glyph glyph, enum style style);

/* Puts a glyph in the cell of a point. */
void chart_mark(struct chart *chart, double x, double y, enum glyph glyph, enum style style);

/* Draw a line across the whole area, only in empty cells. */
void chart_vertical(struct chart *chart, double x, enum glyph glyph, enum style style);
void chart_horizontal(struct chart *chart, double y, enum glyph glyph, enum style style);

/* Draws a bar from the lower edge up to y. */
void chart_bar(struct chart *chart, double x, double y, enum glyph glyph, enum style style);

/* Writes a short text next to a point, only in empty cells; false if there is no such place. */
bool chart_text(struct chart *chart, double x, double y, enum style style, const char *text);

/* Appends a legend entry. */
void chart_legend(struct fields *legend, const struct scene *scene, int rank, enum glyph glyph, enum style style,
                  const char *name);

/* Writes text over several rows of a rectangle, broken at blanks; returns the rows used. */
int chart_paragraph(struct canvas *canvas, struct rect rect, enum style style, const char *text);

/* --- curves over iterations, with an axis of their own: for screens whose panes do not share one ------------- */

struct curves_look {
    enum pane_kind kind;
    const char *title;
    const struct fields *legend;
    double low, high;      /* y values that must be visible; NaN: from the curves alone */
    const char *empty;     /* text if no curve has a value */
    double cap;            /* values above it need not be visible on a linear scale; 0: all must */
};

void curves_draw(struct canvas *canvas, const struct scene *scene, struct rect rect, const struct series *series,
                 int count, const struct curves_look *look);

#endif
