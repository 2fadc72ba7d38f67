/* process.c - see process.h. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#ifdef HAVE_GETAUXVAL
#include <sys/auxv.h>
#endif
#include <unistd.h>

enum { STREAMS = 3 };

static bool closed[STREAMS];

bool streams_open(void)
{
    /* stdout is opened only for reading: output that nobody receives must be an error. */
    static const int mode[STREAMS] = {O_RDWR, O_RDONLY, O_RDWR};
    for (int i = 0; i < STREAMS; i++) {
        if (fcntl(i, F_GETFD) >= 0 || errno != EBADF)
            continue;
        closed[i] = true;
        int file = open("/dev/null", mode[i]); /* gets the lowest free number, which is i */
        if (file < 0)
            file = open("/", O_RDONLY); /* no /dev here: reading and writing a folder both fail */
        if (file != i)
            return false;
    }
    return true;
}

bool streams_closed(const char *path)
{
    static const char *const names[] = {"stdin", "stdout", "stderr"};
    for (int i = 0; i < STREAMS; i++) {
        char name[24], number[24], link[24];
        snprintf(name, sizeof name, "/dev/%s", names[i]);
        snprintf(number, sizeof number, "/dev/fd/%d", i);
        snprintf(link, sizeof link, "/proc/self/fd/%d", i);
        if (closed[i] && (strcmp(path, name) == 0 || strcmp(path, number) == 0 || strcmp(path, link) == 0))
            return true;
    }
    return false;
}

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
