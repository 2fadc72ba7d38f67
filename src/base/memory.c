/* memory.c - see memory.h. */
#include "base/memory.h"

#include "base/allowed.h"

double memory_bytes(void)
{
    return allowed_memory().bytes;
}

enum status memory_check(double bytes, const char *what, struct error *err)
{
    struct allowed_memory most = allowed_memory();
    if (bytes <= most.bytes)
        return STATUS_OK;
    return error_set(err, STATUS_NOMEM, "%s: needs %.0f bytes of memory, %s %.0f", what, bytes, most.whose, most.bytes);
}
