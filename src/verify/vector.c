/* vector.c - see vector.h. */
#include "verify/vector.h"

#include <gsl/gsl_cblas.h>
double vector_dot(size_t count, const double *a, const double *b)
{
    return cblas_ddot((int)count, a, 1, b, 1);
}

double vector_norm(size_t count, const double *a)
{
    return cblas_dnrm2((int)count, a, 1);
}

double vector_largest(size_t count, const double *a)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = larger(most, fabs(a[i]));
    return most;
}

double vector_difference(size_t count, const double *a, const double *b)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = larger(most, fabs(a[i] - b[i]));
    return most;
}
