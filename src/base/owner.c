/* owner.c - see owner.h.  A cache line before the numbers of each array holds a pointer to the array allocated before it. */
#include "base/owner.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct owned {
    struct owned *before;
};

enum { AHEAD = 64 / sizeof(double) };

bool owner_array(struct owner *owner, double **array, size_t count)
{
    double *block = count <= SIZE_MAX - AHEAD ? try_array(AHEAD + count, sizeof *block) : NULL;
    *array = block ? block + AHEAD : NULL;
    if (!block)
        return false;
    struct owned *owned = (struct owned *)(void *)block;
    owned->before = owner->newest;
    owner->newest = owned;
    return true;
}

void owner_free(struct owner *owner)
{
    while (owner->newest) {
        struct owned *owned = owner->newest;
        owner->newest = owned->before;
        free(owned);
    }
}
