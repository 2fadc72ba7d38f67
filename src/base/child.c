/* child.c - see child.h. */
#include "base/child.h"

#include <signal.h>
#include <stddef.h>
#ifdef HAVE_GETAUXVAL
#include <sys/auxv.h>
#endif

void child_expect(void)
{
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) != 0)
        return;
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT))
        signal(SIGCHLD, SIG_DFL);
}

const char *child_program(void)
{
#ifdef HAVE_GETAUXVAL
    if (getauxval(AT_BASE) != 0)
        return (const char *)getauxval(AT_EXECFN);
#endif
    return NULL;
}
