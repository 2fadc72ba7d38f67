/* amount.h - sizes and times in readable form. */
#ifndef CMD_AMOUNT_H
#define CMD_AMOUNT_H

#include <stdio.h>

enum { AMOUNT_TEXT = 40 };

/* 1234567 as "1.23 M" followed by the unit. */
const char *amount(double value, const char *unit, char text[AMOUNT_TEXT]);

/* "12.3 us", "4.5 ms", "6.7 s", "12 min", "3.4 h" */
const char *amount_time(double seconds, char text[AMOUNT_TEXT]);

#endif
