/* complaint.h - what libconfuse complains of, told apart by its format, so that it can be said in our words. */
#ifndef DATA_COMPLAINT_H
#define DATA_COMPLAINT_H

#include <stdarg.h>
#include <stddef.h>

enum complaint { COMPLAINT_UNKNOWN_KEY, COMPLAINT_OTHER };

/* The word that is no key, or in COMPLAINT_OTHER the whole message, into text. */
enum complaint complaint_read(const char *format, va_list args, char *text, size_t size);

#endif
