/* memory.h - how much memory there is for this process, so that what cannot fit is refused before it is allocated:
 * a system that promises more than it has would end the program in the middle of a run instead. */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <catapult/status.h>

/* Bytes of memory that this process may have: of the machine, its cgroup and its limits; +inf if none is known. */
double memory_bytes(void);

/* CATAPULT_STATUS_OK, or CATAPULT_STATUS_NOMEM with "WHAT: needs ... bytes of memory, the machine has ...", or whose limit it is. */
enum catapult_status memory_check(double bytes, const char *what, struct catapult_error *err);

#endif
