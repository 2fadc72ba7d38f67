/* probe_table.c - the probes by kind: their classes, and where their results are. */
#include "session/probes/probe_class.h"

#define PROBE_CLASS(constant, member, type) [constant] = &probe_##member,
const struct probe_class *const probe_classes[PROBE_COUNT] = {PROBE_LIST(PROBE_CLASS)};

#define PROBE_PLACE(constant, member, type) [constant] = {offsetof(struct probes, member), sizeof(struct type)},
static const struct {
    size_t offset, size;
} places[PROBE_COUNT] = {PROBE_LIST(PROBE_PLACE)};

size_t probe_size(enum probe_kind kind)
{
    return places[kind].size;
}

struct probe_head *probes_member(struct probes *probes, enum probe_kind kind)
{
    return (struct probe_head *)((char *)probes + places[kind].offset);
}
