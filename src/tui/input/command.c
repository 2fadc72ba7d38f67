/* command.c - see command.h. */
#include "tui/input/command.h"

#include <catapult/settings.h>

#include <stdio.h>
#include <string.h>

#include "tui/input/keymap.h"
#include "tui/canvas/theme.h"

static const char *const glyph_names[] = {"braille", "block", "ascii", NULL};
static const char *const model_names[] = {"network", "linear", "quadratic", "general", NULL};

static const char *const run_names[] = {"A", "B", "C", "D", "E", "F", "G", "H", NULL};
static const char *const compare_names[] = {"alone", "all", "difference", NULL};

static const struct command_argument with_argument[] = {
    {REQUEST_ETA_TYPE, "VALUE", false, "sets it: 0.4, 1.2crit, 3.9/l1, 0.9max", ARGUMENT_TEXT, NULL},
    {REQUEST_FORWARD, "N", false, "that many iterations forward, then pause", ARGUMENT_TEXT, NULL},
    {REQUEST_BACK, "N", false, "that many iterations back, then pause", ARGUMENT_TEXT, NULL},
    {REQUEST_REWIND, "N", false, "to that iteration", ARGUMENT_TEXT, NULL},
    {REQUEST_FORK, "N", false, "at that iteration", ARGUMENT_TEXT, NULL},
    {REQUEST_RUN_NEXT, "RUN", false, "focuses that run", ARGUMENT_WORD, run_names},
    {REQUEST_RUN_DELETE, "RUN", false, "deletes that run without asking", ARGUMENT_WORD, run_names},
    {REQUEST_COMPARE, "HOW", false, "compares that way", ARGUMENT_WORD, compare_names},
    {REQUEST_CURSOR_LEFT, "N", false, "that many iterations back", ARGUMENT_TEXT, NULL},
    {REQUEST_CURSOR_RIGHT, "N", false, "that many iterations on", ARGUMENT_TEXT, NULL},
    {REQUEST_ZOOM_IN, "N", false, "that many iterations in view, at least 10", ARGUMENT_TEXT, NULL},
    {REQUEST_RATE, "N", true, "iterations per second; 0: as fast as possible", ARGUMENT_TEXT, NULL},
    {REQUEST_SET, "KEY=VALUE", true, "changes settings and restarts", ARGUMENT_SETTING, NULL},
    {REQUEST_MODEL, "NAME", false, "focuses that model", ARGUMENT_WORD, model_names},
    {REQUEST_GLYPHS, "SET", false, "those glyphs", ARGUMENT_WORD, glyph_names},
    {REQUEST_THEME, "NAME", false, "that theme", ARGUMENT_WORD, theme_names},
    {REQUEST_SLIDE, "N", true, "the slide of that number, with the run as it was", ARGUMENT_TEXT, NULL},
    {REQUEST_FIGURE, "FILE", true, "draws it: .svg, .pdf or .png, and writes its .csv and .gp", ARGUMENT_TEXT, NULL},
    {REQUEST_WRITE, "FILE", false, "writes one file: .svg, .txt or .csv", ARGUMENT_TEXT, NULL},
};

const struct command_argument *command_argument(enum request request)
{
    for (size_t i = 0; i < sizeof with_argument / sizeof with_argument[0]; i++)
        if (with_argument[i].request == request)
            return &with_argument[i];
    return NULL;
}

static size_t blanks(const char *text)
{
    return strspn(text, " ");
}

static enum request command_find(const char *name, size_t length)
{
    for (int i = 0; i < REQUEST_COUNT; i++)
        if (strlen(requests[i].name) == length && strncmp(requests[i].name, name, length) == 0)
            return (enum request)i;
    return REQUEST_NONE;
}

static enum catapult_status command_unknown(const char *name, struct catapult_error *err)
{
    const char *names[REQUEST_COUNT + 1];
    for (int i = 0; i < REQUEST_COUNT; i++)
        names[i] = requests[i].name;
    names[REQUEST_COUNT] = NULL;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(name, names);
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "no command '%s'%s", name,
                              catapult_settings_hint(near, "", hint));
}

enum catapult_status command_parse(const char *line, enum request *request, const char **argument,
                                   struct catapult_error *err)
{
    char name[64];
    const char *word = line + blanks(line);
    size_t length = strcspn(word, " "), whole = strlen(line);
    snprintf(name, sizeof name, "%.*s", (int)length, word);
    *request = REQUEST_NONE;
    *argument = word + length + blanks(word + length);
    if (!length)
        return CATAPULT_STATUS_OK;
    if (whole >= COMMAND_TEXT)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "a command of %zu bytes, but the limit is %d", whole,
                                  COMMAND_TEXT - 1);
    enum request found = length < sizeof name ? request_named(name) : REQUEST_NONE;
    if (found == REQUEST_NONE)
        return command_unknown(name, err);
    const struct command_argument *takes = command_argument(found);
    if (**argument && !takes)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%s takes no argument", name);
    if (!**argument && takes && takes->needed)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%s needs %s", name, takes->name);
    *request = found;
    return CATAPULT_STATUS_OK;
}

