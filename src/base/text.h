/* text.h - UTF-8, and text from outside made safe for a terminal. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define UTF8_BAD UINT32_MAX

enum { UTF8_BYTES = 5 /* of a code point, with the terminating zero */ };

/* Returns the code point at *text and moves *text past it.  UTF8_BAD for a byte that does not begin a well-formed sequence
 * (only that byte is skipped), and for a sequence that is not a character. */
uint32_t utf8_next(const char **text);

/* Encodes the code point, with a terminating zero; returns the number of bytes before the zero. */
int utf8_put(uint32_t point, char out[UTF8_BYTES]);

/* Replaces by '?' what could control a terminal or make a line look like another: control characters, including C1 (U+0080
 * to U+009F), and marks that change the direction of writing.  Returns text. */
char *text_tame(char *text);

/* Writes text with the same replacements. */
void text_put(FILE *out, const char *text);

/* Writes the bytes in double quotes, with a backslash before each of those in `escaped`: for presets and recordings. */
void text_quote(FILE *out, const char *text, size_t length, const char *escaped);

/* Number of bytes of the character at text.  0 if it is not well-formed UTF-8 or is a control character other than white
 * space. */
int text_character(const char *text);

#endif
