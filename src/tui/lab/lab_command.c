/* lab_command.c - requests with an argument: typed after ':', read from standard input by --plain, or given to --do. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "tui/input/command.h"
#include "tui/lab/lab_state.h"
#include "tui/lab/lab_write.h"

#define RATE_MOST 1e6
enum { COUNT_MOST = 1000000000 };

/* Parses a whole number from least to most; reports any other text as an error. */
static bool whole_number(struct lab *lab, const char *text, long least, long most, long *value)
{
    if (number_whole(text, value) && *value >= least && *value <= most)
        return true;
    lab_mistyped(lab, "'%.60s' is not a whole number from %ld to %ld", text, least, most);
    return false;
}

/* The index of the word in the request's list.  If it is not there, reports that and returns -1. */
static int word_of(struct lab *lab, enum request request, const char *text)
{
    const char *const *words = command_argument(request)->words;
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(text, words);
    lab_mistyped(lab, "no %s '%s'%s", requests[request].name, text, catapult_settings_hint(near, "", hint));
    return -1;
}

static void eta_from_text(struct lab *lab, const char *text)
{
    struct catapult_lr lr;
    struct catapult_error err;
    if (!lab_ready(lab))
        return;
    if (catapult_lr_parse(text, &lr, &err) != CATAPULT_STATUS_OK)
        lab_mistyped(lab, "%.200s", err.text);
    else
        lab_set_eta(lab, &lr);
}

static void forward_steps(struct lab *lab, const char *text)
{
    long steps;
    if (lab_ready(lab) && whole_number(lab, text, 1, COUNT_MOST, &steps))
        lab_forward(lab, (int)steps);
}

static void back(struct lab *lab, const char *text)
{
    long steps;
    if (lab_ready(lab) && whole_number(lab, text, 1, COUNT_MOST, &steps))
        lab_back(lab, steps);
}

static void rate(struct lab *lab, const char *text)
{
    double value;
    if (number_only(text, &value) && value >= 0 && value <= RATE_MOST)
        lab_set_rate(lab, value);
    else
        lab_mistyped(lab, "'%.60s' is not a number from 0 to %g", text, RATE_MOST);
}

/* Parses an iteration from 0 to the current one, which is also the cursor's range. */
static bool iteration(struct lab *lab, const char *text, long *t)
{
    return lab_ready(lab) && whole_number(lab, text, 0, lab->snapshot.t, t);
}

static void rewind_to(struct lab *lab, const char *text)
{
    long t;
    if (iteration(lab, text, &t))
        lab_goto(lab, t);
}

static void fork_at(struct lab *lab, const char *text)
{
    long t;
    if (iteration(lab, text, &t))
        lab_fork(lab, t);
}

static void move_cursor(struct lab *lab, const char *text, int sign)
{
    long by;
    if (lab_ready(lab) && whole_number(lab, text, 1, COUNT_MOST, &by))
        lab_move_cursor(lab, sign * by);
}

static void cursor_left(struct lab *lab, const char *text)
{
    move_cursor(lab, text, -1);
}

static void cursor_right(struct lab *lab, const char *text)
{
    move_cursor(lab, text, 1);
}

static void window(struct lab *lab, const char *text)
{
    long iterations;
    if (whole_number(lab, text, LAB_WINDOW_LEAST, COUNT_MOST, &iterations))
        lab_set_window(lab, iterations);
}

static void focus_run(struct lab *lab, const char *text)
{
    if (lab_ready(lab) && word_of(lab, REQUEST_RUN_NEXT, text) >= 0)
        lab_focus(lab, *text);
}

static void delete_run(struct lab *lab, const char *text)
{
    if (lab_ready(lab) && word_of(lab, REQUEST_RUN_DELETE, text) >= 0)
        lab_delete(lab, *text);
}

static void command_compare(struct lab *lab, const char *text)
{
    int wanted = word_of(lab, REQUEST_COMPARE, text);
    if (wanted < 0)
        return;
    lab->view.compare = (enum compare)((wanted + COMPARE_COUNT - 1) % COMPARE_COUNT);
    lab_do(lab, REQUEST_COMPARE);
}

static void model(struct lab *lab, const char *text)
{
    int kind = lab_ready(lab) ? word_of(lab, REQUEST_MODEL, text) : -1;
    for (int i = 0; i < lab->snapshot.models && kind >= 0; i++)
        if (lab->snapshot.kind[i] == kind) {
            lab->view.focus = i;
            lab_say(lab, "%s in focus", text);
            return;
        }
    if (kind >= 0)
        lab_mistyped(lab, "the %s model does not run; set compare has it run, too", text);
}

static void glyphs(struct lab *lab, const char *text)
{
    int set = word_of(lab, REQUEST_GLYPHS, text);
    if (set >= 0 && !lab->unicode && set != GLYPHS_ASCII) {
        lab_refuse(lab, "this locale's encoding has only ASCII");
    } else if (set >= 0) {
        lab->view.glyphs = (enum glyph_set)set;
        lab_say(lab, "%s glyphs", text);
    }
}

