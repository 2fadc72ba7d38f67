/* chart.h - a frame with two axes of the caller's choosing, for drawings whose x is not the iteration.
 *
 * One dot is one dot of plot.h: 2 x 4 in a braille cell, 2 x 2 in a block, 1 in ASCII.  Nothing leaves the
 * frame; what cannot be drawn (NaN, infinite, not positive on a log axis) is left out. */
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

/* Edges: the first row of rect is the upper one, the last the lower with the x axis, labels at the left. */
void chart_init(struct chart *chart, struct canvas *canvas, const struct scene *scene, struct rect rect);

/* The axes, widened by a margin (of y as plot_set_range does).  Without finite low <= high nothing is shown. */
void chart_x(struct chart *chart, double low, double high, bool log);
void chart_y(struct chart *chart, double low, double high, bool log);

/* x is the iteration, exactly as in plot.h: plot_series may draw into chart->plot. */
void chart_iterations(struct chart *chart);

/* The edges with title, legend and the label of x; before or after what stands inside.  title and x_name in words. */
void chart_frame(struct chart *chart, enum pane_kind kind, const char *title, const struct fields *legend,
                 const char *x_name);

/* Why there is nothing, in the middle of the frame, over several rows if need be. */
void chart_note(struct chart *chart, const char *text);

/* In dots; false if it cannot be drawn.  May lie outside. */
bool chart_place(const struct chart *chart, double x, double y, int *col, int *row);

void chart_dot(struct chart *chart, double x, double y, enum glyph glyph, enum style style);
void chart_line(struct chart *chart, double x0, double y0, double x1, double y1, enum glyph glyph, enum style style);

/* A glyph in the cell of the point. */
void chart_mark(struct chart *chart, double x, double y, enum glyph glyph, enum style style);

/* A line over the whole area where nothing is drawn yet. */
void chart_vertical(struct chart *chart, double x, enum glyph glyph, enum style style);
void chart_horizontal(struct chart *chart, double y, enum glyph glyph, enum style style);

/* From the lower edge up to y. */
void chart_bar(struct chart *chart, double x, double y, enum glyph glyph, enum style style);

/* A short text beside a point, where nothing is drawn yet; false if there is no such place. */
bool chart_text(struct chart *chart, double x, double y, enum style style, const char *text);

/* Appends a legend entry. */
void chart_legend(struct fields *legend, const struct scene *scene, int rank, enum glyph glyph, enum style style,
                  const char *name);

/* Text over several rows of a rectangle, broken at blanks; returns the rows used. */
int chart_paragraph(struct canvas *canvas, struct rect rect, enum style style, const char *text);

#endif
