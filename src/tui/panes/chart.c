/* chart.c - see chart.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tui/panes/chart.h"
#include "tui/plot/numeral.h"

void chart_init(struct chart *chart, struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    *chart = (struct chart){.rect = rect, .left = NAN, .right = NAN, .scene = scene};
    pane_plot_init(&chart->plot, canvas, scene, rect, false);
    chart->plot.area.rows = rect.rows > 2 ? rect.rows - 2 : 0;
}

void chart_x(struct chart *chart, double low, double high, bool log)
{
    struct plot axis = {.log = log, .low = NAN, .high = NAN};
    chart->log_x = log;
    if (!isfinite(low) || !isfinite(high) || low > high || (log && low <= 0))
        return;
    plot_set_range(&axis, low, high);
    chart->left = axis.low;
    chart->right = axis.high;
}

void chart_y(struct chart *chart, double low, double high, bool log)
{
    chart->plot.log = log;
    if (isfinite(low) && isfinite(high) && low <= high && !(log && low <= 0))
        plot_set_range(&chart->plot, low, high);
}

void chart_iterations(struct chart *chart)
{
    chart->log_x = false;
    chart->left = (double)chart->plot.first;
    chart->right = (double)(chart->plot.first + chart->plot.span);
}

static bool is_set(const struct chart *chart)
{
    return !isnan(chart->left) && !isnan(chart->plot.low) && chart->plot.area.rows > 0 && chart->plot.area.cols > 0;
}

/* --- the frame ------------------------------------------------------------------------------------------------- */

static double x_part(const struct chart *chart, double x)
{
    return chart->log_x ? log(x / chart->left) / log(chart->right / chart->left)
                        : (x - chart->left) / (chart->right - chart->left);
}

static double nice(double size)
{
    double decade = pow(10, floor(log10(size) + 1e-9)), digit = size / decade;
    return (digit <= 1.0001 ? 1 : digit <= 2.0001 ? 2 : digit <= 5.0001 ? 5 : 10) * decade;
}

/* Puts a label under its x if it overlaps no other; moves *free_from past it. */
static void put_tick(const struct chart *chart, double x, double step, int end, int *free_from)
{
    char text[NUMERAL_TEXT];
    const struct rect *area = &chart->plot.area;
    double part = x_part(chart, x);
    if (!(part >= 0 && part <= 1))
        return;
    if (chart->log_x && step == 0)
        snprintf(text, sizeof text, "1e%+d", (int)lround(log10(x)));
    else
        numeral_tick(text, x, step);
    int width = canvas_text_width(text), column = (int)lround(part * (area->cols - 1)) - width / 2;
    column = column < 0 ? 0 : column;
    if (column < *free_from || column + width > end)
        return;
    canvas_text(chart->plot.canvas, area->row + area->rows, area->col + column, width, STYLE_DIM, text);
    *free_from = column + width + 1;
}

static void put_ticks(const struct chart *chart, int end)
{
    int free_from = 0, most = chart->plot.area.cols / 9;
    most = most < 2 ? 2 : most;
    if (chart->log_x && log10(chart->right / chart->left) >= 2) {
        int step = (int)fmax(1, nice(log10(chart->right / chart->left) / most));
        for (int e = (int)ceil(log10(chart->left)); e <= (int)floor(log10(chart->right)); e++)
            if (e % step == 0)
                put_tick(chart, pow(10, e), 0, end, &free_from);
        return;
    }
    double step = nice((chart->right - chart->left) / most);
    for (double k = ceil(chart->left / step - 1e-9); k * step <= chart->right + step * 1e-9; k++)
        put_tick(chart, k * step, step, end, &free_from);
}

/* Length of the name without its explanation. */
static int short_name(const char *x_name)
{
    size_t comma = strcspn(x_name, ","), equals = strcspn(x_name, "=");
    size_t length = comma < equals ? comma : equals;
    while (length > 0 && x_name[length] == '=' && x_name[length - 1] == ' ')
        length--;
    return (int)length;
}