/* --- lessons ------------------------------------------------------------------------------------------------ */

/* A lesson must not use requests that run without end, ask back, write files, depend on earlier measurements, or
 * belong to the audience. */
static bool allowed(enum request request)
{
    static const enum request_group groups[] = {GROUP_RUN,    GROUP_ETA,  GROUP_BRANCH,
                                                GROUP_CURSOR, GROUP_VIEW, GROUP_SCREEN};
    static const enum request not[] = {REQUEST_RUN,     REQUEST_ETA_NEXT, REQUEST_ETA_PREVIOUS, REQUEST_RUN_DELETE,
                                       REQUEST_PRESENT, REQUEST_MOUSE,    REQUEST_GLYPHS,       REQUEST_THEME,
                                       REQUEST_REDRAW};
    bool found = request == REQUEST_SET;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        found |= requests[request].group == groups[i];
    for (size_t i = 0; i < sizeof not / sizeof not[0]; i++)
        found &= request != not[i];
    return found;
}

enum catapult_status command_of_lesson(const char *line, struct catapult_error *err)
{
    enum request request;
    const char *argument;
    if (command_parse(line, &request, &argument, err) != CATAPULT_STATUS_OK)
        return err->code;
    if (request == REQUEST_NONE || !allowed(request) || (request == REQUEST_ETA_TYPE && !*argument))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "a lesson must not use '%.60s'", line);
    return CATAPULT_STATUS_OK;
}

/* --- completion ------------------------------------------------------------------------------------------------ */

static void candidate_add(struct completions *out, const char *begun, const char *text, const char *tail)
{
    if (out->count < CANDIDATES_MAX && strncmp(text, begun, strlen(begun)) == 0)
        snprintf(out->text[out->count++], sizeof out->text[0], "%s%s", text, tail);
}

static void add_words(struct completions *out, const char *begun, const char *const *words)
{
    for (; words && *words; words++)
        candidate_add(out, begun, *words, "");
}

/* The word being typed: the last of several KEY=VALUE. */
static const char *last_word(const char *words)
{
    const char *blank = strrchr(words, ' ');
    return blank ? blank + 1 : words;
}

static void complete_setting(const char *line, const char *word, struct completions *out)
{
    char key[64];
    word = last_word(word);
    out->from = (size_t)(word - line);
    const char *equals = strchr(word, '=');
    if (!equals) {
        for (size_t i = 0; i < catapult_settings_count; i++)
            candidate_add(out, word, catapult_settings_table[i].key, "=");
        return;
    }
    snprintf(key, sizeof key, "%.*s", (int)(equals - word), word);
    const struct catapult_setting *row = catapult_settings_find(key);
    const char *value = strrchr(equals, ',') ? strrchr(equals, ',') + 1 : equals + 1;
    out->from = (size_t)(value - line);
    if (row)
        add_words(out, value, row->choices);
}

void command_complete(const char *line, struct completions *out)
{
    const char *word = line + blanks(line);
    size_t length = strcspn(word, " ");
    out->count = 0;
    out->from = (size_t)(word - line);
    if (!word[length]) {
        for (int i = 0; i < REQUEST_COUNT; i++)
            candidate_add(out, word, requests[i].name, command_argument((enum request)i) ? " " : "");
        return;
    }
    const struct command_argument *takes = command_argument(command_find(word, length));
    word += length + blanks(word + length);
    out->from = (size_t)(word - line);
    if (takes && takes->kind == ARGUMENT_SETTING)
        complete_setting(line, word, out);
    else if (takes)
        add_words(out, word, takes->words);
}

/* --- hint ------------------------------------------------------------------------------------------------------- */

/* "data.n: training examples; 1 to 1000 examples" */
static void setting_hint(const char *word, char *text, size_t size)
{
    char key[64];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(word, "="), word);
    const struct catapult_setting *row = catapult_settings_find(key);
    if (row && !row->choices && row->max > row->min)
        snprintf(text, size, "%s; %g to %g %s", row->help, row->min, row->max, row->unit);
    else if (row)
        snprintf(text, size, "%s", row->help);
}

void command_hint(const char *line, char *text, size_t size)
{
    const char *word = line + blanks(line);
    size_t length = strcspn(word, " ");
    enum request request = command_find(word, length);
    *text = '\0';
    if (request == REQUEST_NONE)
        return;
    const struct command_argument *takes = command_argument(request);
    bool more = takes && (word[length] || takes->needed);
    if (takes && takes->kind == ARGUMENT_SETTING && strchr(word, '='))
        setting_hint(last_word(word), text, size);
    else if (more)
        snprintf(text, size, "%s: %s", takes->name, takes->help);
    else
        snprintf(text, size, "%s%s%s%s", requests[request].help, takes ? "; with " : "", takes ? takes->name : "",
                 takes ? ": more" : "");
}
