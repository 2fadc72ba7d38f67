/* preset_text.h - makes a preset file's text safe for libconfuse; private to preset.c. */
#ifndef DATA_PRESET_TEXT_H
#define DATA_PRESET_TEXT_H

#include <catapult/status.h>

enum { PRESET_BYTES_MAX = 1 << 20 };

/* Reads the file at path and cleans it with preset_text_clean.  It must be a regular file of UTF-8 text, at most
 * PRESET_BYTES_MAX bytes.  *out is NUL-terminated; the caller frees it. */
enum catapult_status preset_text_read(const char *path, char **out, struct catapult_error *err);

/* Checks text in place and replaces comments by blanks; every line keeps its number.  libconfuse 3.3 miscounts the
 * lines of comments, accepts the end of the file for any missing brace or comment end, expands ${VARIABLE}, and
 * splits a word at '+'.  All of that is handled here, with the line number.  path is for messages. */
enum catapult_status preset_text_clean(const char *path, char *text, struct catapult_error *err);

#endif
