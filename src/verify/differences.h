/* differences.h - derivatives and orders from function values alone, each with a bound or estimate of its error. */
#ifndef VERIFY_DIFFERENCES_H
#define VERIFY_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>

/* A curve s -> f(s) in `size` dimensions. */
struct curve {
    size_t size;
    void (*at)(void *context, double s, double *f);
    void *context;
};

/* The standard deviation of the rounding errors of f near s = 0; the largest over all components.  It is estimated
 * from seven values so close that a smooth f is a straight line there: their differences of fourth and higher order
 * contain only noise (More and Wild, Estimating Computational Noise, SIAM J. Sci. Comput. 33, 2011).  At least eps
 * |f| / 2.  NaN without memory. */
double curve_noise(const struct curve *curve, double spacing);

/* f'(0) into slope (size) by central differences; returns a bound for the error of every component.
 *
 * D(h) = (f(h) - f(-h)) / 2h has an error of noise/h from rounding and of h^2 f'''/6 from truncation.  h decreases by
 * factors of 4 from the largest step, at most `h`, over which f is nearly straight (for larger steps a curve with
 * kinks may seem to have converged).  The truncation error of D(h) is 1/15 of D(4h) - D(h) for smooth f, and a larger
 * part of it where f has kinks.  A kink closer than h, where the slope jumps by j, moves D by j/2 at every h, so
 * differences of D do not show it.  But it shows in E(h) = (f(h) - 2 f(0) + f(-h)) / 2h: for a smooth curve this is h
 * f''/2, which at a quarter of the step is a quarter, so E(h) - E(4h)/4 is 3/4 of j/2.  The result is taken at the h
 * that minimises
 *
 *     10 noise / h + |D(16h) - D(4h)| + |D(4h) - D(h)| + 4/3 |E(h) - E(4h)/4|,
 *
 * which for smooth f is the optimal step, h^3 = 3 noise / f'''; the sum is the bound. */
double curve_slope(const struct curve *curve, double h, double *slope);

/* The order p of d(s) = a s^p (1 + b s + ...) from `count` values at s: least squares of log d on log s and s.
 * `interval`: half the width of the 99 % confidence interval of p.  false with fewer than five values. */
bool order_fit(int count, const double *s, const double *d, double *order, double *interval);

#endif
