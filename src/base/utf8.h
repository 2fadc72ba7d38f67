/* utf8.h - decodes and encodes UTF-8. */
#ifndef TUI_UTF8_H
#define TUI_UTF8_H

#include <stdint.h>

#define UTF8_BAD UINT32_MAX

enum { UTF8_BYTES = 5 /* of a code point, with the terminating zero */ };

/* Returns the code point at *text and moves *text past it.  UTF8_BAD for a byte that does not begin a well-formed sequence
 * (only that byte is skipped), and for a sequence that is not a character. */
uint32_t utf8_next(const char **text);

/* Encodes the code point, with a terminating zero; returns the number of bytes before the zero. */
int utf8_put(uint32_t point, char out[UTF8_BYTES]);

#endif
