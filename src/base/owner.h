/* owner.h - arrays of numbers that belong together: allocated one by one, freed at once. */
#ifndef CORE_OWNER_H
#define CORE_OWNER_H

#include <stdbool.h>
#include <stddef.h>

/* All zero: owns nothing yet.  Whatever is made with xnew_array begins so. */
struct owner {
    struct owned *newest;
};

/* Allocates a zeroed array, at a multiple of 64 bytes, that lives until owner_free.  False, with *array NULL, without
 * memory. */
bool owner_array(struct owner *owner, double **array, size_t count);

/* Frees all of it; the owner may be used again.  The pointers to the arrays are left as they are. */
void owner_free(struct owner *owner);

#endif
