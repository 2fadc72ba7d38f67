/* probe_class.h - what the compute thread sees of a probe: a const struct of functions, in the table of
 * probe_table.c.  All functions run on the compute thread and use only the core's public queries. */
#ifndef SESSION_PROBE_CLASS_H
#define SESSION_PROBE_CLASS_H

#include <catapult/experiment.h>

#include "session/probes/probe.h"

struct probe_class {
    const char *name;

    /* Size of the probe's own data, kept between calls and zeroed at first. `done` frees what it points to (NULL:
     * nothing to free) when the experiment changes. */
    size_t own_size;
    void (*done)(void *own);

    /* Makes the result for the current w of a model.  The caller fills in head.t, model, cost and serial.  If there
     * is no result, sets head.known to false and says why in head.note.  NULL: slice alone makes the result. */
    void (*take)(void *own, struct catapult_experiment *experiment, int model, void *result);

    /* Called after every step with eta, for a result that needs all steps; NULL: not called. eta is NaN if the
     * experiment reached its current w in another way (start, jump back).  Must be cheap: there is no limit on how
     * often it is called.  Still called after the user leaves the screen that wanted it, so that the series has no
     * gaps. */
    void (*step)(void *own, struct catapult_experiment *experiment, int model, double eta);

    /* Background work, a few milliseconds per call, that changes nothing in the experiment; NULL: none.  Returns
     * false when nothing is left to do; sets *news when the result has changed. */
    bool (*slice)(void *own, struct catapult_experiment *experiment, int model, void *result, bool *news);

    bool of_model;         /* depends on the model in focus */
    bool of_moment;        /* depends on t: taken again after a step */
};

#define PROBE_EXTERN(constant, member, type) extern const struct probe_class probe_##member;
PROBE_LIST(PROBE_EXTERN)
#undef PROBE_EXTERN

/* By kind (probe_table.c). */
extern const struct probe_class *const probe_classes[PROBE_COUNT];

#endif
