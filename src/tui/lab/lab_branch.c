/* lab_branch.c - requests about several runs: go back to the cursor, fork, change the focus, undo. */
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab_state.h"

/* The run that will be in focus once all commands are answered. */
static char name_in_focus(const struct lab *lab)
{
    const struct snapshot *s = &lab->snapshot;
    return lab->asked.name ? lab->asked.name : s->runs > 0 ? s->run[s->focus].name : 'A';
}

static int run_index(const struct lab *lab, char name)
{
    for (int i = 0; i < lab->snapshot.runs; i++)
        if (lab->snapshot.run[i].name == name)
            return i;
    return -1;
}

/* Call it after a command that pauses and moves the run elsewhere. */
static void expect(struct lab *lab)
{
    lab_expect_running(lab, false);
    lab->asked.t_set = lab->asked.eta_set = false;
    lab->view.follow = true;
}

/* --- back and fork ------------------------------------------------------------------------------------------------ */

void lab_goto(struct lab *lab, long t)
{
    session_goto(lab->session, t);
    lab_expect_running(lab, false);
    lab->asked.t_set = true;
    lab->asked.t = t;
    lab->view.follow = true;
    lab_say(lab, "back to iteration %ld", t);
}

void lab_fork(struct lab *lab, long t)
{
    if (lab->snapshot.runs == RUNS_MAX) {
        lab_refuse(lab, "there are %d runs already", RUNS_MAX);
        return;
    }
    session_fork(lab->session, t);
    expect(lab);
    lab->asked.name = '\0';
    lab->asked.runs = lab_runs(lab) + 1;
    lab_say(lab, "run %c forked at iteration %ld", name_in_focus(lab), t);
}

static void do_rewind(struct lab *lab)
{
    if (!lab_ready(lab))
        return;
    if (lab->view.follow || lab->view.cursor >= lab->snapshot.t)
        lab_refuse(lab, "the cursor is at the newest iteration; Left moves it");
    else
        lab_goto(lab, lab->view.cursor);
}

static void do_fork(struct lab *lab)
{
    if (lab_ready(lab))
        lab_fork(lab, lab->view.follow ? lab->snapshot.t : lab->view.cursor);
}

/* --- focus ---------------------------------------------------------------------------------------------------------- */

void lab_focus(struct lab *lab, char name)
{
    if (run_index(lab, name) < 0) {
        lab_mistyped(lab, "there is no run %c", name);
        return;
    }
    session_focus(lab->session, name);
    expect(lab);
    lab->asked.name = name;
    lab_say(lab, "run %c", name);
}

static void step_focus(struct lab *lab, int by)
{
    const struct snapshot *s = &lab->snapshot;
    int index = run_index(lab, name_in_focus(lab));
    if (!lab_ready(lab))
        return;
    if (s->runs == 1 || index < 0)
        lab_refuse(lab, "there is one run; f forks it");
    else
        lab_focus(lab, s->run[(index + by + s->runs) % s->runs].name);
}

static void do_run_next(struct lab *lab)
{
    step_focus(lab, 1);
}

static void do_previous(struct lab *lab)
{
    step_focus(lab, -1);
}

void lab_delete(struct lab *lab, char name)
{
    int index = run_index(lab, name);
    if (index < 0) {
        lab_mistyped(lab, "there is no run %c", name);
        return;
    }
    if (lab->snapshot.runs == 1) {
        lab_refuse(lab, "run %c is the only one; r begins it anew", name);
        return;
    }
    session_delete(lab->session, name);
    if (name == name_in_focus(lab)) {
        expect(lab);
        lab->asked.name = '\0';
    } else
        lab->asked.sent++;
    lab_say(lab, "run %c is deleted", name);
}

/* lab_key.c handles the answer. */
static void ask(struct lab *lab, char run, const char *question, void (*go)(struct lab *lab))
{
    prompt_open(&lab->prompt, PROMPT_QUESTION);
    lab->question.go = go;
    lab->question.run = run;
    snprintf(lab->question.last, sizeof lab->question.last, "%.30s", lab->last.text);
    snprintf(lab->setting_label, sizeof lab->setting_label, "%.60s y or n ", question);
    snprintf(lab->hint, sizeof lab->hint, "y %s; n, Enter and Esc keep %s", run ? "deletes" : "goes on", run ? "it" : "them");
    lab->prompt_error[0] = '\0';
}

int lab_runs(const struct lab *lab)
{
    return lab->snapshot.runs > lab->asked.runs ? lab->snapshot.runs : lab->asked.runs;
}

const char *lab_gone(int runs)
{
    return runs > 1 ? "; the runs there were are gone" : "";
}

bool lab_asks(struct lab *lab, const char *what, void (*go)(struct lab *lab))
{
    char question[60];
    int runs = lab_runs(lab);
    if (!lab->by_hand || runs < 2)
        return false;
    snprintf(question, sizeof question, "%.20s: end all %d runs?", what, runs);
    ask(lab, '\0', question, go);
    return true;
}

static void delete_asked(struct lab *lab)
{
    lab_delete(lab, lab->question.run);
}

static void do_delete(struct lab *lab)
{
    char name = name_in_focus(lab);
    if (!lab_ready(lab))
        return;
    if (lab->snapshot.runs == 1) {
        lab_delete(lab, name);
        return;
    }
    char question[40];
    snprintf(question, sizeof question, "delete run %c?", name);
    ask(lab, name, question, delete_asked);
}

void lab_answer(struct lab *lab, bool yes)
{
    lab->prompt.open = lab->by_hand = false;
    lab_last(lab, "%s", lab->question.last);
    if (yes)
        lab->question.go(lab);
    else if (lab->question.run)
        lab_say(lab, "run %c stays", lab->question.run);
    else
        lab_say(lab, "the runs stay");
}

/* --- undo ----------------------------------------------------------------------------------------------------------- */

static void undo(struct lab *lab, bool redo)
{
    const struct snapshot *s = &lab->snapshot;
    const char *what = redo ? s->redo : s->undo, *word = redo ? "redo" : "undo";
    bool known = s->applied >= lab->asked.sent;
    if (!lab_ready(lab))
        return;
    if (known && !*what) {
        lab_refuse(lab, "nothing to %s", word);
        return;
    }
    if (redo)
        session_redo(lab->session);
    else
        session_undo(lab->session);
    expect(lab);
    lab->asked.name = '\0';
    lab_say(lab, "%sne%s%s", word, known ? ": " : "", known ? what : ""); /* undone, redone */
    lab->last.eta_after = lab->asked.sent;
}

static void do_undo(struct lab *lab)
{
    undo(lab, false);
}

static void do_redo(struct lab *lab)
{
    undo(lab, true);
}

static void do_compare(struct lab *lab)
{
    static const char *const words[COMPARE_COUNT] = {"this run alone", "all runs", "differences to this run"};
    lab->view.compare = (enum compare)((lab->view.compare + 1) % COMPARE_COUNT);
    lab_say(lab, "%s%s", words[lab->view.compare], lab->snapshot.runs < 2 ? ", of which there is one; f forks it" : "");
}

const lab_action lab_branch_actions[REQUEST_COUNT] = {
    [REQUEST_REWIND] = do_rewind,     [REQUEST_UNDO] = do_undo,   [REQUEST_REDO] = do_redo,
    [REQUEST_FORK] = do_fork,         [REQUEST_RUN_NEXT] = do_run_next, [REQUEST_RUN_PREVIOUS] = do_previous,
    [REQUEST_RUN_DELETE] = do_delete, [REQUEST_COMPARE] = do_compare,
};
