/* complaint.h - recognises libconfuse's error messages by their format string, so that we can word them ourselves. */
#ifndef DATA_COMPLAINT_H
#define DATA_COMPLAINT_H

#include <stdarg.h>
#include <stddef.h>

enum complaint { COMPLAINT_UNKNOWN_KEY, COMPLAINT_OTHER };

/* Writes the unknown word into text, or with COMPLAINT_OTHER the whole message. */
enum complaint complaint_read(const char *format, va_list args, char *text, size_t size);

#endif
