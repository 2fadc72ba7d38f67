/* lab_key.c - keys and the mouse.
 *
 * A key goes to the prompt, to the help, to the settings screen, or to the request it is bound to.  A click sets the
 * cursor, puts a run of the table in focus or focuses a pane; the wheel zooms; dragging on the ruler sets eta. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "tui/lab/lab_state.h"
#include "tui/panes/hit.h"
#include "tui/terminal/term.h"

/* --- keys --------------------------------------------------------------------------------------------------------- */

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

/* --- the mouse ------------------------------------------------------------------------------------------------------ */

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

static void mouse_event(struct lab *lab, const struct term_mouse *mouse)
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
            mouse_event(lab, &mouse[i]);
    } else if (lab->dialog.prompt.open && key != CODE_RESIZE) {
        prompt_pressed(lab, key);
    } else if (key != CODE_RESIZE) {
        key_pressed(lab, key);
    }
    lab_by_hand(lab, false);
}
