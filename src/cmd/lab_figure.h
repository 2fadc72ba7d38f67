/* lab_figure.h - the laboratory's figures, through gnuplot. */
#ifndef CMD_LAB_FIGURE_H
#define CMD_LAB_FIGURE_H

#include "tui/lab/illustrator.h"

extern const struct illustrator lab_illustrator;

#endif
