/* hyperdual.h - numbers a + b e1 + c e2 + d e1 e2 with e1^2 = e2^2 = 0: exact first and second derivatives.
 *
 * f(x + u e1 + v e2) = f + f'u e1 + f'v e2 + (u^T f'' v) e1 e2 (Fike and Alonso 2011).  Forward, one direction
 * pair at a time: nothing is shared with reverse mode, which is what makes it a proof. */
#ifndef TESTS_HYPERDUAL_H
#define TESTS_HYPERDUAL_H

struct hd {
    double a, b, c, d;
};

struct hd hd_const(double a);
struct hd hd_add(struct hd x, struct hd y);
struct hd hd_mul(struct hd x, struct hd y);
struct hd hd_scale(struct hd x, double factor);
struct hd hd_div(struct hd x, struct hd y);

/* An elementary function from its value and two derivatives at x.a. */
struct hd hd_chain(struct hd x, double f, double f1, double f2);

/* s(x) of enum catapult_activation_kind, composed of elementary functions, so that no s' or s'' is written down but
 * ReLU's convention s'(z) = 1{z >= 0}, s'' = 0. */
struct hd hd_activation(int activation, struct hd x);

#endif
