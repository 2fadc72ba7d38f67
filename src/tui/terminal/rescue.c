/* rescue.c - see rescue.h. fatal() calls only async-signal-safe functions: write, tcsetattr, dup2, pread, raise. */
#include "tui/terminal/rescue.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tui/terminal/log.h"

enum { ALTERNATE_STACK = 64 * 1024 };

static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGQUIT};
enum { FATAL = sizeof fatal_signals / sizeof fatal_signals[0] };

static volatile sig_atomic_t armed;
static struct termios modes;
static bool modes_known;
static char farewell[RESCUE_BYTES];
static size_t farewell_count;
static struct sigaction former[FATAL];
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
        sigaction(fatal_signals[i], NULL, &former[i]);
        if (former[i].sa_handler != SIG_IGN)
            sigaction(fatal_signals[i], &action, NULL);
    }
}

void rescue_end(void)
{
    for (int i = 0; armed && i < FATAL; i++)
        sigaction(fatal_signals[i], &former[i], NULL);
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
