/* forward.h - f(w0; x) by plain loops over the weights that the core exports, with a bound for its own rounding
 * error. */
#ifndef VERIFY_FORWARD_H
#define VERIFY_FORWARD_H

#include "core/experiment/laboratory.h"

struct forward {
    const struct catapult_experiment *experiment;
    int layers;                      /* number of weight arrays; the last is the readout */
    size_t rows[CATAPULT_DEPTH_MAX + 1], cols[CATAPULT_DEPTH_MAX + 1];
    double *w[CATAPULT_DEPTH_MAX + 1];        /* owned */
    size_t height, width;            /* of an image; 0 if the layers are dense */
    double *value[2], *error[2];     /* input and output of the current layer */
    char why[80];                    /* why it is not possible */
};

bool forward_init(struct forward *forward, const struct catapult_experiment *experiment);
void forward_done(struct forward *forward);

/* Outputs of training example i: f (c), and a bound of the rounding error, here or for any other order of the sums. */
void forward_output(struct forward *forward, size_t i, double *f, double *error);

#endif
