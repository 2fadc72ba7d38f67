/* hessian.h - products with the Hessian of the training loss, behind one interface for all models that have one.
 *
 * A vector is a flat array whose layout is the model's affair; its inner product is that of the weights.  Of a dense
 * network's first layer only what lies in the span of the inputs is kept, where that is how the network itself does
 * it (net.h): dW_1 = C X / sqrt(d) and <dW_1, dW_1'> = <C, C' Q>.  Nothing is lost: a direction of W_1 at right angles to
 * all inputs changes no output, so it is an eigenvector to the eigenvalue 0. */
#ifndef CORE_HESSIAN_H
#define CORE_HESSIAN_H

#include <stddef.h>

#include "core/model/model.h"

/* Where: a model's state, with its residual r (c, n); the scale of the loss, and the experiment's seed. */
struct hessian_point {
    const struct shared *shared;
    const struct model_class *class;
    const void *state;
    const double *r;
    double scale;
    int seed;
};

struct hessian {
    size_t size;                                       /* numbers in a vector */
    void *own;
    void (*take)(void *own, const struct hessian_point *at); /* notes w and r */
    void (*product)(void *own, double *v, double *out); /* out = H_L v; may complete v with what follows from it */
    double (*dot)(const void *own, const double *a, const double *b);
    void (*draw)(void *own, double *v);                /* some vector to begin with */
    void (*free)(void *own);
};

/* False if the model has none here (out->own is then NULL), or without memory. */
bool hessian_dense(struct hessian *out, const struct hessian_point *at);
bool hessian_conv(struct hessian *out, const struct hessian_point *at);
bool hessian_general(struct hessian *out, const struct hessian_point *at);

/* Bytes of the products and of the three vectors of a sharpness, of the model that takes the most. */
double hessian_dense_bytes(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs);
double hessian_conv_bytes(const struct catapult_settings *settings, size_t n, size_t outputs);
double hessian_general_bytes(size_t n, size_t p);

#endif
