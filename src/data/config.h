/* config.h - the user's own file, $XDG_CONFIG_HOME/catapult/config: appearance and key bindings of the laboratory.
 *
 *     theme = light
 *     bind { key = "x"  request = "restart" }
 *
 * The values are kept as text: the laboratory knows which themes and keys exist, and the caller checks the values
 * against them.  Every value has its line number for messages.  The program never writes this file. */
#ifndef DATA_CONFIG_H
#define DATA_CONFIG_H

#include <stdbool.h>

#include <catapult/status.h>

#include "data/preset.h"

enum { CONFIG_TEXT = 64, CONFIG_BINDS_MAX = 100 };

struct config_value {
    char text[CONFIG_TEXT]; /* "": not given */
    int line;
};

struct config_bind {
    struct config_value key, request;
};

struct config {
    char path[PRESET_PATH]; /* "": there is no such file */
    struct config_value theme, glyphs, color, mouse, fps, rate, memory;
    int n_binds;
    struct config_bind bind[CONFIG_BINDS_MAX]; /* in the order of the file */
};

/* A missing file gives empty values and CATAPULT_STATUS_OK.  CATAPULT_STATUS_INPUT with "FILE:LINE: ..." for a syntax
 * error. */
enum catapult_status config_load(struct config *config, struct catapult_error *err);

/* Sets the error "FILE:LINE: TEXT" for an invalid value. */
enum catapult_status config_fail(const struct config *config, int line, struct catapult_error *err, const char *format,
                                 ...) __attribute__((format(printf, 4, 5)));

/* The keys at the top level of the file, NULL-terminated: for messages and the manual. */
extern const char *const config_keys[];

#endif
