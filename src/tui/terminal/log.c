/* log.c - see log.h. */
#include "tui/terminal/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

static int file = -1;

enum catapult_status log_open(struct catapult_error *err)
{
    const char *path = getenv("CATAPULT_LOG");
    if (!path || !*path)
        return CATAPULT_STATUS_OK;
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "CATAPULT_LOG: cannot open '%.300s': %s", path,
                                  strerror(errno));
    return CATAPULT_STATUS_OK;
}

void log_close(void)
{
    if (file >= 0)
        close(file);
    file = -1;
}

int log_fd(void)
{
    return file;
}

void log_printf(const char *format, ...)
{
    char text[1024];
    va_list args;
    if (file < 0)
        return;
    int used = snprintf(text, sizeof text, "%.3f ", clock_seconds());
    va_start(args, format);
    vsnprintf(text + used, sizeof text - (size_t)used - 1, format, args);
    va_end(args);
    strcat(text, "\n");
    if (write(file, text, strlen(text)) < 0)
        log_close(); /* a full disk must not disturb the laboratory */
}
