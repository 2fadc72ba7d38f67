/* pace.h - when the next step is due, and how many a second there are.
 *
 * Pure arithmetic on times that the caller hands in.  Deadlines are absolute, so that the time a step takes
 * does not lower the rate; being late by more than a tenth of a second is forgiven, not caught up. */
#ifndef SESSION_PACE_H
#define SESSION_PACE_H

#include <stdint.h>

enum { PACE_MARKS = 17 };

struct pace {
    double rate;       /* steps per second asked for; 0: no limit */
    int64_t due, last; /* the next step; the last step */
    long steps;        /* since pace_start */
    /* the moving window: up to PACE_MARKS points (time, steps), a sixteenth of a second apart or more and not
     * more than two seconds back unless steps are slower than that */
    int marks;
    struct {
        int64_t time;
        long steps;
    } mark[PACE_MARKS];
};

/* Running begins: the first step is due at once. */
void pace_start(struct pace *pace, int64_t now);

/* Another rate; what is not a positive number means no limit. */
void pace_set_rate(struct pace *pace, double rate, int64_t now);

/* When the next step is due; not later than now if there is no limit. */
int64_t pace_due(const struct pace *pace);

/* A step was begun that was due, at `now`. */
void pace_step(struct pace *pace, int64_t now);

/* Steps per second over the window; 0 while it is too short to tell. */
double pace_measured(const struct pace *pace);

#endif
