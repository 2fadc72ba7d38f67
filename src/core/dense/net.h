/* net.h - what the models of one fully connected network share: architecture, w0, and products of the data.
 *
 *     Z_1 = W_1 X^T / sqrt(d),  A_l = s(Z_l),  Z_l+1 = W_l+1 A_l / sqrt(m_l),  f = V A_L / sqrt(m_L)
 *
 * Arrays of a layer are (m_l, n): a row per unit, a column per example.  So a block of units is contiguous, and a whole step
 * of a two-layer network works block by block in cache.
 *
 * The first layer's weights are never stored.  Its input is constant, so
 *
 *     Z_1(t) = Z_1(0) + inc M,      W_1(t) = W_1(0) + inc R
 *
 * with one of two representations, chosen by cost:
 *     span   (n <= 2d):  inc = C (m, n),  M = X X^T / d (n, n),   R = X / sqrt(d)   GD never leaves the span of X
 *     direct (n > 2d):   inc = dW (m, d), M = X^T / sqrt(d) (d, n), R = I
 * W_1(0) is drawn again from its random stream, or read again from the given weights, when it is needed. */
#ifndef CORE_NET_H
#define CORE_NET_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include "core/algebra/activation.h"
#include "core/model/draw.h"
#include "base/arena.h"
#include "base/parallel.h"

enum {
    BLOCK = 128,        /* units in a block: with n = 256 a block of an array is 256 KB */
    TEST_COLUMNS = 256, /* test examples that a pass processes at a time: a block of them stays in cache */
    SCRATCH_BLOCKS = 5, /* scratch blocks of a thread, each (BLOCK, max of n and the test examples at a time) */
    APPLY_COUNT = 5,    /* vectors that K is applied to at a time, with APPLY_ROWS units: two arrays fill the scratch */
    APPLY_ROWS = SCRATCH_BLOCKS * BLOCK / (2 * APPLY_COUNT)
};

struct net {
    const struct catapult_dataset *data;
    struct pool *pool;
    struct draw draw;
    enum catapult_activation_kind activation;
    size_t n, n_test, d, c; /* c: outputs */
    int depth;              /* hidden layers L >= 1 */
    size_t width[CATAPULT_DEPTH_MAX];
    bool span;
    struct arena arena;
    size_t k;               /* columns of inc: n (span) or d (direct) */
    double *gram;           /* Q = X X^T / d, (n, n) */
    double *mul;            /* M, (k, n); the same array as gram when span */
    double *mul_test;       /* (k, n_test) */
    double *input;          /* X / sqrt(d), (n, d); NULL when span */
    double *z0[CATAPULT_DEPTH_MAX];  /* Z_l(0), (width[l], n) */
    double *z0_test;        /* Z_1(0) of the test set, (width[0], n_test); NULL without one */
    double *w[CATAPULT_DEPTH_MAX];   /* W_l(0), l >= 1, (width[l], width[l-1]); w[0] is NULL */
    double *v;              /* V(0)^T, (width[L-1], c): a row per unit */
    double *scratch;        /* (threads, scratch_size): a block of any array, for each thread */
    size_t scratch_size;
};

/* data is borrowed.  CATAPULT_STATUS_NOMEM or CATAPULT_STATUS_CANCELLED. */
enum catapult_status net_new(struct net **out, const struct catapult_settings *settings,
                             const struct catapult_dataset *data, struct pool *pool,
                             const struct catapult_progress *progress, struct catapult_error *err);
void net_free(struct net *net);

/* Draws W_1(0) again, (width[0], d) row-major. */
void net_draw_first(const struct net *net, double *w);

/* How many test examples a pass processes at a time. */
size_t net_test_columns(size_t n_test);

/* Bytes that net_new allocates, and the temporary bytes it needs in addition while it runs. */
double net_bytes(const struct catapult_settings *settings, size_t n, size_t n_test, size_t d, size_t outputs);
double net_making_bytes(const struct catapult_settings *settings, size_t d);
bool net_uses_span(size_t n, size_t d);

double *net_scratch(const struct net *net, int thread);

#endif
