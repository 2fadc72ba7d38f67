/* lab_parts.h - what the program lends to the laboratory: the presets, and figures for print. */
#ifndef CMD_LAB_PARTS_H
#define CMD_LAB_PARTS_H

#include "tui/lab/lab.h"

/* The presets for the settings screen.  presets_dir as for preset_load; borrowed, may be NULL. */
void lab_library(struct library *library, const char *presets_dir);

/* Figures through gnuplot. */
extern const struct illustrator lab_illustrator;

#endif
