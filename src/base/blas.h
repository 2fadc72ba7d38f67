/* blas.h - which kernels OpenBLAS uses, whether better ones should be asked for, and whether they multiply correctly.
 *
 * OpenBLAS chooses its kernels when it is loaded, by tables of processors.  Where a processor is newer than the
 * tables, some versions take it for an old one (0.3.19 to 0.3.24 take every Intel processor of an extended model of
 * 0xb0 or more for a Pentium 4: OpenBLAS issue 4267), and a product takes three to five times as long.  The
 * environment variable OPENBLAS_CORETYPE names kernels, but only before the library is loaded.  Nothing here changes
 * the environment or starts anything: the programs do (cmd/kernels.h), the library never does. */
#ifndef BASE_BLAS_H
#define BASE_BLAS_H

#include <stdbool.h>

/* What the choice depends on.  Texts may be anything; NULL: there is none. */
struct blas_facts {
    bool fma;             /* the processor has AVX2 and FMA, and the system saves their registers */
    bool avx512;          /* AVX-512 F, DQ, BW, VL and CD, likewise */
    const char *config;   /* openblas_get_config() */
    const char *corename; /* openblas_get_corename() */
    const char *wish;     /* OPENBLAS_CORETYPE */
    const char *failed;   /* kernels chosen before, whose products were wrong */
};

enum { BLAS_REASON = 160 };

struct blas_choice {
    const char *coretype;     /* a value for OPENBLAS_CORETYPE; NULL: leave OpenBLAS as it is */
    char reason[BLAS_REASON]; /* why, as a part of a sentence */
};

/* A function of the facts alone. */
struct blas_choice blas_choice(const struct blas_facts *facts);

/* The facts of this process; failed is NULL.  The texts belong to OpenBLAS and to the environment. */
struct blas_facts blas_facts_now(void);

/* Whether a kernel of that name is known to compute without FMA. */
bool blas_is_old(const char *corename);

/* The products that blas_is_sound tries: row-major c = alpha op(a) op(b) + beta c, op(a) (m, k), op(b) (k, n); and the
 * upper triangle of c = alpha op(a) op(a)^T + beta c, op(a) (n, k). */
struct blas_calls {
    void (*gemm)(bool trans_a, bool trans_b, int m, int n, int k, double alpha, const double *a, int lda,
                 const double *b, int ldb, double beta, double *c, int ldc);
    void (*syrk)(bool trans, int n, int k, double alpha, const double *a, int lda, double beta, double *c, int ldc);
};

extern const struct blas_calls blas_calls; /* cblas_dgemm and cblas_dsyrk */

/* Multiplies matrices of odd sizes, transposed or not, and compares every element with plain loops.  The elements are
 * integers, so small that every partial sum is one of at most 53 bits: whatever the order of the sum, with FMA or
 * without, the result is exact, and must be equal.  (A tolerance of 1e-13 would be met with 0.)  They are also so large
 * that single precision cannot hold a product.  The sizes are beyond those that OpenBLAS has separate small-matrix
 * kernels for, and beyond the depth at which it splits a sum.  One thread, about a millisecond. */
bool blas_is_sound(const struct blas_calls *calls);

/* What a program says about its kernels to catapult_machine_blas: chosen, and the reason.  Both are copied; chosen may be NULL:
 * left as they are after a choice that failed.  At the start of the program, before there are threads. */
void blas_tell(const char *chosen, const char *reason);

#endif
