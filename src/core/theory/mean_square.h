/* mean_square.h - up to which learning rate mini-batches keep the linear model's residual bounded in the mean square.
 *
 * A step with a batch of B of the n examples is r' = (I - eta c_B K P) r: K the kernel at w0, P the diagonal that is 1 on the batch,
 * c_B the scale of a batch's loss.  Of batches drawn without replacement, each by itself, with pd = B/n, po = B (B-1)/(n (n-1)),
 * the second moment M = E[r r^T] obeys
 *
 *     M' = E[(I - eta c_B K P) M (I - eta c_B K P)^T],     E[P] = pd I,     E[P A P] = po A + (pd - po) diag(A)
 *
 * and eta_ms is where the spectral radius of that linear map is 1 (on the range of K: what lies outside of it never moves).
 * With several outputs diag(A) is all that belongs to a pair of equal examples.  B = n: 2/lambda_1.
 * Batches of a run are those of a permutation for each epoch, so within one they are not drawn by themselves.  Its own threshold
 * would need the second moment for every set of examples that an epoch has used so far, 2^n of them (or all n!/(B!)^(n/B) orders
 * of an epoch): exact values are out of reach from n of about 12 on, so eta_ms is an estimate of it. */
#ifndef CORE_MEAN_SQUARE_H
#define CORE_MEAN_SQUARE_H

#include <stddef.h>

/* k: K without a scale, (n outputs, n outputs), row k*n + i of output k of example i; destroyed.  1 <= batch <= n.  To a relative
 * error of 1e-5.  NaN without memory, +inf if K = 0. */
double mean_square_eta(size_t n, size_t outputs, double *k, size_t batch, double scale);

/* The same in steps of O(n^3): catapult_eta_ms_advance and catapult_eta_ms_free of experiment.h go on with it. */
struct catapult_eta_ms *mean_square_new(size_t n, size_t outputs, double *k, size_t batch, double scale);

#endif
