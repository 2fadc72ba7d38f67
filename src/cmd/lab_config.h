/* lab_config.h - the user's configuration as what the laboratory takes. */
#ifndef CMD_LAB_CONFIG_H
#define CMD_LAB_CONFIG_H

#include "data/config.h"
#include "tui/input/keymap.h"

/* The default keys, changed by the binds of the configuration.  CATAPULT_STATUS_INPUT with file and line for an unknown key
 * or request, a key that is not to be had, and two requests on one key. */
enum catapult_status lab_config_keys(const struct config *config, struct keymap *keymap, struct catapult_error *err);

#endif
