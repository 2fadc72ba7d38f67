/* numeral.h - numbers as the screen shows them: four significant digits, never wider than their column. */
#ifndef TUI_NUMERAL_H
#define TUI_NUMERAL_H

enum {
    NUMERAL_WIDTH = 9, /* "3.204e-03" */
    NUMERAL_TEXT = 24
};

/* "0.4430", "5.410", "1234", "3.204e-03"; "-" for a value that does not exist (NaN), "inf". */
const char *numeral(char text[NUMERAL_TEXT], double value);

/* The same in a column of NUMERAL_WIDTH, so that the text next to it does not move. */
const char *numeral_left(char text[NUMERAL_TEXT], double value);
const char *numeral_right(char text[NUMERAL_TEXT], double value);

/* A tick's label with the digits that steps of size step need; "1e+2" for very large or small values. */
const char *numeral_tick(char text[NUMERAL_TEXT], double value, double step);

#endif
