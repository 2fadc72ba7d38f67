/* process.h - this process: its standard streams, its program, its children. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>

/* Call this first in a program, before it opens any file.  Opens /dev/null for each closed descriptor of 0, 1 and 2;
 * otherwise the next file would get that number, and the output meant for the stream.  Then reading from 0 finds the end of
 * the file, writing to 1 fails as on a full disk, and writing to 2 is lost.  False if this is not possible. */
bool streams_open(void);

/* Whether path (/dev/stdout, for example) names a standard stream that was closed at the start. */
bool streams_closed(const char *path);

/* Call this before a fork whose child will be waited for.  A daemon, for example, may have started this program with
 * SIGCHLD ignored; then waitpid would not return the child's status. */
void child_expect(void);

/* The path by which this program was executed, to execute it again; works without /proc, and the process keeps its
 * name.  NULL if it is not known, or if ld.so was executed with the program as its argument (then AT_BASE is 0).
 * Borrowed, for the life of the process. */
const char *child_program(void);

#endif
