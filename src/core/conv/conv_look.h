/* conv_look.h - the functions of look.h for a convolutional network, at weights w (p).  Both return false without memory. */
#ifndef CORE_CONV_LOOK_H
#define CORE_CONV_LOOK_H

#include <catapult/look.h>

#include "core/conv/conv.h"

/* Only for ReLU. */
bool conv_look_gates(struct conv *conv, const double *w, struct catapult_look_gates *out);

/* f (c, n): the outputs of the network at w. */
bool conv_look_taylor(struct conv *conv, const double *w, const double *f, struct catapult_look_taylor *out);

#endif
