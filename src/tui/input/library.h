/* library.h - the presets, passed in by the program that starts the laboratory; the laboratory itself reads no preset
 * files. */
#ifndef TUI_LIBRARY_H
#define TUI_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

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

#endif
