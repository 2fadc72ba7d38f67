/* number.c - see number.h. */
#include "base/number.h"

#include <errno.h>
#include <limits.h>
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

bool number_only(const char *text, double *out)
{
    const char *end = number_read(text, out);
    return end && !*number_skip(end);
}

enum { POWER_MOST = 10000 }; /* beyond this only the sign of the exponent matters */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits of a number without its sign as a whole number.  `places` of them are before the decimal point (after applying
 * the exponent).  False if a digit after the point is not zero. */
static bool digits_to_whole(const char *digit, const char *end, long places, long sign, long *out)
{
    *out = 0;
    for (; digit < end || (places > 0 && *out != 0); digit += digit < end) {
        long value = digit < end ? *digit - '0' : 0;
        if (digit < end && *digit == '.')
            continue;
        if (places <= 0 && value != 0)
            return false;
        if (places-- <= 0)
            continue;
        if (*out > (LONG_MAX - value) / 10 || *out < (LONG_MIN + value) / 10)
            *out = sign > 0 ? LONG_MAX : LONG_MIN; /* out of range: stays there */
        else
            *out = 10 * *out + sign * value;
    }
    return true;
}

bool number_whole(const char *text, long *out)
{
    double rough;
    const char *digit = number_skip(text), *end;
    if (!number_only(text, &rough))
        return false;
    long sign = *digit == '-' ? -1 : 1;
    digit += *digit == '-' || *digit == '+';
    end = digit + strspn(digit, "0123456789.");
    long places = (long)strcspn(digit, ".eE"), power = 0;
    places = places < end - digit ? places : (long)(end - digit);
    if (*end == 'e' || *end == 'E')
        power = strtol(end + 1, NULL, 10);
    power = power > POWER_MOST ? POWER_MOST : power < -POWER_MOST ? -POWER_MOST : power;
    return digits_to_whole(digit, end, places + power, sign, out);
}

const char *number_digits(const char *text, unsigned long long *out)
{
    char *end;
    if (!is_digit(*text))
        return NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == ERANGE ? NULL : end;
}

bool number_of_field(const char *text, double *out)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"", NAN}, {"nan", NAN}, {"-nan", NAN}, {"inf", INFINITY}, {"-inf", -INFINITY}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i].word) == 0) {
            *out = words[i].value;
            return true;
        }
    const char *end = is_space(*text) ? NULL : number_read(text, out);
    return end && !*end;
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
