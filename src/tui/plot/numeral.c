/* numeral.c - see numeral.h. */
#include "tui/plot/numeral.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* The decimal exponent of value after rounding to four digits: 9.9996 is 10.00. */
static int exponent_of(double value)
{
    char text[NUMERAL_TEXT];
    long exponent = 0;
    snprintf(text, sizeof text, "%.3e", value);
    number_whole(strchr(text, 'e') + 1, &exponent);
    return (int)exponent;
}

const char *numeral(char text[NUMERAL_TEXT], double value)
{
    if (isnan(value))
        return strcpy(text, "-");
    if (isinf(value))
        return strcpy(text, value > 0 ? "inf" : "-inf");
    if (value == 0)
        return strcpy(text, "0.000");
    int exponent = exponent_of(value);
    if (exponent < -2 || exponent > 5)
        snprintf(text, NUMERAL_TEXT, "%.*e", exponent > 99 || exponent < -99 ? 2 : 3, value);
    else
        snprintf(text, NUMERAL_TEXT, "%.*f", exponent >= 3 ? 0 : 3 - exponent, value);
    return text;
}

const char *numeral_left(char text[NUMERAL_TEXT], double value)
{
    size_t length = strlen(numeral(text, value));
    while (length < NUMERAL_WIDTH)
        text[length++] = ' ';
    text[length] = '\0';
    return text;
}

const char *numeral_right(char text[NUMERAL_TEXT], double value)
{
    char plain[NUMERAL_TEXT];
    snprintf(text, NUMERAL_TEXT, "%*s", NUMERAL_WIDTH, numeral(plain, value));
    return text;
}

/* "1.50e-07" -> "1.5e-7": removes meaningless zeros. */
static void shorten_exponent(char *text)
{
    char *e = strchr(text, 'e');
    if (!e)
        return;
    char *mantissa = e;
    if (memchr(text, '.', (size_t)(e - text))) {
        while (mantissa[-1] == '0')
            mantissa--;
        if (mantissa[-1] == '.')
            mantissa--;
    }
    char tail[8];
    long exponent = 0;
    number_whole(e + 1, &exponent);
    snprintf(tail, sizeof tail, "e%+d", (int)exponent);
    strcpy(mantissa, tail);
}

const char *numeral_tick(char text[NUMERAL_TEXT], double value, double step)
{
    if (fabs(value) < step * 1e-6)
        value = 0; /* the sum of steps may miss zero slightly */
    int decimals = (int)fmax(0, ceil(-log10(step) - 1e-9));
    double size = fmax(fabs(value), step);
    int digits = (int)fmin(3, fmax(0, ceil(log10(size) - log10(step) - 1e-9)));
    bool plain = size < 1e5 ? decimals <= 4 : size < 1e7 && digits > 2; /* "142500", but "2.5e+5" */
    if (value == 0) {
        strcpy(text, "0");
    } else if (plain) {
        snprintf(text, NUMERAL_TEXT, "%.*f", decimals, value);
    } else {
        snprintf(text, NUMERAL_TEXT, "%.*e", digits, value);
        shorten_exponent(text);
    }
    return text;
}
