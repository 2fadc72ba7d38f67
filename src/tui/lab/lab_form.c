/* lab_form.c - the settings: typed as KEY=VALUE, or edited on their screen, where presets are opened, too. */
#include <stdio.h>
#include <string.h>

#include "tui/input/command.h"
#include "tui/lab/lab_state.h"
#include "tui/lab/reproduce.h"

/* The text added to "restarted with ..." if several runs have ended. */
static const char *runs_ended(int runs)
{
    return runs > 1 ? "; all earlier runs are gone" : "";
}

/* words as for lab_reopen.  Reports a failure. */
static bool form_reopen(struct lab *lab, const struct catapult_settings *settings, const char *words)
{
    if (lab_reopen(lab, settings, words, lab->link.running))
        return true;
    lab_refuse(lab, "cannot restart: no memory or no thread left");
    return false;
}

/* --- KEY=VALUE -------------------------------------------------------------------------------------------------- */

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

static void with_set(struct lab *lab, const char *text);

static void set_again(struct lab *lab)
{
    char text[COMMAND_TEXT];
    snprintf(text, sizeof text, "%s", lab->dialog.question.text);
    with_set(lab, text);
}

/* Applies one or more KEY=VALUE to a copy of the settings.  If all are valid, the run is replaced by one with these
 * settings. */
static void with_set(struct lab *lab, const char *text)
{
    struct catapult_error err;
    struct catapult_settings changed = *lab->origin.settings;
    int runs = link_runs(&lab->link);
    if (lab->link.snapshot.models > 0)
        changed.seed = lab->link.snapshot.seed;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (const char *pair = text; *pair && status == CATAPULT_STATUS_OK; pair += strspn(pair, " ")) {
        size_t length = pair_length(pair);
        status = settings_set_pair(&changed, pair, length, &err);
        pair += length;
    }
    if (status != CATAPULT_STATUS_OK || catapult_settings_validate(&changed, &err) != CATAPULT_STATUS_OK)
        lab_mistyped(lab, "%.200s", err.text);
    else if (!lab_asks(lab, "set", text, set_again) && form_reopen(lab, &changed, NULL))
        lab_say(lab, "restarted with %s%s", text, runs_ended(runs));
}

/* --- the screen: settings --------------------------------------------------------------------------------------- */

void lab_enter_setting(struct lab *lab, const char *text)
{
    const struct catapult_setting *row = &catapult_settings_table[lab->form.setting];
    struct catapult_error err;
    if (catapult_settings_set(&lab->form.draft, row->key, text, &err) != CATAPULT_STATUS_OK)
        lab_mistyped(lab, "%.200s", err.text);
    else
        lab_say(lab, "%s = %.100s from the next restart on", row->key, text);
}

static void form_restart(struct lab *lab)
{
    struct catapult_error err;
    int changes = form_changes(&lab->form, lab->origin.settings), runs = link_runs(&lab->link);
    if (catapult_settings_validate(&lab->form.draft, &err) != CATAPULT_STATUS_OK)
        lab_refuse(lab, "%.200s", err.text);
    else if (!lab_asks(lab, "restart", "", form_restart) && form_reopen(lab, &lab->form.draft, NULL))
        lab_say(lab, "restarted with %d changed setting%s%s", changes, changes == 1 ? "" : "s", runs_ended(runs));
}

/* --- the screen: presets ---------------------------------------------------------------------------------------- */

static void form_open_preset(struct lab *lab)
{
    struct catapult_settings settings;
    struct catapult_error err;
    char what[24], words[5 * CATAPULT_SETTING_TEXT] = "";
    if (lab->form.n_presets == 0)
        return;
    const char *name = lab->form.presets[lab->form.preset].name;
    int runs = link_runs(&lab->link);
    enum catapult_status status = lab->library->open(lab->library->context, name, &settings, &err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_settings_validate(&settings, &err);
    if (status != CATAPULT_STATUS_OK) {
        lab_refuse(lab, "%.200s", err.text);
        return;
    }
    snprintf(what, sizeof what, "open %.15s", name);
    reproduce_add(words, sizeof words, name);
    if (!lab_asks(lab, what, "", form_open_preset) && form_reopen(lab, &settings, words))
        lab_say(lab, "opened %s%s", name, runs_ended(runs));
}

/* --- the screen: keys ------------------------------------------------------------------------------------------- */

bool lab_form_key(struct lab *lab, uint32_t key)
{
    struct form *form = &lab->form;
    lab_form_open(lab);
    int page = lab->sight.canvas.rows > 12 ? lab->sight.canvas.rows - 12 : 1;
    bool presets = lab->sight.view.pane == PANE_PRESETS, changed = form_changes(form, lab->origin.settings) > 0;
    enum request request = keymap_find(&lab->keymap, key);
    if (presets ? form_move(&form->preset, form->n_presets, key, page / 2)
                : form_move(&form->setting, (int)catapult_settings_count, key, page)) {
        lab_say(lab, "%s", presets ? form->n_presets ? form->presets[form->preset].title : "no presets"
                                   : catapult_settings_table[form->setting].help);
        return true;
    }
    if (key == CODE_ENTER && presets) {
        form_open_preset(lab);
    } else if (key == CODE_ENTER) {
        lab_ask_setting(lab, &catapult_settings_table[form->setting], &form->draft);
    } else if (request == REQUEST_RESTART && changed) {
        form_restart(lab);
    } else if (request == REQUEST_CLOSE && changed) {
        form_forget(form);
        lab_form_open(lab);
        lab_say(lab, "the edits are discarded");
    } else {
        return false;
    }
    return true;
}

const struct lab_action lab_form_actions[] = {{REQUEST_SET, NULL, with_set}, {REQUEST_NONE, NULL, NULL}};
