/* naive_eigen.c - Jacobi's method (1846): rotations eliminate the off-diagonal elements one after another. */
#include <math.h>
#include <string.h>

#include "naive.h"

/* Zeroes a_pq by a rotation of rows and columns p and q; applies it to the rows of v (Golub and Van Loan 8.5.2). */
static void rotate(size_t size, double *a, double *v, size_t p, size_t q)
{
    double tau = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q]);
    double t = (tau >= 0 ? 1 : -1) / (fabs(tau) + sqrt(1 + tau * tau));
    double c = 1 / sqrt(1 + t * t), s = t * c;
    for (size_t k = 0; k < size; k++) {
        double kp = a[k * size + p], kq = a[k * size + q];
        a[k * size + p] = c * kp - s * kq;
        a[k * size + q] = s * kp + c * kq;
    }
    for (size_t k = 0; k < size; k++) {
        double pk = a[p * size + k], qk = a[q * size + k];
        a[p * size + k] = c * pk - s * qk;
        a[q * size + k] = s * pk + c * qk;
        double vp = v[p * size + k], vq = v[q * size + k];
        v[p * size + k] = c * vp - s * vq;
        v[q * size + k] = s * vp + c * vq;
    }
}

static double off_diagonal(size_t size, const double *a)
{
    double sum = 0;
    for (size_t p = 0; p < size; p++)
        for (size_t q = 0; q < size; q++)
            sum += p == q ? 0 : a[p * size + q] * a[p * size + q];
    return sqrt(sum);
}

static void swap_rows(size_t size, double *v, size_t i, size_t j)
{
    for (size_t k = 0; k < size; k++) {
        double keep = v[i * size + k];
        v[i * size + k] = v[j * size + k];
        v[j * size + k] = keep;
    }
}

void naive_eigen(size_t size, double *a, double *lambda, double *v)
{
    double norm = 0;
    for (size_t i = 0; i < size * size; i++)
        norm += a[i] * a[i];
    norm = sqrt(norm);
    memset(v, 0, size * size * sizeof *v);
    for (size_t i = 0; i < size; i++)
        v[i * size + i] = 1;
    for (int sweep = 0; sweep < 60 && off_diagonal(size, a) > 1e-16 * norm; sweep++)
        for (size_t p = 0; p < size; p++)
            for (size_t q = p + 1; q < size; q++)
                if (fabs(a[p * size + q]) > 1e-300)
                    rotate(size, a, v, p, q);
    for (size_t i = 0; i < size; i++)
        lambda[i] = a[i * size + i];
    for (size_t i = 0; i < size; i++)
        for (size_t j = i + 1; j < size; j++)
            if (lambda[j] > lambda[i]) {
                double keep = lambda[i];
                lambda[i] = lambda[j];
                lambda[j] = keep;
                swap_rows(size, v, i, j);
            }
}
