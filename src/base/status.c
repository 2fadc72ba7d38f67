/* status.c - see status.h. */
#include <catapult/status.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

#define STATUS_TEXT(name, text) [name] = text,
static const char *const texts[] = {STATUS_LIST(STATUS_TEXT)};

const char *status_text(enum status code)
{
    return code < STATUS_COUNT ? texts[code] : "unknown status";
}

enum status error_set(struct error *err, enum status code, const char *format, ...)
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

int progress_report(const struct progress *progress, const char *what, double fraction)
{
    if (!progress || !progress->report)
        return 0;
    return progress->report(progress->context, what, fraction);
}
