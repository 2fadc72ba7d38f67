/* elsewhere.c - see look.h: the models of an experiment at inputs of the caller's choice.
 *
 * A second experiment has the same training data and these inputs as its test set.  Before an evaluation the weights of the
 * first experiment are copied into it.  So every class of model uses its own test pass. */
#include <catapult/look.h>

#include <stdlib.h>
#include <string.h>

#include "core/experiment/laboratory.h"
#include "base/arena.h"
#include "base/xalloc.h"

struct catapult_elsewhere {
    struct catapult_dataset data;   /* x and y are the experiment's */
    struct arena arena;    /* of x_test, y_test and f */
    struct catapult_experiment *twin;
    void *state;           /* buffer for copying the state of one model */
    size_t state_size;
    double *f;             /* (outputs, count) */
};

/* The experiment's settings with as few measurements as possible. */
static struct catapult_settings plain_settings(const struct catapult_experiment *e)
{
    struct catapult_settings settings = e->settings;
    settings.spectrum.top = 1;
    settings.test_every = 1;
    return settings;
}

static bool elsewhere_make(struct catapult_elsewhere *el, const struct catapult_experiment *e, size_t count, const double *x)
{
    const struct catapult_dataset *data = e->data;
    el->data = *data;
    el->data.n_test = count;
    el->data.y_test = NULL;
    if (!arena_array(&el->arena, &el->data.x_test, count * data->d)
        || !arena_array(&el->arena, &el->data.y_test, count * data->outputs)
        || !arena_array(&el->arena, &el->f, count * data->outputs))
        return false;
    memcpy(el->data.x_test, x, count * data->d * sizeof *x);
    return true;
}

enum catapult_status catapult_elsewhere_new(struct catapult_elsewhere **out, struct catapult_experiment *e,
                                            size_t count, const double *x, struct catapult_error *err)
{
    struct catapult_elsewhere *el = xnew_array(1, sizeof *el);
    struct catapult_settings settings = plain_settings(e);
    enum catapult_status status = elsewhere_make(el, e, count, x) ? CATAPULT_STATUS_OK
                                                        : catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                                                             "no memory for %zu inputs", count);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&el->twin, &settings, &el->data, NULL, err);
    if (status == CATAPULT_STATUS_OK) {
        *out = el;
        return CATAPULT_STATUS_OK;
    }
    catapult_elsewhere_free(el);
    return status;
}

void catapult_elsewhere_free(struct catapult_elsewhere *el)
{
    if (!el)
        return;
    catapult_experiment_free(el->twin);
    free(el->state);
    arena_free(&el->arena);
    free(el);
}

const double *catapult_elsewhere_output(struct catapult_elsewhere *el, const struct catapult_experiment *e, int model)
{
    const struct running *from = &e->model[model];
    struct running *to = &el->twin->model[model];
    size_t size = model_size(from->class, from->state);
    if (size > el->state_size) {
        free(el->state);
        el->state_size = 0;
        if (!(el->state = try_array(size, 1)))
            return NULL;
        el->state_size = size;
    }
    model_save(from->class, from->state, el->state);
    model_restore(to->class, to->state, el->state, false);
    to->class->test(to->state, el->f);
    return el->f;
}