static void draw_lower_edge(struct chart *chart, const char *x_name)
{
    struct canvas *canvas = chart->plot.canvas;
    const struct rect *area = &chart->plot.area;
    enum glyph_set glyphs = chart->plot.glyphs;
    int row = area->row + area->rows, left = area->col - 1, right = area->col + area->cols;
    canvas_fill(canvas, (struct rect){row, left, 1, right - left}, glyph_of(glyphs, GLYPH_LINE), STYLE_DIM);
    canvas_put(canvas, row, left, glyph_of(glyphs, GLYPH_BOTTOM_LEFT), STYLE_DIM);
    canvas_put(canvas, row, right, glyph_of(glyphs, GLYPH_BOTTOM_RIGHT), STYLE_DIM);
    int width = canvas_text_width(x_name), end = area->cols;
    if (width > area->cols / 2) /* of "u = k eta^2 r^2, log" keep only "u" */
        width = short_name(x_name);
    if (width > 0 && width + 3 < area->cols) {
        end = area->cols - width - 3;
        canvas_printf(canvas, row, area->col + end, width + 2, STYLE_PLAIN, " %.*s ", width, x_name);
        end--;
    }
    if (is_set(chart))
        put_ticks(chart, end);
}

void chart_frame(struct chart *chart, enum pane_kind kind, const char *title, const struct fields *legend,
                 const char *x_name)
{
    static const struct fields none;
    if (chart->rect.rows <= 0 || chart->rect.cols <= 0)
        return;
    pane_plot_edge(chart->plot.canvas, chart->scene, chart->rect, title, kind, legend ? legend : &none);
    plot_y_axis(&chart->plot);
    if (chart->rect.rows > 2)
        draw_lower_edge(chart, x_name);
}

/* Bytes of the next line of text, at most cols wide, broken at a blank if there is one. */
static size_t line_length(const char *text, int cols)
{
    size_t length = strcspn(text, "\n"), i = 0, blank = 0;
    for (int used = 0; i < length && used < cols;) {
        const char *next = text + i;
        used += canvas_step(&next);
        if (used > cols && i > 0) /* a wide character */
            break;
        if (text[i] == ' ')
            blank = i;
        i = (size_t)(next - text);
    }
    return i == length || text[i] == ' ' ? i : blank ? blank : i;
}

int chart_paragraph(struct canvas *canvas, struct rect rect, enum style style, const char *text)
{
    int row = 0;
    for (; *text && row < rect.rows && rect.cols > 0; row++) {
        char line[512];
        size_t length = line_length(text, rect.cols);
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        canvas_text(canvas, rect.row + row, rect.col, rect.cols, style, line);
        text += length;
        text += strspn(text, " \n");
    }
    return row;
}

void chart_note(struct chart *chart, const char *text)
{
    struct rect area = chart->plot.area;
    int lines = (canvas_text_width(text) + area.cols - 1) / (area.cols > 3 ? area.cols - 2 : 1);
    int top = area.rows > lines ? (area.rows - lines) / 2 : 0;
    chart_paragraph(chart->plot.canvas, (struct rect){area.row + top, area.col + 1, area.rows - top, area.cols - 2},
                    STYLE_DIM, text);
}

/* --- contents -------------------------------------------------------------------------------------------------------- */

bool chart_place(const struct chart *chart, double x, double y, int *col, int *row)
{
    int cols, rows;
    if (!is_set(chart) || !isfinite(x) || !isfinite(y) || (chart->log_x && x <= 0) || (chart->plot.log && y <= 0))
        return false;
    plot_dots(&chart->plot, &cols, &rows);
    /* clamped near the area, so that lines nearly keep their slope and integers do not overflow */
    *col = (int)lround(fmin(fmax(x_part(chart, x), -3), 4) * (cols - 1));
    *row = (int)lround((1 - fmin(fmax(plot_height(&chart->plot, y), -3), 4)) * (rows - 1));
    return true;
}

void chart_dot(struct chart *chart, double x, double y, enum glyph glyph, enum style style)
{
    int col, row;
    if (chart_place(chart, x, y, &col, &row))
        plot_dot(&chart->plot, col, row, glyph, style);
}

void chart_line(struct chart *chart, double x0, double y0, double x1, double y1, enum glyph glyph, enum style style)
{
    int c0, r0, c1, r1;
    if (!chart_place(chart, x0, y0, &c0, &r0) || !chart_place(chart, x1, y1, &c1, &r1))
        return;
    int dc = c1 - c0, dr = r1 - r0, steps = abs(dc) > abs(dr) ? abs(dc) : abs(dr);
    for (int i = 0; i <= steps; i++) {
        double part = steps ? (double)i / steps : 0;
        plot_dot(&chart->plot, c0 + (int)lround(part * dc), r0 + (int)lround(part * dr), glyph, style);
    }
}

