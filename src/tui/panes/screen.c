/* screen.c - the panes and screens there are, and how a screen is drawn from a view; see view.h and screens.h. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/input/keymap.h"
#include "tui/panes/caption.h"
#include "tui/panes/pane.h"
#include "tui/panes/pane_runs.h"
#include "tui/panes/screens.h"
#include "tui/panes/view.h"

/* --- tables ------------------------------------------------------------------------------------------------------ */

#define PANE_ROW(constant, class, name, log, over) [constant] = &class,
static const struct pane_class *const pane_classes[PANE_COUNT] = {PANE_LIST(PANE_ROW)};
#undef PANE_ROW

#define PANE_ROW(constant, class, name, log, over) [constant] = {name, log, over},
static const struct {
    const char *name;
    bool log, over;
} kinds[PANE_COUNT] = {PANE_LIST(PANE_ROW)};

const char *pane_kind_name(enum pane_kind kind)
{
    return kinds[kind].name;
}

bool pane_kind_log(enum pane_kind kind)
{
    return kinds[kind].log;
}

bool pane_kind_over_iterations(enum pane_kind kind)
{
    return kinds[kind].over;
}

const struct screen_info screens[SCREEN_COUNT] = {
    [SCREEN_MAIN] = {.columns = 1, .count = 3, .panes = {PANE_LOSS, PANE_KERNEL, PANE_RULER}},
    [SCREEN_DIRECTIONS] = {.columns = 2,
                           .count = 4,
                           .panes = {PANE_SPECTRUM, PANE_CURVATURE, PANE_PI, PANE_OVERLAP},
                           .probes = PROBE_BIT(PROBE_SPECTRUM) | PROBE_BIT(PROBE_PATH)},
    [SCREEN_PORTRAIT] = {.columns = 2, .count = 2, .panes = {PANE_PORTRAIT, PANE_COBWEB}, .probes = PROBE_BIT(PROBE_PATH)},
    [SCREEN_BIFURCATION] = {.columns = 2,
                            .count = 2,
                            .panes = {PANE_BIFURCATION, PANE_FINAL},
                            .probes = PROBE_BIT(PROBE_BIFURCATION) | PROBE_BIT(PROBE_PATH)},
    [SCREEN_FUNCTION] = {.columns = 1,
                         .rows = 10,
                         .count = 2,
                         .panes = {PANE_FUNCTION, PANE_EXAMPLES},
                         .probes = PROBE_BIT(PROBE_FUNCTION) | PROBE_BIT(PROBE_EXAMPLES)},
    [SCREEN_SWEEP] = {.columns = 1, .count = 1, .panes = {PANE_SCAN}, .probes = PROBE_BIT(PROBE_SCAN)},
    [SCREEN_KERNEL] = {.columns = 2,
                       .count = 4,
                       .panes = {PANE_HEAT, PANE_SHARPNESS, PANE_TAYLOR, PANE_GATES},
                       .probes = PROBE_BIT(PROBE_KERNEL) | PROBE_BIT(PROBE_WEIGHTS) | PROBE_BIT(PROBE_SHARPNESS)},
    [SCREEN_SETTINGS] = {.columns = 2, .count = 2, .panes = {PANE_SETTINGS, PANE_PRESETS}},
    [SCREEN_RUNS] = {.columns = 1,
                     .rows = 9,
                     .count = 3,
                     .panes = {PANE_RUNS, PANE_RUNS_LOSS, PANE_RUNS_LAMBDA}},
};

const char *screen_name(enum screen_kind screen)
{
    return requests[REQUEST_SCREEN_FIRST + (int)screen].name;
}

/* --- drawing ----------------------------------------------------------------------------------------------------- */

static const struct pane_class *const panes[ITEM_COUNT] = {
    [ITEM_HEADER] = &pane_header, [ITEM_CAPTION] = &pane_caption,
    [ITEM_LOSS] = &pane_loss,       [ITEM_KERNEL] = &pane_kernel,
    [ITEM_AXIS] = &pane_axis,     [ITEM_RULER] = &pane_ruler,     [ITEM_READOUT] = &pane_readout,
    [ITEM_LAST] = &pane_last,     [ITEM_KEYS] = &pane_keys,       [ITEM_NOW] = &pane_now,
    [ITEM_BAND] = &pane_band,
};

static const struct pane_class *pane_of(const struct view *view, const struct layout *layout, int item)
{
    if (item == ITEM_STAGE)
        return pane_classes[view->pane];
    if (item < ITEM_CELL || item == ITEM_BAND)
        return panes[item];
    const struct screen_info *screen = &screens[view->screen];
    int index = layout->first + item - ITEM_CELL;
    return pane_classes[screen->panes[index]];
}

static void scene_see(struct scene *scene, const struct catapult_history *history, const struct pyramid *pyramid)
{
    if (scene->longest && scene->longest->length >= history->length)
        return;
    scene->longest = history;
    scene->longest_pyramid = pyramid;
}

