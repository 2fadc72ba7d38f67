/* lab_prompt.c - the line being typed: eta, a command, a setting; and questions before runs are lost. */
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab_state.h"

/* --- opening ---------------------------------------------------------------------------------------------------- */

static void dialog_open(struct lab *lab, enum prompt_kind kind)
{
    prompt_open(&lab->dialog.prompt, kind);
    lab_retyped(lab);
}

void lab_ask_eta(struct lab *lab)
{
    dialog_open(lab, PROMPT_ETA);
}

void lab_ask(struct lab *lab, enum request request)
{
    struct dialog *dialog = &lab->dialog;
    dialog_open(lab, PROMPT_COMMAND);
    if (request != REQUEST_NONE)
        snprintf(dialog->prompt.text, sizeof dialog->prompt.text, "%s ", requests[request].name);
    palette_open(&dialog->palette, &dialog->prompt);
}

void lab_ask_setting(struct lab *lab, const struct catapult_setting *row, const struct catapult_settings *settings)
{
    struct dialog *dialog = &lab->dialog;
    dialog_open(lab, PROMPT_SETTING);
    catapult_settings_get(settings, row, dialog->prompt.text, sizeof dialog->prompt.text);
    snprintf(dialog->label, sizeof dialog->label, "%s = ", row->key);
    form_range(row, dialog->hint, sizeof dialog->hint);
}

/* --- questions -------------------------------------------------------------------------------------------------- */

static void open_question(struct lab *lab, char run, const char *question, void (*go)(struct lab *lab))
{
    struct dialog *dialog = &lab->dialog;
    dialog_open(lab, PROMPT_QUESTION);
    dialog->question.go = go;
    dialog->question.run = run;
    snprintf(dialog->question.last, sizeof dialog->question.last, "%.30s", lab->said.text);
    snprintf(dialog->label, sizeof dialog->label, "%.60s y or n ", question);
    snprintf(dialog->hint, sizeof dialog->hint, "y %s; n, Enter and Esc keep %s", run ? "deletes" : "continues",
             run ? "it" : "them");
}

void lab_ask_delete(struct lab *lab, char run, void (*go)(struct lab *lab))
{
    char question[40];
    snprintf(question, sizeof question, "delete run %c?", run);
    open_question(lab, run, question, go);
}

bool lab_asks(struct lab *lab, const char *what, const char *text, void (*go)(struct lab *lab))
{
    char question[60];
    int runs = link_runs(&lab->link);
    if (!lab->dialog.by_hand || runs < 2)
        return false;
    snprintf(question, sizeof question, "%.20s: end all %d runs?", what, runs);
    open_question(lab, '\0', question, go);
    snprintf(lab->dialog.question.text, sizeof lab->dialog.question.text, "%s", text);
    return true;
}

static void answer_question(struct lab *lab, bool yes)
{
    struct dialog *dialog = &lab->dialog;
    dialog->prompt.open = dialog->by_hand = false;
    lab_last(lab, "%s", dialog->question.last);
    if (yes)
        dialog->question.go(lab);
    else if (dialog->question.run)
        lab_say(lab, "run %c stays", dialog->question.run);
    else
        lab_say(lab, "the runs stay");
}

void lab_by_hand(struct lab *lab, bool by_hand)
{
    lab->dialog.by_hand = by_hand;
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

enum prompt_event lab_prompt_key(struct lab *lab, uint32_t key)
{
    static const char *const unchanged[] = {"eta stays", "no command", "the setting stays"};
    struct dialog *dialog = &lab->dialog;
    struct prompt *prompt = &dialog->prompt;
    bool question = prompt->kind == PROMPT_QUESTION;
    if (question && key > ' ' && key <= '~') {
        answer_question(lab, key == 'y' || key == 'Y');
        return PROMPT_CLOSED;
    }
    if (prompt->kind == PROMPT_COMMAND && palette_key(&dialog->palette, prompt, key)) {
        lab_retyped(lab);
        return PROMPT_EDITED;
    }
    enum prompt_event event = prompt_key(prompt, key);
    if (question && (event == PROMPT_ENTER || event == PROMPT_CLOSED)) {
        answer_question(lab, false); /* only the key y ends runs */
        return PROMPT_CLOSED;
    }
    if (event == PROMPT_CLOSED)
        lab_last(lab, "Esc: %s", unchanged[prompt->kind]);
    else if (event == PROMPT_FULL)
        lab_mistyped(lab, "no more than %d characters; Ctrl-U empties the line", PROMPT_TEXT - 1);
    else if (event == PROMPT_EDITED) {
        lab_retyped(lab);
        palette_edited(&dialog->palette, prompt);
    }
    return event;
}

void lab_prompt_close(struct lab *lab)
{
    lab->dialog.prompt.open = false;
}

void lab_prompt_reopen(struct lab *lab)
{
    lab->dialog.prompt.open = true;
}

void lab_prompt_keep(struct lab *lab, const char *line)
{
    palette_keep(&lab->dialog.palette, line);
}

/* --- the screen ------------------------------------------------------------------------------------------------- */

/* The help shown with the command line: what the command does, and the completions from the selected one on. */
static void show_command(struct dialog *dialog)
{
    const struct palette *palette = &dialog->palette;
    const struct completions *all = &palette->candidates;
    size_t used = 0;
    command_hint(dialog->prompt.text, dialog->hint, sizeof dialog->hint);
    if (!*dialog->hint)
        snprintf(dialog->hint, sizeof dialog->hint, "Tab completes, Up recalls; Enter, Esc");
    int first = palette->cycling ? palette->candidate : 0;
    dialog->candidates[0] = '\0';
    for (int i = 0; i < all->count && used < sizeof dialog->candidates; i++) {
        const char *text = all->text[(first + i) % all->count];
        used += (size_t)snprintf(dialog->candidates + used, sizeof dialog->candidates - used, "%s%.*s", i ? "  " : "",
                                 (int)strcspn(text, " "), text);
    }
}

void lab_prompt_show(struct lab *lab, struct view *view)
{
    struct dialog *dialog = &lab->dialog;
    bool command = dialog->prompt.kind == PROMPT_COMMAND;
    if (!dialog->prompt.open)
        return;
    view->prompt = dialog->prompt.text;
    if (dialog->prompt.kind == PROMPT_ETA)
        return;
    if (command)
        show_command(dialog);
    view->prompt_label = command ? ":" : dialog->label;
    view->prompt_hint = dialog->hint;
    view->prompt_candidates = command ? dialog->candidates : NULL;
}
