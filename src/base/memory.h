/* memory.h - how much memory this process may use.  A request that cannot fit is refused before it is allocated; a system
 * that overcommits memory would otherwise kill the program in the middle of a run. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <catapult/status.h>

/* Bytes of memory this process may use, by the machine, its cgroup and its limits; +inf if none is known. */
double memory_bytes(void);

/* CATAPULT_STATUS_OK, or CATAPULT_STATUS_NOMEM with "WHAT: needs ... bytes of memory, the machine has ..." (or the limit
 * that applies). */
enum catapult_status memory_check(double bytes, const char *what, struct catapult_error *err);

#endif
