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
const double *catapult_look_vector(const struct catapult_experiment *experiment, int model, int k);

/* c*K at the present w, (n*outputs)^2, rows as above.  CATAPULT_STATUS_NOMEM. */
enum catapult_status catapult_look_kernel(struct catapult_experiment *experiment, int model, double *kernel,
                                          struct catapult_error *err);

/* k of map.h, |X^T p_1|^2/(m d) with the p_1 of the last spectrum, or gamma^2 of the general model; NaN where there is no
 * such thing: several hidden layers, several outputs, convolutions, no spectrum yet. */
double catapult_look_map_k(const struct catapult_experiment *experiment, int model);

/* Shares of the units of all hidden layers, over all training examples: those that are active, those that are not
 * what they were at w0, and units that are active for no example.  Of a convolutional network every pixel of a channel
 * is a unit, but what is dead is a channel, active at no pixel of any example: pixels share their weights.  Of a ReLU
 * network alone: false for anything else (the gates of its Taylor models stay as at w0). */
struct catapult_look_gates {
    double active, changed, dead;
};
bool catapult_look_gates(const struct catapult_experiment *experiment, int model, struct catapult_look_gates *out);

/* How well the Taylor models of a network tell its outputs at its present w: root mean squares over the
 * training set of f - f_lin(w), f - f_quad(w) and f - f(w0).  model: the network's.  CATAPULT_STATUS_INPUT where there
 * are no such models, CATAPULT_STATUS_NOMEM. */
struct catapult_look_taylor {
    double linear, quadratic, change;
};
enum catapult_status catapult_look_taylor(struct catapult_experiment *experiment, int model,
                                          struct catapult_look_taylor *out, struct catapult_error *err);

/* All models of an experiment at other inputs, (count, d): the function they are, not only at the data.  Made once, asked
 * again after steps.  The experiment must outlive it.  CATAPULT_STATUS_NOMEM. */
struct catapult_elsewhere;
enum catapult_status catapult_elsewhere_new(struct catapult_elsewhere **out, struct catapult_experiment *experiment,
                                            size_t count, const double *x, struct catapult_error *err);
void catapult_elsewhere_free(struct catapult_elsewhere *elsewhere);

/* (outputs, count): a row per output, at the model's present w.  Borrowed, until the next call.  NULL without memory. */
const double *catapult_elsewhere_output(struct catapult_elsewhere *elsewhere,
                                        const struct catapult_experiment *experiment, int model);

#ifdef __cplusplus
}
#endif

#endif
