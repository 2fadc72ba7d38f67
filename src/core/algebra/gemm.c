/* gemm.c - see gemm.h. */
#include "core/algebra/gemm.h"

#include <gsl/gsl_cblas.h> /* OpenBLAS at link time: configure.ac */

void gemm(size_t rows, size_t cols, size_t inner, double alpha, const double *a, size_t lda,
          const double *b, size_t ldb, double beta, double *dst, size_t ldd)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)cols, (int)inner, alpha, a,
                (int)lda, b, (int)ldb, beta, dst, (int)ldd);
}

void gemm_nt(size_t rows, size_t cols, size_t inner, double alpha, const double *a, size_t lda,
             const double *b, size_t ldb, double beta, double *dst, size_t ldd)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)cols, (int)inner, alpha, a,
                (int)lda, b, (int)ldb, beta, dst, (int)ldd);
}

void gemm_tn(size_t rows, size_t cols, size_t inner, double alpha, const double *a, size_t lda,
             const double *b, size_t ldb, double beta, double *dst, size_t ldd)
{
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)rows, (int)cols, (int)inner, alpha, a,
                (int)lda, b, (int)ldb, beta, dst, (int)ldd);
}

double distance2(size_t count, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}
