/* child.h - processes that this one waits for. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

/* To be called before a fork whose end shall be waited for: a program may be started with SIGCHLD ignored, by a daemon,
 * say, and then waitpid tells nothing. */
void child_expect(void);

#endif
