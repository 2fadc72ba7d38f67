/* allowed.c - see allowed.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getaffinity, MAP_ANONYMOUS */
#endif
#include "base/allowed.h"

#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/number.h"

enum { GROUP_PATH = 1024, FILE_PATH = 2 * GROUP_PATH, TEXT = 8192 };

static const double beyond_memory = 0x1p60; /* cgroup version 1 writes "no limit" as nearly 2^63 */

/* --- parsing text ----------------------------------------------------------------------------------- */

static bool ends(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}

/* The whole number above 0 at the beginning of the text; 0 if there is none. */
static unsigned long long whole(const char *text, const char **end)
{
    unsigned long long value = 0;
    text = number_skip(text);
    const char *behind = number_digits(text, &value);
    *end = behind ? behind : text;
    return behind ? value : 0;
}

static int processors_of(unsigned long long quota, unsigned long long period)
{
    if (quota == 0 || period == 0)
        return 0;
    unsigned long long count = quota / period;
    return count < 1 ? 1 : count > INT_MAX ? INT_MAX : (int)count;
}

int allowed_cpu_max(const char *text)
{
    const char *end;
    unsigned long long quota = whole(text, &end);
    if (quota == 0 || !strchr(" \t", *end))
        return 0;
    unsigned long long period = whole(end, &end);
    return ends(end) ? processors_of(quota, period) : 0;
}

double allowed_bytes(const char *text)
{
    const char *end;
    double bytes = (double)whole(text, &end);
    return bytes > 0 && ends(end) && bytes < beyond_memory ? bytes : INFINITY;
}

int allowed_threads(const char *text)
{
    const char *end;
    unsigned long long count = text ? whole(text, &end) : 0;
    return count > 0 && count <= INT_MAX && (*end == ',' || ends(end)) ? (int)count : 0;
}

/* Whether a list such as "cpu,cpuacct", `length` bytes long, contains the controller.  The controller "" matches only an
 * empty list. */
static bool names(const char *list, size_t length, const char *controller)
{
    size_t wanted = strlen(controller);
    if (wanted == 0 || length == 0)
        return wanted == length;
    for (const char *word = list, *stop = list + length; word < stop; word++) {
        const char *comma = memchr(word, ',', (size_t)(stop - word));
        const char *end = comma ? comma : stop;
        if ((size_t)(end - word) == wanted && memcmp(word, controller, wanted) == 0)
            return true;
        word = end;
    }
    return false;
}

/* Lines are ID:CONTROLLERS:PATH. */
bool allowed_group(const char *text, const char *controller, char *path, size_t size)
{
    *path = '\0';
    for (const char *line = text, *next; *line; line = next) {
        size_t length = strcspn(line, "\n");
        next = line + length + (line[length] == '\n');
        const char *list = memchr(line, ':', length);
        const char *found = list ? memchr(list + 1, ':', length - (size_t)(list + 1 - line)) : NULL;
        if (!found || !names(list + 1, (size_t)(found - list - 1), controller))
            continue;
        size_t count = length - (size_t)(found + 1 - line);
        if (count == 0 || found[1] != '/' || count >= size)
            return false;
        memcpy(path, found + 1, count);
        path[count] = '\0';
        return true;
    }
    return false;
}

/* --- files --------------------------------------------------------------------------------------------------- */

/* At most TEXT - 1 bytes of ROOT + NAME; false if it cannot be read. */
static bool slurp(const char *root, const char *name, char text[TEXT])
{
    char path[FILE_PATH];
    if (snprintf(path, sizeof path, "%s%s", root, name) >= (int)sizeof path)
        return false;
    FILE *file = fopen(path, "re");
    size_t count = file ? fread(text, 1, TEXT - 1, file) : 0;
    text[count] = '\0';
    if (file)
        fclose(file);
    return count > 0;
}

/* The mount point below which the groups of a controller are. */
struct hierarchy {
    const char *controller, *mount;
};

/* Calls look with the folder of this process's group and of each ancestor.  In a container the path may be the host's, of
 * which only the top is visible here.  Folders that are not there impose no limit. */
static void each_group(const char *root, struct hierarchy where, void (*look)(const char *root, const char *folder, void *least),
                       void *least)
{
    char text[TEXT], group[GROUP_PATH], folder[FILE_PATH];
    if (!slurp(root, "/proc/self/cgroup", text) || !allowed_group(text, where.controller, group, sizeof group))
        return;
    for (size_t length = strlen(group);; length--) {
        if (length > 0 && group[length] != '/' && group[length] != '\0')
            continue;
        group[length] = '\0';
        if (snprintf(folder, sizeof folder, "%s%s", where.mount, group) < (int)sizeof folder)
            look(root, folder, least);
        if (length == 0)
            return;
    }
}

static bool group_file(const char *root, const char *folder, const char *name, char text[TEXT])
{
    char path[FILE_PATH];
    return snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path && slurp(root, path, text);
}

/* --- processors ------------------------------------------------------------------------------------------- */

static void lower_processors(struct allowed_processors *p, int count, const char *why)
{
    if (count > 0 && count < p->count) {
        p->count = count;
        p->why = why;
    }
}

static void cpu_max(const char *root, const char *folder, void *least)
{
    char text[TEXT];
    if (group_file(root, folder, "cpu.max", text))
        lower_processors(least, allowed_cpu_max(text), "cgroup cpu.max");
}

static void cpu_quota(const char *root, const char *folder, void *least)
{
    char quota[TEXT], period[TEXT];
    const char *end;
    if (group_file(root, folder, "cpu.cfs_quota_us", quota) && group_file(root, folder, "cpu.cfs_period_us", period))
        lower_processors(least, processors_of(whole(quota, &end), whole(period, &end)), "cgroup cpu.cfs_quota_us");
}

