/* model.h - what a model is to the experiment: a const struct of functions, one file per class.
 *
 * A model holds its weights as the way gone from w0, and after make, reset, step and restore its outputs f
 * on the training set are ready.  Where (c, n) is said, c counts outputs and the array is a row per output.
 * Kernels here are K = J J^T without the loss scale; row and column k*n + i stand for output k of example i. */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

#include "core/net.h"

struct general_data;

/* What models of one experiment share; the unused one is NULL. */
struct shared {
    struct net *net;
    struct general_data *general;
    struct pool *pool;
    size_t n, n_test, c;
};

struct model_class {
    const char *name;
    bool constant_kernel; /* K never changes */

    /* A model at w0.  bare: only stepping is wanted, no kernel, no test set (eta_max searches).
     * NULL without memory. */
    void *(*make)(const struct shared *shared, bool bare);
    void (*free)(void *model);
    void (*reset)(void *model, bool kernel); /* back to w0 */

    /* w <- w - eta * J^T u with u (c, n) the derivative of the batch loss in f (zero outside the batch);
     * then f at the new w and, if asked for, all that kernel() or kernel_apply() need. */
    void (*step)(void *model, double eta, const double *u, bool kernel);

    const double *(*output)(const void *model);              /* f, (c, n) */
    void (*test)(void *model, double *f_test);               /* (c, n_test) */
    double (*distance)(const void *model);                   /* |w - w0| */
    const double *(*kernel)(const void *model);              /* (c n, c n) symmetric, or NULL: apply only */
    /* ku = K u for `count` vectors, (count, c, n) both; NULL if kernel() is not */
    void (*apply)(void *model, size_t count, const double *u, double *ku);

    size_t (*size)(const void *model); /* bytes of the state */
    void (*save)(const void *model, void *buffer);
    void (*restore)(void *model, const void *buffer, bool kernel);

    double (*bytes)(const struct settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);
    double (*flops)(const struct settings *settings, size_t n, size_t d, size_t outputs); /* step + kernel */
};

extern const struct model_class model_network, model_linear, model_quadratic, model_general;

const struct model_class *model_class_of(enum model_kind kind);

#endif
