/* text.h - makes text from outside safe for a terminal. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdio.h>

/* Replaces by '?' what could control a terminal or make a line look like another: control characters, including C1 (U+0080
 * to U+009F), and marks that change the direction of writing.  Returns text. */
char *text_tame(char *text);

/* Writes text with the same replacements. */
void text_put(FILE *out, const char *text);

/* Number of bytes of the character at text.  0 if it is not well-formed UTF-8 or is a control character other than white
 * space. */
int text_character(const char *text);

#endif
