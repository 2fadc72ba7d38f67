/* model.c - saves and restores the state of a model in one buffer. */
#include "core/model/model.h"

#include <string.h>

size_t model_size(const struct model_class *class, const void *model)
{
    struct state_array list[STATE_ARRAYS_MAX];
    size_t size = 0;
    for (int i = 0, count = class->arrays(model, list); i < count; i++)
        size += list[i].count * sizeof(double);
    return size;
}

void model_save(const struct model_class *class, const void *model, void *buffer)
{
    struct state_array list[STATE_ARRAYS_MAX];
    char *to = buffer;
    for (int i = 0, count = class->arrays(model, list); i < count; i++) {
        memcpy(to, list[i].value, list[i].count * sizeof(double));
        to += list[i].count * sizeof(double);
    }
}

void model_restore(const struct model_class *class, void *model, const void *buffer, bool kernel)
{
    struct state_array list[STATE_ARRAYS_MAX];
    const char *from = buffer;
    for (int i = 0, count = class->arrays(model, list); i < count; i++) {
        memcpy(list[i].value, from, list[i].count * sizeof(double));
        from += list[i].count * sizeof(double);
    }
    class->evaluate(model, kernel);
}
