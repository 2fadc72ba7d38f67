/* number.c - see number.h. */
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *number_skip(const char *text)
{
    while (is_space(*text))
        text++;
    return text;
}

/* Where the sign ends and the digits begin; NULL if there is no digit. */
static const char *digits(const char *text)
{
    const char *d = text + (*text == '+' || *text == '-');
    const char *first = d + (*d == '.');
    return *first >= '0' && *first <= '9' ? d : NULL;
}

const char *number_read(const char *text, double *out)
{
    text = number_skip(text);
    const char *d = digits(text);
    if (!d || (d[0] == '0' && (d[1] == 'x' || d[1] == 'X')))
        return NULL;
    char *end;
    *out = strtod(text, &end);
    return end;
}

bool number_whole(const char *text, long *out)
{
    text = number_skip(text);
    if (!digits(text))
        return false;
    char *end;
    *out = strtol(text, &end, 10);
    return end != text && !*number_skip(end);
}

void number_format(double value, char text[NUMBER_TEXT])
{
    for (int digit = 1; digit <= 17; digit++) {
        snprintf(text, NUMBER_TEXT, "%.*g", digit, value);
        if (strtod(text, NULL) == value)
            return;
    }
}

void number_field(FILE *out, double value)
{
    if (isnan(value))
        fputc(',', out);
    else
        fprintf(out, ",%.17g", value);
}
