/* architectures.c - the table of architectures.  It has its own file because it is above all architectures in the layers. */
#include "core/experiment/architectures.h"

static const struct architecture *const architectures[] = {
    [CATAPULT_NETWORK_FC] = &architecture_fc,
    [CATAPULT_NETWORK_CONV] = &architecture_conv,
    [CATAPULT_NETWORK_GENERAL] = &architecture_general,
};
_Static_assert(sizeof architectures / sizeof *architectures == CATAPULT_NETWORK_COUNT,
               "an architecture for every constant");

const struct architecture *architecture_of(int network_type)
{
    return architectures[network_type];
}
