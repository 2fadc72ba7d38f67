/* probes.h - which probes are wanted, and when the compute thread makes them (see probe.h). */
#ifndef SESSION_PROBES_H
#define SESSION_PROBES_H

#include <stdbool.h>
#include <stdint.h>

#include "session/probes/probe.h"

struct worker;

/* A probe on the compute thread. */
struct probe_seat {
    void *own, *result;      /* allocated when first wanted */
    bool started;            /* `step` is called even while nobody wants the probe */
    bool slices_left;
    unsigned long moment;    /* worker->moment of the result; 0: none */
    int model;
    int64_t due;             /* earliest time of the next result, while running */
};

struct probing {
    unsigned wanted;         /* PROBE_BITs */
    int model;               /* index of the model in focus */
    unsigned long serial;
    int64_t cost;            /* of the last slice, ns */
    int64_t slice_due;       /* earliest time of the next slice, while steps follow each other without a pause */
    struct probe_seat seat[PROBE_COUNT];
};

/* The experiment changes: forgets everything except which probes are wanted. */
void probes_forget(struct worker *worker);

/* Another run comes into focus: forgets the series of the old one. */
void probes_elsewhere(struct worker *worker);

void probes_done(struct worker *worker);

void probes_want(struct worker *worker, unsigned wanted, int model);

/* Call it after a step with eta; NaN: the experiment reached its current w in another way. */
void probes_step(struct worker *worker, double eta);

/* Makes the probes that are wanted, stale and due.  Call it between steps. */
void probes_serve(struct worker *worker);

/* Whether a wanted probe has background work; and does a few milliseconds of it. */
bool probes_slices_left(const struct worker *worker);
void probes_slice(struct worker *worker);

#endif
