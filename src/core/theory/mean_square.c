/* mean_square.c - see mean_square.h.
 *
 * Written out, the map is I - eta A + eta^2 B with
 *
 *     A(M) = c_B pd (K M + M K)          B(M) = c_B^2 K E[P M P] K
 *
 * It takes positive semidefinite M to such, so its spectral radius is an eigenvalue with an M >= 0, and it is 1 where
 * eta B(M) = A(M).  A^-1 B keeps M >= 0 as well, so that happens first at eta_ms = 1 / (spectral radius of A^-1 B): no
 * bisection is needed.  With M = K^1/2 N K^1/2 the problem is a symmetric one, C N = theta A N, theta = 1/eta:
 *
 *     C(N) = c_B^2 K^1/2 E[P K^1/2 N K^1/2 P] K^1/2
 *
 * and in the eigenvectors V of K, N (a, b), A is a division:
 *
 *     (A^-1 C N)_ab = c_B / (pd (lambda_a + lambda_b)) [po lambda_a lambda_b N_ab
 *                     + (pd - po) (lambda_a lambda_b)^1/2 (V^T diag(V S V^T) V)_ab],     S_ab = (lambda_a lambda_b)^1/2 N_ab
 *
 * Power iteration from N = I; theta is Rayleigh's quotient, whose error is of the residual's square. */
#include "core/theory/mean_square.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/experiment.h>

#include "base/arena.h"
#include "base/xalloc.h"

static const double null = 1e-12; /* lambda_a / lambda_1 below which a direction is none */
static const double small = 1e-5; /* residual / theta */

enum { MOST_STEPS = 5000 };

struct catapult_eta_ms {
    struct arena arena;
    bool ok;
    int steps;
    double theta;
    size_t n, outputs, size, rank;
    double *lambda, *v;          /* (rank), (size, rank): the eigenvectors are columns */
    double *now, *next, *inner;  /* (rank, rank): N, A^-1 C N, the braces */
    double *y, *z;               /* (size, rank): V S, diag(V S V^T) V */
    double pd, po, scale;
};

/* Eigenpairs of K, those of its range first to last as V's columns. */
static bool find_range(struct catapult_eta_ms *m, double *k)
{
    double *all;
    size_t size = m->size, first = 0;
    if (!arena_array(&m->arena, &all, size)
        || LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int)size, k, (lapack_int)size, all) != 0)
        return false;
    while (first < size && !(all[first] > null * all[size - 1] && all[first] > 0))
        first++;
    m->rank = size - first;
    m->lambda = all + first;
    if (!arena_array(&m->arena, &m->v, size * m->rank))
        return false;
    for (size_t q = 0; q < size; q++)
        memcpy(m->v + q * m->rank, k + q * size + first, m->rank * sizeof *k);
    return true;
}

static double dot(size_t count, const double *a, const double *b)
{
    return cblas_ddot((int)count, a, 1, b, 1);
}

/* z = diag(y V^T) V: of two outputs the products at equal examples. */
static void keep_equal(struct catapult_eta_ms *m)
{
    size_t n = m->n, rank = m->rank;
    memset(m->z, 0, m->size * rank * sizeof *m->z);
    for (size_t k = 0; k < m->outputs; k++)
        for (size_t l = 0; l < m->outputs; l++)
            for (size_t i = 0; i < n; i++) {
                const double *other = m->v + (l * n + i) * rank;
                cblas_daxpy((int)rank, dot(rank, m->y + (k * n + i) * rank, other), other, 1, m->z + (k * n + i) * rank, 1);
            }
}

/* inner = V^T diag(V S V^T) V */
static void correlate(struct catapult_eta_ms *m)
{
    int rank = (int)m->rank, size = (int)m->size;
    for (size_t a = 0; a < m->rank; a++)
        for (size_t b = 0; b < m->rank; b++)
            m->inner[a * m->rank + b] = sqrt(m->lambda[a] * m->lambda[b]) * m->now[a * m->rank + b];
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, rank, rank, 1, m->v, rank, m->inner, rank, 0, m->y, rank);
    keep_equal(m);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, rank, rank, size, 1, m->v, rank, m->z, rank, 0, m->inner, rank);
}

/* next = A^-1 C now.  Returns theta, and how far next is from theta now, both in the norm of A. */
static double apply(struct catapult_eta_ms *m, double *residual)
{
    double along = 0, length = 0, image = 0;
    correlate(m);
    for (size_t a = 0; a < m->rank; a++)
        for (size_t b = 0; b < m->rank; b++) {
            size_t ab = a * m->rank + b;
            double both = m->lambda[a] * m->lambda[b], sum = m->lambda[a] + m->lambda[b];
            double symmetric = (m->inner[ab] + m->inner[b * m->rank + a]) / 2;
            m->next[ab] = m->scale / (m->pd * sum) * (m->po * both * m->now[ab] + (m->pd - m->po) * sqrt(both) * symmetric);
            along += sum * m->now[ab] * m->next[ab];
            length += sum * m->now[ab] * m->now[ab];
            image += sum * m->next[ab] * m->next[ab];
        }
    double theta = along / length;
    *residual = sqrt(fmax(image / length - theta * theta, 0));
    return theta;
}

static bool make_room(struct catapult_eta_ms *m)
{
    size_t square = m->rank * m->rank;
    return arena_array(&m->arena, &m->now, square) && arena_array(&m->arena, &m->next, square)
           && arena_array(&m->arena, &m->inner, square) && arena_array(&m->arena, &m->y, m->size * m->rank)
           && arena_array(&m->arena, &m->z, m->size * m->rank);
}

struct catapult_eta_ms *mean_square_new(size_t n, size_t outputs, double *k, size_t batch, double scale)
{
    double part = (double)batch / (double)n;
    struct catapult_eta_ms *m = xnew_array(1, sizeof *m);
    *m = (struct catapult_eta_ms){.n = n, .outputs = outputs, .size = n * outputs, .scale = scale, .pd = part,
                                  .po = n > 1 ? part * (double)(batch - 1) / (double)(n - 1) : part};
    m->ok = find_range(m, k) && (m->rank == 0 || make_room(m));
    for (size_t a = 0; m->ok && a < m->rank; a++)
        m->now[a * m->rank + a] = 1;
    return m;
}

void catapult_eta_ms_free(struct catapult_eta_ms *m)
{
    if (!m)
        return;
    arena_free(&m->arena);
    free(m);
}

bool catapult_eta_ms_advance(struct catapult_eta_ms *m, double *eta)
{
    double residual;
    *eta = m->ok ? INFINITY : NAN;
    if (!m->ok || m->rank == 0)
        return true;
    m->theta = apply(m, &residual);
    for (size_t ab = 0; ab < m->rank * m->rank; ab++)
        m->now[ab] = m->next[ab] / m->theta;
    *eta = 1 / m->theta;
    return ++m->steps == MOST_STEPS || residual <= small * m->theta;
}

double mean_square_eta(size_t n, size_t outputs, double *k, size_t batch, double scale)
{
    struct catapult_eta_ms *m = mean_square_new(n, outputs, k, batch, scale);
    double eta;
    while (!catapult_eta_ms_advance(m, &eta))
        continue;
    catapult_eta_ms_free(m);
    return eta;
}
