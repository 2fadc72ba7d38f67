/* form.h - the settings screen: which setting and which preset stand under the cursor, and the settings as edited, which
 * take the place of the run's when it is begun anew. */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include <stdint.h>

#include "tui/input/library.h"

struct form {
    bool begun;
    struct catapult_settings draft;
    int setting;                    /* row of catapult_settings_table */
    struct library_preset *presets; /* owned; NULL: none, or not listed yet */
    int n_presets, preset;
};

/* The settings of the run, nothing edited. */
void form_begin(struct form *form, const struct catapult_settings *settings, int seed);
void form_done(struct form *form);

/* Lists the presets, once; the one called `name` is chosen. */
void form_list(struct form *form, const struct library *library, const char *name);

/* How many settings of the draft are not the run's. */
bool form_changed(const struct form *form, const struct catapult_settings *settings,
                  const struct catapult_setting *row);
int form_changes(const struct form *form, const struct catapult_settings *settings);

/* Moves the cursor in the list of `count` rows by a key that moves; false if it is none.  page: rows in view. */
bool form_move(int *at, int count, uint32_t key, int page);

/* "1 to 1000000 examples; default 128", "relu, tanh or swish; default relu". */
void form_range(const struct catapult_setting *row, char *text, size_t size);

#endif
