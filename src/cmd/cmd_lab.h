/* cmd_lab.h - the laboratory for other commands; the functions exist only if HAVE_TUI is defined. */
#ifndef CMD_CMD_LAB_H
#define CMD_CMD_LAB_H

#include <stdbool.h>

#include "lesson/lesson.h"
#include "session/tape/tape.h"

/* Memory for saved states of all runs; overridden by --memory. */
enum { LAB_MEMORY_MB = 512 };

/* Memory for the rows of all runs; overridden by --history. */
enum { LAB_HISTORY_MB = 1024 };

/* Opens the laboratory with a recording, played at `rate` iterations per second; below 0: the configured rate.
 * Returns the exit status. */
int lab_play(const struct tape *tape, double rate, bool present);

/* The same with a lesson that has been checked. */
int lab_give(const struct lesson *lesson, bool present);

#endif
