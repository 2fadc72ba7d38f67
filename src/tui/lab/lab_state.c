/* lab_state.c - starts and ends the laboratory and each of its sessions; takes in new snapshots. */
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab_state.h"

void lab_init(struct lab *lab, const struct catapult_settings *settings, const struct lab_options *options,
              const struct device *device)
{
    memset(lab, 0, sizeof *lab);
    lab->device = *device;
    lab->folder = options->folder;
    lab->library = options->library;
    lab->illustrator = options->illustrator;
    keymap_init(&lab->keymap);
    if (options->keymap)
        lab->keymap = *options->keymap;
    lab->keymap.lesson = options->lesson != NULL;
    lab->origin.settings = lab->origin.original = settings;
    lab->origin.words = options->words ? options->words : "";
    link_init(&lab->link, options);
    rows_init(&lab->rows, settings->spectrum.top);
    struct view view = {.settings = settings,
                        .snapshot = &lab->link.snapshot,
                        .histories = lab->rows.focus.histories,
                        .pyramids = lab->rows.focus.pyramids,
                        .keymap = &lab->keymap,
                        .theme = options->theme,
                        .present = options->present,
                        .probes = &lab->link.probes,
                        .form = &lab->form,
                        .caption = options->lesson ? &lab->lesson.caption : NULL,
                        .last = lab->said.text,
                        .prompt_error = lab->said.wrong};
    lab_sight_init(lab, &view);
}

void lab_done(struct lab *lab)
{
    rows_done(&lab->rows);
    form_done(&lab->form);
    lab_sight_done(lab);
}

bool lab_reopen(struct lab *lab, const struct catapult_settings *settings, const char *words, bool running)
{
    struct origin *origin = &lab->origin;
    if (!link_reopen(&lab->link, settings, running))
        return false;
    origin->changed = *settings;
    origin->settings = &origin->changed;
    if (words) {
        origin->opened = *settings;
        origin->original = &origin->opened;
        snprintf(origin->opened_words, sizeof origin->opened_words, "%s", words);
        origin->words = origin->opened_words;
    }
    rows_reset(&lab->rows, settings->spectrum.top);
    form_forget(&lab->form);
    lab_sight_reset(lab);
    return true;
}

bool lab_fetch(struct lab *lab)
{
    if (!rows_fetch(&lab->rows, &lab->link, lab->origin.settings))
        return false;
    lab_say_eta(lab);
    const struct catapult_settings *next = link_next_part(&lab->link);
    if (next && !lab_reopen(lab, next, NULL, true))
        link_stop_playing(&lab->link);
    return true;
}

void lab_want(struct lab *lab)
{
    link_want(&lab->link, screens[lab->sight.view.screen].probes, lab->sight.view.focus);
}

void lab_form_open(struct lab *lab)
{
    const struct snapshot *s = &lab->link.snapshot;
    if (!lab->form.begun)
        form_begin(&lab->form, lab->origin.settings, s->models > 0 ? s->seed : lab->origin.settings->seed);
    form_list(&lab->form, lab->library, lab->origin.settings->name);
}

void lab_clamp(struct lab *lab)
{
    lab_sight_clamp(lab);
    if (lab->sight.view.screen == SCREEN_SETTINGS)
        lab_form_open(lab); /* a new run has its own settings */
}
