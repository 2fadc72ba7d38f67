/* xalloc.c - see xalloc.h. */
#include "base/xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

static void (*failure_hook)(const char *message);

void xalloc_on_failure(void (*hook)(const char *message))
{
    failure_hook = hook;
}

void *try_array(size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - ALIGNMENT) / size)
        return NULL;
    size_t bytes = count * size;
    bytes = bytes ? (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    void *array = aligned_alloc(ALIGNMENT, bytes);
    if (array)
        memset(array, 0, bytes);
    return array;
}

void *xnew_array(size_t count, size_t size)
{
    void *array = try_array(count, size);
    if (array)
        return array;
    if (failure_hook)
        failure_hook("out of memory");
    fputs("catapult: out of memory\n", stderr);
    exit(2);
}