/* The newest iteration of this run and of the other runs shown. */
static long farthest(const struct scene *scene, const struct view *view)
{
    long t = scene->newest;
    for (int i = 0; i < view->snapshot->runs; i++)
        if (i != view->snapshot->focus && view->others[i].known && view->snapshot->run[i].t > t)
            t = view->snapshot->run[i].t;
    return t;
}

/* Chooses the visible iterations: all of these runs (the ghost up to their newest iteration), or a part: at the
 * newest iteration with some room ahead, or around the cursor. */
static void find_window(struct scene *scene, const struct view *view)
{
    long whole = plot_span(farthest(scene, view)), window = view->window;
    scene->first = 0;
    scene->span = whole;
    if (window <= 0 || window >= whole)
        return;
    scene->span = window;
    scene->first = view->follow ? scene->newest + window / 10 - window : scene->cursor - window / 2;
    if (scene->first > whole - window)
        scene->first = whole - window;
    if (scene->first < 0)
        scene->first = 0;
}

static void scene_make(struct scene *scene, const struct view *view, const struct layout *layout)
{
    *scene = (struct scene){.view = view, .layout = layout, .newest = -1, .cursor = -1};
    if (pane_has_models(view)) {
        scene->focus = &view->histories[view->focus];
        scene_see(scene, scene->focus, pane_pyramid(view, view->focus));
        for (int i = 0; i < view->snapshot->models; i++)
            scene_see(scene, &view->histories[i], pane_pyramid(view, i));
        scene->newest = (long)scene->longest->length - 1;
    }
    scene->cursor = view->follow || view->cursor > scene->newest ? scene->newest : view->cursor;
    if (scene->cursor < 0 && scene->newest >= 0)
        scene->cursor = 0;
    find_window(scene, view);
}

static int zoom_of(const struct view *view)
{
    static const enum layout_item items[PANE_COUNT] = {ITEM_LOSS, ITEM_KERNEL, ITEM_RULER};
    return view->zoom ? (int)items[view->pane] : LAYOUT_ALL;
}

static void find_layout(struct layout *layout, const struct view *view, int rows, int cols)
{
    const struct screen_info *screen = &screens[view->screen];
    int focus = 0;
    while (focus < screen->count - 1 && screen->panes[focus] != (int)view->pane)
        focus++;
    int caption = view->caption ? caption_rows(view->caption, cols) : 0;
    if (view->present)
        layout_present(layout, rows, cols, caption, view->pane == PANE_LOSS || view->pane == PANE_KERNEL);
    else if (view->screen == SCREEN_MAIN)
        layout_make(layout, rows, cols, zoom_of(view), caption);
    else
        layout_make_grid(layout, rows, cols,
                         &(struct layout_grid){screen->count, screen->columns, screen->rows, focus, view->zoom, caption});
}

/* The area from the row below the header to the row above the last key and the keys. */
static struct rect screen_middle(const struct layout *layout, int rows, int cols)
{
    int top = layout->item[ITEM_HEADER].rows + layout->item[ITEM_CAPTION].rows;
    int foot = layout->item[ITEM_LAST].rows + layout->item[ITEM_KEYS].rows;
    return (struct rect){top, 0, rows - top - foot, cols};
}

/* If not all panes of a screen fit, shows how to see the others. */
static void draw_hint(struct canvas *canvas, const struct view *view, const struct layout *layout)
{
    int shown = 0, count = screens[view->screen].count;
    for (int i = 0; i < LAYOUT_CELLS; i++)
        shown += layout->item[ITEM_CELL + i].rows > 0;
    if (view->screen == SCREEN_MAIN || shown == 0 || shown == count)
        return;
    struct rect cell = layout->item[ITEM_CELL + shown - 1];
    char key[16], text[48];
    keymap_text(view->keymap, REQUEST_PANE, 1, key, sizeof key);
    if (cell.cols < 60)
        snprintf(text, sizeof text, " %s ", key);
    else
        snprintf(text, sizeof text, " %s: %d more ", key, count - shown);
    int width = canvas_text_width(text);
    if (cell.cols > width + 12)
        canvas_text(canvas, cell.row, cell.col + cell.cols - width - 2, width, STYLE_STRONG, text);
}

void screen_draw(struct canvas *canvas, const struct view *view)
{
    struct layout layout;
    struct scene scene;
    struct rect whole = {0, 0, canvas->rows, canvas->cols};
    canvas_clear(canvas);
    find_layout(&layout, view, canvas->rows, canvas->cols);
    scene_make(&scene, view, &layout);
    if (view->help) {
        pane_help_draw(canvas, &scene, whole);
    } else {
        for (int i = 0; i < ITEM_COUNT; i++)
            if (layout.item[i].rows > 0)
                pane_of(view, &layout, i)->draw(canvas, &scene, layout.item[i]);
        draw_hint(canvas, view, &layout);
        if (view->prompt && !layout.item[ITEM_LAST].rows && !layout.item[ITEM_KEYS].rows && canvas->rows > 0) {
            /* the screen is too small for a separate row, but the text being typed must be visible */
            struct rect last = {canvas->rows - 1, 0, 1, canvas->cols};
            canvas_fill(canvas, last, ' ', STYLE_PLAIN);
            pane_keys.draw(canvas, &scene, last);
        }
        if (view->snapshot->state == SESSION_FAILED && view->screen != SCREEN_SETTINGS)
            pane_failed_draw(canvas, &scene, screen_middle(&layout, canvas->rows, canvas->cols));
        pane_words_draw(canvas, &scene);
    }
    if (view->glyphs == GLYPHS_ASCII)
        canvas_to_ascii(canvas);
}

