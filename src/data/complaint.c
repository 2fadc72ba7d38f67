/* complaint.c - see complaint.h; the format strings are those of libconfuse 3.3. */
#include "data/complaint.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool begins(const char *format, const char *text)
{
    return strncmp(format, text, strlen(text)) == 0;
}

enum complaint complaint_read(const char *format, va_list args, char *text, size_t size)
{
    if (begins(format, "no such option")) {
        snprintf(text, size, "%.60s", va_arg(args, const char *));
        return COMPLAINT_UNKNOWN_KEY;
    }
    if (begins(format, "missing opening brace")) {
        const char *name = va_arg(args, const char *);
        snprintf(text, size, "'%.60s' is a section: write %.60s { key = value }", name, name);
    } else if (begins(format, "missing equal sign")) {
        snprintf(text, size, "'=' is missing after '%.60s'", va_arg(args, const char *));
    } else if (begins(format, "unexpected token")) {
        snprintf(text, size, "unexpected '%.60s': one value belongs here, in quotes if there are blanks or braces in it",
                 va_arg(args, const char *));
    } else if (begins(format, "premature end")) {
        snprintf(text, size, "the file ends in the middle of a setting");
    } else {
        vsnprintf(text, size, format, args);
    }
    return COMPLAINT_OTHER;
}
