/* conv_rows.h - rows of the Jacobian of a convolutional model (one for every output and example), and the step and the kernel
 * computed from them.
 *
 * With u_ki the weight of output k of example i, phi_i its features, and the signals b = d(f_k)/dZ_l,
 *
 *     G_l(ki) = b pi(a_l-1)^T / sqrt(F_l)  (C_l, F_l)   gradient of f_k(x_i) in W_l;  in V_k it is phi_i / sqrt(R)
 *     W_l -= sum_ki u_ki G_l(ki),          V_k -= sum_i u_ki phi_i / sqrt(R)
 *     K_(ki)(oj) = sum_l <G_l(ki), G_l(oj)> + delta_ko <phi_i, phi_j> / R
 *
 * Only how an example's f, phi and G are computed differs between the models: a conv_example function.
 *
 * If the G of a layer would be larger than the signals b and inputs a that it is computed from, these are stored instead, and
 * G is computed a few channels at a time (conv_blocks.c).  In the quadratic model G = bt pi(a)^T + b pi(a')^T has two such
 * parts. */
#ifndef CORE_CONV_ROWS_H
#define CORE_CONV_ROWS_H

#include "core/conv/conv.h"
#include "core/algebra/gram.h"
#include "base/arena.h"

struct conv_rows {
    const struct conv *conv;
    size_t n;              /* capacity in examples */
    int parts;             /* of G: 1, or 2 for the quadratic model */
    size_t stride;         /* of phi: R with padding */
    struct arena arena;
    double *phi;           /* (n, stride) */
    double *g[CATAPULT_DEPTH_MAX];  /* (c, n, C_l F_l): row k*n + i; NULL: signal and input are stored instead */
    double *signal[2][CATAPULT_DEPTH_MAX]; /* b, or bt and b: (c, n, C_l P) */
    double *input[2][CATAPULT_DEPTH_MAX];  /* a, or a and a': (n, C_l-1 P) */
};

/* Whether signals and inputs of this layer are stored instead of G.  Depends on the network only, not on n. */
bool conv_keeps_signals(const struct conv_shape *shape, int layer);

/* Where to store the results of one example. */
struct conv_place {
    double *f;             /* output k at f[k * f_stride] */
    size_t f_stride;
    double *phi;           /* (R), or NULL: compute f only */
    double *g[CATAPULT_DEPTH_MAX];  /* of output 0; that of output k is k * g_stride[l] further */
    size_t g_stride[CATAPULT_DEPTH_MAX];
    double *signal[2][CATAPULT_DEPTH_MAX], *input[2][CATAPULT_DEPTH_MAX]; /* used if g is NULL */
    size_t signal_stride[CATAPULT_DEPTH_MAX];
};

/* Computes f, and phi and G if place->phi is not NULL, of the example x at the weights w.  thread: selects the scratch and is
 * passed to pool_lap. */
typedef void conv_example(const struct conv *conv, int thread, const double *w, const double *x,
                          const struct conv_place *place);
conv_example conv_network_example, conv_quadratic_example;

bool conv_rows_init(struct conv_rows *rows, const struct conv *conv, size_t n, int parts);
void conv_rows_done(struct conv_rows *rows);
double conv_rows_bytes(const struct conv_shape *shape, size_t n, int parts);

/* Computes the rows of `count` examples x (count, d), and f (c, f_stride).  rows NULL: f only. */
void conv_rows_compute(struct conv_rows *rows, const struct conv *conv, conv_example *example, const double *w,
                       const double *x, size_t count, double *f, size_t f_stride);

/* The update of W_l and V above, for weights u (c, n). */
void conv_rows_step(const struct conv_rows *rows, const double *u, double *w);

/* What a kernel needs in addition to the rows. */
struct conv_kernel {
    struct arena arena;
    struct gram gradients; /* of c n rows */
    struct gram features;  /* of n rows; not used for one output, where `gradients` takes both */
    double *product;       /* (n, n); not used for one output */
    double *k;             /* K, (c n, c n) */
    double *block;         /* G of c n rows, conv_block_channels at a time; NULL if G is stored for every layer */
};
bool conv_kernel_init(struct conv_kernel *kernel, const struct conv *conv);
void conv_kernel_done(struct conv_kernel *kernel);
double conv_kernel_bytes(const struct conv_shape *shape, size_t n, int threads);

/* kernel->k = K of the data's n examples. */
void conv_rows_kernel(const struct conv_rows *rows, struct conv_kernel *kernel);

/* --- conv_blocks.c: layers whose signals and inputs are stored --- */

/* The number of channels whose G is computed at a time, for `count` examples; and the length of such a block, 0 if the network
 * has no such layer. */
size_t conv_block_channels(const struct conv_shape *shape, int layer, size_t count);
size_t conv_block_size(const struct conv_shape *shape, size_t count);

/* block (c, count, channels F_l) = G_l of channels [row, row + channels) of the first `count` examples.  The order of its
 * columns differs from that of the weights. */
void conv_block_fill(const struct conv_rows *rows, int layer, size_t row, size_t channels, size_t count, double *block);

/* A thread's part of W_l -= sum u G_l; w is the whole weight vector. */
void conv_block_step(const struct conv_rows *rows, int layer, const double *u, int thread, int threads, double *w);

/* The tangent kernel of the network at w0, with the same results as ntk_compute; and the temporary bytes it needs.  False
 * without memory, or if progress cancels it.  progress gets the fraction only, no name. */
bool conv_ntk(const struct conv *conv, const struct catapult_progress *progress, double *k, double *f, double *k_test,
              double *f_test);
double conv_ntk_bytes(const struct conv_shape *shape, size_t n, size_t n_test, int threads);

#endif
