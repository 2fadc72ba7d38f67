/* pane_help.c - the help screen, made from the table of requests, and the screen for a loading failure.  Both can be
 * scrolled, so that a screen of any size shows everything. */
#include "tui/panes/chart.h"

#include <catapult/phase.h>

#include "tui/input/keymap.h"

enum { KEY_COLS = 12, LINES_MAX = REQUEST_COUNT + 2 * GROUP_COUNT + CATAPULT_PHASE_COUNT + 4 };

/* A line of the help: a title, a request, a phase, or blank. */
struct help_line {
    const char *title;
    int request, phase; /* -1: none */
};

static int make_lines(struct help_line lines[LINES_MAX])
{
    int count = 0;
    for (int group = 0; group < GROUP_COUNT; group++) {
        lines[count++] = (struct help_line){request_group_titles[group], -1, -1};
        for (int i = 0; i < REQUEST_COUNT; i++)
            if ((int)requests[i].group == group)
                lines[count++] = (struct help_line){NULL, i, -1};
        lines[count++] = (struct help_line){NULL, -1, -1};
    }
    lines[count++] = (struct help_line){"Phases", -1, -1};
    for (int phase = 0; phase < CATAPULT_PHASE_COUNT; phase++)
        lines[count++] = (struct help_line){NULL, -1, phase};
    return count;
}

static void help_draw_line(struct canvas *canvas, const struct scene *scene, const struct help_line *line, int row,
                           int col, int cols)
{
    char keys[64];
    if (line->title) {
        canvas_text(canvas, row, col, cols, STYLE_STRONG, line->title);
    } else if (line->request >= 0) {
        keymap_text(scene->view->keymap, (enum request)line->request, REQUEST_KEYS_MAX, keys, sizeof keys);
        canvas_text(canvas, row, col + 1, KEY_COLS - 2, STYLE_STRONG, keys);
        canvas_text(canvas, row, col + KEY_COLS, cols - KEY_COLS, STYLE_PLAIN, requests[line->request].help);
    } else if (line->phase >= 0) {
        canvas_text(canvas, row, col + 1, KEY_COLS - 2, pane_phase_style((enum catapult_phase)line->phase),
                    catapult_phase_name((enum catapult_phase)line->phase));
        canvas_text(canvas, row, col + KEY_COLS, cols - KEY_COLS, STYLE_PLAIN,
                    catapult_phase_help((enum catapult_phase)line->phase));
    }
}

/* The area for lines: inside the frame, or the whole screen if it is too small for a frame. */
static struct rect help_inside(struct rect rect)
{
    if (rect.rows < 5 || rect.cols < 20)
        return rect;
    return (struct rect){rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
}

int pane_help_scroll_max(struct rect rect)
{
    struct help_line lines[LINES_MAX];
    int excess = make_lines(lines) - help_inside(rect).rows;
    return excess > 0 ? excess : 0;
}

void pane_help_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct help_line lines[LINES_MAX];
    int count = make_lines(lines), most = pane_help_scroll_max(rect), first = scene->view->help_scroll;
    struct rect inner = help_inside(rect);
    first = first < 0 ? 0 : first > most ? most : first;
    canvas_fill(canvas, rect, ' ', STYLE_PLAIN);
    if (inner.rows < rect.rows) {
        canvas_frame(canvas, rect, scene->view->glyphs, "help");
        if (most > 0 && rect.cols >= 60)
            canvas_printf(canvas, rect.row + rect.rows - 1, rect.col + 3, rect.cols - 6, STYLE_DIM,
                          " lines %d to %d of %d: Up, Down, PgUp, PgDn; Esc closes ", first + 1,
                          first + inner.rows, count);
    }
    for (int i = 0; i < inner.rows && first + i < count; i++)
        help_draw_line(canvas, scene, &lines[first + i], inner.row + i, inner.col, inner.cols);
}

/* --- nothing to show ---------------------------------------------------------------------------------------- */

void pane_failed_draw(struct canvas *canvas, const struct scene *scene, struct rect rect)
{
    struct rect inner = help_inside(rect);
    if (rect.rows <= 0 || rect.cols <= 0)
        return;
    canvas_fill(canvas, rect, ' ', STYLE_PLAIN);
    if (inner.rows < rect.rows)
        canvas_frame(canvas, rect, scene->view->glyphs, "could not start");
    int used = chart_paragraph(canvas, inner, STYLE_PLAIN, scene->view->snapshot->message);
    char restart[32], settings[32], quit[32];
    keymap_text(scene->view->keymap, REQUEST_RESTART, 1, restart, sizeof restart);
    keymap_text(scene->view->keymap, REQUEST_QUIT, 1, quit, sizeof quit);
    keymap_text(scene->view->keymap, REQUEST_SCREEN_SETTINGS, 1, settings, sizeof settings);
    if (used + 1 < inner.rows)
        canvas_printf(canvas, inner.row + used + 1, inner.col, inner.cols, STYLE_STRONG,
                      "%s tries again, %s has settings and presets, %s quits", restart, settings, quit);
}
