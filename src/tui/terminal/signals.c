/* signals.c - see signals.h.
 *
 * The handler of fatal signals calls only async-signal-safe functions: write, tcsetattr, dup2, pread, raise. */
#include "tui/terminal/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tui/terminal/log.h"

/* --- signals to wait for ---------------------------------------------------------------------------------------- */

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

/* --- fatal signals ---------------------------------------------------------------------------------------------- */

enum { ALTERNATE_STACK = 64 * 1024 };

static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGQUIT};
enum { FATAL = sizeof fatal_signals / sizeof fatal_signals[0] };

static volatile sig_atomic_t armed;
static struct termios modes;
static bool modes_known;
static char farewell[RESCUE_BYTES];
static size_t farewell_count;
static struct sigaction fatal_former[FATAL];
static FILE *captured;       /* text written to stderr in the meantime */
static int captured_fd = -1; /* its descriptor */
static int real_stderr = -1; /* while stderr is redirected */
static char stack[ALTERNATE_STACK]; /* for a stack overflow of the main thread */

static void write_all(int fd, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written <= 0)
            return;
        bytes += written;
        count -= (size_t)written;
    }
}

static void stderr_away(void)
{
    int target = log_fd();
    if (!isatty(STDERR_FILENO))
        return;
    if (target < 0) {
        captured = tmpfile();
        if (!captured)
            return;
        target = captured_fd = fileno(captured);
        fcntl(captured_fd, F_SETFD, FD_CLOEXEC);
    }
    fflush(stderr);
    real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (real_stderr >= 0)
        dup2(target, STDERR_FILENO);
}

static void stderr_back(void)
{
    char bytes[1024];
    off_t at = 0;
    ssize_t count;
    if (real_stderr < 0)
        return;
    dup2(real_stderr, STDERR_FILENO);
    while (captured_fd >= 0 && (count = pread(captured_fd, bytes, sizeof bytes, at)) > 0) {
        write_all(STDERR_FILENO, bytes, (size_t)count);
        at += count;
    }
}

static void restore(void)
{
    if (!armed)
        return;
    armed = 0;
    write_all(STDOUT_FILENO, farewell, farewell_count);
    if (modes_known)
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    stderr_back();
}

/* SA_RESETHAND has restored the default action, so raise() ends the program as the signal would. */
static void fatal(int signal)
{
    restore();
    raise(signal);
}

void rescue_begin(void)
{
    modes_known = tcgetattr(STDIN_FILENO, &modes) == 0;
    stderr_away();
}

void rescue_arm(const char *bytes, size_t count)
{
    stack_t alternate;
    struct sigaction action;
    memset(&alternate, 0, sizeof alternate);
    memset(&action, 0, sizeof action);
    farewell_count = count < RESCUE_BYTES ? count : RESCUE_BYTES;
    memcpy(farewell, bytes, farewell_count);
    alternate.ss_sp = stack;
    alternate.ss_size = sizeof stack;
    sigaltstack(&alternate, NULL);
    action.sa_handler = fatal;
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
    sigemptyset(&action.sa_mask);
    armed = 1;
    for (int i = 0; i < FATAL; i++) {
        sigaction(fatal_signals[i], NULL, &fatal_former[i]);
        if (fatal_former[i].sa_handler != SIG_IGN)
            sigaction(fatal_signals[i], &action, NULL);
    }
}

void rescue_end(void)
{
    for (int i = 0; armed && i < FATAL; i++)
        sigaction(fatal_signals[i], &fatal_former[i], NULL);
    armed = 0;
    if (modes_known)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
    fflush(stderr);
    stderr_back();
    if (real_stderr >= 0)
        close(real_stderr);
    if (captured)
        fclose(captured);
    real_stderr = captured_fd = -1;
    captured = NULL;
}

void rescue_die(const char *message)
{
    restore();
    write_all(STDERR_FILENO, "catapult: ", 10);
    write_all(STDERR_FILENO, message, strlen(message));
    write_all(STDERR_FILENO, "\n", 1);
    _exit(2);
}
