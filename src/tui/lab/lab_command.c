/* lab_command.c - from keys, commands and the mouse to actions.
 *
 * A key goes to the prompt, to the help, to the settings screen, or to the request it is bound to.  A command is a
 * request by name, typed after ':', read from standard input by --plain, or given to --do.  A click sets the cursor,
 * puts a run of the table in focus or focuses a pane; the wheel zooms; dragging on the ruler sets eta. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "tui/input/command.h"
#include "tui/lab/lab_state.h"
#include "tui/terminal/term.h"

/* --- requests --------------------------------------------------------------------------------------------------- */

static void do_command(struct lab *lab)
{
    lab_ask(lab, REQUEST_NONE);
}

static void do_quit(struct lab *lab)
{
    lab->quit = true;
}

static const struct lab_action program_actions[] = {
    {REQUEST_COMMAND, do_command, NULL},
    {REQUEST_QUIT, do_quit, NULL},
    {REQUEST_NONE, NULL, NULL},
};

const struct lab_action *lab_action_of(enum request request)
{
    static const struct lab_action *const tables[] = {lab_sight_actions, lab_branch_actions, lab_run_actions,
                                                      lab_form_actions,  lab_write_actions,  lab_lesson_actions,
                                                      program_actions};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct lab_action *row = tables[i]; row->request != REQUEST_NONE; row++)
            if (row->request == request)
                return row;
    return NULL;
}

void lab_do(struct lab *lab, enum request request)
{
    const struct lab_action *action = lab_action_of(request);
    if (request == REQUEST_NONE)
        lab_refuse(lab, "no such key; ? lists them");
    else if (requests[request].group == GROUP_SCREEN)
        lab_show_screen(lab, (enum screen_kind)((int)request - REQUEST_SCREEN_FIRST));
    else if (action->alone)
        action->alone(lab);
    else
        lab_ask(lab, request);
}

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
        lab_action_of(request)->with(lab, argument);
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
    if (*argument && (!number_whole(argument, &steps) || steps > LAB_COUNT_MOST))
        return -1;
    return lab->link.snapshot.t + steps;
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

/* Takes the entered text.  Invalid text stays in the prompt with the reason, so that the user can correct it. */
static void prompt_entered(struct lab *lab)
{
    char text[PROMPT_TEXT]; /* a command may open a prompt of its own */
    struct catapult_error err;
    snprintf(text, sizeof text, "%s", lab->dialog.prompt.text);
    lab_prompt_close(lab);
    lab_last(lab, "Enter: ");
    switch (lab->dialog.prompt.kind) {
    case PROMPT_ETA:
        lab_enter_eta(lab, text);
        break;
    case PROMPT_SETTING:
        lab_enter_setting(lab, text);
        break;
    default:
        if (!lab_command(lab, text, &err))
            lab_mistyped(lab, "%.200s", err.text);
        else if (!lab->said.mistyped)
            lab_prompt_keep(lab, text);
    }
    if (lab->said.mistyped)
        lab_prompt_reopen(lab);
}

static void prompt_pressed(struct lab *lab, uint32_t key)
{
    if (keymap_find(&lab->keymap, key) == REQUEST_QUIT && key < ' ')
        lab_do(lab, REQUEST_QUIT); /* Ctrl-C; a plain q is text here */
    else if (lab_prompt_key(lab, key) == PROMPT_ENTER)
        prompt_entered(lab);
}

static void help_pressed(struct lab *lab, uint32_t key)
{
    if (lab_help_scroll(lab, key))
        return;
    enum request request = keymap_find(&lab->keymap, key);
    switch (request) {
    case REQUEST_HELP:
    case REQUEST_CLOSE:
        lab_help(lab, false);
        lab_say(lab, "help closed");
        break;
    case REQUEST_QUIT:
    case REQUEST_REDRAW:
        lab_do(lab, request);
        break;
    default:
        lab_refuse(lab, "Esc closes the help first");
    }
}

static void key_pressed(struct lab *lab, uint32_t key)
{
    char name[16];
    key_name(key, name, sizeof name);
    lab_last(lab, "%s: ", name);
    if (lab->sight.view.help)
        help_pressed(lab, key);
    else if (lab->sight.view.screen != SCREEN_SETTINGS || !lab_form_key(lab, key))
        lab_do(lab, keymap_find(&lab->keymap, key));
}

/* --- the mouse -------------------------------------------------------------------------------------------------- */

/* Sets eta to three digits: a column of cells is no finer. */
static void drag_ruler(struct lab *lab, double eta)
{
    char text[32];
    snprintf(text, sizeof text, "%.3g", eta);
    struct catapult_lr lr = {.unit = CATAPULT_LR_PLAIN};
    if (number_read(text, &lr.value) && lab->link.snapshot.models > 0 && lr.value > 0)
        lab_set_eta(lab, &lr);
}

static void point_at(struct lab *lab, const struct hit *hit, bool press)
{
    bool run = press && hit->run >= 0;
    char name = run ? lab->link.snapshot.run[hit->run].name : '\0';
    if (run && name == link_name(&lab->link))
        lab_say(lab, "run %c is in focus", name);
    else if (run)
        lab_focus(lab, name);
    if (hit->pane < 0)
        return;
    if (press) {
        lab_pane(lab, (enum pane_kind)hit->pane);
        lab->dragging = hit->pane == PANE_RULER;
    }
    if (lab->dragging && isfinite(hit->eta))
        drag_ruler(lab, hit->eta);
    else if (!lab->dragging && hit->t >= 0)
        lab_cursor(lab, hit->t);
    else if (press && !run)
        lab_say(lab, "the %s pane", pane_kind_name((enum pane_kind)hit->pane));
}

static void lab_mouse_event(struct lab *lab, const struct term_mouse *mouse)
{
    struct hit hit;
    if (lab->sight.view.help || lab->dialog.prompt.open)
        return;
    if (mouse->kind == MOUSE_RELEASE) { /* the text of the action stays on the last line */
        lab->dragging = false;
        return;
    }
    screen_hit(&lab->sight.view, lab->sight.canvas.rows, lab->sight.canvas.cols, mouse->row, mouse->col, &hit);
    struct said before = lab->said;
    lab_last(lab, "mouse: ");
    size_t label = strlen(lab->said.text);
    if (mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN)
        lab_zoom_iterations(lab, mouse->kind == MOUSE_WHEEL_UP);
    else
        point_at(lab, &hit, mouse->kind == MOUSE_PRESS);
    if (!lab->said.text[label]) /* nothing to click here */
        lab_said_restore(lab, &before);
}

void lab_key(struct lab *lab, uint32_t key)
{
    struct term_mouse mouse[TERM_MOUSE_MOST];
    lab_by_hand(lab, true);
    if (key == CODE_MOUSE) {
        int count = term_mouse_events(mouse);
        for (int i = 0; i < count; i++)
            lab_mouse_event(lab, &mouse[i]);
    } else if (lab->dialog.prompt.open && key != CODE_RESIZE) {
        prompt_pressed(lab, key);
    } else if (key != CODE_RESIZE) {
        key_pressed(lab, key);
    }
    lab_by_hand(lab, false);
}
