/* model.c - the table of models. */
#include "core/model.h"

static const struct model_class *const classes[MODEL_COUNT] = {
    [MODEL_NETWORK] = &model_network,
    [MODEL_LINEAR] = &model_linear,
    [MODEL_QUADRATIC] = &model_quadratic,
    [MODEL_GENERAL] = &model_general,
};

const struct model_class *model_class_of(enum model_kind kind)
{
    return classes[kind];
}
