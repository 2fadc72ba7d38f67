/* lab_branch.c - requests about the past and about several runs: going back, forks, the focus, undo. */
#include <stdio.h>

#include "tui/lab/lab_state.h"

/* --- back and fork ---------------------------------------------------------------------------------------------- */

void lab_goto(struct lab *lab, long t)
{
    link_goto(&lab->link, t);
    lab_follow(lab);
    lab_say(lab, "back to iteration %ld", t);
}

static void do_rewind(struct lab *lab)
{
    const struct view *view = &lab->sight.view;
    if (!lab_ready(lab))
        return;
    if (view->follow || view->cursor >= lab->link.snapshot.t)
        lab_refuse(lab, "the cursor is at the newest iteration; Left moves it");
    else
        lab_goto(lab, view->cursor);
}

static void with_rewind(struct lab *lab, const char *text)
{
    long t;
    if (lab_iteration(lab, text, &t))
        lab_goto(lab, t);
}

static void fork_at(struct lab *lab, long t)
{
    if (lab->link.snapshot.runs == RUNS_MAX) {
        lab_refuse(lab, "there are %d runs already", RUNS_MAX);
        return;
    }
    link_fork(&lab->link, t);
    lab_follow(lab);
    lab_say(lab, "run %c forked at iteration %ld", link_name(&lab->link), t);
}

static void do_fork(struct lab *lab)
{
    if (lab_ready(lab))
        fork_at(lab, lab->sight.view.follow ? lab->link.snapshot.t : lab->sight.view.cursor);
}

static void with_fork(struct lab *lab, const char *text)
{
    long t;
    if (lab_iteration(lab, text, &t))
        fork_at(lab, t);
}

/* --- focus ------------------------------------------------------------------------------------------------------ */

void lab_focus(struct lab *lab, char name)
{
    if (link_run_index(&lab->link, name) < 0) {
        lab_mistyped(lab, "there is no run %c", name);
        return;
    }
    link_focus(&lab->link, name);
    lab_follow(lab);
    lab_say(lab, "run %c", name);
}

static void step_focus(struct lab *lab, int by)
{
    const struct snapshot *s = &lab->link.snapshot;
    int index = link_run_index(&lab->link, link_name(&lab->link));
    if (!lab_ready(lab))
        return;
    if (s->runs == 1 || index < 0)
        lab_refuse(lab, "there is only one run; f forks it");
    else
        lab_focus(lab, s->run[(index + by + s->runs) % s->runs].name);
}

static void do_run_next(struct lab *lab)
{
    step_focus(lab, 1);
}

static void do_run_previous(struct lab *lab)
{
    step_focus(lab, -1);
}

static void with_run(struct lab *lab, const char *text)
{
    if (lab_ready(lab) && lab_word(lab, REQUEST_RUN_NEXT, text) >= 0)
        lab_focus(lab, *text);
}

static void delete_run(struct lab *lab, char name)
{
    if (link_run_index(&lab->link, name) < 0) {
        lab_mistyped(lab, "there is no run %c", name);
        return;
    }
    if (lab->link.snapshot.runs == 1) {
        lab_refuse(lab, "run %c is the only one; r restarts it", name);
        return;
    }
    if (name == link_name(&lab->link))
        lab_follow(lab);
    link_delete(&lab->link, name);
    lab_say(lab, "run %c is deleted", name);
}

static void delete_asked(struct lab *lab)
{
    delete_run(lab, lab->dialog.question.run);
}

static void do_delete(struct lab *lab)
{
    char name = link_name(&lab->link);
    if (!lab_ready(lab))
        return;
    if (lab->link.snapshot.runs == 1)
        delete_run(lab, name);
    else
        lab_ask_delete(lab, name, delete_asked);
}

static void with_delete(struct lab *lab, const char *text)
{
    if (lab_ready(lab) && lab_word(lab, REQUEST_RUN_DELETE, text) >= 0)
        delete_run(lab, *text);
}

/* --- undo ------------------------------------------------------------------------------------------------------- */

static void undo(struct lab *lab, bool redo)
{
    const struct snapshot *s = &lab->link.snapshot;
    const char *what = redo ? s->redo : s->undo, *word = redo ? "redo" : "undo";
    bool known = !link_pending(&lab->link);
    if (!lab_ready(lab))
        return;
    if (known && !*what) {
        lab_refuse(lab, "nothing to %s", word);
        return;
    }
    link_undo(&lab->link, redo);
    lab_follow(lab);
    lab_say(lab, "%sne%s%s", word, known ? ": " : "", known ? what : ""); /* undone, redone */
    lab_say_eta_later(lab);
}

static void do_undo(struct lab *lab)
{
    undo(lab, false);
}

static void do_redo(struct lab *lab)
{
    undo(lab, true);
}

const struct lab_action lab_branch_actions[] = {
    {REQUEST_REWIND, do_rewind, with_rewind},
    {REQUEST_UNDO, do_undo, NULL},
    {REQUEST_REDO, do_redo, NULL},
    {REQUEST_FORK, do_fork, with_fork},
    {REQUEST_RUN_NEXT, do_run_next, with_run},
    {REQUEST_RUN_PREVIOUS, do_run_previous, NULL},
    {REQUEST_RUN_DELETE, do_delete, with_delete},
    {REQUEST_NONE, NULL, NULL},
};
