/* progress.h - progress and interruption for commands without a full screen.
 *
 * One line on stderr, rewritten in place, with the time left; only if stderr is a terminal and the work has taken a
 * second already.  Ctrl-C, SIGTERM and SIGHUP set a flag; the work ends at its next step, and results so far are
 * kept. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>

#include <catapult/status.h>

struct progress_line {
    bool terminal;
    bool shown;
    double start, drawn; /* seconds, monotonic */
    double plain;        /* without a terminal: seconds between lines; 0: no lines */
    char what[80];       /* a new task restarts the clock */
};

/* Also catches these signals from now on, except those that were ignored. */
void progress_line_init(struct progress_line *line);

/* For long work: prints a separate line every so many seconds if stderr is not a terminal. */
void progress_line_plain(struct progress_line *line, double seconds);

/* The work `what` is `fraction` done (negative: unknown).  Returns whether an interruption was requested. */
bool progress_line_show(struct progress_line *line, const char *what, double fraction);

/* Wipes the line, so that other text can follow. */
void progress_line_done(struct progress_line *line);

/* Wipes the line, and prints text on its own line.  line: a struct progress_line. */
void progress_line_say(void *line, const char *text);

/* The signal that asked the program to end, 0 if none. */
int progress_interrupted(void);

/* The progress line as a struct catapult_progress for library calls. */
struct catapult_progress progress_line_as(struct progress_line *line);

#endif
