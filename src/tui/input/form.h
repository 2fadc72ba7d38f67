/* form.h - the settings screen: the setting and the preset under the cursor, and the edited settings, which replace
 * the run's when it is restarted. */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/settings.h>

/* The presets, passed in by the program that starts the laboratory; the laboratory itself reads no preset files. */
enum { PRESET_NAME = CATAPULT_SETTING_TEXT, PRESET_WORDS = 2000 };

struct library_preset {
    char name[PRESET_NAME];
    char title[CATAPULT_SETTING_TEXT];
    char words[PRESET_WORDS]; /* its leading comment, or why it cannot be used */
    bool sound;
};

struct library {
    /* Lists all presets; the caller frees *out.  Returns how many; 0 if there are none or no memory. */
    size_t (*list)(void *context, struct library_preset **out);
    enum catapult_status (*open)(void *context, const char *name, struct catapult_settings *out,
                                 struct catapult_error *err);
    void *context;
};

struct form {
    bool begun;
    struct catapult_settings draft;
    int setting;                    /* row of catapult_settings_table */
    struct library_preset *presets; /* owned; NULL: none, or not listed yet */
    int n_presets, preset;
};

/* Starts with the run's settings, without edits. */
void form_begin(struct form *form, const struct catapult_settings *settings, int seed);
void form_done(struct form *form);

/* The edits are given up: the form has to begin again. */
void form_forget(struct form *form);

/* Lists the presets (once) and selects the one called `name`. */
void form_list(struct form *form, const struct library *library, const char *name);

/* Whether the draft differs from the run in this setting; the number of settings that differ. */
bool form_changed(const struct form *form, const struct catapult_settings *settings,
                  const struct catapult_setting *row);
int form_changes(const struct form *form, const struct catapult_settings *settings);

/* Moves the cursor in a list of `count` rows.  Returns false if the key does not move it. page: visible rows. */
bool form_move(int *at, int count, uint32_t key, int page);

/* "1 to 1000000 examples; default 128", "relu, tanh or swish; default relu". */
void form_range(const struct catapult_setting *row, char *text, size_t size);

#endif
