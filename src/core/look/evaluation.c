/* evaluation.c - see look.h: the models of an experiment at inputs of the caller's choice.
 *
 * A second experiment has the same training data and these inputs as its test set.  Before an evaluation the weights of the
 * first experiment are copied into it.  So every class of model uses its own test pass. */
#include <catapult/look.h>

#include <stdlib.h>
#include <string.h>

#include "core/experiment/laboratory.h"
#include "base/arena.h"
#include "base/xalloc.h"

struct catapult_evaluation {
    struct catapult_dataset data; /* x and y are the experiment's */
    struct arena arena;           /* of x_test, y_test and f */
    struct catapult_experiment *twin;
    void *state; /* buffer for copying the state of one model */
    size_t state_size;
    double *f; /* (outputs, count) */
};

/* The experiment's settings with as few measurements as possible. */
static struct catapult_settings plain_settings(const struct catapult_experiment *e)
{
    struct catapult_settings settings = e->settings;
    settings.spectrum.top = 1;
    settings.test_every = 1;
    return settings;
}

static bool evaluation_make(struct catapult_evaluation *evaluation, const struct catapult_experiment *e, size_t count,
                            const double *x)
{
    const struct catapult_dataset *data = e->data;
    evaluation->data = *data;
    evaluation->data.n_test = count;
    evaluation->data.y_test = NULL;
    if (!arena_array(&evaluation->arena, &evaluation->data.x_test, count * data->d)
        || !arena_array(&evaluation->arena, &evaluation->data.y_test, count * data->outputs)
        || !arena_array(&evaluation->arena, &evaluation->f, count * data->outputs))
        return false;
    memcpy(evaluation->data.x_test, x, count * data->d * sizeof *x);
    return true;
}

enum catapult_status catapult_evaluation_new(struct catapult_evaluation **out, struct catapult_experiment *e,
                                             size_t count, const double *x, struct catapult_error *err)
{
    struct catapult_evaluation *evaluation = xnew_array(1, sizeof *evaluation);
    struct catapult_settings settings = plain_settings(e);
    enum catapult_status status = evaluation_make(evaluation, e, count, x)
                                      ? CATAPULT_STATUS_OK
                                      : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for %zu inputs",
                                                           count);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_experiment_new(&evaluation->twin, &settings, &evaluation->data, NULL, err);
    if (status == CATAPULT_STATUS_OK) {
        *out = evaluation;
        return CATAPULT_STATUS_OK;
    }
    catapult_evaluation_free(evaluation);
    return status;
}

void catapult_evaluation_free(struct catapult_evaluation *evaluation)
{
    if (!evaluation)
        return;
    catapult_experiment_free(evaluation->twin);
    free(evaluation->state);
    arena_free(&evaluation->arena);
    free(evaluation);
}

const double *catapult_evaluation_output(struct catapult_evaluation *evaluation, const struct catapult_experiment *e,
                                         int model)
{
    const struct running *from = &e->model[model];
    struct running *to = &evaluation->twin->model[model];
    size_t size = model_size(from->class, from->state);
    if (size > evaluation->state_size) {
        free(evaluation->state);
        evaluation->state_size = 0;
        if (!(evaluation->state = try_array(size, 1)))
            return NULL;
        evaluation->state_size = size;
    }
    model_save(from->class, from->state, evaluation->state);
    model_restore(to->class, to->state, evaluation->state, false);
    to->class->test(to->state, evaluation->f);
    return evaluation->f;
}
