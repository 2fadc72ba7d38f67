/* streams.h - standard input, output and error are there, whatever the program was started with. */
#ifndef CORE_STREAMS_H
#define CORE_STREAMS_H

#include <stdbool.h>

/* The first thing that a program does, before it opens anything: a descriptor 0, 1 or 2 that is closed becomes
 * /dev/null, or the next file would get its number and with it all that is said there.  Reading finds the end;
 * what is written to 1 fails, as it would on a full disk; what is written to 2 is lost.  False: it cannot be done. */
bool streams_open(void);

/* Does path name a standard stream that was closed, as /dev/stdout does? */
bool streams_closed(const char *path);

#endif
