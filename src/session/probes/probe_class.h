/* probe_class.h - what a probe is to the compute thread: a const struct of functions, one file each, in the table
 * of probes.c.  All of it runs on the compute thread and asks the core's public queries only. */
#ifndef SESSION_PROBE_CLASS_H
#define SESSION_PROBE_CLASS_H

#include <catapult/experiment.h>

#include "session/probes/probe.h"

struct probe_class {
    const char *name;

    /* What the probe keeps from one call to the next, zeroed; freed by `done` (NULL: nothing in it to free)
     * when there is another experiment. */
    size_t own_size;
    void (*done)(void *own);

    /* Makes the result for the present w of a model; head.t, model, cost and serial are filled in by the caller.
     * What cannot be had sets head.known to false and says why in head.note.  NULL: slice alone makes it. */
    void (*take)(void *own, struct catapult_experiment *experiment, int model, void *result);

    /* After every step with eta, for a figure that needs all of them; eta is NaN where the experiment came to its
     * present w another way (a beginning, a jump back).  NULL otherwise.  Cheap: it is not rationed.  Goes on
     * when the screen that wanted it is left, so that a series has no hole. */
    void (*step)(void *own, struct catapult_experiment *experiment, int model, double eta);

    /* Work that goes on by itself, a few milliseconds at a time, and changes nothing of the experiment; NULL: none.
     * Returns false when there is nothing left to do; *news is set when the result has changed. */
    bool (*slice)(void *own, struct catapult_experiment *experiment, int model, void *result, bool *news);

    bool of_model;         /* depends on the model in focus */
    bool of_moment;        /* depends on t: taken anew after a step */
};

#define PROBE_EXTERN(constant, member, type) extern const struct probe_class probe_##member;
PROBE_LIST(PROBE_EXTERN)
#undef PROBE_EXTERN

#endif
