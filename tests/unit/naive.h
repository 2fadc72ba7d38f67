/* naive.h - the textbook reference: every model as a function of one flat parameter vector w, one example
 * and one direction of w at a time, by hyper-dual numbers; the kernel as J J^T; eigenvalues by Jacobi's
 * rotations.  Nothing of the core is used but the names of its enums, and no BLAS.
 *
 * PAPER sections 1 and 2.  A network's w is W_1 (m_1, d), ..., V (c, m_L), all row-major, and
 * z_l = W_l a_(l-1) / sqrt(fan-in), a_l = s(z_l), f = V a_L / sqrt(m_L).  A convolutional one's is W_1 (C_1, C_0, k, k),
 * ..., V (c, C_L, H, W), or (c, C_L) if it reads means. */
#ifndef TESTS_NAIVE_H
#define TESTS_NAIVE_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

enum { NAIVE_LAYERS = 6 }; /* weight matrices */

struct naive_image {
    size_t height, width, kernel; /* height 0: fully connected */
    bool mean;
};

struct naive {
    enum catapult_model_kind kind;
    enum catapult_activation_kind activation;
    int layers;                     /* weight matrices; 0: general */
    size_t size[NAIVE_LAYERS + 1];  /* d, m_1, ..., m_L, c */
    struct naive_image image;       /* if convolutional; size[] are then channels, without the last, c */
    size_t n, n_test, d, c, p;
    const double *x, *y, *x_test, *y_test; /* borrowed */
    double gamma;                   /* general */
    const double *phi, *s;          /* (n, p), borrowed; diagonal of S */
    double *w0, *w;                 /* (p), owned */
};

/* Everything but w0, w and p is copied from *shape; w0 (p) is copied, w starts at it. */
struct naive *naive_new(const struct naive *shape, size_t p, const double *w0);
void naive_free(struct naive *model);

/* f (c) of the convolutional network for an image x, weights first to last in w; naive_conv.c. */
struct hd;
void naive_conv(const struct naive *model, const struct hd *w, const double *x, struct hd *f);

/* f of example i at w; i >= n stands for test example i - n.  f has (c) entries. */
void naive_output(const struct naive *model, size_t i, double *f);

/* The c gradients of example i in w, at w: jac (c, p). */
void naive_jacobian(const struct naive *model, size_t i, double *jac);

/* H_i v for every output at the model's own point (network: at w; quadratic: at w0): hv (c, p). */
void naive_hessian(const struct naive *model, size_t i, const double *v, double *hv);

/* All rows at w: f (n c), the index of output k of example i is i*c + k; jac (n c, p). */
void naive_outputs(const struct naive *model, double *f);
void naive_jacobians(const struct naive *model, double *jac);

/* c of L = (c/2) sum r^2: sum 1, mean 2/count. */
double naive_scale(enum catapult_loss_kind loss, size_t count);

/* w <- w - eta c_B J_B^T r_B over the rows of the batch; rows NULL: all n. */
void naive_step(struct naive *model, double eta, enum catapult_loss_kind loss, const size_t *rows, size_t batch);

double naive_train_loss(const struct naive *model, enum catapult_loss_kind loss);
double naive_test_loss(const struct naive *model, enum catapult_loss_kind loss); /* NaN without a test set */
double naive_accuracy(const struct naive *model, bool test);
double naive_distance(const struct naive *model);

/* scale * J J^T, (n c, n c). */
void naive_kernel(const struct naive *model, double scale, double *k);

/* Eigenpairs of the symmetric matrix a (size, size), which is destroyed; largest first, vectors in the rows
 * of v (size, size).  Cyclic Jacobi: every eigenvalue to a few eps |a|. */
void naive_eigen(size_t size, double *a, double *lambda, double *v);

#endif
