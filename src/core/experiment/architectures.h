/* architectures.h - the architecture for each type of network. */
#ifndef CORE_ARCHITECTURES_H
#define CORE_ARCHITECTURES_H

#include "core/model/model.h"

const struct architecture *architecture_of(int network_type);

#endif
