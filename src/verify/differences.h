/* differences.h - derivatives and orders from values alone, each with what is known of its error. */
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

/* The standard deviation of the rounding errors of f near s = 0, the largest of all components: seven values so
 * near that a smooth f is a straight line there, and the differences of theirs of fourth and higher order, which
 * only noise has (More and Wild, Estimating Computational Noise, SIAM J. Sci. Comput. 33, 2011).  At least
 * eps |f| / 2.  NaN without memory. */
double curve_noise(const struct curve *curve, double spacing);

/* f'(0) into slope (size) by central differences; returns a bound for the error of every component.
 *
 * D(h) = (f(h) - f(-h)) / 2h errs by noise/h and by h^2 f'''/6.  h goes down by factors of 4 from the largest step, `h`
 * at most, over which f is nearly straight (beyond, a curve with kinks may seem to have converged); the second
 * error is seen in D(4h) - D(h), of which it is 1/15, and more where f has kinks.  A kink that is nearer than h, where
 * the slope changes by j, moves D by j/2 at every h, and no difference of D's shows it; but it is in
 * E(h) = (f(h) - 2 f(0) + f(-h)) / 2h, which of a smooth curve is h f''/2, a quarter at a quarter of the step:
 * E(h) - E(4h)/4 is 3/4 of j/2.  The h is taken where
 *
 *     10 noise / h + |D(16h) - D(4h)| + |D(4h) - D(h)| + 4/3 |E(h) - E(4h)/4|
 *
 * is least, which is the optimal step, h^3 = 3 noise / f''' where f is smooth; and that sum is the bound. */
double curve_slope(const struct curve *curve, double h, double *slope);

/* The order of d(s) = a s^p (1 + b s + ...) from `count` values at s: least squares of log d on log s and s.
 * `interval`: half of the 99 % confidence interval of p.  false with fewer than five values. */
bool order_fit(int count, const double *s, const double *d, double *order, double *interval);

#endif