void screen_scales(const struct view *view, int rows, int cols, struct pane_scale *scales)
{
    struct layout layout;
    struct scene scene;
    struct canvas scratch;
    memset(scales, 0, PANE_COUNT * sizeof *scales);
    canvas_init(&scratch);
    canvas_resize(&scratch, rows, cols);
    find_layout(&layout, view, rows, cols);
    scene_make(&scene, view, &layout);
    scene.record = scales;
    for (int i = 0; i < ITEM_COUNT; i++)
        if (layout.item[i].rows > 0)
            pane_of(view, &layout, i)->draw(&scratch, &scene, layout.item[i]);
    canvas_done(&scratch);
}

/* --- the mouse ---------------------------------------------------------------------------------------------------- */

static bool contains(struct rect rect, int row, int col)
{
    return row >= rect.row && row < rect.row + rect.rows && col >= rect.col && col < rect.col + rect.cols;
}

/* The pane of an item; on the main screen the axis belongs to the plots. */
static int kind_of(const struct view *view, const struct layout *layout, int item)
{
    if (item == ITEM_STAGE || (item == ITEM_AXIS && view->present))
        return (int)view->pane;
    if (item >= ITEM_CELL && item < ITEM_BAND)
        return screens[view->screen].panes[layout->first + item - ITEM_CELL];
    return item == ITEM_LOSS || item == ITEM_AXIS ? PANE_LOSS : item == ITEM_KERNEL ? PANE_KERNEL : item == ITEM_RULER ? PANE_RULER : -1;
}

/* The iteration at a column of a plot in rect. */
static long iteration_at(const struct scene *scene, struct rect rect, int col)
{
    struct plot plot;
    pane_plot_init(&plot, NULL, scene, rect, false);
    if (scene->newest < 0 || plot.area.cols < 2)
        return -1;
    double part = (col - plot.area.col) / (plot.area.cols - 1.0);
    long t = scene->first + (long)((part < 0 ? 0 : part > 1 ? 1 : part) * (double)scene->span + 0.5);
    return t > scene->newest ? scene->newest : t;
}

void screen_hit(const struct view *view, int rows, int cols, int row, int col, struct hit *out)
{
    struct layout layout;
    struct scene scene;
    *out = (struct hit){.pane = -1, .t = -1, .run = -1, .eta = NAN};
    find_layout(&layout, view, rows, cols);
    scene_make(&scene, view, &layout);
    for (int i = 0; i < ITEM_COUNT; i++) {
        if (!contains(layout.item[i], row, col))
            continue;
        out->pane = kind_of(view, &layout, i);
        if (i == ITEM_NOW)
            out->run = runs_at(view, runs_beside(view, layout.item[i]), row);
        else if (out->pane == PANE_RUNS)
            out->run = runs_at(view, layout.item[i], row);
        else if (out->pane == PANE_RULER)
            out->eta = pane_ruler_eta(&scene, layout.item[i], col);
        else if (out->pane >= 0 && pane_kind_over_iterations((enum pane_kind)out->pane))
            out->t = iteration_at(&scene, layout.item[i], col);
    }
}

long screen_span(const struct view *view)
{
    struct scene scene;
    struct layout layout = {0};
    scene_make(&scene, view, &layout);
    return scene.span;
}

int screen_help_scroll_max(int rows, int cols)
{
    return pane_help_scroll_max((struct rect){0, 0, rows, cols});
}

/* Drawn into one long row; the gaps that keep columns aligned become single blanks. */
void screen_readout(const struct view *view, char *text, size_t size)
{
    enum { COLS = 400 };
    struct canvas canvas;
    struct layout layout = {0};
    struct scene scene;
    size_t used = 0;
    canvas_init(&canvas);
    canvas_resize(&canvas, 1, COLS);
    scene_make(&scene, view, &layout);
    pane_readout.draw(&canvas, &scene, (struct rect){0, 0, 1, COLS});
    for (int col = 0; col < COLS; col++) {
        uint32_t glyph = canvas.cell[col].glyph;
        char bytes[UTF8_BYTES];
        int length = utf8_put(glyph, bytes);
        bool double_blank = glyph == ' ' && (used == 0 || text[used - 1] == ' ');
        if (double_blank || used + (size_t)length >= size)
            continue;
        memcpy(text + used, bytes, (size_t)length);
        used += (size_t)length;
    }
    while (used > 0 && text[used - 1] == ' ')
        used--;
    text[used] = '\0';
    canvas_done(&canvas);
}
