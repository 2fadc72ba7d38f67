/* rescue.h - restores the terminal, however the program ends.
 *
 * While the laboratory has the screen, a crash would leave the shell in raw mode on the alternate screen, and text on
 * stderr would appear in the middle of a plot.  So the bytes that restore the screen are prepared in advance, and
 * handlers of fatal signals send them with async-signal-safe calls. stderr (if it is the terminal) goes to a file
 * that is copied out at the end, or to the log if there is one. */
#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H

#include <stddef.h>

enum { RESCUE_BYTES = 512 };

/* Saves the terminal's modes and redirects stderr.  Call it before anything has changed. */
void rescue_begin(void);

/* From now on SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGQUIT and rescue_die restore the modes and write
 * these bytes (copied, at most RESCUE_BYTES). */
void rescue_arm(const char *bytes, size_t count);

/* The normal end, after the screen was restored: restores handlers, modes and stderr, and prints the captured text. */
void rescue_end(void);

/* Restores the terminal, prints "catapult: MESSAGE" and exits with status 2; callable from any thread. */
void rescue_die(const char *message);

#endif
