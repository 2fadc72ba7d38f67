/* lab_config.h - converts the user's configuration for the laboratory. */
#ifndef CMD_LAB_CONFIG_H
#define CMD_LAB_CONFIG_H

#include "data/config.h"
#include "tui/input/keymap.h"

/* The default keys, changed by the configuration's binds.  CATAPULT_STATUS_INPUT with file and line for an unknown
 * key or request, a key that cannot be bound, and two requests on one key. */
enum catapult_status lab_config_keys(const struct config *config, struct keymap *keymap, struct catapult_error *err);

#endif
