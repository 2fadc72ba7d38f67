/* child.h - processes that this one waits for. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

/* Call this before a fork whose child will be waited for.  A daemon, for example, may have started this program with
 * SIGCHLD ignored; then waitpid would not return the child's status. */
void child_expect(void);

#endif
