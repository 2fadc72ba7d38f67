/* streams.h - makes sure that standard input, output and error are open. */
#ifndef BASE_STREAMS_H
#define BASE_STREAMS_H

#include <stdbool.h>

/* Call this first in a program, before it opens any file.  Opens /dev/null for each closed descriptor of 0, 1 and 2;
 * otherwise the next file would get that number, and the output meant for the stream.  Then reading from 0 finds the end of
 * the file, writing to 1 fails as on a full disk, and writing to 2 is lost.  False if this is not possible. */
bool streams_open(void);

/* Whether path (/dev/stdout, for example) names a standard stream that was closed at the start. */
bool streams_closed(const char *path);

#endif
