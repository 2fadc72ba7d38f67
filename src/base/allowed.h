/* allowed.h - how many processors and how much memory of the machine this process may use.
 *
 * A batch system or a container grants a part of a machine by an affinity mask, by cgroups (version 2, or the folders of
 * version 1) and by limits of the process.  The limits of a cgroup's ancestors apply too: the smallest one holds.
 *
 * root: a folder used in place of /, so that tests can provide their own /proc and /sys; "" otherwise. */
#ifndef BASE_ALLOWED_H
#define BASE_ALLOWED_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/status.h>

/* --- parsing text --- */

/* Parses cpu.max of cgroup version 2, "QUOTA PERIOD" in microseconds.  Returns whole processors, at least 1; 0 if there is
 * no limit or the text is something else. */
int allowed_cpu_max(const char *text);

/* Parses a memory limit in bytes.  +inf for "max", for the huge numbers that mean "no limit" in version 1, and for text
 * that is not a number. */
double allowed_bytes(const char *text);

/* Parses a number of threads in the format of OMP_NUM_THREADS: "4", or "4,2", where only the first counts.  0 for NULL or
 * other text. */
int allowed_threads(const char *text);

/* Finds the path of this process in the text of /proc/self/cgroup, for a controller of version 1 ("cpu") or for version 2
 * ("").  False, with path "", if it is not there or does not fit into size bytes. */
bool allowed_group(const char *text, const char *controller, char *path, size_t size);

/* --- the machine --- */

struct allowed_processors {
    int there;       /* processors of the machine, at least 1 */
    int count;       /* processors this process may use: at least 1, at most `there` */
    const char *why; /* the limit that makes count smaller, such as "cgroup cpu.max"; NULL if count is `there` */
};

/* affinity: processors in the affinity mask of this process; 0: no mask. */
struct allowed_processors allowed_processors(const char *root, int there, int affinity);

/* The same for this machine, then limited by $SLURM_CPUS_PER_TASK and, if `threads` are counted and not processes, by
 * $OMP_NUM_THREADS.  A variable that is not a number is ignored. */
struct allowed_processors allowed_by_default(bool threads);

struct allowed_memory {
    double bytes;      /* +inf: not known */
    const char *whose; /* "the machine has", "the cgroup grants", ...: the words before the number in a message */
};

/* physical: bytes of memory of the machine, +inf if not known. */
struct allowed_memory allowed_memory_of(const char *root, double physical);

/* The smallest of the machine's memory, the cgroup's limit, and what RLIMIT_AS and RLIMIT_DATA leave in addition to what is
 * mapped already. */
struct allowed_memory allowed_memory(void);

/* Bytes of resident memory of this process; 0 if not known. */
double allowed_resident(void);

/* Whether this process has a limit on its address space or its data. */
bool allowed_space_limited(void);

/* Whether `bytes` more of address space could be mapped now. */
bool allowed_space(double bytes);

/* --- before memory is allocated: what cannot fit is refused; a system that overcommits memory would otherwise kill the
 * program in the middle of a run --- */

/* Bytes of memory this process may use, by the machine, its cgroup and its limits; +inf if none is known. */
double memory_bytes(void);

/* CATAPULT_STATUS_OK, or CATAPULT_STATUS_NOMEM with "WHAT: needs ... bytes of memory, the machine has ..." (or the limit
 * that applies). */
enum catapult_status memory_check(double bytes, const char *what, struct catapult_error *err);

#endif
