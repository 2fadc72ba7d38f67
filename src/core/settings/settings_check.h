/* settings_check.h - which settings fit together, whatever the data are. */
#ifndef CORE_SETTINGS_CHECK_H
#define CORE_SETTINGS_CHECK_H

#include <catapult/settings.h>

/* The part of catapult_settings_validate that needs no source of data: model and network type, number of layers, kernel,
 * image, schedule.  An experiment cannot be made of settings that fail it. */
enum catapult_status settings_fit(const struct catapult_settings *settings, struct catapult_error *err);

#endif
