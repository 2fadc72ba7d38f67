/* identity.h - which eigenvector is which, while their eigenvalues pass each other.
 *
 * Eigenvalues are sorted anew at every step, so an eigenvector p_k(t) need not be the successor of p_k(t-1): in the middle of
 * a catapult lambda_1 falls below lambda_2, and the two vectors change places.  A direction is what stays: it goes on as the
 * vector at t whose overlap with it has (p_j(t-1).p_k(t))^2 > 1/2.  The vectors of a step are orthonormal, so there is at most
 * one such k for each j, and at most one j for each k.  A rank without one (two directions mix, or one comes from below the
 * tracked ones) keeps its number if that is free and takes the smallest free one otherwise. */
#ifndef CORE_IDENTITY_H
#define CORE_IDENTITY_H

/* overlap: (top, top), row j has p_j(t-1).p_k(t) of either sign, NaN or 0 for a vector that is none (a null space has no
 * directions).  direction: (top), the number of the direction at each rank, a permutation of 0 .. top-1; brought from t-1 to
 * t.  top <= CATAPULT_TOP_MAX. */
void identity_follow(int top, const double *overlap, int *direction);

#endif
