/* lab_mouse.c - the mouse: a click sets the cursor, puts a run of the table in focus or focuses a pane; the wheel
 * zooms; dragging on the ruler sets eta. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "tui/panes/hit.h"
#include "tui/lab/lab_state.h"

static void click_plot(struct lab *lab, long t)
{
    lab->view.cursor = t;
    lab->view.follow = t >= lab->snapshot.t;
    lab_say(lab, "iteration %ld%s", t, lab->view.follow ? ", the newest" : "");
}

/* Sets eta to three digits: a column of cells is no finer. */
static void drag_ruler(struct lab *lab, double eta)
{
    char text[32];
    snprintf(text, sizeof text, "%.3g", eta);
    struct catapult_lr lr = {.unit = CATAPULT_LR_PLAIN};
    if (number_read(text, &lr.value) && lab->snapshot.models > 0 && lr.value > 0)
        lab_set_eta(lab, &lr);
}

/* A click on the run already in focus does nothing to it. */
static void click_run(struct lab *lab, int run)
{
    const struct snapshot *s = &lab->snapshot;
    char name = s->run[run].name, focus = lab->asked.name ? lab->asked.name : s->run[s->focus].name;
    if (name == focus)
        lab_say(lab, "run %c is in focus", name);
    else
        lab_focus(lab, name);
}

static void point_at(struct lab *lab, const struct hit *hit, bool pressed)
{
    if (pressed && hit->run >= 0)
        click_run(lab, hit->run);
    if (hit->pane < 0)
        return;
    if (pressed) {
        lab->view.pane = lab->panes[lab->view.screen] = (enum pane_kind)hit->pane;
        lab->dragging = hit->pane == PANE_RULER;
    }
    if (lab->dragging && isfinite(hit->eta))
        drag_ruler(lab, hit->eta);
    else if (!lab->dragging && hit->t >= 0)
        click_plot(lab, hit->t);
    else if (pressed && hit->run < 0)
        lab_say(lab, "the %s pane", pane_kind_name((enum pane_kind)hit->pane));
}

void lab_mouse(struct lab *lab, const struct term_mouse *mouse)
{
    struct hit hit;
    if (lab->view.help || lab->prompt.open)
        return;
    screen_hit(&lab->view, lab->canvas.rows, lab->canvas.cols, mouse->row, mouse->col, &hit);
    if (mouse->kind == MOUSE_RELEASE) { /* the text of the action stays on the last line */
        lab->dragging = false;
        return;
    }
    struct last before = lab->last;
    lab_last(lab, "mouse: ");
    size_t label = strlen(lab->last.text);
    switch (mouse->kind) {
    case MOUSE_WHEEL_UP:
        lab_do(lab, REQUEST_ZOOM_IN);
        break;
    case MOUSE_WHEEL_DOWN:
        lab_do(lab, REQUEST_ZOOM_OUT);
        break;
    default:
        point_at(lab, &hit, mouse->kind == MOUSE_PRESS);
    }
    if (!lab->last.text[label]) /* nothing to click here */
        lab->last = before;
}
