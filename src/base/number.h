/* number.h - numbers as text, the same in every locale that keeps LC_NUMERIC "C". */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { NUMBER_TEXT = 32 };

/* Only this file decides which text is a number (tests/layers.sh looks for other readers).
 *
 * Skips spaces, reads a decimal number and returns a pointer to its end; NULL if text does not begin with a number.
 * Words like "inf" and "nan" and hexadecimal are not numbers; 1e999 is one, and *out is infinite. */
const char *number_read(const char *text, double *out);

/* Reads a decimal number; false if the text has anything else except spaces around it. */
bool number_only(const char *text, double *out);

/* The same for a whole number, read exactly: digits with an optional sign, or another notation of a whole number ("1e2",
 * "2.50e1", "3.0").  Values outside the range of long become LONG_MIN or LONG_MAX. */
bool number_whole(const char *text, long *out);

/* Reads digits, with no sign or space before them, and returns a pointer to their end.  NULL if there are none, or if the
 * number does not fit into unsigned long long. */
const char *number_digits(const char *text, unsigned long long *out);

/* Reads what number_field wrote, without the comma: an empty text is NaN; "inf" and "-inf" are read, and "nan" from files of
 * other programs. */
bool number_of_field(const char *text, double *out);

/* The shortest text that reads back to the same bits. */
void number_format(double value, char text[NUMBER_TEXT]);

/* Writes a comma and a field of a CSV row: all bits of the value, empty for NaN. */
void number_field(FILE *out, double value);

/* Returns text after its leading spaces. */
const char *number_skip(const char *text);

#endif
