/* status.c - see status.h. */
#include <catapult/status.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

#define STATUS_TEXT(name, text) [name] = text,
static const char *const texts[] = {CATAPULT_STATUS_LIST(STATUS_TEXT)};

const char *catapult_status_text(enum catapult_status code)
{
    return code < CATAPULT_STATUS_COUNT ? texts[code] : "unknown status";
}

enum catapult_status catapult_error_set(struct catapult_error *err, enum catapult_status code, const char *format, ...)
{
    if (!err)
        return code;
    err->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    text_tame(err->text);
    return code;
}

int catapult_progress_report(const struct catapult_progress *progress, const char *what, double fraction)
{
    if (!progress || !progress->report)
        return 0;
    return progress->report(progress->context, what, fraction);
}
