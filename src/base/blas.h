/* blas.h - which kernels OpenBLAS uses, whether better ones should be requested, and whether they multiply correctly.
 *
 * OpenBLAS chooses its kernels when it is loaded, from tables of processors.  Some versions take a processor that is
 * newer than their tables for an old one (0.3.19 to 0.3.24 take every Intel processor with an extended model of 0xb0 or
 * more for a Pentium 4: OpenBLAS issue 4267), and a product takes three to five times as long.  The environment variable
 * OPENBLAS_CORETYPE selects kernels, but only before the library is loaded.  Nothing here changes the environment or
 * starts a program: the programs do (cmd/kernels.h), the library never does. */
#ifndef BASE_BLAS_H
#define BASE_BLAS_H

#include <stdbool.h>

/* What the choice depends on.  The strings may have any content; NULL: not available. */
struct blas_facts {
    bool fma;             /* the processor has AVX2 and FMA, and the system saves their registers */
    bool avx512;          /* AVX-512 F, DQ, BW, VL and CD, likewise */
    const char *config;   /* openblas_get_config() */
    const char *corename; /* openblas_get_corename() */
    const char *wish;     /* OPENBLAS_CORETYPE */
    const char *failed;   /* kernels chosen earlier whose products were wrong */
};

enum { BLAS_REASON = 160 };

struct blas_choice {
    const char *coretype;     /* a value for OPENBLAS_CORETYPE; NULL: leave OpenBLAS as it is */
    char reason[BLAS_REASON]; /* why, as part of a sentence */
};

/* A function of the facts alone. */
struct blas_choice blas_choice(const struct blas_facts *facts);

/* The facts of this process; failed is NULL.  The strings are owned by OpenBLAS and the environment. */
struct blas_facts blas_facts_now(void);

/* Whether kernels of that name are known to compute without FMA. */
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
 * integers small enough that every partial sum fits into 53 bits.  So the result is exact in any order of the sum, with or
 * without FMA, and must be equal: no tolerance is needed.  They are large enough that single precision cannot hold a
 * product.  The sizes are above those of OpenBLAS's separate small-matrix kernels, and above the depth at which it splits
 * a sum.  One thread, about a millisecond. */
bool blas_is_sound(const struct blas_calls *calls);

/* Tells catapult_machine_blas which kernels the program chose, and the reason.  Both are copied.  chosen is NULL if no choice
 * worked and the kernels were left as they are.  Call it at the start of the program, before there are threads. */
void blas_tell(const char *chosen, const char *reason);

#endif
