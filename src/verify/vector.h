/* vector.h - sums and sizes of arrays.  A NaN anywhere makes the result NaN. */
#ifndef VERIFY_VECTOR_H
#define VERIFY_VECTOR_H

#include <math.h>
#include <stddef.h>

/* The larger one; fmax would ignore a NaN. */
static inline double larger(double a, double b)
{
    return isnan(b) || b > a ? b : a;
}

double vector_dot(size_t count, const double *a, const double *b);
double vector_norm(size_t count, const double *a);
double vector_largest(size_t count, const double *a);                     /* max |a_i| */
double vector_difference(size_t count, const double *a, const double *b); /* max |a_i - b_i| */

#endif
