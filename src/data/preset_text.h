/* preset_text.h - a preset file as text that is safe to hand to libconfuse; inner part of preset.c. */
#ifndef DATA_PRESET_TEXT_H
#define DATA_PRESET_TEXT_H

#include <catapult/status.h>

enum { PRESET_BYTES_MAX = 1 << 20 };

/* Reads the file at path, a regular one of at most PRESET_BYTES_MAX bytes of UTF-8 text, and clears it with
 * preset_text_clean.  *out is NUL-terminated; the caller frees it. */
enum catapult_status preset_text_read(const char *path, char **out, struct catapult_error *err);

/* Checks text in place and blanks its comments, every line staying where it is.  libconfuse 3.3 counts the
 * lines of comments wrongly, takes the end of the file for any missing brace or comment end, expands
 * ${VARIABLE}, and cuts a word at '+': all of that is settled here, with the line.  path is for messages. */
enum catapult_status preset_text_clean(const char *path, char *text, struct catapult_error *err);

#endif
