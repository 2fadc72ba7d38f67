/* signals.h - signals as something that poll() can wait for.
 *
 * A handler records the signal and writes a byte into a pipe, nothing else; the event loop polls the pipe and does
 * the work when it is ready. ppoll() is not enough: a process may have threads that block no signals (OpenBLAS starts
 * some before main), the kernel may deliver a signal to one of them, and then only the pipe wakes the loop. */
#ifndef TUI_SIGNALS_H
#define TUI_SIGNALS_H

#include <stdbool.h>

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

#endif
