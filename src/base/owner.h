/* owner.h - arrays of numbers that are allocated one by one and freed together. */
#ifndef BASE_OWNER_H
#define BASE_OWNER_H

#include <stdbool.h>
#include <stddef.h>

/* All zero: owns nothing yet.  An owner inside a struct from xnew_array starts in this state. */
struct owner {
    struct owned *newest;
};

/* Allocates a zeroed array at an address that is a multiple of 64; it lives until owner_free.  False, with *array NULL,
 * without memory. */
bool owner_array(struct owner *owner, double **array, size_t count);

/* Frees all arrays; the owner may be used again.  The pointers to the arrays are not reset. */
void owner_free(struct owner *owner);

#endif
