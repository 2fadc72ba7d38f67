/* cmd_lab.h - the laboratory for other commands; the functions only where HAVE_TUI is defined. */
#ifndef CMD_CMD_LAB_H
#define CMD_CMD_LAB_H

#include <stdbool.h>

#include "lesson/lesson.h"
#include "session/tape/tape.h"

/* For states to go back to, of all runs; what --memory takes the place of. */
enum { LAB_MEMORY_MB = 512 };

/* For the rows of all runs; what --history takes the place of. */
enum { LAB_HISTORY_MB = 1024 };

/* Opens it with a recording that plays at that rate, in iterations a second; below 0: at the configuration's.  The
 * exit status. */
int lab_play(const struct tape *tape, double rate, bool present);

/* Likewise with a lesson that has been checked. */
int lab_give(const struct lesson *lesson, bool present);

#endif
