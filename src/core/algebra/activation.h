/* activation.h - the activations s and their derivatives, over arrays. */
#ifndef CORE_ACTIVATION_H
#define CORE_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

/* Writes s(z), s'(z), s''(z) for `count` values.  Each of s0, s1, s2 may be NULL (not wanted); s0 or s1 may be z itself.
 * ReLU has s'(z) = 1{z >= 0} and s'' = 0, as in practice; gelu is the exact z * Phi(z); swish is z * sigmoid(z); erf is
 * erf(z). */
void activation_apply(enum catapult_activation_kind kind, size_t count, const double *z, double *s0, double *s1,
                      double *s2);

/* Whether s'' can be anything but zero. */
bool activation_curved(enum catapult_activation_kind kind);

#endif
