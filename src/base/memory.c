/* memory.c - see memory.h. */
#include "base/memory.h"

#include "base/allowed.h"

double memory_bytes(void)
{
    return allowed_memory().bytes;
}

enum catapult_status memory_check(double bytes, const char *what, struct catapult_error *err)
{
    struct allowed_memory most = allowed_memory();
    if (bytes <= most.bytes)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: needs %.0f bytes of memory, %s %.0f", what, bytes,
                              most.whose, most.bytes);
}
