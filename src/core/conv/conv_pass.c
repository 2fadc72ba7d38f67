/* conv_pass.c - see conv_pass.h. */
#include "core/conv/conv_pass.h"

/* Computes all rows of output k, with more than one hidden layer. */
static void conv_reverse(const struct conv_task *task, const struct conv_passes *passes, size_t k)
{
    const struct conv_shape *shape = &task->conv->shape;
    for (int l = shape->depth - 1; l >= 0; l--) {
        if (task->place->g[l])
            passes->patches(task, l);
        else if (k == 0)
            passes->keep(task, l);
        if (!conv_is_last(shape, l)) {
            passes->signals(task, l + 1);
            passes->rows(task, l, k);
            continue;
        }
        for (size_t row = 0, rows; row < shape->out[l]; row += rows) {
            rows = conv_chunk(shape, l, row);
            passes->last(task, k, row, rows);
        }
    }
}

void conv_pass(const struct conv_task *task, const struct conv_passes *passes)
{
    const struct conv_shape *shape = &task->conv->shape;
    const struct conv_place *place = task->place;
    for (size_t k = 0; k < shape->c; k++)
        place->f[k * place->f_stride] = 0;
    for (int l = 0; l < shape->depth; l++)
        passes->forward(task, l);
    for (size_t k = 0; k < shape->c; k++)
        place->f[k * place->f_stride] /= sqrt((double)shape->features);
    for (size_t k = 0; k < shape->c && shape->depth > 1 && place->phi; k++)
        conv_reverse(task, passes, k);
}
