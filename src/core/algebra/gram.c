/* gram.c - see gram.h. */
#include "core/algebra/gram.h"

#include <gsl/gsl_cblas.h> /* OpenBLAS at link time: configure.ac */
#include <string.h>

#include "base/clones.h"


bool gram_init(struct gram *gram, struct arena *arena, size_t n, int threads)
{
    *gram = (struct gram){n, threads, NULL};
    return arena_array(arena, &gram->part, (size_t)threads * n * n);
}

static double *part_of(const struct gram *gram, int thread)
{
    return gram->part + (size_t)thread * gram->n * gram->n;
}

void gram_clear(struct gram *gram, int thread)
{
    memset(part_of(gram, thread), 0, gram->n * gram->n * sizeof(double));
}

void gram_add(struct gram *gram, int thread, size_t rows, const double *a)
{
    int n = (int)gram->n;
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, n, (int)rows, 1.0, a, n, 1.0,
                part_of(gram, thread), n);
}

void gram_add_examples(struct gram *gram, int thread, size_t cols, double scale, const double *a, size_t lda)
{
    int n = (int)gram->n;
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, (int)cols, scale, a, (int)lda, 1.0,
                part_of(gram, thread), n);
}

void gram_add_mixed(struct gram *gram, int thread, size_t rows, const double *a, const double *b)
{
    int n = (int)gram->n;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, n, n, (int)rows, 1.0, a, n, b, n, 1.0,
                part_of(gram, thread), n);
}

struct reduce {
    const struct gram *gram;
    bool symmetric;
    double scale;
    double *dst;
};

VECTOR_CLONES
static void reduce_rows(void *context, int thread, int threads)
{
    const struct reduce *r = context;
    size_t n = r->gram->n, begin, end;
    pool_part(n, 1, thread, threads, &begin, &end);
    for (size_t i = begin; i < end; i++)
        for (size_t j = r->symmetric ? i : 0; j < n; j++) {
            double sum = 0;
            for (int t = 0; t < r->gram->threads; t++)
                sum += part_of(r->gram, t)[i * n + j];
            r->dst[i * n + j] = r->scale * sum;
            if (r->symmetric)
                r->dst[j * n + i] = r->scale * sum;
        }
}

void gram_reduce(const struct gram *gram, struct pool *pool, bool symmetric, double scale, double *dst)
{
    struct reduce r = {gram, symmetric, scale, dst};
    pool_run(pool, reduce_rows, &r);
}

VECTOR_CLONES
void parts_reduce(int threads, size_t count, const double *part, double scale, double *dst)
{
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (int t = 0; t < threads; t++)
            sum += part[(size_t)t * count + i];
        dst[i] = scale * sum;
    }
}
