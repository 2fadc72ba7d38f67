/* signals.c - see signals.h. */
#include "tui/terminal/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int taken[] = {SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH};
enum { TAKEN = sizeof taken / sizeof taken[0] };

static atomic_int pending[TAKEN]; /* handlers may run on any thread, including a BLAS thread */
static struct sigaction former[TAKEN];
static int wake[2] = {-1, -1}; /* never closed: a handler on another thread may still write */

static int signal_index(int signal)
{
    int i = 0;
    while (i < TAKEN && taken[i] != signal)
        i++;
    return i;
}

static void on_signal(int signal)
{
    int saved = errno, i = signal_index(signal);
    if (i < TAKEN)
        pending[i] = 1;
    if (write(wake[1], "", 1) < 0) {
        /* the pipe is full, so the loop is awake anyway */
    }
    errno = saved;
}

static void signals_handle(int signal)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

static bool open_wake(void)
{
    if (wake[0] >= 0)
        return true;
    if (pipe(wake) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fcntl(wake[i], F_SETFL, O_NONBLOCK);
        fcntl(wake[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

bool signals_start(void)
{
    if (!open_wake())
        return false;
    signals_drain();
    for (int i = 0; i < TAKEN; i++) {
        pending[i] = 0;
        sigaction(taken[i], NULL, &former[i]);
        if (former[i].sa_handler != SIG_IGN)
            signals_handle(taken[i]);
    }
    return true;
}

void signals_stop(void)
{
    for (int i = 0; i < TAKEN; i++)
        sigaction(taken[i], &former[i], NULL);
}

int signals_fd(void)
{
    return wake[0];
}

void signals_drain(void)
{
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0)
        ;
}

bool signals_take(int signal)
{
    int i = signal_index(signal);
    return i < TAKEN && atomic_exchange(&pending[i], 0);
}

void signals_stop_self(void)
{
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    signals_handle(SIGTSTP);
}
