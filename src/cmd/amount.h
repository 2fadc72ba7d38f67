/* amount.h - sizes and times in readable form, and strings for JSON. */
#ifndef CMD_AMOUNT_H
#define CMD_AMOUNT_H

#include <stdio.h>

enum { AMOUNT_TEXT = 40 };

/* 1234567 as "1.23 M" followed by the unit. */
const char *amount(double value, const char *unit, char text[AMOUNT_TEXT]);

/* "12.3 us", "4.5 ms", "6.7 s", "12 min", "3.4 h" */
const char *amount_time(double seconds, char text[AMOUNT_TEXT]);

/* Writes text as a JSON string, escaped; a byte that is not UTF-8 (in a file name, for example) becomes \ufffd.  All
 * JSON strings here are written by this function. */
void amount_quote(FILE *out, const char *text);

#endif
