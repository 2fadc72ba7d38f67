/* loss.h - the squared loss L = (c/2) sum_i |f(x_i) - y_i|^2, its derivative in f, and the accuracy.
 *
 * f is (outputs, n), a row per output, as in the models; y is (n, outputs), a row per example, as in datasets.  The scale c
 * for n examples is 1 for `sum` and 2/n for `mean`. */
#ifndef CORE_LOSS_H
#define CORE_LOSS_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

double loss_scale(enum catapult_loss_kind kind, size_t n);

/* Writes f - y into r (outputs, n); returns sum r^2. */
double loss_residual(size_t n, size_t outputs, const double *f, const double *y, double *r);

/* sum |f - y|^2 alone. */
double loss_square(size_t n, size_t outputs, const double *f, const double *y);

/* The derivative in f of the loss over the examples rows[0..count): u = c r there, 0 elsewhere.  rows NULL: over all n. */
void loss_derivative(enum catapult_loss_kind kind, size_t n, size_t outputs, const double *r, const size_t *rows,
                     size_t count, double *u);

/* Fraction of correct examples: same sign for one output (f > 0 if y > 0), same argmax for several. */
double loss_accuracy(size_t n, size_t outputs, const double *f, const double *y);

/* Whether a run with this loss and first loss `first` has diverged: not finite, or above limit * first. */
bool loss_diverged(double loss, double first, double limit);

#endif