/* The cell of a point in the area; false if it is outside. */
static bool chart_cell(const struct chart *chart, double x, double y, int *column, int *line)
{
    int col, row, cols, rows;
    if (!chart_place(chart, x, y, &col, &row))
        return false;
    plot_dots(&chart->plot, &cols, &rows);
    if (col < 0 || row < 0 || col >= cols || row >= rows)
        return false;
    *column = col / (cols / chart->plot.area.cols);
    *line = row / (rows / chart->plot.area.rows);
    return true;
}

void chart_mark(struct chart *chart, double x, double y, enum glyph glyph, enum style style)
{
    int column, line;
    if (chart_cell(chart, x, y, &column, &line))
        canvas_put(chart->plot.canvas, chart->plot.area.row + line, chart->plot.area.col + column,
                   glyph_of(chart->plot.glyphs, glyph), style);
}

static bool is_blank(const struct chart *chart, int line, int column)
{
    const struct canvas *canvas = chart->plot.canvas;
    int row = chart->plot.area.row + line, col = chart->plot.area.col + column;
    if (line < 0 || column < 0 || line >= chart->plot.area.rows || column >= chart->plot.area.cols || row < 0 || col < 0 ||
        row >= canvas->rows || col >= canvas->cols)
        return false;
    return canvas->cell[(size_t)row * (size_t)canvas->cols + (size_t)col].glyph == ' ';
}

static void put_blank(struct chart *chart, int line, int column, enum glyph glyph, enum style style)
{
    if (is_blank(chart, line, column))
        canvas_put(chart->plot.canvas, chart->plot.area.row + line, chart->plot.area.col + column,
                   glyph_of(chart->plot.glyphs, glyph), style);
}

static double middle_y(const struct chart *chart)
{
    return chart->plot.log ? sqrt(chart->plot.low) * sqrt(chart->plot.high) : chart->plot.low / 2 + chart->plot.high / 2;
}

static double middle_x(const struct chart *chart)
{
    return chart->log_x ? sqrt(chart->left) * sqrt(chart->right) : chart->left / 2 + chart->right / 2;
}

void chart_vertical(struct chart *chart, double x, enum glyph glyph, enum style style)
{
    int column, line;
    if (!chart_cell(chart, x, middle_y(chart), &column, &line))
        return;
    for (line = 0; line < chart->plot.area.rows; line++)
        put_blank(chart, line, column, glyph, style);
}

void chart_horizontal(struct chart *chart, double y, enum glyph glyph, enum style style)
{
    int column, line;
    if (!chart_cell(chart, middle_x(chart), y, &column, &line))
        return;
    for (column = 0; column < chart->plot.area.cols; column++)
        put_blank(chart, line, column, glyph, style);
}

void chart_bar(struct chart *chart, double x, double y, enum glyph glyph, enum style style)
{
    int col, row, cols, rows;
    if (!chart_place(chart, x, y, &col, &row))
        return;
    plot_dots(&chart->plot, &cols, &rows);
    for (int dot = row < 0 ? 0 : row; dot < rows; dot++)
        plot_dot(&chart->plot, col, dot, glyph, style);
}

bool chart_text(struct chart *chart, double x, double y, enum style style, const char *text)
{
    static const int downs[] = {0, -1, 1};
    int column, line, width = canvas_text_width(text);
    if (!chart_cell(chart, x, y, &column, &line))
        return false;
    for (int i = 0; i < 6; i++) {
        int row = line + downs[i / 2], begin = i % 2 ? column - 1 - width : column + 2, free = 0;
        while (free < width && is_blank(chart, row, begin + free))
            free++;
        if (free < width)
            continue;
        canvas_text(chart->plot.canvas, chart->plot.area.row + row, chart->plot.area.col + begin, width, style, text);
        return true;
    }
    return false;
}

void chart_legend(struct fields *legend, const struct scene *scene, int rank, enum glyph glyph, enum style style,
                  const char *name)
{
    struct field *field = fields_add(legend, rank + 1, STYLE_PLAIN, "%s", name); /* whole or not at all */
    field->mark = glyph_of(scene->view->glyphs, glyph);
    field->mark_style = style;
}

/* --- curves over iterations -------------------------------------------------------------------------------------- */

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
