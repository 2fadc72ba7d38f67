/* pace.h - when the next step is due, and the measured steps per second.
 *
 * Pure arithmetic on times given by the caller.  Deadlines are absolute, so that the duration of a step does not
 * lower the rate.  A delay of more than a tenth of a second is not caught up. */
#ifndef SESSION_PACE_H
#define SESSION_PACE_H

#include <stdint.h>

enum { PACE_MARKS = 17 };

struct pace {
    double rate;       /* requested steps per second; 0: no limit */
    int64_t due, last; /* time of the next step; of the last step */
    long steps;        /* since pace_start */
    /* the moving window: up to PACE_MARKS points (time, steps), at least a sixteenth of a second apart and at most
     * two seconds old unless steps are slower than that */
    int marks;
    struct {
        int64_t time;
        long steps;
    } mark[PACE_MARKS];
};

/* Running starts: the first step is due at once. */
void pace_start(struct pace *pace, int64_t now);

/* Changes the rate; anything but a positive number means no limit. */
void pace_set_rate(struct pace *pace, double rate, int64_t now);

/* When the next step is due; without a limit not later than now. */
int64_t pace_due(const struct pace *pace);

/* A step that was due begins at `now`. */
void pace_step(struct pace *pace, int64_t now);

/* Steps per second over the window; 0 while it is too short to measure. */
double pace_measured(const struct pace *pace);

#endif
