/* child.c - see child.h. */
#include "base/child.h"

#include <signal.h>
#include <stddef.h>

void child_expect(void)
{
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) != 0)
        return;
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT))
        signal(SIGCHLD, SIG_DFL);
}
