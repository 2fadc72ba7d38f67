/* check_boundaries.h - the boundaries of one preset, `check --only boundaries`, as a table for people and as JSON. */
#ifndef CMD_CHECK_BOUNDARIES_H
#define CMD_CHECK_BOUNDARIES_H

#include <stdio.h>

#include "verify/boundaries.h"

void check_boundaries_text(FILE *out, const struct catapult_settings *settings, const struct boundaries *found);

/* An object. */
void check_boundaries_json(FILE *out, const struct catapult_settings *settings, const struct boundaries *found);

#endif
