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
    bool started;            /* of a series: goes on for this experiment though nobody looks */
    bool slices_left;
    unsigned long moment;    /* worker->moment that the result belongs to; 0: none */
    int model;
    int64_t due;             /* not before, while running */
};

struct probing {
    unsigned wanted;         /* PROBE_BITs */
    int model;               /* in focus */
    unsigned long serial;
    int64_t cost;            /* of the last slice, ns */
    int64_t slice_due;       /* not another before, while running without a pause between steps */
    struct probe_seat seat[PROBE_COUNT];
};

/* Another experiment: all is forgotten but what is wanted. */
void probes_forget(struct worker *worker);

/* The experiment goes to another run: series of the one that it leaves are. */
void probes_elsewhere(struct worker *worker);

void probes_done(struct worker *worker);

void probes_want(struct worker *worker, unsigned wanted, int model);

/* After a step with eta; NaN: the experiment has come to its present w another way. */
void probes_step(struct worker *worker, double eta);

/* Makes what is wanted, stale and due.  Call it between steps. */
void probes_serve(struct worker *worker);

/* Whether some wanted probe has background work, and a few milliseconds of it. */
bool probes_slices_left(const struct worker *worker);
void probes_slice(struct worker *worker);

#endif
