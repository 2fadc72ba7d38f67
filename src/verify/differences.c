/* differences.c - see differences.h. */
#include "verify/differences.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "verify/vector.h"

enum { NOISE_VALUES = 7, LEVELS = 40 };

/* sigma_k^2 = gamma_k mean (Delta^k f)^2, gamma_k = (k!)^2 / (2k)!; the largest of k = 4, 5, 6. */
static double noise_of(double value[NOISE_VALUES])
{
    double gamma = 1, worst = 0, size = 0;
    for (int i = 0; i < NOISE_VALUES; i++)
        size = fmax(size, fabs(value[i]));
    for (int k = 1; k < NOISE_VALUES; k++) {
        double sum = 0;
        gamma *= k / (2 * (2 * k - 1.0));
        for (int i = 0; i < NOISE_VALUES - k; i++) {
            value[i] = value[i + 1] - value[i];
            sum += value[i] * value[i];
        }
        if (k >= 4)
            worst = fmax(worst, sqrt(gamma * sum / (NOISE_VALUES - k)));
    }
    return fmax(worst, DBL_EPSILON * size / 2);
}

double curve_noise(const struct curve *curve, double spacing)
{
    double *f = try_array(NOISE_VALUES * curve->size, sizeof *f), worst = 0;
    if (!f)
        return NAN;
    for (int i = 0; i < NOISE_VALUES; i++)
        curve->at(curve->context, (i - NOISE_VALUES / 2) * spacing, f + (size_t)i * curve->size);
    for (size_t q = 0; q < curve->size; q++) {
        double value[NOISE_VALUES];
        for (int i = 0; i < NOISE_VALUES; i++)
            value[i] = f[(size_t)i * curve->size + q];
        worst = fmax(worst, noise_of(value));
    }
    free(f);
    return worst;
}

/* D(h) and E(h) of differences.h. */
static void central(const struct curve *curve, double h, const double *middle, double *d, double *even, double *scratch)
{
    curve->at(curve->context, h, d);
    curve->at(curve->context, -h, scratch);
    for (size_t q = 0; q < curve->size; q++) {
        double up = d[q] - middle[q], down = scratch[q] - middle[q];
        d[q] = (up - down) / (2 * h);
        even[q] = (up + down) / (2 * h);
    }
}

/* Half the largest jump of the slope that E(h) and E(4h) show. */
static double nearer_kink(size_t size, const double *even, const double *wider)
{
    double most = 0;
    for (size_t q = 0; q < size; q++)
        most = larger(most, fabs(even[q] - wider[q] / 4));
    return most * 4 / 3;
}

/* The largest step, from h down by factors of 4, over which the curve is nearly straight: its even part is at most
 * half of its odd part, or is noise. */
static double straight_step(const struct curve *curve, double h, const double *middle, double *memory)
{
    size_t size = curve->size;
    double *up = memory, *down = memory + size;
    for (int level = 0; level < LEVELS; level++, h /= 4) {
        double even = 0, odd = 0, large = vector_largest(size, middle);
        curve->at(curve->context, h, up);
        curve->at(curve->context, -h, down);
        for (size_t q = 0; q < size; q++) {
            even = larger(even, fabs(up[q] + down[q] - 2 * middle[q]));
            odd = larger(odd, fabs(up[q] - down[q]));
        }
        if (even <= odd / 2 || even <= 100 * DBL_EPSILON * large)
            break;
    }
    return h;
}

static void swap(double **a, double **b)
{
    double *keep = *a;
    *a = *b;
    *b = keep;
}

double curve_slope(const struct curve *curve, double h, double *slope)
{
    size_t size = curve->size;
    double *middle = try_array(6 * size, sizeof *middle), best = INFINITY, before = INFINITY;
    if (!middle)
        return NAN;
    double *now = middle + size, *last = now + size, *even = last + size, *wider = even + size, *scratch = wider + size;
    curve->at(curve->context, 0, middle);
    h = straight_step(curve, h, middle, now);
    double noise = curve_noise(curve, 1e-12 * h);
    central(curve, h, middle, last, wider, scratch);
    for (int level = 1; level < LEVELS && !(10 * noise / h > best); level++) {
        h /= 4;
        central(curve, h, middle, now, even, scratch);
        double change = vector_difference(size, now, last);
        double bound = 10 * noise / h + change + before + nearer_kink(size, even, wider);
        if (bound < best) {
            best = bound;
            for (size_t q = 0; q < size; q++)
                slope[q] = now[q];
        }
        before = change;
        swap(&last, &now);
        swap(&wider, &even);
    }
    free(middle);
    return best;
}

/* Solves the 3 x 3 normal equations a x = b by elimination with pivoting; inv_11 gets (a^-1)_11. */
static bool solve_normal(double a[3][3], const double b[3], double x[3], double *inv_11)
{
    double m[3][5];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            m[i][j] = a[i][j];
        m[i][3] = b[i];
        m[i][4] = i == 1;
    }
    for (int k = 0; k < 3; k++) {
        int pivot = k;
        for (int i = k + 1; i < 3; i++)
            pivot = fabs(m[i][k]) > fabs(m[pivot][k]) ? i : pivot;
        if (!(fabs(m[pivot][k]) > 0))
            return false;
        for (int j = 0; j < 5; j++) {
            double keep = m[k][j];
            m[k][j] = m[pivot][j];
            m[pivot][j] = keep;
        }
        for (int i = 0; i < 3; i++) {
            double factor = i == k ? 0 : m[i][k] / m[k][k];
            for (int j = k; j < 5; j++)
                m[i][j] -= factor * m[k][j];
        }
    }
    for (int i = 0; i < 3; i++)
        x[i] = m[i][3] / m[i][i];
    *inv_11 = m[1][4] / m[1][1];
    return true;
}

bool order_fit(int count, const double *s, const double *d, double *order, double *interval)
{
    double a[3][3] = {{0}}, b[3] = {0}, x[3], inverse, left = 0;
    if (count < 5)
        return false;
    for (int i = 0; i < count; i++) {
        double row[3] = {1, log(s[i]), s[i] / s[0]}; /* s[0] is the largest, so the numbers are of size 1 */
        for (int k = 0; k < 3; k++) {
            b[k] += row[k] * log(d[i]);
            for (int l = 0; l < 3; l++)
                a[k][l] += row[k] * row[l];
        }
    }
    if (!solve_normal(a, b, x, &inverse))
        return false;
    for (int i = 0; i < count; i++) {
        double rest = log(d[i]) - x[0] - x[1] * log(s[i]) - x[2] * s[i] / s[0];
        left += rest * rest;
    }
    *order = x[1];
    *interval = gsl_cdf_tdist_Pinv(0.995, count - 3) * sqrt(left / (count - 3) * inverse);
    return isfinite(*order) && isfinite(*interval);
}
