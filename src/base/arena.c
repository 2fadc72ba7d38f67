/* arena.c - see arena.h.  A cache line before the numbers of each array holds a pointer to the array allocated before it. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct arena_block {
    struct arena_block *before;
};

enum { AHEAD = 64 / sizeof(double) };

bool arena_array(struct arena *arena, double **array, size_t count)
{
    double *block = count <= SIZE_MAX - AHEAD ? try_array(AHEAD + count, sizeof *block) : NULL;
    *array = block ? block + AHEAD : NULL;
    if (!block)
        return false;
    struct arena_block *arena_block = (struct arena_block *)(void *)block;
    arena_block->before = arena->newest;
    arena->newest = arena_block;
    return true;
}

void arena_free(struct arena *arena)
{
    while (arena->newest) {
        struct arena_block *arena_block = arena->newest;
        arena->newest = arena_block->before;
        free(arena_block);
    }
}
