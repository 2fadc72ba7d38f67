/* model.h - the interface of a model to the experiment: a const struct of functions per class, each in its own file.  And
 * the architectures, each with a class for every model that exists for it.
 *
 * A model may store its weights as the difference from w0 (see model_class.arrays).  After reset, step and evaluate its
 * outputs f on the training set are ready.  In a shape (c, n), c is the number of outputs: a row per output.
 * Kernels here are K = J J^T without the loss scale; row and column k*n + i belong to output k of example i. */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include "base/parallel.h"

struct net;
struct conv;
struct general_data;
struct hessian;
struct hessian_point;

/* What the models of one experiment share; unused members are NULL. */
struct shared {
    const struct architecture *architecture;
    struct net *net;
    struct conv *conv;
    struct general_data *general;
    struct pool *pool;
    const struct catapult_progress *progress; /* while models are made: receives the fraction done of the present one */
    size_t n, n_test, c;
};

/* One contiguous array of a state. */
struct state_array {
    double *value;
    size_t count;
};

enum { STATE_ARRAYS_MAX = CATAPULT_DEPTH_MAX + 2 };

struct model_class {
    const char *name;
    bool constant_kernel; /* K never changes */
    bool products;        /* with several outputs there is no matrix K, only apply */

    /* Makes a model; reset sets it to w0.  bare: only for stepping, no kernel and no test set (eta_max searches).
     * NULL without memory. */
    void *(*make)(const struct shared *shared, bool bare);
    void (*free)(void *model);
    void (*reset)(void *model, bool kernel); /* back to w0 */

    /* w <- w - eta * J^T u with u (c, n) the derivative of the batch loss in f (zero outside the batch);
     * then computes f at the new w and, if `kernel`, everything that kernel() or apply() need. */
    void (*step)(void *model, double eta, const double *u, bool kernel);

    /* The two parts of a step, for callers that change the arrays in between (momentum).  update changes only the arrays,
     * from the signals of the last evaluation; evaluate computes all that follows from the arrays. */
    void (*update)(void *model, double eta, const double *u);
    void (*evaluate)(void *model, bool kernel);

    /* The whole state as a list of arrays, always in the same order.  w is an affine function of the arrays, so a linear
     * combination of states is one of weights.  Returns how many there are.  The model owns them. */
    int (*arrays)(const void *model, struct state_array list[STATE_ARRAYS_MAX]);

    const double *(*output)(const void *model);              /* f, (c, n) */
    void (*test)(void *model, double *f_test);               /* (c, n_test) */
    double (*distance)(const void *model);                   /* |w - w0| */
    const double *(*kernel)(const void *model);              /* (c n, c n) symmetric, or NULL: apply only */
    /* ku = K u for `count` vectors, (count, c, n) both; NULL if kernel() is not */
    void (*apply)(void *model, size_t count, const double *u, double *ku);

    double (*bytes)(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);
    double (*flops)(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs); /* step + kernel */
    double (*test_flops)(const struct catapult_settings *settings, size_t n, size_t d,
                         size_t outputs); /* one test example */
    double (*numbers)(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs); /* in all arrays */
};

extern const struct model_class model_network, model_linear, model_quadratic, model_general;
extern const struct model_class conv_network, conv_quadratic;

/* What depends on the type of the network: which models exist, what they share, and where w0 is stored.  The sizes of images
 * are those of settings->data.image. */
struct architecture {
    const char *name;
    const struct model_class *model[CATAPULT_MODEL_COUNT]; /* NULL: there is no such model */

    enum catapult_status (*make)(struct shared *shared, const struct catapult_settings *settings,
                                 const struct catapult_dataset *data, const struct catapult_progress *progress,
                                 struct catapult_error *err);
    void (*free)(struct shared *shared); /* frees what make made, if anything */

    /* The tangent kernel at w0, see ntk.h; the linear model needs it.  False also if shared->progress cancels it.
     * NULL: there is no linear model.  ntk_bytes: temporary memory while it runs; NULL: too little to count. */
    bool (*ntk)(const struct shared *shared, double *k, double *f, double *k_test, double *f_test);
    double (*ntk_bytes)(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);

    /* See hessian.h: false if there is no Hessian for the model, or without memory. */
    bool (*hessian)(struct hessian *out, const struct hessian_point *at);

    double (*bytes)(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);
    double (*making_bytes)(const struct catapult_settings *settings,
                           size_t d); /* temporary memory while it is made; NULL: too little to count */
    double (*look_bytes)(const struct catapult_settings *settings, size_t n, size_t d,
                         size_t outputs); /* sharpness, Taylor errors */
    double (*parameters)(const struct catapult_settings *settings, size_t d, size_t outputs);

    /* The initial weights of a layer as they multiply its input: writes the dimensions of the array into shape, and the
     * values into weights if it is not NULL.  Returns the number of dimensions; 0: no such layer. */
    int (*w0)(const struct shared *shared, int layer, size_t shape[4], double *weights);

    /* The weights of that layer at a state of one of the models, the linear one excepted (its state is no point in w). */
    void (*weights)(const struct shared *shared, const struct model_class *class, const void *state, int layer,
                    double *weights);
};

extern const struct architecture architecture_fc, architecture_conv, architecture_general;

/* Save the state to, and restore it from, a buffer of model_size bytes; model_restore also evaluates. */
size_t model_size(const struct model_class *class, const void *model);
void model_save(const struct model_class *class, const void *model, void *buffer);
void model_restore(const struct model_class *class, void *model, const void *buffer, bool kernel);

#endif
