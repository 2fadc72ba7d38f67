/* draw.h - gnuplot, run without a shell: a script in, a picture out. */
#ifndef FIGURE_DRAW_H
#define FIGURE_DRAW_H

#include <signal.h>
#include <stdbool.h>

#include <catapult/status.h>

/* While gnuplot is waited for, Ctrl-C, SIGTERM and SIGHUP end it, and what there is of the picture is removed; then the
 * signal does what it would have done.  Around draw_end with wait, and around what else must not be left behind. */
enum { DRAW_SIGNALS = 3 };
struct draw_guard {
    struct sigaction former[DRAW_SIGNALS];
};
void draw_guard_begin(struct draw_guard *guard);
void draw_guard_end(struct draw_guard *guard);

/* Draws FOLDER/NAME.gp into FOLDER/NAME.FORMAT, which appears when it is complete.  *drawn is false, with
 * CATAPULT_STATUS_OK, where there is no gnuplot.  CATAPULT_STATUS_IO with gnuplot's own first words if it failed; CATAPULT_STATUS_CANCELLED if
 * a signal ended it or us. */
enum catapult_status draw_script(const char *folder, const char *name, const char *format, bool *drawn,
                                 struct catapult_error *err);

/* The same for those who cannot wait: gnuplot starts (*out NULL with CATAPULT_STATUS_OK: there is none), and draw_end tells whether
 * it has ended, or waits for that; *drawn and *status are then those of draw_script, and drawing is freed. */
struct drawing;
enum catapult_status draw_begin(struct drawing **out, const char *folder, const char *name, const char *format,
                                struct catapult_error *err);
bool draw_end(struct drawing *drawing, bool wait, bool *drawn, enum catapult_status *status,
              struct catapult_error *err);

#endif
