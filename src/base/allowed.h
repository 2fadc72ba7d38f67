/* allowed.h - what of the machine this process may use: processors and memory.
 *
 * A batch system or a container grants a part of a machine by an affinity mask, by cgroups (version 2, or the folders of
 * version 1) and by limits of the process.  A cgroup counts with its ancestors: the smallest grant holds.
 *
 * root: a folder that takes the place of /, so that tests can make their own /proc and /sys; "" otherwise. */
#ifndef BASE_ALLOWED_H
#define BASE_ALLOWED_H

#include <stdbool.h>
#include <stddef.h>

/* --- reading given text --- */

/* cpu.max of cgroup version 2, "QUOTA PERIOD" in microseconds: whole processors, at least 1; 0: no limit, or no such text. */
int allowed_cpu_max(const char *text);

/* A limit of memory in bytes; +inf for "max", for the numbers beyond any memory that mean the same in version 1, and
 * for what is no number. */
double allowed_bytes(const char *text);

/* A number of threads as OMP_NUM_THREADS has it: "4", or "4,2", of which the first counts; 0: NULL or no such text. */
int allowed_threads(const char *text);

/* The path of this process in the text of /proc/self/cgroup: of a controller of version 1 ("cpu"), or of version 2 ("").
 * False, with path "", if it is not there or is longer than size. */
bool allowed_group(const char *text, const char *controller, char *path, size_t size);

/* --- the machine --- */

struct allowed_processors {
    int there;       /* of the machine; at least 1 */
    int count;       /* that may be used: at least 1, at most `there` */
    const char *why; /* what makes count smaller, such as "cgroup cpu.max"; NULL if it is all */
};

/* affinity: processors in the mask of this process, 0: no mask. */
struct allowed_processors allowed_processors(const char *root, int there, int affinity);

/* The same of this machine, then lowered to $SLURM_CPUS_PER_TASK and, where threads and not processes are counted, to
 * $OMP_NUM_THREADS.  What is no number is ignored. */
struct allowed_processors allowed_by_default(bool threads);

struct allowed_memory {
    double bytes;      /* +inf: not known */
    const char *whose; /* "the machine has", "the cgroup grants", ...: what goes before the number */
};

/* physical: of the machine, +inf if it does not tell. */
struct allowed_memory allowed_memory_of(const char *root, double physical);

/* The least of the machine's memory, the cgroup's and what RLIMIT_AS and RLIMIT_DATA leave beside what is mapped. */
struct allowed_memory allowed_memory(void);

/* Bytes of memory that this process has now; 0 if the system does not tell. */
double allowed_resident(void);

/* Whether this process has a limit on its address space or its data. */
bool allowed_space_limited(void);

/* Whether so many bytes of address space could be mapped now, beside what there is. */
bool allowed_space(double bytes);

#endif
