/* gemm.h - matrix products with BLAS, and the distance of two vectors. */
#ifndef CORE_GEMM_H
#define CORE_GEMM_H

#include <stddef.h>

/* dst (rows, cols) = alpha * a (rows, inner) * b (inner, cols) + beta * dst.  lda, ldb, ldd: row strides.  One thread. */
void gemm(size_t rows, size_t cols, size_t inner, double alpha, const double *a, size_t lda,
          const double *b, size_t ldb, double beta, double *dst, size_t ldd);

/* dst (rows, cols) = alpha * a (rows, inner) * b(cols, inner)^T + beta * dst. */
void gemm_nt(size_t rows, size_t cols, size_t inner, double alpha, const double *a, size_t lda,
             const double *b, size_t ldb, double beta, double *dst, size_t ldd);

/* dst (rows, cols) = alpha * a(inner, rows)^T * b (inner, cols) + beta * dst. */
void gemm_tn(size_t rows, size_t cols, size_t inner, double alpha, const double *a, size_t lda,
             const double *b, size_t ldb, double beta, double *dst, size_t ldd);

/* |a - b|^2 */
double distance2(size_t count, const double *a, const double *b);

#endif
