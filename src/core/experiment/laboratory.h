/* laboratory.h - the inside of struct catapult_experiment, shared by the files that step it (experiment.c), save and restore
 * it (experiment_state.c), read from it (experiment_query.c, sharpness.c), estimate its cost (experiment_cost.c) and search for eta_max
 * (eta_max.c). */
#ifndef CORE_LABORATORY_H
#define CORE_LABORATORY_H

#include <catapult/experiment.h>

#include "core/dataset/batches.h"
#include "core/model/hessian.h"
#include "core/model/model.h"
#include "core/model/momentum.h"
#include "base/arena.h"
#include "core/spectrum/spectrum.h"

struct running {
    const struct model_class *class;
    enum catapult_model_kind kind;
    void *state;
    struct momentum *momentum; /* NULL: plain gradient descent */
    struct spectrum *spectrum;
    struct catapult_sharpness *sharpness; /* NULL: not asked for, or the model has no Hessian here */
    double *r;         /* (c, n) residual at the present w */
    double *f_test;    /* (c, n_test) of the last test evaluation */
    double *rows;      /* (n, c) and (n_test, c): transposed outputs for callers; NULL for one output */
    double first_loss;
    double eta_max;    /* the proved one; NaN: none */
    bool diverged;
    bool resting;      /* left out of steps, measures and restore */
    struct catapult_measure now;
};

struct catapult_experiment {
    struct catapult_settings settings;
    const struct architecture *architecture;
    const struct catapult_dataset *data;
    struct pool *pool;
    struct shared shared;
    struct batches *batches; /* NULL: full batch */
    struct arena arena;      /* of u, and of r, f_test and rows of every model */
    double *u;               /* (c, n): derivative of the loss in f */
    long t;
    double eta;              /* of the last step, or as set by catapult_experiment_set_lr */
    double lambda_1;
    int models;
    struct running model[CATAPULT_MODEL_COUNT];
};

/* Whether the spectrum (or the test set) is evaluated at step t. */
bool experiment_spectrum_due(const struct catapult_experiment *experiment, long t);
bool experiment_test_due(const struct catapult_experiment *experiment, long t);

/* One GD step of a state of `class` with residual r: computes u, then steps.  Also used for the trials of eta_max.
 * momentum: of that state, or NULL. */
void experiment_advance(struct catapult_experiment *experiment, const struct model_class *class, void *state,
                        struct momentum *momentum, const double *r, long t, double eta, bool kernel);

/* Makes the momentum of the settings for a model of this experiment, at rest.  True with *out NULL if the settings have no
 * momentum; false without memory. */
bool experiment_momentum(const struct catapult_experiment *experiment, const struct model_class *class, void *state,
                         struct momentum **out);

/* CATAPULT_STATUS_NOMEM, with the bytes needed, if the experiment does not fit into the memory of this machine. */
enum catapult_status experiment_fits(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d,
                                     size_t outputs, struct catapult_error *err);

/* The kernel of a model in the form that spectrum.h takes. */
struct kernel_operator experiment_operator(const struct running *running);

/* The present point of a model in the form that hessian.h takes. */
struct hessian_point experiment_point(const struct catapult_experiment *experiment, const struct running *running);

/* The sharpness at the present w from a start vector that depends on the seed alone, so that it is the same whatever was
 * computed before; NaN where w has no finite one. */
double experiment_sharpness(struct catapult_sharpness *sharpness, const struct catapult_experiment *experiment);

/* K at the present w, without the scale c, into matrix (n c, n c); false without memory. */
bool experiment_matrix(struct catapult_experiment *experiment, int model, double *matrix);

/* The same of any state of a model, evaluated with its kernel; size: n c. */
bool experiment_matrix_of(const struct model_class *class, void *state, size_t size, double *matrix);

#endif
