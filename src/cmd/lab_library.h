/* lab_library.h - the presets for the laboratory's settings screen. */
#ifndef CMD_LAB_LIBRARY_H
#define CMD_LAB_LIBRARY_H

#include "tui/input/library.h"

/* presets_dir as for preset_load; borrowed, may be NULL. */
void lab_library(struct library *library, const char *presets_dir);

#endif
