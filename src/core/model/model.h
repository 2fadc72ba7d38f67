/* model.h - what a model is to the experiment: a const struct of functions, one file per class; and the
 * architectures, each with the classes of its own for the models that exist for it.
 *
 * A model holds its weights as the way gone from w0, and after reset, step and evaluate its outputs f
 * on the training set are ready.  Where (c, n) is said, c counts outputs and the array is a row per output.
 * Kernels here are K = J J^T without the loss scale; row and column k*n + i stand for output k of example i. */
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

/* What models of one experiment share; the unused ones are NULL. */
struct shared {
    const struct architecture *architecture;
    struct net *net;
    struct conv *conv;
    struct general_data *general;
    struct pool *pool;
    const struct catapult_progress *progress; /* while models are made: takes how much of the one under way is done */
    size_t n, n_test, c;
};

/* Numbers of a state that lie in one piece. */
struct state_array {
    double *value;
    size_t count;
};

enum { STATE_ARRAYS_MAX = CATAPULT_DEPTH_MAX + 2 };

struct model_class {
    const char *name;
    bool constant_kernel; /* K never changes */
    bool products;        /* with several outputs K is known by apply alone */

    /* A model at w0.  bare: only stepping is wanted, no kernel, no test set (eta_max searches).
     * NULL without memory. */
    void *(*make)(const struct shared *shared, bool bare);
    void (*free)(void *model);
    void (*reset)(void *model, bool kernel); /* back to w0 */

    /* w <- w - eta * J^T u with u (c, n) the derivative of the batch loss in f (zero outside the batch);
     * then f at the new w and, if asked for, all that kernel() or kernel_apply() need. */
    void (*step)(void *model, double eta, const double *u, bool kernel);

    /* step in two parts, for whoever has to move the arrays in between: the arrays alone, from the signals of
     * the last evaluation; then all that follows from the arrays, whoever wrote them. */
    void (*update)(void *model, double eta, const double *u);
    void (*evaluate)(void *model, bool kernel);

    /* The whole state, always in the same order: arrays that w is an affine function of, so that moving along
     * them is moving w.  Returns how many there are.  The model owns them. */
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

/* What a network's type decides: which models there are, what they share, and where w0 is.  Sizes of images are
 * those of settings->data.image. */
struct architecture {
    const char *name;
    const struct model_class *model[CATAPULT_MODEL_COUNT]; /* NULL: has no such model */

    enum catapult_status (*make)(struct shared *shared, const struct catapult_settings *settings,
                                 const struct catapult_dataset *data, const struct catapult_progress *progress,
                                 struct catapult_error *err);
    void (*free)(struct shared *shared); /* what make made, or nothing if that failed */

    /* The tangent kernel at w0, see ntk.h: what the linear model lives on; false also if shared->progress ends it.
     * NULL: there is no linear model.  And the bytes that it needs only while it works; NULL: none worth counting. */
    bool (*ntk)(const struct shared *shared, double *k, double *f, double *k_test, double *f_test);
    double (*ntk_bytes)(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);

    /* See hessian.h: false if the model has none here, or without memory. */
    bool (*hessian)(struct hessian *out, const struct hessian_point *at);

    double (*bytes)(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);
    double (*making_bytes)(const struct catapult_settings *settings,
                           size_t d); /* more while it is made; NULL: none worth counting */
    double (*look_bytes)(const struct catapult_settings *settings, size_t n, size_t d,
                         size_t outputs); /* sharpness, Taylor errors */
    double (*parameters)(const struct catapult_settings *settings, size_t d, size_t outputs);

    /* The initial weights of a layer as they multiply its input: the dimensions of the array, into shape, and
     * its numbers if weights is not NULL.  0: no such layer. */
    int (*w0)(const struct shared *shared, int layer, size_t shape[4], double *weights);
};

extern const struct architecture architecture_fc, architecture_conv, architecture_general;

/* The state in a buffer of model_size bytes; model_restore evaluates. */
size_t model_size(const struct model_class *class, const void *model);
void model_save(const struct model_class *class, const void *model, void *buffer);
void model_restore(const struct model_class *class, void *model, const void *buffer, bool kernel);

#endif
