/* arena.h - arrays of numbers that are allocated one by one and freed together. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* All zero: owns nothing yet.  An arena inside a struct from xnew_array starts in this state. */
struct arena {
    struct arena_block *newest;
};

/* Allocates a zeroed array at an address that is a multiple of 64; it lives until arena_free.  False, with *array NULL,
 * without memory. */
bool arena_array(struct arena *arena, double **array, size_t count);

/* Frees all arrays; the arena may be used again.  The pointers to the arrays are not reset. */
void arena_free(struct arena *arena);

#endif
