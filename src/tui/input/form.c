/* form.c - see form.h. */
#include "tui/input/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/input/request.h"

enum { VALUE_TEXT = 4096 };

void form_begin(struct form *form, const struct catapult_settings *settings, int seed)
{
    form->begun = true;
    form->draft = *settings;
    form->draft.seed = seed;
}

void form_forget(struct form *form)
{
    form->begun = false;
}

void form_done(struct form *form)
{
    free(form->presets);
    *form = (struct form){0};
}

void form_list(struct form *form, const struct library *library, const char *name)
{
    if (form->presets || !library)
        return;
    form->n_presets = (int)library->list(library->context, &form->presets);
    for (int i = 0; i < form->n_presets; i++)
        if (strcmp(form->presets[i].name, name) == 0)
            form->preset = i;
}

bool form_changed(const struct form *form, const struct catapult_settings *settings, const struct catapult_setting *row)
{
    char mine[VALUE_TEXT], other[VALUE_TEXT];
    catapult_settings_get(&form->draft, row, mine, sizeof mine);
    catapult_settings_get(settings, row, other, sizeof other);
    return strcmp(mine, other) != 0;
}

int form_changes(const struct form *form, const struct catapult_settings *settings)
{
    int count = 0;
    for (size_t i = 0; i < catapult_settings_count; i++)
        count += form_changed(form, settings, &catapult_settings_table[i]);
    return count;
}

bool form_move(int *at, int count, uint32_t key, int page)
{
    int to = *at;
    switch (key) {
    case CODE_UP: to--; break;
    case CODE_DOWN: to++; break;
    case CODE_PAGE_UP: to -= page; break;
    case CODE_PAGE_DOWN: to += page; break;
    case CODE_HOME: to = 0; break;
    case CODE_END: to = count - 1; break;
    default: return false;
    }
    *at = to >= count ? count - 1 : to;
    if (*at < 0)
        *at = 0;
    return true;
}

static size_t add_choices(const char *const *choices, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; choices[i] && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i == 0 ? "" : choices[i + 1] ? ", " : " or ", choices[i]);
    return used;
}

void form_range(const struct catapult_setting *row, char *text, size_t size)
{
    static const char *const words[] = {
        [CATAPULT_SETTING_INT] = "a whole number",
        [CATAPULT_SETTING_REAL] = "a number",
        [CATAPULT_SETTING_TEXT_VALUE] = "a text",
        [CATAPULT_SETTING_PATH] = "a file or folder",
        [CATAPULT_SETTING_LR] = "0.4, 1.2crit, 3.9/l1 or 0.9max",
        [CATAPULT_SETTING_INT_LIST] = "whole numbers, with commas",
        [CATAPULT_SETTING_CLASSES] = "whole numbers or words, with commas",
        [CATAPULT_SETTING_CHOICE] = "a word",
        [CATAPULT_SETTING_CHOICE_LIST] = "words, with commas",
        [CATAPULT_SETTING_SCHEDULE] = "100:0.9crit,200:0.4",
    };
    size_t used;
    if (row->choices)
        used = add_choices(row->choices, text, size);
    else if (row->min < row->max)
        used = (size_t)snprintf(text, size, "%s, %.10g to %.10g", words[row->type], row->min, row->max);
    else
        used = (size_t)snprintf(text, size, "%s", words[row->type]);
    if (*row->unit && used < size)
        used += (size_t)snprintf(text + used, size - used, " (%s)", row->unit);
    if (used < size)
        snprintf(text + used, size - used, "; default %s", *row->initial ? row->initial : "none");
}
