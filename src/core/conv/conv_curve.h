/* conv_curve.h - first and second directional derivatives of the outputs of one example of a convolutional network, and the
 * directional derivative of their gradient.  Hessian products and Taylor expansions at any w are computed from them.
 *
 * For a vector q of weights, (Q_1, ..., Q_L, Q_V) in the layout of w, a dot is the derivative along q at the base point.  Two
 * dots are the mixed derivative along q and a second vector d:
 *
 *     z._l  = (W_l pi(a._l-1) + Q_l pi(a_l-1)) / sqrt(F_l)                        a._l  = s'(z_l) z._l
 *     z.._l = (W_l pi(a.._l-1) + Q_l pi(a^d_l-1) + D_l pi(a^q_l-1)) / sqrt(F_l)   a.._l = s''(z_l) z^q_l z^d_l + s'(z_l) z.._l
 *     f.    = (V phi(a._L) + Q_V phi(a_L)) / sqrt(R)
 *     f..   = (V phi(a.._L) + Q_V phi(a^d_L) + D_V phi(a^q_L)) / sqrt(R)
 *
 * (a superscript names the vector), and in reverse, for output weights u that may themselves have a derivative u.:
 *
 *     e_L = df/da(V^T u)                          e._L = df/da(V^T u. + Q_V^T u)
 *     e_l = pi^T(W_l+1^T b_l+1) / sqrt(F_l+1)     e._l = pi^T(W_l+1^T b._l+1 + Q_l+1^T b_l+1) / sqrt(F_l+1)
 *     b_l = e_l s'                                b._l = e._l s' + e_l s'' z._l
 *
 * The gradient of u.f is b_l pi(a_l-1)^T / sqrt(F_l) in W_l and u phi(a_L)^T / sqrt(R) in V; its derivative is
 *
 *     (b._l pi(a_l-1)^T + b_l pi(a._l-1)^T) / sqrt(F_l),   (u. phi(a_L)^T + u phi(a._L)^T) / sqrt(R)
 *
 * Everything is computed for one example at a time, in scratch for one example: the signals of all examples would take far
 * more memory than the network itself. */
#ifndef CORE_CONV_CURVE_H
#define CORE_CONV_CURVE_H

#include "core/conv/conv.h"

/* The derivatives of the layers along a vector. */
struct conv_motion {
    double *z[CATAPULT_DEPTH_MAX], *a[CATAPULT_DEPTH_MAX]; /* z._l, a._l (C_l, P) */
};

/* Scratch of a thread, with its present example. */
struct conv_curve {
    const struct conv_shape *shape;
    const double *w, *x;                 /* the base point, the image; borrowed */
    double *a[CATAPULT_DEPTH_MAX], *s1[CATAPULT_DEPTH_MAX],
        *s2[CATAPULT_DEPTH_MAX]; /* (C_l, P); s2 NULL where s'' = 0 */
    struct conv_motion q, d;
    double *aa[2];                       /* a.. of a layer and of the one below */
    double *b, *b1, *product;            /* (max C, P): b, b., s'' z. */
    double *patch, *spread;              /* (max F, P) */
    double *pooled;                      /* (C_L): means of channels */
    double *v, *v1;                      /* (R): V^T u, V^T u. + Q_V^T u */
    double *f, *u, *u1;                  /* (c), for the callers */
};

/* Sets the base point: computes activations and derivatives of the network at w for the image x. */
void conv_curve_base(struct conv_curve *at, const double *w, const double *x);

/* f (c) at the base point. */
void conv_curve_output(struct conv_curve *at, double *f);

/* f (c) = f. along q; also fills the motion of q. */
void conv_curve_move(struct conv_curve *at, const double *q, const struct conv_motion *motion, double *f);

/* f (c) += scale f.. along q and d, whose motions mq and md are known. */
void conv_curve_mix(struct conv_curve *at, const double *q, const struct conv_motion *mq, const double *d,
                    const struct conv_motion *md, double scale, double *f);

/* out (p) += the derivative along q of the gradient of u.f, for output weights u (c) with derivative u1 = u.; motion: that of
 * q. */
void conv_curve_reverse(struct conv_curve *at, const double *u, const double *u1, const double *q,
                        const struct conv_motion *motion, double *out);

/* The scratch of the threads, (threads), owned by conv and made at the first call.  NULL without memory. */
struct conv_curve *conv_curves(struct conv *conv);
void conv_curves_free(struct conv *conv);
double conv_curves_bytes(const struct conv_shape *shape, int threads);

#endif
