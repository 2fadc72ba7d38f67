/* curves.c - see curves.h. */
#include "tui/panes/curves.h"

#include <math.h>

#include "tui/panes/chart.h"

void curves_draw(struct canvas *canvas, const struct scene *scene, struct rect rect, const struct series *series,
                 int count, const struct curves_look *look)
{
    struct plot plot;
    bool log = scene->view->log_scale[look->kind];
    struct rect upper = {rect.row, rect.col, rect.rows - 1, rect.cols};
    double low = INFINITY, high = -INFINITY, l, h;
    pane_plot_init(&plot, canvas, scene, upper, log);
    for (int i = 0; i < count; i++)
        if (series_range(&series[i], log, &l, &h)) {
            low = fmin(low, l);
            high = fmax(high, h);
        }
    bool empty = low > high;
    if (look->cap > 0 && !log) {
        low = fmin(low, look->cap);
        high = fmin(high, look->cap);
    }
    if (isfinite(look->low) && (look->low > 0 || !log))
        low = fmin(low, look->low);
    if (isfinite(look->high) && (look->high > 0 || !log))
        high = fmax(high, look->high);
    if (low <= high)
        pane_plot_fit(&plot, scene, look->kind, low, high);
    pane_plot_draw(&plot, scene, series, count);
    pane_marks(&plot, scene, look->kind);
    pane_plot_edge(canvas, scene, rect, look->title, look->kind, look->legend);
    if (rect.rows > 1)
        pane_axis.draw(canvas, scene, (struct rect){rect.row + rect.rows - 1, rect.col, 1, rect.cols});
    if (empty && look->empty && plot.area.rows > 0)
        chart_paragraph(canvas, (struct rect){plot.area.row + plot.area.rows / 3, plot.area.col + 1, plot.area.rows,
                                              plot.area.cols - 2},
                        STYLE_DIM, look->empty);
}
