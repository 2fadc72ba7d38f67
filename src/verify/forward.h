/* forward.h - f(w0; x) by plain loops over the weights that the core exports, with a bound for its own rounding. */
#ifndef VERIFY_FORWARD_H
#define VERIFY_FORWARD_H

#include "core/experiment/laboratory.h"

struct forward {
    const struct catapult_experiment *experiment;
    int layers;                      /* weight arrays; the last is the readout */
    size_t rows[CATAPULT_DEPTH_MAX + 1], cols[CATAPULT_DEPTH_MAX + 1];
    double *w[CATAPULT_DEPTH_MAX + 1];        /* owned */
    size_t height, width;            /* of an image; 0 where layers are dense */
    double *value[2], *error[2];     /* what a layer takes, and what comes out */
    char why[80];                    /* why it cannot be done */
};

bool forward_init(struct forward *forward, const struct catapult_experiment *experiment);
void forward_done(struct forward *forward);

/* Training example i: f (c), and how far rounding may have taken it, here or in any other order of the sums. */
void forward_output(struct forward *forward, size_t i, double *f, double *error);

#endif
