/* memory.h - how much memory the machine has, so that what cannot fit is refused before it is allocated:
 * a system that promises more than it has would end the program in the middle of a run instead. */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <catapult/status.h>

/* Bytes of memory of this machine; +inf if it does not tell. */
double memory_bytes(void);

/* STATUS_OK, or STATUS_NOMEM with "WHAT: needs ... bytes of memory, the machine has ...". */
enum status memory_check(double bytes, const char *what, struct error *err);

#endif
