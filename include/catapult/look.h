/* look.h - a closer look at an experiment between two steps: what costs more than a measure, or needs more room.
 *
 * Nothing here changes a bit of what the experiment does afterwards. */
#ifndef CATAPULT_LOOK_H
#define CATAPULT_LOOK_H

#include <catapult/experiment.h>

#ifdef __cplusplus
extern "C" {
#endif

/* p_k of the last spectrum, (n*outputs), k < spectrum.top; entry q*n + i is output q of example i.  Borrowed, until the next
 * step.  NULL if there is none. */
const double *look_vector(const struct experiment *experiment, int model, int k);

/* c*K at the present w, (n*outputs)^2, rows as above.  STATUS_NOMEM. */
enum status look_kernel(struct experiment *experiment, int model, double *kernel, struct error *err);

/* k of map.h, |X^T p_1|^2/(m d) with the p_1 of the last spectrum, or gamma^2 of the general model; NaN where there is no
 * such thing: several hidden layers, several outputs, convolutions, no spectrum yet. */
double look_map_k(const struct experiment *experiment, int model);

/* Shares of the units of all hidden layers, over all training examples: those that are active, those that are not
 * what they were at w0, and units that are active for no example.  Of a convolutional network every pixel of a channel
 * is a unit, but what is dead is a channel, active at no pixel of any example: pixels share their weights.  Of a ReLU
 * network alone: false for anything else (the gates of its Taylor models stay as at w0). */
struct look_gates {
    double active, changed, dead;
};
bool look_gates(const struct experiment *experiment, int model, struct look_gates *out);

/* How well the Taylor models of a network tell its outputs at its present w: root mean squares over the
 * training set of f - f_lin(w), f - f_quad(w) and f - f(w0).  model: the network's.  STATUS_INPUT where there
 * are no such models, STATUS_NOMEM. */
struct look_taylor {
    double linear, quadratic, change;
};
enum status look_taylor(struct experiment *experiment, int model, struct look_taylor *out, struct error *err);

/* All models of an experiment at other inputs, (count, d): the function they are, not only at the data.  Made once, asked
 * again after steps.  The experiment must outlive it.  STATUS_NOMEM. */
struct elsewhere;
enum status elsewhere_new(struct elsewhere **out, struct experiment *experiment, size_t count, const double *x,
                          struct error *err);
void elsewhere_free(struct elsewhere *elsewhere);

/* (outputs, count): a row per output, at the model's present w.  Borrowed, until the next call.  NULL without memory. */
const double *elsewhere_output(struct elsewhere *elsewhere, const struct experiment *experiment, int model);

#ifdef __cplusplus
}
#endif

#endif