struct allowed_processors allowed_processors(const char *root, int there, int affinity)
{
    struct allowed_processors p = {.there = there < 1 ? 1 : there};
    p.count = p.there;
    lower_processors(&p, affinity, "affinity");
    each_group(root, (struct hierarchy){"", "/sys/fs/cgroup"}, cpu_max, &p);
    each_group(root, (struct hierarchy){"", "/sys/fs/cgroup/unified"}, cpu_max, &p);
    each_group(root, (struct hierarchy){"cpu", "/sys/fs/cgroup/cpu"}, cpu_quota, &p);
    return p;
}

/* Processors in the affinity mask of this process; 0: unknown. */
static int affinity(void)
{
    int count = 0;
#ifdef CPU_ALLOC
    for (int most = 1024; most <= 1 << 20 && count == 0; most *= 4) { /* the kernel's mask may have more than 1024 bits */
        cpu_set_t *set = CPU_ALLOC((size_t)most);
        size_t size = CPU_ALLOC_SIZE((size_t)most);
        if (!set)
            return 0;
        if (sched_getaffinity(0, size, set) == 0)
            count = CPU_COUNT_S(size, set);
        CPU_FREE(set);
    }
#endif
    return count;
}

struct allowed_processors allowed_by_default(bool threads)
{
    struct allowed_processors p = allowed_processors("", (int)sysconf(_SC_NPROCESSORS_ONLN), affinity());
    lower_processors(&p, allowed_threads(getenv("SLURM_CPUS_PER_TASK")), "SLURM_CPUS_PER_TASK");
    if (threads)
        lower_processors(&p, allowed_threads(getenv("OMP_NUM_THREADS")), "OMP_NUM_THREADS");
    return p;
}

/* --- memory ------------------------------------------------------------------------------------------------- */

static void lower_memory(struct allowed_memory *m, double bytes, const char *whose)
{
    if (bytes < m->bytes)
        *m = (struct allowed_memory){bytes < 0 ? 0 : bytes, whose};
}

static void memory_max(const char *root, const char *folder, void *least)
{
    char text[TEXT];
    if (group_file(root, folder, "memory.max", text))
        lower_memory(least, allowed_bytes(text), "the cgroup (memory.max) grants");
}

static void memory_limit(const char *root, const char *folder, void *least)
{
    char text[TEXT];
    if (group_file(root, folder, "memory.limit_in_bytes", text))
        lower_memory(least, allowed_bytes(text), "the cgroup (memory.limit_in_bytes) grants");
}

struct allowed_memory allowed_memory_of(const char *root, double physical)
{
    struct allowed_memory m = {physical, "the machine has"};
    each_group(root, (struct hierarchy){"", "/sys/fs/cgroup"}, memory_max, &m);
    each_group(root, (struct hierarchy){"", "/sys/fs/cgroup/unified"}, memory_max, &m);
    each_group(root, (struct hierarchy){"memory", "/sys/fs/cgroup/memory"}, memory_limit, &m);
    return m;
}

static double physical_memory(void)
{
#ifdef _SC_PHYS_PAGES
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages > 0 && size > 0)
        return (double)pages * (double)size;
#endif
    return INFINITY;
}

/* Fields of /proc/self/statm, in pages: total mapped size, resident size, ..., data and stack. */
enum { MAPPED, RESIDENT, DATA = 5 };

static double memory_used(int what)
{
    char text[TEXT];
    double pages = 0;
    const char *next = slurp("", "/proc/self/statm", text) ? text : NULL;
    for (int i = 0; i <= what && next; i++)
        next = number_read(next, &pages);
    return next ? pages * (double)sysconf(_SC_PAGESIZE) : 0;
}

double allowed_resident(void)
{
    return memory_used(RESIDENT);
}

/* What a limit of this process leaves: the limit minus present use.  failed: the result of getrlimit.  It is called by the
 * caller, because the type of its first parameter differs with and without glibc's extensions. */
static double limit_left(int failed, const struct rlimit *limit, int what)
{
    if (failed || limit->rlim_cur == RLIM_INFINITY)
        return INFINITY;
    return (double)limit->rlim_cur - memory_used(what);
}

struct allowed_memory allowed_memory(void)
{
    struct allowed_memory m = allowed_memory_of("", physical_memory());
    struct rlimit limit;
    lower_memory(&m, limit_left(getrlimit(RLIMIT_AS, &limit), &limit, MAPPED),
                 "the limit of this process (ulimit -v) leaves");
    lower_memory(&m, limit_left(getrlimit(RLIMIT_DATA, &limit), &limit, DATA),
                 "the limit of this process (ulimit -d) leaves");
    return m;
}

bool allowed_space_limited(void)
{
    struct rlimit limit;
    return limit_left(getrlimit(RLIMIT_AS, &limit), &limit, MAPPED) < INFINITY
        || limit_left(getrlimit(RLIMIT_DATA, &limit), &limit, DATA) < INFINITY;
}

bool allowed_space(double bytes)
{
    if (!(bytes < (double)SIZE_MAX))
        return false;
    void *room = bytes > 0 ? mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) : NULL;
    if (room == MAP_FAILED)
        return false;
    if (room)
        munmap(room, (size_t)bytes);
    return true;
}

double memory_bytes(void)
{
    return allowed_memory().bytes;
}

enum catapult_status memory_check(double bytes, const char *what, struct catapult_error *err)
{
    struct allowed_memory most = allowed_memory();
    if (bytes <= most.bytes)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: needs %.0f bytes of memory, %s %.0f", what, bytes,
                              most.whose, most.bytes);
}
