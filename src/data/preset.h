/* preset.h - converts between presets (NAME.conf) and struct catapult_settings.
 *
 * The keys are those of catapult_settings_table, so a setting is added in one place.  Messages begin with "FILE:LINE: ".
 * A preset is plain data: it cannot read the environment or include files. */
#ifndef DATA_PRESET_H
#define DATA_PRESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <catapult/settings.h>

#include "data/search_path.h"

enum { ORIGIN_TEXT = 300, ORIGINS_MAX = 64, PRESET_PATH = SEARCH_PATH_MAX };

/* Where each setting came from: text[i] belongs to catapult_settings_table[i] and is "default", "FILE:LINE" or the
 * option that set it ("--set", "--seed").  Separate from struct catapult_settings: the core does not need it. */
struct origins {
    char text[ORIGINS_MAX][ORIGIN_TEXT];
};

void origins_defaults(struct origins *origins);

/* Records where the setting `key` came from; origins may be NULL. */
void origins_note(struct origins *origins, const char *key, const char *text);

/* Sets the defaults, then reads the preset.  `name` is a path if it contains '/' or ends in ".conf"; else NAME.conf
 * is searched in presets_dir (may be NULL), the user's folder, the source tree and the installed folder.  A relative
 * data.path is relative to the preset's folder.  Does not call catapult_settings_validate: options may follow.
 * origins may be NULL. */
enum catapult_status preset_load(const char *name, const char *presets_dir, struct catapult_settings *settings,
                                 struct origins *origins, struct catapult_error *err);

/* The same from a text in memory; `path` is its name in messages and its place.  Changes text. */
enum catapult_status preset_parse(char *text, const char *path, struct catapult_settings *settings,
                                  struct origins *origins, struct catapult_error *err);

/* Writes the settings as a preset that reads back the same; with_defaults: also settings at their default.  A
 * relative data.path is written as an absolute one, so the preset can be moved.  Returns false if writing failed. */
bool preset_write(const struct catapult_settings *settings, bool with_defaults, FILE *out);

/* Finds preset `name` (see preset_load); lists all presets.  Opens no file: see search_path.h. */
enum catapult_status preset_find(const char *name, const char *presets_dir, char path[PRESET_PATH],
                                 struct catapult_error *err);
size_t preset_list(const char *presets_dir, struct search_entry **out);

/* Reads the preset and fills title ("" if the preset is invalid) and error. */
void preset_describe(struct search_entry *entry);

#endif
