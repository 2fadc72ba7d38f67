/* pty.h - a program on a pseudo-terminal, with libvterm as the eyes.
 *
 * The program runs as a job of a small guardian process that is the session's leader, as a shell would be: so
 * Ctrl-Z stops it, and the guardian reports what became of it.  Nothing here sleeps: every wait ends with what
 * was waited for or with a time-out, which fails the test and prints the screen. */
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>

struct pty;

struct pty_options {
    int rows, cols;
    const char *term;          /* TERM; NULL: not set */
    const char *folder;        /* to run in */
    const char *const *env;    /* "NAME=VALUE" to set, "NAME" to remove; ends with NULL; may be NULL */
    const char *stdin_from;    /* a file in place of the terminal; NULL: the terminal */
    bool ignore_hangup;        /* start with SIGHUP ignored, as nohup does */
};

struct pty *pty_start(const struct pty_options *options, const char *const argv[]);
void pty_free(struct pty *pty); /* kills the program if it still runs */

void pty_type(struct pty *pty, const char *keys);
void pty_resize(struct pty *pty, int rows, int cols);

/* Only the program hears of that size, which may be absurd. */
void pty_resize_told(struct pty *pty, int rows, int cols);
void pty_signal(struct pty *pty, int signal);

/* Waits until the screen shows the text, or any text for which check(screen, context) is true. */
void pty_wait_text(struct pty *pty, const char *text);
void pty_wait(struct pty *pty, bool (*check)(const char *screen, void *context), void *context, const char *what);

/* Waits until the text is no longer there: of a frame that arrives in pieces its top may be there already. */
void pty_wait_gone(struct pty *pty, const char *text);

/* Waits until the program has ended, with its last bytes read; returns the status of waitpid. */
int pty_wait_exit(struct pty *pty);

/* Waits until the program was stopped; pty_continue puts it in the foreground again. */
void pty_wait_stopped(struct pty *pty);
void pty_continue(struct pty *pty);

/* The terminal goes away, as when its window is closed. */
void pty_hang_up(struct pty *pty);

/* The screen as text: rows cut of trailing blanks, each ended by a newline.  Valid until the next call. */
const char *pty_screen(struct pty *pty);

/* Every byte the program has sent. */
const char *pty_bytes(const struct pty *pty, size_t *count);

/* Whether the text is among the bytes sent, from number `from` on. */
bool pty_sent(const struct pty *pty, size_t from, const char *text);

bool pty_alternate(const struct pty *pty);      /* the alternate screen is on */
bool pty_cursor_shown(const struct pty *pty);
bool pty_modes_as_before(const struct pty *pty);

/* Takes in what is sent for that long. */
void pty_listen(struct pty *pty, int ms);

/* How often the program's threads have gone to sleep so far: a sleeping thread that is woken adds one. */
long pty_sleeps(const struct pty *pty);

#endif
