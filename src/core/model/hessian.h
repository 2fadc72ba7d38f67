/* hessian.h - products with the Hessian of the training loss: one interface for all models that have them.
 *
 * A vector is a flat array with a layout private to the model; its inner product is that of the weights.  If a dense network
 * stores its first layer in the span of the inputs (net.h), so do the vectors: dW_1 = C X / sqrt(d) and
 * <dW_1, dW_1'> = <C, C' Q>.  Nothing is lost: a direction of W_1 orthogonal to all inputs changes no output, so it is an
 * eigenvector with eigenvalue 0. */
#ifndef CORE_HESSIAN_H
#define CORE_HESSIAN_H

#include <stddef.h>

#include "core/model/model.h"

/* The point at which the Hessian is taken: a model's state with its residual r (c, n), the scale of the loss, and the seed
 * of the experiment. */
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
    void (*take)(void *own, const struct hessian_point *at); /* copies w and r */
    void (*product)(void *own, double *v, double *out); /* out = H_L v; may fill parts of v that follow from the others */
    double (*dot)(const void *own, const double *a, const double *b);
    void (*draw)(void *own, double *v);                /* a random start vector */
    void (*free)(void *own);
};

/* False if there is no Hessian for the model here (out->own is then NULL), or without memory. */
bool hessian_dense(struct hessian *out, const struct hessian_point *at);
bool hessian_conv(struct hessian *out, const struct hessian_point *at);
bool hessian_general(struct hessian *out, const struct hessian_point *at);

/* Bytes for the products and for the three vectors of a sharpness, of the model that needs the most. */
double hessian_dense_bytes(const struct catapult_settings *settings, size_t n, size_t d, size_t outputs);
double hessian_conv_bytes(const struct catapult_settings *settings, size_t n, size_t outputs);
double hessian_general_bytes(size_t n, size_t p);

#endif
