/* number.h - numbers as text, the same in every locale that keeps LC_NUMERIC "C". */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { NUMBER_TEXT = 32 };

/* Skips spaces, reads a decimal number and returns where it ends; NULL if text does not begin with one.
 * Words like "inf" and "nan" and hexadecimal are no numbers; 1e999 is one, and *out is infinite. */
const char *number_read(const char *text, double *out);

/* Likewise a whole number; false for anything but digits with an optional sign and spaces around.  Values
 * beyond long come out as LONG_MIN or LONG_MAX. */
bool number_whole(const char *text, long *out);

/* The shortest text that reads back to the same bits. */
void number_format(double value, char text[NUMBER_TEXT]);

/* A field of a CSV row, with the comma before it: to the last bit, empty for NaN. */
void number_field(FILE *out, double value);

/* text without the spaces before it. */
const char *number_skip(const char *text);

#endif
