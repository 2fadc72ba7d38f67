/* pane_axis.c - the iterations, one axis for all plots, with the lower ends of the cursor and of marks of changes of
 * eta. */
#include "tui/panes/pane.h"

#include "tui/plot/numeral.h"

static void axis_put_change(const struct plot *plot, int column)
{
    canvas_put(plot->canvas, plot->area.row, plot->area.col + column, glyph_of(plot->glyphs, GLYPH_EVENT),
               STYLE_MARK);
}

/* Writes "t", and a note if a column of cells stands for several iterations.  It moves aside if the column `foot`
 * would be among its letters.  Returns its first column. */
static int axis_put_note(const struct plot *plot, int foot)
{
    char note[64];
    double steps = (double)(plot->span + 1) / plot->area.cols;
    int room = plot->area.cols / 3;
    if (plot_density(plot) <= 1)
        snprintf(note, sizeof note, " t ");
    else
        snprintf(note, sizeof note, " t, 1 column = %.*f steps ", steps < 10 ? 1 : 0, steps);
    int width = canvas_text_width(note);
    if (width > room) {
        snprintf(note, sizeof note, " t ");
        width = 3;
    }
    if (width > plot->area.cols)
        return plot->area.cols;
    int column = plot->area.cols - width - 1;
    if (foot > column && foot < column + width - 1 && column > width) /* its end blanks may be covered */
        column -= width;
    canvas_text(plot->canvas, plot->area.row, plot->area.col + column, width, STYLE_DIM, note);
    return column;
}

static void draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct plot plot;
    pane_plot_init(&plot, canvas, scene, rect, false);
    plot.area.row = rect.row;
    plot.area.rows = 1;
    enum glyph_set glyphs = scene->view->glyphs;
    int left = plot.area.col - 1, right = plot.area.col + plot.area.cols;
    canvas_fill(canvas, (struct rect){rect.row, left, 1, right - left}, glyph_of(glyphs, GLYPH_LINE), STYLE_DIM);
    canvas_put(canvas, rect.row, left, glyph_of(glyphs, GLYPH_BOTTOM_LEFT), STYLE_DIM);
    canvas_put(canvas, rect.row, right, glyph_of(glyphs, GLYPH_BOTTOM_RIGHT), STYLE_DIM);
    if (plot.area.cols <= 0)
        return;
    pane_plot_changes(&plot, scene, axis_put_change);
    int foot = plot_column(&plot, scene->cursor);
    plot_x_axis(&plot, rect.row, axis_put_note(&plot, foot), foot);
    if (foot >= 0)
        canvas_put(canvas, rect.row, plot.area.col + foot, glyph_of(glyphs, GLYPH_CURSOR_FOOT), STYLE_STRONG);
}

const struct pane_class pane_axis = {.name = "axis", .draw = draw};
