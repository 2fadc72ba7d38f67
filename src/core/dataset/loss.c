/* loss.c - see loss.h. */
#include "core/dataset/loss.h"

#include <math.h>
#include <string.h>

double loss_scale(enum catapult_loss_kind kind, size_t n)
{
    return kind == CATAPULT_LOSS_SUM ? 1 : 2 / (double)n;
}

double loss_residual(size_t n, size_t outputs, const double *f, const double *y, double *r)
{
    double sum = 0;
    for (size_t k = 0; k < outputs; k++)
        for (size_t i = 0; i < n; i++) {
            double difference = r[k * n + i] = f[k * n + i] - y[i * outputs + k];
            sum += difference * difference;
        }
    return sum;
}

double loss_square(size_t n, size_t outputs, const double *f, const double *y)
{
    double sum = 0;
    for (size_t k = 0; k < outputs; k++)
        for (size_t i = 0; i < n; i++) {
            double difference = f[k * n + i] - y[i * outputs + k];
            sum += difference * difference;
        }
    return sum;
}

void loss_derivative(enum catapult_loss_kind kind, size_t n, size_t outputs, const double *r, const size_t *rows,
                     size_t count, double *u)
{
    double scale = loss_scale(kind, rows ? count : n);
    if (!rows) {
        for (size_t q = 0; q < outputs * n; q++)
            u[q] = scale * r[q];
        return;
    }
    memset(u, 0, outputs * n * sizeof *u);
    for (size_t k = 0; k < outputs; k++)
        for (size_t b = 0; b < count; b++)
            u[k * n + rows[b]] = scale * r[k * n + rows[b]];
}

static size_t index_of_largest(size_t count, const double *values, size_t stride)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++)
        if (values[k * stride] > values[best * stride])
            best = k;
    return best;
}

double loss_accuracy(size_t n, size_t outputs, const double *f, const double *y)
{
    size_t right = 0;
    for (size_t i = 0; i < n; i++) {
        if (outputs == 1)
            right += (f[i] > 0) == (y[i] > 0);
        else
            right += index_of_largest(outputs, f + i, n) == index_of_largest(outputs, y + i * outputs, 1);
    }
    return (double)right / (double)n;
}

bool loss_diverged(double loss, double first, double limit)
{
    return !isfinite(loss) || (first > 0 && loss > limit * first);
}
