/* draw.h - gnuplot, run without a shell: a script in, a picture out. */
#ifndef FIGURE_DRAW_H
#define FIGURE_DRAW_H

#include <stdbool.h>

#include <catapult/status.h>

/* Draws FOLDER/NAME.gp into FOLDER/NAME.FORMAT, which appears when it is complete.  *drawn is false, with
 * STATUS_OK, where there is no gnuplot.  STATUS_IO with gnuplot's own first words if it failed; STATUS_CANCELLED if
 * a signal ended it. */
enum status draw_script(const char *folder, const char *name, const char *format, bool *drawn, struct error *err);

/* The same for those who cannot wait: gnuplot starts (*out NULL with STATUS_OK: there is none), and draw_end tells whether
 * it has ended, or waits for that; *drawn and *status are then those of draw_script, and drawing is freed. */
struct drawing;
enum status draw_begin(struct drawing **out, const char *folder, const char *name, const char *format, struct error *err);
bool draw_end(struct drawing *drawing, bool wait, bool *drawn, enum status *status, struct error *err);

#endif
