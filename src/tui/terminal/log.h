/* log.h - debug text for developers: written to the file named by CATAPULT_LOG, never to the screen. */
#ifndef TUI_LOG_H
#define TUI_LOG_H

#include <catapult/status.h>

/* Opens the file (appending) if CATAPULT_LOG is set and not empty; without it nothing is ever written. */
enum catapult_status log_open(struct catapult_error *err);
void log_close(void);

/* The file's descriptor, or -1. */
int log_fd(void);

/* Writes one line, with the milliseconds of the monotonic clock in front. */
void log_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
