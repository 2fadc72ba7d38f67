/* rescue.h - the terminal as it was, whatever ends the program.
 *
 * While the laboratory has the screen, a crash would leave the shell in raw mode on the alternate screen,
 * and any text on stderr would land in the middle of a plot.  So the bytes that give the screen back are
 * prepared beforehand, fatal signals send them with calls that are allowed in a handler, and stderr (if it is
 * the terminal) goes into a file that is copied out at the end, or into the log if there is one. */
#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H

#include <stddef.h>

enum { RESCUE_BYTES = 512 };

/* Remembers the terminal's modes and takes stderr away, before anything has changed. */
void rescue_begin(void);

/* From now on SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGQUIT and rescue_die restore the modes and write
 * these bytes (copied, at most RESCUE_BYTES). */
void rescue_arm(const char *bytes, size_t count);

/* The normal end, after the screen was given back: former handlers, modes, stderr with what it holds. */
void rescue_end(void);

/* Restores the terminal, prints "catapult: MESSAGE" and ends with status 2; from any thread. */
void rescue_die(const char *message);

#endif
