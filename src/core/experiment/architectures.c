/* architectures.c - the table of architectures: whatever names a row is above all of them. */
#include "core/experiment/architectures.h"

static const struct architecture *const architectures[] = {
    [NETWORK_FC] = &architecture_fc,
    [NETWORK_CONV] = &architecture_conv,
    [NETWORK_GENERAL] = &architecture_general,
};
_Static_assert(sizeof architectures / sizeof *architectures == NETWORK_COUNT, "an architecture for every constant");

const struct architecture *architecture_of(int network_type)
{
    return architectures[network_type];
}
