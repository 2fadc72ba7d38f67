/* activation.c - see activation.h.
 *
 * A smooth activation is a function of one number.  It is applied to full chunks only.  So the compiler can turn it into one
 * loop of vector instructions, with the C library's vector functions if there are any, and a result does not depend on the
 * position in the array.  relu and linear have their own loops.  NaN is passed on everywhere, so that a diverged run is
 * noticed. */
#include "core/algebra/activation.h"

#include <math.h>
#include <string.h>

#include "base/clones.h"


struct jet {
    double s0, s1, s2; /* s, s', s'' */
};

#ifdef HAVE_LIBMVEC /* glibc's vector math functions, accurate to 4 units in the last place */
#define OVER_VECTORS(function) extern double function(double) __attribute__((simd("notinbranch")))
OVER_VECTORS(exp);
OVER_VECTORS(tanh);
OVER_VECTORS(erf);
OVER_VECTORS(erfc);
OVER_VECTORS(log1p);
#endif

enum { CHUNK = 64 };

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
    return (struct jet){(z > 0 ? z : 0) + log1p(exp(-fabs(z))), g, g * (1 - g)}; /* log1p passes NaN on */
}

VECTOR_CLONES
static void relu_values(size_t count, const double *z, double *s0, double *s1)
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

static void linear_values(size_t count, const double *z, double *s0, double *s1)
{
    if (s0 && s0 != z)
        memcpy(s0, z, count * sizeof *z);
    for (size_t i = 0; s1 && i < count; i++)
        s1[i] = 1.0;
}

/* s, s', s'' of a chunk. */
#define SMOOTH(name)                                                                                 \
    VECTOR_CLONES static void name##_chunk(const double *restrict z, double *restrict a, double *restrict b,       \
                             double *restrict c)                                                     \
    {                                                                                                \
        for (size_t i = 0; i < CHUNK; i++) {                                                         \
            struct jet j = jet_##name(z[i]);                                                         \
            a[i] = j.s0;                                                                             \
            b[i] = j.s1;                                                                             \
            c[i] = j.s2;                                                                             \
        }                                                                                            \
    }
SMOOTH(tanh)
SMOOTH(swish)
SMOOTH(gelu)
SMOOTH(erf)
SMOOTH(softplus)

typedef void chunk_function(const double *restrict, double *restrict, double *restrict, double *restrict);

static void put_chunk(double *array, size_t at, size_t count, const double *values)
{
    if (array)
        memcpy(array + at, values, count * sizeof *values);
}

static void smooth(chunk_function *function, size_t count, const double *z, double *s0, double *s1, double *s2)
{
    double in[CHUNK] = {0}, a[CHUNK], b[CHUNK], c[CHUNK];
    for (size_t at = 0; at < count; at += CHUNK) {
        size_t here = count - at < CHUNK ? count - at : CHUNK;
        memcpy(in, z + at, here * sizeof *in); /* the rest of the last chunk is old; its results are not used */
        function(in, a, b, c);
        put_chunk(s0, at, here, a);
        put_chunk(s1, at, here, b);
        put_chunk(s2, at, here, c);
    }
}

void activation_apply(enum catapult_activation_kind kind, size_t count, const double *z, double *s0, double *s1,
                      double *s2)
{
    switch (kind) {
    case CATAPULT_ACTIVATION_RELU:
        relu_values(count, z, s0, s1);
        if (s2)
            memset(s2, 0, count * sizeof *s2);
        break;
    case CATAPULT_ACTIVATION_LINEAR:
    case CATAPULT_ACTIVATION_COUNT:
        linear_values(count, z, s0, s1);
        if (s2)
            memset(s2, 0, count * sizeof *s2);
        break;
    case CATAPULT_ACTIVATION_TANH:
        smooth(tanh_chunk, count, z, s0, s1, s2);
        break;
    case CATAPULT_ACTIVATION_SWISH:
        smooth(swish_chunk, count, z, s0, s1, s2);
        break;
    case CATAPULT_ACTIVATION_GELU:
        smooth(gelu_chunk, count, z, s0, s1, s2);
        break;
    case CATAPULT_ACTIVATION_ERF:
        smooth(erf_chunk, count, z, s0, s1, s2);
        break;
    case CATAPULT_ACTIVATION_SOFTPLUS:
        smooth(softplus_chunk, count, z, s0, s1, s2);
        break;
    }
}

bool activation_curved(enum catapult_activation_kind kind)
{
    return kind != CATAPULT_ACTIVATION_RELU && kind != CATAPULT_ACTIVATION_LINEAR;
}
