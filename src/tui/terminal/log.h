/* log.h - debug text for developers: into the file that CATAPULT_LOG names, never onto the screen. */
#ifndef TUI_LOG_H
#define TUI_LOG_H

#include <catapult/status.h>

/* Opens the file (appending) if CATAPULT_LOG is set and not empty; without it nothing is ever written. */
enum catapult_status log_open(struct catapult_error *err);
void log_close(void);

/* The file's descriptor, or -1. */
int log_fd(void);

/* One line, with the milliseconds of the monotonic clock in front. */
void log_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
