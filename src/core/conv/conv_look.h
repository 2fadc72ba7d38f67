/* conv_look.h - what look.h asks about a convolutional network, at weights w (p). */
#ifndef CORE_CONV_LOOK_H
#define CORE_CONV_LOOK_H

#include <catapult/look.h>

#include "core/conv/conv.h"

/* Of ReLU. */
bool conv_look_gates(struct conv *conv, const double *w, struct catapult_look_gates *out);

/* f (c, n): the network's outputs at w. */
bool conv_look_taylor(struct conv *conv, const double *w, const double *f, struct catapult_look_taylor *out);

#endif
