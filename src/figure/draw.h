/* draw.h - runs gnuplot without a shell: a script in, a picture out. */
#ifndef FIGURE_DRAW_H
#define FIGURE_DRAW_H

#include <signal.h>
#include <stdbool.h>

#include <catapult/status.h>

/* While waiting for gnuplot, Ctrl-C, SIGTERM and SIGHUP end it and remove the incomplete picture; then the signal has
 * its usual effect.  Use around draw_end with wait, and around other work that must not leave files behind. */
enum { DRAW_SIGNALS = 3 };
struct draw_guard {
    struct sigaction former[DRAW_SIGNALS];
};
void draw_guard_begin(struct draw_guard *guard);
void draw_guard_end(struct draw_guard *guard);

/* Draws FOLDER/NAME.gp into FOLDER/NAME.FORMAT, which appears when it is complete.  *drawn is false, with
 * CATAPULT_STATUS_OK, if there is no gnuplot.  CATAPULT_STATUS_IO with gnuplot's message if it failed;
 * CATAPULT_STATUS_CANCELLED if a signal ended it or us. */
enum catapult_status draw_script(const char *folder, const char *name, const char *format, bool *drawn,
                                 struct catapult_error *err);

/* The same without waiting: gnuplot is started (*out NULL with CATAPULT_STATUS_OK: there is none).  draw_end returns
 * whether it has ended, or waits until it has; *drawn and *status are then those of draw_script, and drawing is
 * freed. */
struct drawing;
enum catapult_status draw_begin(struct drawing **out, const char *folder, const char *name, const char *format,
                                struct catapult_error *err);
bool draw_end(struct drawing *drawing, bool wait, bool *drawn, enum catapult_status *status,
              struct catapult_error *err);

#endif
