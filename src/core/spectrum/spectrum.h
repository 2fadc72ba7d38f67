/* spectrum.h - eigenpairs of a symmetric positive semidefinite kernel: the leading few tracked from step to step, or all
 * eigenvalues at once.  Hides which library is used.
 *
 * Tracking is a block method with a warm start.  The space starts as the span of the last eigenvectors and grows by
 * residuals; a Rayleigh-Ritz step solves the problem in it (GSL); when the space is full, the method restarts.  This is
 * block Davidson without a preconditioner, which is block Lanczos with full orthogonalisation (Saad, Numerical Methods for
 * Large Eigenvalue Problems, ch. 6 and 8).  A pair is accepted when |K p - lambda p| <= 1e-9 lambda_1.  That shows that p
 * is an eigenvector, but not that none was missed.  So if K is available as a matrix, a Cholesky factorisation of
 *
 *     (lambda_k + delta) I - K + sum_{i<=k} lambda_i p_i p_i^T,   delta = 1e-8 lambda_1
 *
 * must exist, which it does only if no other eigenvalue exceeds lambda_k + delta. */
#ifndef CORE_SPECTRUM_H
#define CORE_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/status.h>

struct spectrum;

struct kernel_operator {
    const double *matrix;                                 /* (size, size) symmetric, or NULL: use apply */
    void (*apply)(void *model, size_t count, const double *x, double *y); /* y = K x for `count` vectors */
    void *model;
};

/* Leading min(top, size) pairs of kernels (size, size).  cluster: how many eigenvalues may be close together; pass the
 * number of outputs, because at w0 the outputs of a wide network have nearly the same kernel.  matrix: the kernels will be
 * given as matrices, so that the proof is possible.  NULL without memory. */
struct spectrum *spectrum_new(size_t size, int top, int cluster, bool matrix, int seed);
void spectrum_free(struct spectrum *spectrum);
int spectrum_count(const struct spectrum *spectrum);

/* Computes the pairs of the present kernel; allocates nothing.  Returns false if the kernel is not finite: then the
 * eigenvalues are NaN and the tracked vectors are unchanged. */
bool spectrum_track(struct spectrum *spectrum, const struct kernel_operator *kernel);

double spectrum_lambda(const struct spectrum *spectrum, int k);        /* of K as given, largest first; NaN past the last */
const double *spectrum_vector(const struct spectrum *spectrum, int k); /* (size) of unit length */
double spectrum_residual(const struct spectrum *spectrum, int k);      /* |K p - lambda p| */

/* |<p_k, p_k of the previous call>|; NaN at the first call.  Near 1 while p_k stays the same eigenvector. */
double spectrum_overlap(const struct spectrum *spectrum, int k);

/* The number of the direction that p_k is (identity.h); k after the first call. */
int spectrum_direction(const struct spectrum *spectrum, int k);

/* The work of the last call: products K x, and restarts with random vectors after a failed proof. */
int spectrum_products(const struct spectrum *spectrum);
int spectrum_repairs(const struct spectrum *spectrum);

/* The tracked vectors and their numbers, so that a restored run computes the same bits. */
size_t spectrum_state_size(const struct spectrum *spectrum);
void spectrum_save(const struct spectrum *spectrum, void *buffer);
void spectrum_restore(struct spectrum *spectrum, const void *buffer);
void spectrum_reset(struct spectrum *spectrum); /* forgets the vectors: the next call is a cold start */

/* All eigenvalues, largest first.  Destroys matrix.  GSL up to 512, LAPACK above. */
enum catapult_status spectrum_all(size_t size, double *matrix, double *lambda, struct catapult_error *err);

#endif
