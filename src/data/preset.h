/* preset.h - presets (NAME.conf) as text <-> struct catapult_settings.
 *
 * The parser (libconfuse) is built from catapult_settings_table, so a setting is added in one place.  Messages
 * begin "FILE:LINE: ".  A preset is data: it may neither read the environment nor include files. */
#ifndef DATA_PRESET_H
#define DATA_PRESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <catapult/settings.h>

#include "data/shelf.h"

enum { ORIGIN_TEXT = 300, ORIGINS_MAX = 64, PRESET_PATH = SHELF_PATH };

/* Where each setting came from: text[i] belongs to catapult_settings_table[i] and is "default", "FILE:LINE" or the
 * option that set it ("--set", "--seed").  Kept apart from struct catapult_settings: the core never asks. */
struct origins {
    char text[ORIGINS_MAX][ORIGIN_TEXT];
};

void origins_defaults(struct origins *origins);

/* Notes where the setting `key` came from; origins may be NULL. */
void origins_note(struct origins *origins, const char *key, const char *text);

/* catapult_settings_defaults, then the preset: a path if `name` contains '/' or ends in ".conf", else NAME.conf in
 * presets_dir (may be NULL), the user's folder, that of the source tree, the installed one.  A relative
 * data.path is relative to the preset's folder.  Does not call catapult_settings_validate: options may follow.
 * origins may be NULL. */
enum catapult_status preset_load(const char *name, const char *presets_dir, struct catapult_settings *settings,
                                 struct origins *origins, struct catapult_error *err);

/* Likewise from a text in memory, with `path` as its name and place.  text is changed. */
enum catapult_status preset_parse(char *text, const char *path, struct catapult_settings *settings,
                                  struct origins *origins, struct catapult_error *err);

/* The settings as a preset that reads back the same; with_defaults: also those at their default.  A relative
 * data.path is written as an absolute one, so that the preset may be kept anywhere.  Returns false if
 * writing failed. */
bool preset_write(const struct catapult_settings *settings, bool with_defaults, FILE *out);

/* Where preset `name` is found (see preset_load), and all of them; no file is opened: shelf.h. */
enum catapult_status preset_find(const char *name, const char *presets_dir, char path[PRESET_PATH],
                                 struct catapult_error *err);
size_t preset_list(const char *presets_dir, struct shelf_entry **out);

/* Reads the preset and fills title ("" if it is not sound) and error. */
void preset_describe(struct shelf_entry *entry);

#endif
