/* number.h - numbers as text, the same in every locale that keeps LC_NUMERIC "C". */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { NUMBER_TEXT = 32 };

/* What a number is, is decided here and nowhere else (tests/layers.sh looks for other readers).
 *
 * Skips spaces, reads a decimal number and returns where it ends; NULL if text does not begin with one.
 * Words like "inf" and "nan" and hexadecimal are no numbers; 1e999 is one, and *out is infinite. */
const char *number_read(const char *text, double *out);

/* A decimal number and nothing else but spaces around it. */
bool number_only(const char *text, double *out);

/* Likewise a whole one, exactly: digits with an optional sign, or another notation of the same ("1e2", "2.50e1", "3.0").
 * Values beyond long come out as LONG_MIN or LONG_MAX. */
bool number_whole(const char *text, long *out);

/* Reads digits, with no sign or space before them, and returns where they end; NULL if there is none, or the number is
 * beyond unsigned long long. */
const char *number_digits(const char *text, unsigned long long *out);

/* What number_field has written, without the comma: empty is NaN; "inf", "-inf" and, from elsewhere, "nan" are read. */
bool number_of_field(const char *text, double *out);

/* The shortest text that reads back to the same bits. */
void number_format(double value, char text[NUMBER_TEXT]);

/* A field of a CSV row, with the comma before it: to the last bit, empty for NaN. */
void number_field(FILE *out, double value);

/* text without the spaces before it. */
const char *number_skip(const char *text);

#endif
