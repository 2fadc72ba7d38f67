/* json.h - the parts of JSON output that need care: strings, numbers and lists of them. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stddef.h>
#include <stdio.h>

/* Writes the bytes as a JSON string.  Quotes, backslashes and control characters are escaped; a byte that is not UTF-8
 * (in a file name, for example) becomes \ufffd.  A zero byte must follow the text. */
void json_bytes(FILE *out, const char *text, size_t length);
void json_string(FILE *out, const char *text);

/* Writes , "NAME": VALUE.  JSON has no NaN and no infinity: these become null. */
void json_field_string(FILE *out, const char *name, const char *text);
void json_field_number(FILE *out, const char *name, double value);

/* Writes , "NAME": [...] with count finite numbers. */
void json_field_numbers(FILE *out, const char *name, const double *value, size_t count);

#endif
