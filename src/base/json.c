/* json.c - see json.h. */
#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

void json_bytes(FILE *out, const char *text, size_t length)
{
    const char *end = text + length;
    putc('"', out);
    while (text < end) {
        const char *begin = text;
        uint32_t point = utf8_next(&text);
        if (point == UTF8_BAD) {
            fputs("\\ufffd", out);
        } else if (point < ' ' || point == 0x7f) {
            fprintf(out, "\\u%04x", (unsigned)point);
        } else {
            if (point == '"' || point == '\\')
                putc('\\', out);
            fwrite(begin, 1, (size_t)(text - begin), out);
        }
    }
    putc('"', out);
}

void json_string(FILE *out, const char *text)
{
    json_bytes(out, text, strlen(text));
}

void json_field_string(FILE *out, const char *name, const char *text)
{
    fprintf(out, ", \"%s\": ", name);
    json_string(out, text);
}

void json_field_number(FILE *out, const char *name, double value)
{
    if (isfinite(value))
        fprintf(out, ", \"%s\": %.17g", name, value);
    else
        fprintf(out, ", \"%s\": null", name);
}

void json_field_numbers(FILE *out, const char *name, const double *value, size_t count)
{
    fprintf(out, ", \"%s\": [", name);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%.17g", i ? ", " : "", value[i]);
    putc(']', out);
}
