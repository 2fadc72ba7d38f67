/* signals.h - signals as something that poll() can wait for.
 *
 * A handler notes the signal and writes a byte into a pipe, nothing else; the event loop polls the pipe and
 * does the work at a moment of its own choosing.  The pipe is needed although ppoll() exists: a process may
 * have threads that block no signals (OpenBLAS starts some before main), the kernel may hand a signal to one
 * of them, and only the pipe then wakes the loop. */
#ifndef TUI_SIGNALS_H
#define TUI_SIGNALS_H

#include <stdbool.h>

/* Takes SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT and SIGWINCH; one that was ignored when the program
 * began stays so (nohup).  False if there is no pipe. */
bool signals_start(void);

/* Gives every signal back its former disposition. */
void signals_stop(void);

/* Readable when a signal has come; signals_drain empties it. */
int signals_fd(void);
void signals_drain(void);

/* Whether `signal` has come since this was last asked. */
bool signals_take(int signal);

/* Stops the process as Ctrl-Z would without a handler; returns when it is continued. */
void signals_stop_self(void);

#endif