static void theme(struct lab *lab, const char *text)
{
    int wanted = word_of(lab, REQUEST_THEME, text);
    if (wanted >= 0)
        lab_set_theme(lab, (enum theme)wanted);
}

/* Length up to the next KEY=VALUE, which begins after a blank with a known key; other blanks belong to the value. */
static size_t pair_length(const char *text)
{
    for (const char *blank = strchr(text, ' '); blank; blank = strchr(blank + 1, ' ')) {
        char key[64];
        const char *word = blank + strspn(blank, " ");
        snprintf(key, sizeof key, "%.*s", (int)strcspn(word, "= "), word);
        if (word[strcspn(word, "= ")] == '=' && catapult_settings_find(key))
            return (size_t)(blank - text);
    }
    return strlen(text);
}

static enum catapult_status settings_set_pair(struct catapult_settings *settings, const char *pair, size_t length,
                                              struct catapult_error *err)
{
    char key[64], value[COMMAND_TEXT];
    size_t equals = strcspn(pair, "=");
    if (equals >= length)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "'%.*s' is not KEY=VALUE", (int)length, pair);
    snprintf(key, sizeof key, "%.*s", (int)equals, pair);
    snprintf(value, sizeof value, "%.*s", (int)(length - equals - 1), pair + equals + 1);
    return catapult_settings_set(settings, key, value, err);
}

static void set_settings(struct lab *lab, const char *text);

static void set_again(struct lab *lab)
{
    char text[COMMAND_TEXT];
    snprintf(text, sizeof text, "%s", lab->question.text);
    set_settings(lab, text);
}

/* Applies one or more KEY=VALUE to a copy of the settings.  If all are valid, the run is replaced by one with these
 * settings. */
static void set_settings(struct lab *lab, const char *text)
{
    struct catapult_error err;
    struct catapult_settings changed = *lab->settings;
    int runs = lab_runs(lab);
    if (lab->snapshot.models > 0)
        changed.seed = lab->snapshot.seed;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (const char *pair = text; *pair && status == CATAPULT_STATUS_OK; pair += strspn(pair, " ")) {
        size_t length = pair_length(pair);
        status = settings_set_pair(&changed, pair, length, &err);
        pair += length;
    }
    if (status != CATAPULT_STATUS_OK || catapult_settings_validate(&changed, &err) != CATAPULT_STATUS_OK)
        lab_mistyped(lab, "%.200s", err.text);
    else if (lab_asks(lab, "set", set_again))
        snprintf(lab->question.text, sizeof lab->question.text, "%s", text);
    else if (lab_reopen(lab, &changed))
        lab_say(lab, "begins anew with %s%s", text, lab_gone(runs));
    else
        lab_refuse(lab, "no memory or no thread to begin anew");
}

static void (*const actions[REQUEST_COUNT])(struct lab *lab, const char *text) = {
    [REQUEST_ETA_TYPE] = eta_from_text, [REQUEST_FORWARD] = forward_steps, [REQUEST_BACK] = back,
    [REQUEST_RATE] = rate,        [REQUEST_SET] = set_settings,         [REQUEST_MODEL] = model,
    [REQUEST_SLIDE] = lab_lesson_slide,
    [REQUEST_CURSOR_LEFT] = cursor_left, [REQUEST_CURSOR_RIGHT] = cursor_right, [REQUEST_ZOOM_IN] = window,
    [REQUEST_REWIND] = rewind_to, [REQUEST_FORK] = fork_at,    [REQUEST_RUN_NEXT] = focus_run,
    [REQUEST_RUN_DELETE] = delete_run, [REQUEST_COMPARE] = command_compare,
    [REQUEST_GLYPHS] = glyphs,    [REQUEST_THEME] = theme,     [REQUEST_WRITE] = lab_write_named,
    [REQUEST_FIGURE] = lab_figure_named,
};

bool lab_command(struct lab *lab, const char *line, struct catapult_error *err)
{
    enum request request;
    const char *argument;
    if (command_parse(line, &request, &argument, err) != CATAPULT_STATUS_OK)
        return false;
    if (request == REQUEST_NONE)
        return true;
    lab_last(lab, ":%.60s: ", requests[request].name);
    if (*argument)
        actions[request](lab, argument);
    else
        lab_do(lab, request);
    return true;
}

long lab_goal(const struct lab *lab, const char *line)
{
    enum request request;
    const char *argument;
    struct catapult_error err;
    if (command_parse(line, &request, &argument, &err) != CATAPULT_STATUS_OK || request != REQUEST_FORWARD)
        return -1;
    long steps = 1;
    if (*argument && (!number_whole(argument, &steps) || steps > COUNT_MOST))
        return -1;
    return lab->snapshot.t + steps;
}

bool lab_at_rest(const struct lab *lab, long goal)
{
    const struct snapshot *s = &lab->snapshot;
    if (s->state == SESSION_FAILED)
        return true;
    if (s->models == 0 || s->applied < lab->asked.sent || lab->running || lab->asked.t_set || s->travelling)
        return false;
    return s->t >= goal || lab_over(lab);
}
