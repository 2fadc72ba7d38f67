/* look.h - quantities of an experiment computed on demand between two steps: they cost more time than a measure, or
 * more memory.
 *
 * Nothing here changes any bit of the later steps. */
#ifndef CATAPULT_LOOK_H
#define CATAPULT_LOOK_H

#include <catapult/experiment.h>

#ifdef __cplusplus
extern "C" {
#endif

/* p_k of the last spectrum, (n*outputs), k < spectrum.top; entry q*n + i is output q of example i.  Borrowed, until the next
 * step.  NULL if there is none. */
const double *catapult_look_vector(const struct catapult_experiment *experiment, int model, int k);

/* The spectrum.top leading eigenvectors of K at the present w, whether or not this step has a spectrum: (top, n*outputs), a
 * row each, entries as above.  CATAPULT_STATUS_NOMEM. */
enum catapult_status catapult_look_vectors(struct catapult_experiment *experiment, int model, double *vectors,
                                           struct catapult_error *err);

/* c*K at the present w, (n*outputs)^2, rows as above.  CATAPULT_STATUS_NOMEM. */
enum catapult_status catapult_look_kernel(struct catapult_experiment *experiment, int model, double *kernel,
                                          struct catapult_error *err);

/* k of map.h: |X^T p_1|^2/(m d) with the p_1 of the last spectrum, or gamma^2 for the general model.  NaN where k is
 * not defined: several hidden layers, several outputs, convolutions, no spectrum yet. */
double catapult_look_map_k(const struct catapult_experiment *experiment, int model);

/* Fractions over the units of all hidden layers and all training examples.  active: the unit is active; changed: its
 * gate differs from that at w0; dead (a fraction of units): active for no example.  In a convolutional network every
 * pixel of a channel is a unit, but dead counts channels that are active at no pixel of any example, because pixels
 * share their weights.  Only for a ReLU network: false for any other model (the gates of its Taylor models stay as at
 * w0). */
struct catapult_look_gates {
    double active, changed, dead;
};
bool catapult_look_gates(const struct catapult_experiment *experiment, int model, struct catapult_look_gates *out);

/* How well the Taylor models of a network approximate its outputs at its present w: root mean squares over the
 * training set of f - f_lin(w), f - f_quad(w) and f - f(w0).  model: the index of the network.  CATAPULT_STATUS_INPUT
 * if the model has no Taylor models, CATAPULT_STATUS_NOMEM. */
struct catapult_look_taylor {
    double linear, quadratic, change;
};
enum catapult_status catapult_look_taylor(struct catapult_experiment *experiment, int model,
                                          struct catapult_look_taylor *out, struct catapult_error *err);

/* Evaluates all models of an experiment at other inputs, (count, d), to show them as functions and not only at the data.
 * Made once, used again after steps.  The experiment must outlive it.  CATAPULT_STATUS_NOMEM. */
struct catapult_evaluation;
enum catapult_status catapult_evaluation_new(struct catapult_evaluation **out, struct catapult_experiment *experiment,
                                             size_t count, const double *x, struct catapult_error *err);
void catapult_evaluation_free(struct catapult_evaluation *evaluation);

/* (outputs, count): a row per output, at the model's present w.  Borrowed, valid until the next call.  NULL without
 * memory. */
const double *catapult_evaluation_output(struct catapult_evaluation *evaluation,
                                         const struct catapult_experiment *experiment, int model);

#ifdef __cplusplus
}
#endif

#endif
