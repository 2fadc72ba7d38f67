/* momentum.c - see momentum.h. */
#include "core/model/momentum.h"

#include <stdlib.h>
#include <string.h>

#include "base/clones.h"
#include "base/arena.h"
#include "base/xalloc.h"

enum { GRAIN = 1024 };

struct momentum {
    const struct model_class *class;
    void *model;
    struct pool *pool;
    double b;
    bool nesterov;
    struct arena arena;
    int count;
    struct state_array array[STATE_ARRAYS_MAX];  /* of the model */
    double *v[STATE_ARRAYS_MAX];                 /* the last step along each */
    double *before[STATE_ARRAYS_MAX];            /* x(t) while the class computes x(t) - eta g in place */
};

/* A pass over all arrays; each array is divided among the threads. */
struct momentum_sweep {
    struct momentum *momentum;
    void (*part)(const struct momentum *momentum, int array, size_t begin, size_t end);
};

static void sweep_part(void *context, int thread, int threads)
{
    const struct momentum_sweep *sweep = context;
    for (int i = 0; i < sweep->momentum->count; i++) {
        size_t begin, end;
        pool_part(sweep->momentum->array[i].count, GRAIN, thread, threads, &begin, &end);
        sweep->part(sweep->momentum, i, begin, end);
    }
}

static void momentum_pass(struct momentum *m, void (*part)(const struct momentum *, int, size_t, size_t))
{
    struct momentum_sweep sweep = {m, part};
    pool_run(m->pool, sweep_part, &sweep);
}

static void remember(const struct momentum *m, int i, size_t begin, size_t end)
{
    memcpy(m->before[i] + begin, m->array[i].value + begin, (end - begin) * sizeof(double));
}

VECTOR_CLONES
static void momentum_move(const struct momentum *m, int i, size_t begin, size_t end)
{
    double b = m->b, *x = m->array[i].value, *v = m->v[i];
    const double *before = m->before[i];
    for (size_t j = begin; j < end; j++) {
        double old = v[j];
        v[j] = (x[j] - before[j]) + b * old;
        x[j] += b * (m->nesterov ? v[j] : old);
    }
}

struct momentum *momentum_new(const struct model_class *class, void *model, struct pool *pool, double b, bool nesterov)
{
    struct momentum *m = xnew_array(1, sizeof *m);
    *m = (struct momentum){.class = class, .model = model, .pool = pool, .b = b, .nesterov = nesterov};
    m->count = class->arrays(model, m->array);
    for (int i = 0; i < m->count; i++)
        if (!arena_array(&m->arena, &m->v[i], m->array[i].count) || !arena_array(&m->arena, &m->before[i], m->array[i].count)) {
            momentum_free(m);
            return NULL;
        }
    return m;
}

void momentum_free(struct momentum *m)
{
    if (!m)
        return;
    arena_free(&m->arena);
    free(m);
}

void momentum_rest(struct momentum *m)
{
    for (int i = 0; i < m->count; i++)
        memset(m->v[i], 0, m->array[i].count * sizeof(double));
}

void momentum_step(struct momentum *m, double eta, const double *u, bool kernel)
{
    momentum_pass(m, remember);
    m->class->update(m->model, eta, u);
    momentum_pass(m, momentum_move);
    pool_lap(m->pool, 0, CATAPULT_WORK_UPDATE);
    m->class->evaluate(m->model, kernel);
}

size_t momentum_size(const struct momentum *m)
{
    return model_size(m->class, m->model);
}

void momentum_save(const struct momentum *m, void *buffer)
{
    char *to = buffer;
    for (int i = 0; i < m->count; i++) {
        memcpy(to, m->v[i], m->array[i].count * sizeof(double));
        to += m->array[i].count * sizeof(double);
    }
}

void momentum_restore(struct momentum *m, const void *buffer)
{
    const char *from = buffer;
    for (int i = 0; i < m->count; i++) {
        memcpy(m->v[i], from, m->array[i].count * sizeof(double));
        from += m->array[i].count * sizeof(double);
    }
}

double momentum_bytes(double numbers)
{
    return 2 * numbers * sizeof(double);
}
