/* xalloc.h - two kinds of allocation: small ones that must succeed, and data-sized ones that may fail. */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

/* count elements of size bytes, zeroed.  Without memory it calls the hook, which ends the program. */
void *xnew_array(size_t count, size_t size);

/* The same, but returns NULL without memory, and when count * size overflows.  Never NULL for a count of 0.
 * The address is a multiple of 64.  Freed with free(). */
void *try_array(size_t count, size_t size);

/* Sets the hook that ends the program when xnew_array fails.  It is called with a message and must not return.  The
 * laboratory sets one that restores the terminal first.  NULL: print the message and exit with 2. */
void xalloc_on_failure(void (*hook)(const char *message));

#endif
