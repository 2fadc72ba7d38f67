/* lab_form.c - the keys of the settings screen: move, edit, restart, open a preset. */
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab_state.h"
#include "tui/lab/reproduce.h"

void lab_form_open(struct lab *lab)
{
    int seed = lab->snapshot.models > 0 ? lab->snapshot.seed : lab->settings->seed;
    if (!lab->form.begun)
        form_begin(&lab->form, lab->settings, seed);
    form_list(&lab->form, lab->library, lab->settings->name);
}

/* --- settings ----------------------------------------------------------------------------------------------------------------- */

static void edit(struct lab *lab)
{
    const struct catapult_setting *row = &catapult_settings_table[lab->form.setting];
    prompt_open(&lab->prompt, PROMPT_SETTING);
    catapult_settings_get(&lab->form.draft, row, lab->prompt.text, sizeof lab->prompt.text);
    snprintf(lab->setting_label, sizeof lab->setting_label, "%s = ", row->key);
    form_range(row, lab->hint, sizeof lab->hint);
    lab->prompt_error[0] = '\0';
}

void lab_enter_setting(struct lab *lab)
{
    const struct catapult_setting *row = &catapult_settings_table[lab->form.setting];
    struct catapult_error err;
    if (catapult_settings_set(&lab->form.draft, row->key, lab->prompt.text, &err) != CATAPULT_STATUS_OK) {
        lab_mistyped(lab, "%.200s", err.text);
        return;
    }
    lab_say(lab, "%s = %.100s from the next restart on", row->key, lab->prompt.text);
}

static void form_restart(struct lab *lab)
{
    struct catapult_error err;
    int changes = form_changes(&lab->form, lab->settings), runs = lab_runs(lab);
    if (catapult_settings_validate(&lab->form.draft, &err) != CATAPULT_STATUS_OK)
        lab_refuse(lab, "%.200s", err.text);
    else if (lab_asks(lab, "restart", form_restart))
        return;
    else if (!lab_reopen(lab, &lab->form.draft))
        lab_refuse(lab, "no memory or no thread to begin anew");
    else
        lab_say(lab, "begins anew with %d other setting%s%s", changes, changes == 1 ? "" : "s", lab_gone(runs));
}

static void give_up(struct lab *lab)
{
    form_begin(&lab->form, lab->settings, lab->snapshot.models > 0 ? lab->snapshot.seed : lab->settings->seed);
    lab_say(lab, "the settings are those of the run again");
}

/* --- presets -------------------------------------------------------------------------------------------------------------------- */

static void form_open_preset(struct lab *lab)
{
    struct catapult_settings settings;
    struct catapult_error err;
    char what[24];
    if (lab->form.n_presets == 0)
        return;
    const char *name = lab->form.presets[lab->form.preset].name;
    int runs = lab_runs(lab);
    enum catapult_status status = lab->library->open(lab->library->context, name, &settings, &err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_settings_validate(&settings, &err);
    if (status != CATAPULT_STATUS_OK) {
        lab_refuse(lab, "%.200s", err.text);
        return;
    }
    snprintf(what, sizeof what, "open %.15s", name);
    if (lab_asks(lab, what, form_open_preset))
        return;
    if (!lab_reopen(lab, &settings)) {
        lab_refuse(lab, "no memory or no thread to begin anew");
        return;
    }
    lab->opened = settings; /* a command that reproduces the run starts from these */
    lab->original = &lab->opened;
    lab->opened_words[0] = '\0';
    reproduce_add(lab->opened_words, sizeof lab->opened_words, name);
    lab->words = lab->opened_words;
    lab_say(lab, "opened %s%s", name, lab_gone(runs));
}

/* --- keys ------------------------------------------------------------------------------------------------------------------------ */

bool lab_form_key(struct lab *lab, uint32_t key)
{
    struct form *form = &lab->form;
    int page = lab->canvas.rows > 12 ? lab->canvas.rows - 12 : 1;
    bool presets = lab->view.pane == PANE_PRESETS, changed = form_changes(form, lab->settings) > 0;
    enum request request = keymap_find(&lab->keymap, key);
    if (presets ? form_move(&form->preset, form->n_presets, key, page / 2)
                : form_move(&form->setting, (int)catapult_settings_count, key, page)) {
        lab_say(lab, "%s", presets ? form->n_presets ? form->presets[form->preset].title : "no presets"
                                   : catapult_settings_table[form->setting].help);
        return true;
    }
    if (key == CODE_ENTER && presets)
        form_open_preset(lab);
    else if (key == CODE_ENTER)
        edit(lab);
    else if (request == REQUEST_RESTART && changed)
        form_restart(lab);
    else if (request == REQUEST_CLOSE && changed)
        give_up(lab);
    else
        return false;
    return true;
}
