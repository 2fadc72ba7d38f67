/* lab_looks.c - see lab_looks.h. */
#include "tui/lab/lab_looks.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab_state.h"
#include "tui/lab/reproduce.h"

enum { DO_TEXT = 1000 };

static void looks_add(char text[DO_TEXT], const char *format, ...) __attribute__((format(printf, 2, 3)));

static void looks_add(char text[DO_TEXT], const char *format, ...)
{
    va_list args;
    size_t used = strlen(text);
    used += (size_t)snprintf(text + used, DO_TEXT - used, "%s", used ? "; " : "");
    va_start(args, format);
    vsnprintf(text + used, DO_TEXT - used, format, args);
    va_end(args);
}

/* Adds the commands for the panes: Tab to each pane whose scale was changed, then to the one in focus.  Starts at the
 * screen's default pane. */
static void add_panes(char text[DO_TEXT], const struct view *view)
{
    const struct screen_info *screen = &screens[view->screen];
    int at = 0, last = 0, focus = 0;
    for (int i = 0; i < screen->count; i++) {
        enum pane_kind pane = (enum pane_kind)screen->panes[i];
        if (view->log_scale[pane] != pane_kind_log(pane))
            last = i;
        if (view->pane == pane)
            focus = i;
    }
    for (int end = focus < last ? focus + screen->count : focus; at <= end; at++) {
        enum pane_kind pane = (enum pane_kind)screen->panes[at % screen->count];
        if (at > 0)
            looks_add(text, "%s", requests[REQUEST_PANE].name);
        if (at < screen->count && view->log_scale[pane] != pane_kind_log(pane))
            looks_add(text, "%s", requests[REQUEST_LOG].name);
    }
}

/* Adds the commands by name, in an order in which none undoes another. */
static void add_commands(char text[DO_TEXT], const struct lab *lab)
{
    const struct view *view = &lab->view;
    if (view->screen != SCREEN_MAIN)
        looks_add(text, "%s", screen_name(view->screen));
    if (view->focus > 0)
        looks_add(text, "%s %s", requests[REQUEST_MODEL].name, catapult_model_name(lab->snapshot.kind[view->focus]));
    if (!view->overlay)
        looks_add(text, "%s", requests[REQUEST_OVERLAY].name);
    add_panes(text, view);
    if (view->zoom)
        looks_add(text, "%s", requests[REQUEST_ZOOM].name);
    if (view->window > 0)
        looks_add(text, "%s %ld", requests[REQUEST_ZOOM_IN].name, view->window);
    if (!view->follow && view->cursor < lab->snapshot.t)
        looks_add(text, "%s %ld", requests[REQUEST_CURSOR_LEFT].name, lab->snapshot.t - view->cursor);
}

static void add_option(char *command, const char *option, const char *value)
{
    reproduce_add(command, REPRODUCE_TEXT, option);
    reproduce_add(command, REPRODUCE_TEXT, value);
}

void lab_looks(const struct lab *lab, char *command)
{
    static const char *const glyphs[GLYPHS_COUNT] = {NULL, "block", "ascii"};
    char commands[DO_TEXT] = "", size[32];
    add_commands(commands, lab);
    if (*commands)
        add_option(command, "--do", commands);
    if (lab->view.theme != THEME_SAFE)
        add_option(command, "--theme", theme_names[lab->view.theme]);
    if (glyphs[lab->view.glyphs])
        add_option(command, "--glyphs", glyphs[lab->view.glyphs]);
    if (lab->view.present)
        reproduce_add(command, REPRODUCE_TEXT, "--present");
    snprintf(size, sizeof size, "%dx%d", lab->canvas.cols, lab->canvas.rows);
    add_option(command, "--size", size);
}
