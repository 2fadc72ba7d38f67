/* child.h - processes that this one waits for, and the program that this one is. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

/* Call this before a fork whose child will be waited for.  A daemon, for example, may have started this program with
 * SIGCHLD ignored; then waitpid would not return the child's status. */
void child_expect(void);

/* The path by which this program was executed, to execute it again; works without /proc, and the process keeps its
 * name.  NULL if it is not known, or if ld.so was executed with the program as its argument (then AT_BASE is 0).
 * Borrowed, for the life of the process. */
const char *child_program(void);

#endif
