/* quadratic.h - the state of the quadratic model, shared by the files that step it (model_quadratic.c, and quadratic_rows.c
 * for a block of rows), evaluate it on the test set (test_set.c) and multiply by its kernel (quadratic_kernel.c).
 *
 * The second-order Taylor expansion of the network along w0 + s dw, layer by layer.  A prime means d/ds at s = 0; z and a
 * without a prime are values at w0:
 *
 *     z'_l  = (dW_l a_l-1 + W_l a'_l-1) / sqrt(m_l-1)              a'_l  = s'(z_l) z'_l
 *     z''_l = (2 dW_l a'_l-1 + W_l a''_l-1) / sqrt(m_l-1)          a''_l = s''(z_l) z'_l^2 + s'(z_l) z''_l
 *     f_quad = f + f' + f''/2 = [ (V + dV)(a_L + a'_L) + V a''_L / 2 ] / sqrt(m_L)
 *
 * Reverse signals b_l = d(u.f)/dz_l at w0 and bt_l = b_l + b'_l, where b' is their derivative along dw:
 *
 *     b_L  = (V^T u) s' / sqrt(m_L)              bt_L = ((V + dV)^T u s' + V^T u s'' z'_L) / sqrt(m_L)
 *     e_l  = W_l+1^T b_l+1 / sqrt(m_l)           et_l = (W_l+1^T bt_l+1 + dW_l+1^T b_l+1) / sqrt(m_l)
 *     b_l  = e_l s'                              bt_l = et_l s' + e_l s'' z'_l
 *
 * The gradient of u.f_quad in W_l is (bt_l a_l-1^T + b_l a'_l-1^T) / sqrt(m_l-1): rank 2 for each example.
 * With ReLU s'' = 0 and the gates 1{z >= 0} stay frozen (Eq. 6 of the paper). */
#ifndef CORE_QUADRATIC_H
#define CORE_QUADRATIC_H

#include <math.h>

#include "core/algebra/gram.h"
#include "core/dense/layers.h"
#include "core/dense/net.h"
#include "base/arena.h"

struct quadratic {
    const struct net *net;
    size_t n, c;
    struct arena arena;
    bool curved;             /* s'' is not zero everywhere */
    double *inc;             /* (width[0], k): the first layer's dW_1, see net.h */
    double *dw[CATAPULT_DEPTH_MAX];   /* dW_l, l >= 1 */
    double *v;               /* (V + dV)^T, (width[L-1], c) */
    double *at;              /* a_L + a'_L, (m_L, n) */
    double *a[CATAPULT_DEPTH_MAX];    /* a_l, l < L */
    double *a1[CATAPULT_DEPTH_MAX];   /* a'_l, l < L */
    double *a2[CATAPULT_DEPTH_MAX];   /* a''_l, l < L */
    double *s1[CATAPULT_DEPTH_MAX];   /* s'(z_l); NULL for two layers and one output: bt is computed directly */
    double *q2[CATAPULT_DEPTH_MAX];   /* s''(z_l) z'_l; NULL when s1 is, or when not curved */
    double *b[CATAPULT_DEPTH_MAX];    /* b_l; NULL for the first layer */
    double *bt[CATAPULT_DEPTH_MAX];
    double *f, *weight;      /* (c, n); weight = eta * u of the present step */
    double *f_part;          /* (threads, c, n) */
    double *way_part;        /* (threads): |dW_1|^2 */
    struct gram gram[3];
    double *gaa[CATAPULT_DEPTH_MAX], *ga1[CATAPULT_DEPTH_MAX],
        *g11[CATAPULT_DEPTH_MAX]; /* a^T a, a^T a', a'^T a' over m_l, l < L */
    double *gat;             /* at^T at / m_L */
    double *product;         /* (n, n) */
    double *k;               /* (n, n) when c is 1 */
    double *apply_part;      /* (threads, c, n) */
    double *ae[CATAPULT_DEPTH_MAX], *ade[CATAPULT_DEPTH_MAX]; /* apply, deep nets with c > 1 */
    double *test_a[2][3];    /* a, a', a'' of a chunk of the test set */
    double *test_part;       /* (threads, c, columns) */
};

static inline bool quadratic_is_last(const struct quadratic *model, int layer)
{
    return layer == model->net->depth - 1;
}

static inline double quadratic_root(const struct quadratic *model, int layer)
{
    return sqrt((double)model->net->width[layer]);
}

/* Pointer to row `row` of an (m, n) array; NULL stays NULL. */
static inline double *quadratic_from(double *array, size_t row, size_t n)
{
    return array ? array + row * n : NULL;
}

/* --- quadratic_rows.c --- */

/* The elementwise part of the expansion for `count` values.  In: z, which may be overwritten; dz = z'; ddz = z'', or NULL for
 * zero.  Out: a, a1 (may be dz), a2, s1 (may be z), q2.  a, a2 and s1 may be NULL; q2 may be NULL if s'' is zero. */
struct expansion {
    double *z, *dz;
    const double *ddz;
    double *a, *a1, *a2, *s1, *q2;
};
void quadratic_expand(enum catapult_activation_kind kind, size_t count, const struct expansion *e);

/* Computes b_l and bt_l of u for rows [row, row + rows) of a layer. */
void quadratic_reverse(struct quadratic *model, int layer, size_t row, size_t rows, const double *u,
                       double *scratch);

void quadratic_test(void *state, double *f_test);
void quadratic_apply(void *state, size_t count, const double *u, double *ku);

#endif
