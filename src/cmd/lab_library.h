/* lab_library.h - the presets as the laboratory's settings screen wants them. */
#ifndef CMD_LAB_LIBRARY_H
#define CMD_LAB_LIBRARY_H

#include "tui/input/library.h"

/* presets_dir as for preset_load; borrowed, may be NULL. */
void lab_library(struct library *library, const char *presets_dir);

#endif
