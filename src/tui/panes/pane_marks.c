/* pane_marks.c - the marks of a lesson in a plot over iterations: a labelled line, only in empty cells. */
#include "tui/panes/pane.h"

#include <math.h>

#include "tui/panes/caption.h"

static void mark_put_upright(struct plot *plot, const struct caption_mark *mark)
{
    int column = plot_column(plot, (long)mark->at);
    if (column < 0)
        return;
    plot_vertical(plot, column, GLYPH_MARK_UPRIGHT, STYLE_STRONG);
    int width = canvas_text_width(mark->name);
    for (int row = 0; row < plot->area.rows; row++)
        if (plot_text(plot, row, column + 2, STYLE_STRONG, mark->name) ||
            plot_text(plot, row, column - 1 - width, STYLE_STRONG, mark->name))
            return;
}

static void put_level(struct plot *plot, const struct caption_mark *mark)
{
    int row = plot_level(plot, mark->at), width = canvas_text_width(mark->name);
    if (row < 0)
        return;
    plot_horizontal(plot, row, GLYPH_MARK_LEVEL, STYLE_STRONG);
    for (int side = -1; side <= 1; side += 2)
        for (int column = plot->area.cols - width - 1; column > 0; column--)
            if (plot_text(plot, row + side, column, STYLE_STRONG, mark->name))
                return;
}

void pane_marks(struct plot *plot, const struct scene *scene, enum pane_kind kind)
{
    static const int kinds[LESSON_MARK_KINDS] = {-1, PANE_LOSS, PANE_KERNEL};
    const struct caption *caption = scene->view->caption;
    for (int i = 0; caption && i < caption->marks; i++) {
        const struct caption_mark *mark = &caption->mark[i];
        if (!isfinite(mark->at) || plot->area.rows <= 0)
            continue;
        if (mark->kind == LESSON_MARK_STEP && fabs(mark->at) < 1e9)
            mark_put_upright(plot, mark);
        else if (kinds[mark->kind] == (int)kind)
            put_level(plot, mark);
    }
}
