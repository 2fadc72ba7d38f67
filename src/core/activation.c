/* activation.c - see activation.h.
 *
 * Each activation is a pair: a scalar function for the smooth ones, or a loop of its own where the compiler
 * can vectorise it (relu, linear).  NaN passes through everywhere: a diverged run must be seen. */
#include "core/activation.h"

#include <math.h>
#include <string.h>

struct jet {
    double s0, s1, s2; /* s, s', s'' */
};

static const double one_over_sqrt_2pi = 0.39894228040143267794;
static const double two_over_sqrt_pi = 1.12837916709551257390;

static struct jet jet_tanh(double z)
{
    double t = tanh(z), s1 = 1 - t * t;
    return (struct jet){t, s1, -2 * t * s1};
}

static double sigmoid(double z)
{
    double e = exp(-fabs(z));
    return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/* s = z g with g the sigmoid: s' = g + z g', s'' = 2 g' + z g'', g' = g(1-g), g'' = g'(1-2g). */
static struct jet jet_swish(double z)
{
    double g = sigmoid(z), g1 = g * (1 - g), g2 = g1 * (1 - 2 * g);
    return (struct jet){z * g, g + z * g1, 2 * g1 + z * g2};
}

/* s = z Phi(z): s' = Phi + z phi, s'' = (2 - z^2) phi. */
static struct jet jet_gelu(double z)
{
    double cdf = 0.5 * erfc(-z * M_SQRT1_2), pdf = one_over_sqrt_2pi * exp(-0.5 * z * z);
    return (struct jet){z * cdf, cdf + z * pdf, (2 - z * z) * pdf};
}

static struct jet jet_erf(double z)
{
    double s1 = two_over_sqrt_pi * exp(-z * z);
    return (struct jet){erf(z), s1, -2 * z * s1};
}

static struct jet jet_softplus(double z)
{
    double g = sigmoid(z);
    return (struct jet){fmax(z, 0) + log1p(exp(-fabs(z))), g, g * (1 - g)};
}

static void relu(size_t count, const double *z, double *s0, double *s1)
{
    if (s1 && s1 != z)
        for (size_t i = 0; i < count; i++)
            s1[i] = z[i] >= 0 ? 1.0 : 0.0;
    if (s0)
        for (size_t i = 0; i < count; i++)
            s0[i] = z[i] < 0 ? 0.0 : z[i]; /* NaN stays NaN */
    if (s1 && s1 == z)
        for (size_t i = 0; i < count; i++)
            s1[i] = z[i] >= 0 ? 1.0 : 0.0;
}

static void identity(size_t count, const double *z, double *s0, double *s1)
{
    if (s0 && s0 != z)
        memcpy(s0, z, count * sizeof *z);
    for (size_t i = 0; s1 && i < count; i++)
        s1[i] = 1.0;
}

#define SMOOTH(jet_function)                              \
    for (size_t i = 0; i < count; i++) {                  \
        struct jet j = jet_function(z[i]);                \
        if (s0)                                           \
            s0[i] = j.s0;                                 \
        if (s1)                                           \
            s1[i] = j.s1;                                 \
        if (s2)                                           \
            s2[i] = j.s2;                                 \
    }                                                     \
    break

void activation_apply(enum activation_kind kind, size_t count, const double *z, double *s0, double *s1,
                      double *s2)
{
    switch (kind) {
    case ACTIVATION_RELU:
        relu(count, z, s0, s1);
        if (s2)
            memset(s2, 0, count * sizeof *s2);
        break;
    case ACTIVATION_LINEAR:
    case ACTIVATION_COUNT:
        identity(count, z, s0, s1);
        if (s2)
            memset(s2, 0, count * sizeof *s2);
        break;
    case ACTIVATION_TANH:
        SMOOTH(jet_tanh);
    case ACTIVATION_SWISH:
        SMOOTH(jet_swish);
    case ACTIVATION_GELU:
        SMOOTH(jet_gelu);
    case ACTIVATION_ERF:
        SMOOTH(jet_erf);
    case ACTIVATION_SOFTPLUS:
        SMOOTH(jet_softplus);
    }
}

bool activation_curved(enum activation_kind kind)
{
    return kind != ACTIVATION_RELU && kind != ACTIVATION_LINEAR;
}
