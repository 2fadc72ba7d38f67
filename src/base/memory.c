/* memory.c - see memory.h. */
#include "base/memory.h"

#include <math.h>
#include <unistd.h>

double memory_bytes(void)
{
#ifdef _SC_PHYS_PAGES
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages > 0 && size > 0)
        return (double)pages * (double)size;
#endif
    return INFINITY;
}

enum status memory_check(double bytes, const char *what, struct error *err)
{
    double most = memory_bytes();
    if (bytes <= most)
        return STATUS_OK;
    return error_set(err, STATUS_NOMEM, "%s: needs %.0f bytes of memory, the machine has %.0f", what, bytes,
                     most);
}
