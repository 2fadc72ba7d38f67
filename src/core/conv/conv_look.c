/* conv_look.c - see conv_look.h. */
#include "core/conv/conv_look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/conv/conv_curve.h"
#include "base/xalloc.h"

/* --- gates ------------------------------------------------------------------------------------------------------- */

struct gates {
    struct conv *conv;
    const double *w;
    size_t channels;          /* of all layers */
    struct count {
        size_t active, changed;
    } *count;                 /* (threads) */
    bool *alive;              /* (threads, channels) */
};

/* Counts the gates of one channel of an example.  now, then: its activations at w and at w0. */
static void count_channel_gates(size_t pixels, const double *now, const double *then, struct count *count, bool *alive)
{
    for (size_t p = 0; p < pixels; p++) {
        count->active += now[p] > 0;
        count->changed += (now[p] > 0) != (then[p] > 0);
        *alive |= now[p] > 0;
    }
}

static void gates_part(void *context, int thread, int threads)
{
    const struct gates *gates = context;
    const struct conv_shape *shape = &gates->conv->shape;
    const struct catapult_dataset *data = gates->conv->data;
    struct conv_curve *at = &gates->conv->curve[thread];
    size_t begin, end;
    pool_part(data->n, 1, thread, threads, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        bool *alive = gates->alive + (size_t)thread * gates->channels;
        conv_curve_base(at, gates->w, data->x + i * data->d);
        for (int l = 0; l < shape->depth; l++)
            memcpy(at->q.a[l], at->a[l], shape->out[l] * shape->pixels * sizeof(double));
        conv_curve_base(at, gates->conv->w0, data->x + i * data->d);
        for (int l = 0; l < shape->depth; l++)
            for (size_t h = 0; h < shape->out[l]; h++)
                count_channel_gates(shape->pixels, at->q.a[l] + h * shape->pixels, at->a[l] + h * shape->pixels,
                                    &gates->count[thread], alive++);
    }
}

static void sum_gates(const struct gates *gates, struct catapult_look_gates *out)
{
    int threads = pool_threads(gates->conv->pool);
    size_t alive = 0;
    *out = (struct catapult_look_gates){0};
    for (size_t h = 0; h < gates->channels; h++) {
        bool any = false;
        for (int t = 0; t < threads; t++)
            any |= gates->alive[(size_t)t * gates->channels + h];
        alive += any;
    }
    double all = (double)gates->channels * (double)gates->conv->shape.pixels * (double)gates->conv->data->n;
    for (int t = 0; t < threads; t++) {
        out->active += (double)gates->count[t].active / all;
        out->changed += (double)gates->count[t].changed / all;
    }
    out->dead = (double)(gates->channels - alive) / (double)gates->channels;
}

bool conv_look_gates(struct conv *conv, const double *w, struct catapult_look_gates *out)
{
    struct gates gates = {.conv = conv, .w = w};
    size_t threads = (size_t)pool_threads(conv->pool);
    if (!conv_curves(conv))
        return false;
    for (int l = 0; l < conv->shape.depth; l++)
        gates.channels += conv->shape.out[l];
    gates.count = xnew_array(threads, sizeof *gates.count);
    gates.alive = xnew_array(threads * gates.channels, sizeof *gates.alive);
    pool_run(conv->pool, gates_part, &gates);
    sum_gates(&gates, out);
    free(gates.count);
    free(gates.alive);
    return true;
}

/* --- the Taylor models at w ----------------------------------------------------------------------------------------- */

struct taylor {
    struct conv *conv;
    const double *way, *f;    /* w - w0; (c, n) */
    struct catapult_look_taylor *part; /* (threads): sums of squares */
};

/* With f. and f.. along w - w0, all at w0: f_lin = f(w0) + f., f_quad = f_lin + f../2. */
static void taylor_part(void *context, int thread, int threads)
{
    const struct taylor *taylor = context;
    const struct conv *conv = taylor->conv;
    const struct catapult_dataset *data = conv->data;
    struct conv_curve *at = &conv->curve[thread];
    struct catapult_look_taylor *sum = &taylor->part[thread];
    size_t begin, end;
    pool_part(data->n, 1, thread, threads, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        conv_curve_base(at, conv->w0, data->x + i * data->d);
        conv_curve_output(at, at->f);
        conv_curve_move(at, taylor->way, &at->q, at->u);
        memset(at->u1, 0, conv->shape.c * sizeof *at->u1);
        conv_curve_mix(at, taylor->way, &at->q, taylor->way, &at->q, 0.5, at->u1);
        for (size_t k = 0; k < conv->shape.c; k++) {
            double change = taylor->f[k * data->n + i] - at->f[k], linear = change - at->u[k];
            sum->change += change * change;
            sum->linear += linear * linear;
            sum->quadratic += (linear - at->u1[k]) * (linear - at->u1[k]);
        }
    }
}

bool conv_look_taylor(struct conv *conv, const double *w, const double *f, struct catapult_look_taylor *out)
{
    size_t p = conv->shape.p;
    double *way = conv_curves(conv) ? try_array(p, sizeof *way) : NULL, count = (double)(conv->shape.c * conv->data->n);
    int threads = pool_threads(conv->pool);
    if (!way)
        return false;
    for (size_t j = 0; j < p; j++)
        way[j] = w[j] - conv->w0[j];
    struct catapult_look_taylor sum = {0};
    struct taylor taylor = {conv, way, f, xnew_array((size_t)threads, sizeof *taylor.part)};
    pool_run(conv->pool, taylor_part, &taylor);
    for (int t = 0; t < threads; t++) {
        sum.linear += taylor.part[t].linear;
        sum.quadratic += taylor.part[t].quadratic;
        sum.change += taylor.part[t].change;
    }
    *out = (struct catapult_look_taylor){sqrt(sum.linear / count), sqrt(sum.quadratic / count),
                                         sqrt(sum.change / count)};
    free(taylor.part);
    free(way);
    return true;
}
