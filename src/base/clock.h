/* clock.h - monotonic time, in nanoseconds and in seconds.  The only file that reads a clock (tests/layers.sh). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_SECOND INT64_C(1000000000)
#define CLOCK_NEVER INT64_MAX

static inline int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * CLOCK_SECOND + now.tv_nsec;
}

static inline double clock_seconds(void)
{
    return 1e-9 * (double)clock_now();
}

#endif
