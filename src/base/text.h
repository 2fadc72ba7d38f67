/* text.h - text from outside on its way to a terminal. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdio.h>

/* What could drive a terminal or make a line look like another becomes '?': control characters, those of the
 * second kind (U+0080 to U+009F) too, and marks that turn the direction of writing.  Returns text. */
char *text_tame(char *text);

/* Writes text so. */
void text_put(FILE *out, const char *text);

/* Bytes of the well-formed UTF-8 sequence at text, of a character that is no control but those of white space;
 * 0 if there is none. */
int text_character(const char *text);

#endif
