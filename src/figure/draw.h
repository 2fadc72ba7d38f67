/* draw.h - gnuplot, run without a shell: a script in, a picture out. */
#ifndef FIGURE_DRAW_H
#define FIGURE_DRAW_H

#include <stdbool.h>

#include <catapult/status.h>

/* Draws FOLDER/NAME.gp into FOLDER/NAME.FORMAT, which appears when it is complete.  *drawn is false, with
 * STATUS_OK, where there is no gnuplot.  STATUS_IO with gnuplot's own first words if it failed; STATUS_CANCELLED if
 * a signal ended it. */
enum status draw_script(const char *folder, const char *name, const char *format, bool *drawn, struct error *err);

#endif
