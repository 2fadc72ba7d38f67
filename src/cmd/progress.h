/* progress.h - how a command without a screen tells how far it is, and how it is interrupted.
 *
 * One line on stderr, rewritten in place, with the time left; only where stderr is a terminal and only for
 * work that has taken a second already.  Ctrl-C, SIGTERM and SIGHUP set a flag; the work ends at its next step,
 * and what is done so far is kept. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>

#include <catapult/status.h>

struct progress_line {
    bool terminal;
    bool shown;
    double start, drawn; /* seconds, monotonic */
    double plain;        /* without a terminal: seconds from one line to the next; 0: no lines */
    char what[80];       /* a new task starts the clock anew */
};

/* Also catches these signals from here on, but for those that were ignored. */
void progress_line_init(struct progress_line *line);

/* Long work: a line of its own every so many seconds where stderr is no terminal. */
void progress_line_plain(struct progress_line *line, double seconds);

/* Work `what` is `fraction` done (negative: unknown).  Returns whether an interruption was asked for. */
bool progress_line_show(struct progress_line *line, const char *what, double fraction);

/* Wipes the line, so that other text may follow. */
void progress_line_done(struct progress_line *line);

/* Wipes the line, and says something on one of its own.  line: a struct progress_line. */
void progress_line_say(void *line, const char *text);

/* The signal that asked for an end, 0 if none. */
int progress_interrupted(void);

/* The line as a struct catapult_progress for library calls. */
struct catapult_progress progress_line_as(struct progress_line *line);

#endif
