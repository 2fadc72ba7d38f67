/* fault.c - a library to be loaded before the C library (LD_PRELOAD): one call fails.
 *
 *     FAULT=read:3:5     the third call of read fails with errno 5
 *     FAULT=read:0:4     every other call does
 *     FAULT=read:3:0     the third call of read finds the end of the file
 *     FAULT=rename:2:-9  before the second call of rename signal 9 comes
 *     FAULT=bytes:700:-9 of all that write puts into files 700 bytes get there, then signal 9 comes
 *     FAULT=bytes:700:28 the 701st fails with errno 28, and all behind it
 *
 * The functions are those that the project itself calls; what the C library does within itself (the writing of
 * stdio) is reached by other means. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char wanted[32];
static long which;
static int reason;
static long calls;
static long bytes; /* that write has put into files */

static void read_plan(void)
{
    const char *plan = getenv("FAULT");
    which = -1;
    if (plan && sscanf(plan, "%31[^:]:%ld:%d", wanted, &which, &reason) < 2)
        abort();
}

/* Whether this call of that function is to fail. */
static int fails(const char *name)
{
    if (which == 0 && !*wanted)
        read_plan();
    if (which < 0 || strcmp(name, wanted) != 0)
        return 0;
    long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (which ? call != which : call % 2 == 0)
        return 0;
    if (reason < 0) {
        raise(-reason);
        return 0;
    }
    errno = reason;
    return 1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

void *aligned_alloc(size_t alignment, size_t size)
{
    void *memory = NULL;
    if (fails("aligned_alloc"))
        return NULL;
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

ssize_t read(int file, void *out, size_t count)
{
    if (fails("read"))
        return reason ? -1 : 0;
    return REAL(ssize_t, read, int, void *, size_t)(file, out, count);
}

ssize_t pread(int file, void *out, size_t count, off_t at)
{
    return fails("pread") ? -1 : REAL(ssize_t, pread, int, void *, size_t, off_t)(file, out, count, at);
}

/* A pipe's and a terminal's bytes do not count. */
ssize_t write(int file, const void *data, size_t count)
{
    struct stat info;
    if (fails("write"))
        return -1;
    if (strcmp(wanted, "bytes") != 0 || fstat(file, &info) != 0 || !S_ISREG(info.st_mode))
        return REAL(ssize_t, write, int, const void *, size_t)(file, data, count);
    size_t left = bytes < which ? (size_t)(which - bytes) : 0;
    ssize_t put = 0;
    if (left > 0 || count == 0)
        put = REAL(ssize_t, write, int, const void *, size_t)(file, data, left < count ? left : count);
    bytes += put > 0 ? put : 0;
    if (left > count || (left == count && reason >= 0))
        return put;
    if (reason < 0)
        raise(-reason);
    errno = reason < 0 ? EINTR : reason; /* of a signal that was caught */
    return put > 0 ? put : -1;
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return fails("open") ? -1 : REAL(int, open, const char *, int, mode_t)(path, flags, mode);
}

int fsync(int file)
{
    return fails("fsync") ? -1 : REAL(int, fsync, int)(file);
}

int rename(const char *from, const char *to)
{
    return fails("rename") ? -1 : REAL(int, rename, const char *, const char *)(from, to);
}

int mkstemp(char *path)
{
    return fails("mkstemp") ? -1 : REAL(int, mkstemp, char *)(path);
}

int fclose(FILE *file)
{
    int fail = fails("fclose"), result = REAL(int, fclose, FILE *)(file);
    return fail ? EOF : result;
}
