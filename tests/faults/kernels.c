/* kernels.c - a library to be loaded before OpenBLAS (LD_PRELOAD), which then takes every processor for a Prescott unless
 * OPENBLAS_CORETYPE says otherwise.  Besides:
 *
 *     KERNELS_WRONG="SkylakeX Haswell"   products are wrong where OPENBLAS_CORETYPE is one of these
 *     KERNELS_NO_EXEC=always             execv fails; =again: where OPENBLAS_CORETYPE is set at the start already
 *     KERNELS_END=FILE                   what stands in the environment at the end is appended to that file */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char coretype[64];
static int wrong, no_exec;

__attribute__((constructor)) static void start(void)
{
    const char *wish = getenv("OPENBLAS_CORETYPE"), *names = getenv("KERNELS_WRONG"), *denied = getenv("KERNELS_NO_EXEC");
    snprintf(coretype, sizeof coretype, "%s", wish ? wish : "");
    wrong = *coretype && names && strstr(names, coretype);
    no_exec = denied && (strcmp(denied, "always") == 0 || *coretype);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("KERNELS_END"), *wish = getenv("OPENBLAS_CORETYPE"), *message = getenv("CATAPULT_KERNELS");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%s %s\n", wish ? wish : "-", message ? message : "-");
        fclose(file);
    }
}

char *openblas_get_corename(void)
{
    static char prescott[] = "Prescott";
    char *(*real)(void) = (char *(*)(void))dlsym(RTLD_NEXT, "openblas_get_corename");
    return *coretype && real ? real() : prescott;
}

typedef void dgemm(int, int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int);

dgemm cblas_dgemm;
void cblas_dgemm(int order, int trans_a, int trans_b, int m, int n, int k, double alpha, const double *a, int lda,
                 const double *b, int ldb, double beta, double *c, int ldc)
{
    dgemm *real = (dgemm *)dlsym(RTLD_NEXT, "cblas_dgemm");
    real(order, trans_a, trans_b, m, n, wrong ? k - 1 : k, alpha, a, lda, b, ldb, beta, c, ldc);
}

int execv(const char *path, char *const argv[])
{
    int (*real)(const char *, char *const *) = (int (*)(const char *, char *const *))dlsym(RTLD_NEXT, "execv");
    if (!no_exec)
        return real(path, argv);
    errno = EACCES;
    return -1;
}
