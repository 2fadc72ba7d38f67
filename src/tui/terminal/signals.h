/* signals.h - signals as something that poll() can wait for, and the rescue of the terminal from fatal ones.
 *
 * A handler records the signal and writes a byte into a pipe, nothing else; the event loop polls the pipe and does
 * the work when it is ready. ppoll() is not enough: a process may have threads that block no signals (OpenBLAS starts
 * some before main), the kernel may deliver a signal to one of them, and then only the pipe wakes the loop. */
#ifndef TUI_SIGNALS_H
#define TUI_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

/* Handles SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT and SIGWINCH; a signal that was ignored at program start stays
 * ignored (nohup).  Returns false if no pipe can be opened. */
bool signals_start(void);

/* Restores every signal's former disposition. */
void signals_stop(void);

/* Readable when a signal has arrived; signals_drain empties it. */
int signals_fd(void);
void signals_drain(void);

/* Whether `signal` has arrived since the last call. */
bool signals_take(int signal);

/* Stops the process as Ctrl-Z would without a handler; returns when it is continued. */
void signals_stop_self(void);

/* Restoring the terminal, however the program ends.
 *
 * While the laboratory has the screen, a crash would leave the shell in raw mode on the alternate screen, and text on
 * stderr would appear in the middle of a plot.  So the bytes that restore the screen are prepared in advance, and
 * handlers of fatal signals send them with async-signal-safe calls. stderr (if it is the terminal) goes to a file
 * that is copied out at the end, or to the log if there is one. */
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
