/* check.c - see check.h. */
#include "check.h"

#include <math.h>
#include <stdio.h>

static char label[256], moment[64];

void check_case(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(label, sizeof label, format, arguments);
    va_end(arguments);
    moment[0] = '\0';
}

void check_moment(const char *who, long t)
{
    snprintf(moment, sizeof moment, ", %s at step %ld", who, t);
}

void check_close(double actual, double expected, double rel, double abs, const char *what, const char *file,
                 int line)
{
    double off = fabs(actual - expected);
    double allowed = rel * fabs(expected) + abs;
    if (off <= allowed || actual == expected)
        return;
    print_error("%s%s: %s is %.17g, expected %.17g: off by %.3g, allowed %.3g\n", label, moment, what, actual, expected,
                off, allowed);
    _fail(file, line);
}

void check_within(double actual, double low, double high, const char *what, const char *file, int line)
{
    if (actual >= low && actual <= high)
        return;
    print_error("%s%s: %s is %.17g, expected from %.17g to %.17g\n", label, moment, what, actual, low, high);
    _fail(file, line);
}

double check_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return ((double)(z >> 11) + 0.5) * 0x1p-52 - 1;
}
