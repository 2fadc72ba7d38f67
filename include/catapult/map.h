/* map.h - the exact maps behind the catapult, as pure functions (PAPER sections 3 and 6).
 *
 * One example, two-layer ReLU quadratic model (Eqs. 7 and 8): with k = |x|^2/(m d) and the loss scale c,
 *
 *     u = k (c eta)^2 r^2,   v = eta lambda,   w = k (c eta)^2 r y
 *     u' = (1 - v + u + w)^2 u      v' = v - u (4 - v) - 4 w      w' = (1 - v + u + w) w
 *
 * Data with one input (d = 1) have two directions that follow the same map, each with |x|^2 summed over the examples
 * of one sign (Theorem 3).  Then k = |X^T p_1|^2/(m d) and r = p_1.r.  The same formulas are used for all other data.
 *
 * A general model with one weight (phi = 0, S = I, y > 0) follows a cubic map, with a = c eta gamma y and
 * z = c eta gamma r:
 *
 *     z' = z^3 + (a - 2) z^2 + (1 - 2a) z                     on [-a, 2]
 *
 * (Chen et al., arXiv 2310.01687).  At its minimum eta lambda = 2a. */
#ifndef CATAPULT_MAP_H
#define CATAPULT_MAP_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_map_point {
    double u, v, w;
};

struct catapult_map_point catapult_map_step(struct catapult_map_point point);

/* Whether a real model exists at (u, v) with w = 0.  lambda has the form |u|^2 + |v|^2 and is at least twice |g|, so
 * v >= 2 sqrt(u). */
bool catapult_map_is_real(double u, double v);

double catapult_map_cubic(double a, double z);

/* The regimes of the cubic map, each up to a boundary in a: X(constant, boundary, name, description). */
#define CATAPULT_MAP_REGIME_LIST(X)                                                                        \
    X(CATAPULT_MAP_MONOTONE, 0.82842712474619009760, "monotone", "|z| never grows (to 2 sqrt 2 - 2)")      \
    X(CATAPULT_MAP_CATAPULT, 1, "catapult", "thrown up, and comes back to 0")                              \
    X(CATAPULT_MAP_PERIOD_2, 1.23606797749978969641, "two values", "two values in turn (to sqrt 5 - 1)")   \
    X(CATAPULT_MAP_DOUBLING, 1.302, "doubling", "four values, eight, sixteen, ...")                        \
    X(CATAPULT_MAP_CHAOS, 2, "chaos", "chaos, with windows of order")                                      \
    X(CATAPULT_MAP_DIVERGENT, 1e308, "divergent", "grows without end")
#define CATAPULT_MAP_REGIME_ENUM(name, end, word, help) name,
enum catapult_map_regime { CATAPULT_MAP_REGIME_LIST(CATAPULT_MAP_REGIME_ENUM) CATAPULT_MAP_REGIMES };
#undef CATAPULT_MAP_REGIME_ENUM

enum catapult_map_regime catapult_map_regime_of(double a);
double catapult_map_regime_end(enum catapult_map_regime regime); /* the boundary; +inf for the last */
const char *catapult_map_regime_name(enum catapult_map_regime regime);
const char *catapult_map_regime_help(enum catapult_map_regime regime);

/* The period of the cubic map from z after `settle` steps: the smallest p <= most with |z(t+p) - z(t)| < 1e-9.  0 if
 * there is none; -1 if |z| grows past 1e6, so z has left [-a, 2] for good. */
int catapult_map_cubic_period(double a, double z, long settle, int most);

#ifdef __cplusplus
}
#endif

#endif
