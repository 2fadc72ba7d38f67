/* network.h - the state of the network model, shared by the files that step it (model_network.c), evaluate
 * it on the test set (test_set.c) and multiply by its kernel (network_apply.c). */
#ifndef CORE_NETWORK_H
#define CORE_NETWORK_H

#include <math.h>

#include "core/algebra/gram.h"
#include "core/dense/layers.h"
#include "core/dense/net.h"
#include "base/arena.h"

struct network {
    const struct net *net;
    size_t n, c;
    struct arena arena;
    double *inc;             /* (width[0], k): the first layer, see net.h */
    double *w[CATAPULT_DEPTH_MAX];    /* W_l, l >= 1 */
    double *v;               /* V^T, (width[L-1], c) */
    double *a[CATAPULT_DEPTH_MAX];    /* A_l */
    double *s1[CATAPULT_DEPTH_MAX];   /* s'(Z_l); NULL where b is computed directly (last layer, one output) */
    double *b[CATAPULT_DEPTH_MAX];    /* B_l */
    double *f;               /* (c, n) */
    double *weight;          /* (c, n): eta * u of the present step */
    double *f_part;          /* (threads, c, n) */
    double *way_part;        /* (threads): |dW_1|^2 */
    struct gram gram_a, gram_b;
    double *q[CATAPULT_DEPTH_MAX];    /* Q_l+1 = A_l^T A_l / m_l, (n, n) */
    double *product;         /* B_l^T B_l, (n, n) */
    double *k;               /* (n, n) when c is 1 */
    double *apply_part;      /* (threads, APPLY_COUNT, c, n) */
    double *za[CATAPULT_DEPTH_MAX];   /* directional derivatives in apply, (m_l, n); deep nets with c > 1 */
    double *test_a[2];       /* A_l of a chunk of the test set, (max width, columns); deep nets */
    double *test_part;       /* (threads, c, columns) */
};

static inline bool network_is_last(const struct network *model, int layer)
{
    return layer == model->net->depth - 1;
}

/* sqrt(m_l), the divisor in the layer above l */
static inline double network_root(const struct network *model, int layer)
{
    return sqrt((double)model->net->width[layer]);
}

void network_test(void *state, double *f_test);
void network_apply(void *state, size_t count, const double *u, double *ku);

#endif
