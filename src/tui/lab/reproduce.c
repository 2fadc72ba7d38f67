/* reproduce.c - see reproduce.h. */
#include "tui/lab/reproduce.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- settings --------------------------------------------------------------------------------------------------- */

/* Whether the settings alone give the eta of every row. */
static bool as_planned(const struct catapult_settings *settings, const struct snapshot *snapshot,
                       const struct catapult_history *history)
{
    double eta_max = snapshot->eta_max_kind == ETA_MAX_MEASURED ? snapshot->eta_max : NAN;
    for (size_t t = 0; t < history->length; t++)
        if (catapult_history_get(history, CATAPULT_FIELD_ETA, t)
            != catapult_settings_eta_at(settings, (long)t, snapshot->lambda_1, eta_max))
            return false;
    return true;
}

bool reproduce_settings(const struct catapult_settings *settings, const struct snapshot *snapshot,
                        const struct catapult_history *history, struct catapult_settings *out)
{
    *out = *settings;
    if (snapshot->models > 0)
        out->seed = snapshot->seed;
    if (!history || history->length == 0 || as_planned(settings, snapshot, history))
        return true;
    double eta = catapult_history_get(history, CATAPULT_FIELD_ETA, 0);
    out->eta = (struct catapult_lr){eta, CATAPULT_LR_PLAIN};
    out->n_schedule = out->warmup = 0;
    for (size_t t = 1; t < history->length; t++) {
        double next = catapult_history_get(history, CATAPULT_FIELD_ETA, t);
        if (next == eta)
            continue;
        if (out->n_schedule == CATAPULT_SCHEDULE_MAX)
            return false;
        out->schedule[out->n_schedule++] = (struct catapult_schedule_entry){.at = (long)t,
                                                                            .eta = {next, CATAPULT_LR_PLAIN}};
        eta = next;
    }
    return true;
}

/* --- words ------------------------------------------------------------------------------------------------------ */

static const char cut[] = " # and more, for which there is no room here";

void reproduce_add(char *text, size_t size, const char *word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+%@";
    size_t used = strlen(text), tail = sizeof cut - 1, length = strlen(word);
    bool plain = *word && !word[strspn(word, safe)];
    if (used >= tail && strcmp(text + used - tail, cut) == 0)
        return;
    for (const char *c = plain ? "" : word; *c; c++)
        length += *c == '\'' ? 3 : 0; /* each becomes '\'' */
    if (used + 1 + length + (plain ? 0 : 2) + sizeof cut > size) {
        snprintf(text + used, size - used, "%s", cut); /* an incomplete word would change the command */
        return;
    }
    used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", plain ? word : "'");
    if (plain)
        return;
    for (; *word; word++)
        used += (size_t)snprintf(text + used, size - used, *word == '\'' ? "'\\''" : "%c", *word);
    snprintf(text + used, size - used, "'");
}

static void add_setting(const struct catapult_setting *row, const struct catapult_settings *of, char *text, size_t size)
{
    char value[4096], pair[4200];
    catapult_settings_get(of, row, value, sizeof value);
    snprintf(pair, sizeof pair, "%s=%s", row->key, value);
    reproduce_add(text, size, "--set");
    reproduce_add(text, size, pair);
}

size_t reproduce_command(const char *verb, const char *words, const struct catapult_settings *settings,
                         const struct catapult_settings *of, char *text, size_t size)
{
    snprintf(text, size, "catapult %s%s%s", verb, *words ? " " : "", words);
    for (size_t i = 0; i < catapult_settings_count; i++) {
        char mine[4096], other[4096];
        catapult_settings_get(settings, &catapult_settings_table[i], mine, sizeof mine);
        catapult_settings_get(of, &catapult_settings_table[i], other, sizeof other);
        if (strcmp(mine, other) != 0)
            add_setting(&catapult_settings_table[i], of, text, size);
    }
    return strlen(text);
}

/* --- the view --------------------------------------------------------------------------------------------------- */

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
static void add_commands(char text[DO_TEXT], const struct view *view)
{
    const struct snapshot *s = view->snapshot;
    if (view->screen != SCREEN_MAIN)
        looks_add(text, "%s", screen_name(view->screen));
    if (view->focus > 0)
        looks_add(text, "%s %s", requests[REQUEST_MODEL].name, catapult_model_name(s->kind[view->focus]));
    if (!view->overlay)
        looks_add(text, "%s", requests[REQUEST_OVERLAY].name);
    add_panes(text, view);
    if (view->zoom)
        looks_add(text, "%s", requests[REQUEST_ZOOM].name);
    if (view->window > 0)
        looks_add(text, "%s %ld", requests[REQUEST_ZOOM_IN].name, view->window);
    if (!view->follow && view->cursor < s->t)
        looks_add(text, "%s %ld", requests[REQUEST_CURSOR_LEFT].name, s->t - view->cursor);
}

static void add_option(char *command, const char *option, const char *value)
{
    reproduce_add(command, REPRODUCE_TEXT, option);
    reproduce_add(command, REPRODUCE_TEXT, value);
}

void reproduce_view(const struct view *view, int rows, int cols, char command[REPRODUCE_TEXT])
{
    static const char *const glyphs[GLYPHS_COUNT] = {NULL, "block", "ascii"};
    char commands[DO_TEXT] = "", size[32];
    add_commands(commands, view);
    if (*commands)
        add_option(command, "--do", commands);
    if (view->theme != THEME_SAFE)
        add_option(command, "--theme", theme_names[view->theme]);
    if (glyphs[view->glyphs])
        add_option(command, "--glyphs", glyphs[view->glyphs]);
    if (view->present)
        reproduce_add(command, REPRODUCE_TEXT, "--present");
    snprintf(size, sizeof size, "%dx%d", cols, rows);
    add_option(command, "--size", size);
}
