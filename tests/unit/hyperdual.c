/* hyperdual.c - see hyperdual.h. */
#include "hyperdual.h"

#include <math.h>
#include <stdlib.h>

#include <catapult/settings.h>

struct hd hd_const(double a)
{
    return (struct hd){a, 0, 0, 0};
}

struct hd hd_add(struct hd x, struct hd y)
{
    return (struct hd){x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d};
}

struct hd hd_mul(struct hd x, struct hd y)
{
    return (struct hd){x.a * y.a, x.a * y.b + x.b * y.a, x.a * y.c + x.c * y.a,
                       x.a * y.d + x.b * y.c + x.c * y.b + x.d * y.a};
}

struct hd hd_scale(struct hd x, double factor)
{
    return (struct hd){factor * x.a, factor * x.b, factor * x.c, factor * x.d};
}

struct hd hd_chain(struct hd x, double f, double f1, double f2)
{
    return (struct hd){f, f1 * x.b, f1 * x.c, f1 * x.d + f2 * x.b * x.c};
}

struct hd hd_div(struct hd x, struct hd y)
{
    return hd_mul(x, hd_chain(y, 1 / y.a, -1 / (y.a * y.a), 2 / (y.a * y.a * y.a)));
}

static struct hd hd_exp(struct hd x)
{
    double e = exp(x.a);
    return hd_chain(x, e, e, e);
}

static struct hd hd_log(struct hd x)
{
    return hd_chain(x, log(x.a), 1 / x.a, -1 / (x.a * x.a));
}

static struct hd hd_erf(struct hd x)
{
    double slope = 2 / sqrt(acos(-1)) * exp(-x.a * x.a);
    return hd_chain(x, erf(x.a), slope, -2 * x.a * slope);
}

/* 1 + erf(x), accurate to the last digit even where it is nearly 0. */
static struct hd hd_one_and_erf(struct hd x)
{
    struct hd y = hd_erf(x);
    y.a = erfc(-x.a);
    return y;
}

/* Two forms, each with an exponential that cannot overflow. */
static struct hd hd_sigmoid(struct hd x)
{
    struct hd one = hd_const(1), e = hd_exp(hd_scale(x, x.a > 0 ? -1 : 1));
    return hd_div(x.a > 0 ? one : e, hd_add(one, e));
}

static struct hd hd_tanh(struct hd x)
{
    double t = tanh(x.a), cosh2 = cosh(x.a) * cosh(x.a);
    return hd_chain(x, t, 1 / cosh2, -2 * t / cosh2);
}

struct hd hd_activation(int activation, struct hd x)
{
    switch (activation) {
    case CATAPULT_ACTIVATION_RELU:
        return x.a >= 0 ? x : hd_const(0);
    case CATAPULT_ACTIVATION_TANH:
        return hd_tanh(x);
    case CATAPULT_ACTIVATION_SWISH:
        return hd_mul(x, hd_sigmoid(x));
    case CATAPULT_ACTIVATION_GELU:
        return hd_scale(hd_mul(x, hd_one_and_erf(hd_scale(x, sqrt(0.5)))), 0.5);
    case CATAPULT_ACTIVATION_ERF:
        return hd_erf(x);
    case CATAPULT_ACTIVATION_SOFTPLUS:
        if (x.a > 0)
            return hd_add(x, hd_log(hd_add(hd_const(1), hd_exp(hd_scale(x, -1)))));
        return hd_log(hd_add(hd_const(1), hd_exp(x)));
    case CATAPULT_ACTIVATION_LINEAR:
        return x;
    default:
        abort();
    }
}
