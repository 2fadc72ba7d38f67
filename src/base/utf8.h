/* utf8.h - code points out of bytes and back. */
#ifndef TUI_UTF8_H
#define TUI_UTF8_H

#include <stdint.h>

#define UTF8_BAD UINT32_MAX

enum { UTF8_BYTES = 5 /* of a code point, with the zero behind it */ };

/* The code point that text begins with; *text moves behind it.  UTF8_BAD for a byte that begins no well-formed
 * sequence, which counts alone, and for one that stands for no character. */
uint32_t utf8_next(const char **text);

/* The point as UTF-8, ended by a zero; returns the bytes before that. */
int utf8_put(uint32_t point, char out[UTF8_BYTES]);

#endif
