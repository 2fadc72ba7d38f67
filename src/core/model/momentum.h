/* momentum.h - gradient descent with momentum b, for any model that lists the arrays of its state.
 *
 *     heavy ball   w(t+1) = w(t) - eta g(w(t)) + b (w(t) - w(t-1))
 *     Nesterov     y(t) = w(t) + b (w(t) - w(t-1)),   w(t+1) = y(t) - eta g(y(t))
 *
 * Both begin at rest, w(-1) = w(0).  With Nesterov's momentum the model holds y(t), the point at which the gradient is
 * taken.  So one evaluation per step is enough, and all values of step t (outputs on the test set and |w - w0| included) are
 * those at y(t).  Where the run comes to rest, y and w are the same.
 *
 * With v(t) = w(t) - w(t-1) and x for what the model holds (w or y):
 *
 *     v(t+1) = -eta g(x(t)) + b v(t)        x(t+1) = x(t) + v(t+1)                             heavy ball
 *                                           x(t+1) = x(t) - eta g(x(t)) + b v(t+1)             Nesterov
 *
 * w is affine in the arrays, so the same formulas apply to the arrays. */
#ifndef CORE_MOMENTUM_H
#define CORE_MOMENTUM_H

#include "core/model/model.h"

struct momentum;

/* Momentum at rest for a model, which is borrowed.  NULL without memory. */
struct momentum *momentum_new(const struct model_class *class, void *model, struct pool *pool, double b,
                              bool nesterov);
void momentum_free(struct momentum *momentum);

/* Sets v = 0: call it after the model was reset. */
void momentum_rest(struct momentum *momentum);

/* Like the class's step. */
void momentum_step(struct momentum *momentum, double eta, const double *u, bool kernel);

/* Save and restore v in a buffer, separately from the model's own state. */
size_t momentum_size(const struct momentum *momentum);
void momentum_save(const struct momentum *momentum, void *buffer);
void momentum_restore(struct momentum *momentum, const void *buffer);

/* Bytes needed for a model with `numbers` numbers in its arrays. */
double momentum_bytes(double numbers);

#endif
