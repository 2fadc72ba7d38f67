/* taylor.c - the orders to which the Taylor models follow the network.
 *
 * At w0 all three have the same J, so one step s takes them all to w0 - s J^T u, and along that line
 *
 *     |f - f_lin|  = s^2 |g^T H g| / 2 + O(s^3)          |f - f_quad| = O(s^3)
 *
 * The order is the slope of log d against log s over several s, fitted together with the first correction (see
 * order_fit). An order is an integer.  It is right if the 99 % interval lies within 1/2 of it, and wrong if the
 * interval lies entirely outside.  Otherwise it is left open, because the distances do not follow a power of s with a
 * correction yet.
 *
 * The scale of s: weights are of size 1, so |J_i| is the change of f_i when the weights change by their own size,
 * which is where f begins to be curved, in whatever units the inputs are.
 *
 * If the activation has kinks, f is a polynomial up to the first kink along the line, a different one for each
 * example; the median over the outputs is not affected by a few that meet a kink.  With one hidden layer of ReLU or
 * linear activation, f_quad equals f up to there: then the distance is only rounding, although the second-order part
 * of f is not. */
#include "verify/properties.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verify/ray.h"

enum { POINTS = 12, FEW_UNITS = 8 };
static const double above_noise = 300; /* a distance of this many standard deviations is known to 3 parts in a
                                          thousand */

static int taylor_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of |a_i - b_i|; overwrites a. */
static double median_distance(size_t count, double *a, const double *b)
{
    for (size_t q = 0; q < count; q++)
        a[q] = fabs(a[q] - b[q]);
    qsort(a, count, sizeof *a, taylor_ascending);
    return count % 2 ? a[count / 2] : (a[count / 2 - 1] + a[count / 2]) / 2;
}

struct taylor_pair {
    struct subject *subject;
    struct ray exact, model; /* of the network; of its Taylor model */
    double stretch[2];       /* stretch of the two ways (ray.h) */
    double top;              /* the largest s: f changes by |J| or by its own size */
    double noise;
    double *copy;            /* (n c) */
};

static double distance_at(struct taylor_pair *pair, double s)
{
    const double *f = ray_go(&pair->exact, s / pair->stretch[0], false);
    memcpy(pair->copy, f, pair->exact.size * sizeof *f);
    return median_distance(pair->exact.size, pair->copy, ray_go(&pair->model, s / pair->stretch[1], false));
}

/* The even part of the network's f in s: |f(s) - 2 f(0) + f(-s)| / 2. */
static double curvature_at(struct taylor_pair *pair, double s)
{
    size_t size = pair->exact.size;
    double *even = pair->copy, *middle = even + size;
    memcpy(even, ray_go(&pair->exact, s / pair->stretch[0], false), size * sizeof *even);
    memcpy(middle, ray_go(&pair->exact, 0, false), size * sizeof *middle);
    const double *f = ray_go(&pair->exact, -s / pair->stretch[0], false);
    for (size_t q = 0; q < size; q++)
        even[q] = (even[q] + f[q]) / 2;
    return median_distance(size, even, middle);
}

/* Whether the model equals the network at small s; if so, records the case. */
static bool taylor_same(struct taylor_pair *pair, int count, const double *s, const double *d, struct finding *finding)
{
    int points = 0;
    double most = 0, bound = 0;
    for (int i = 0; i < count; i++) {
        double curvature = curvature_at(pair, s[i]);
        if (!(d[i] <= 30 * pair->noise) || !(curvature > 10 * above_noise * pair->noise))
            continue;
        most = fmax(most, d[i] / curvature);
        bound = fmax(bound, 30 * pair->noise / curvature);
        points++;
    }
    if (points >= 2)
        finding_case(finding, most, bound, "%s is the network itself at small s", pair->model.running->class->name);
    return points >= 2;
}

/* Whether the even part is proportional to s^2 there, as it is below the first kink and where the next order is
 * small. */
static bool square_at_place(struct taylor_pair *pair, double s, double curvature)
{
    double ratio = curvature_at(pair, 2 * s) / curvature;
    return ratio > 3.6 && ratio < 4.4;
}

/* Too few distances for an order.  But if f is visibly curved, its distance from a true tangent equals the curvature. */
static void few(struct taylor_pair *pair, int order, int count, const double *s, const double *d,
                struct finding *finding)
{
    for (int point = POINTS - 1; point >= 0 && order == 2; point--) {
        double curvature = curvature_at(pair, s[point]);
        if (!(curvature > above_noise * pair->noise) || !square_at_place(pair, s[point], curvature))
            continue;
        finding_case(finding, fabs(d[point] / curvature - 1), 0.5, "|network - %s| over the second order of f",
                     pair->model.running->class->name);
        return;
    }
    finding_na(finding, "%d of %d distances stand out of the rounding: too few for an order", count, POINTS);
}

/* Distances at s = top, top / factor, ...; returns how many of the first ones are above the noise. */
static int scan(struct taylor_pair *pair, double top, double factor, int points, double *s, double *d)
{
    int count = 0;
    for (int point = 0; point < points; point++, top /= factor) {
        s[point] = top;
        d[point] = distance_at(pair, top);
    }
    while (count < points && d[count] > above_noise * pair->noise && isfinite(d[count]))
        count++;
    return count;
}

/* The smallest s determine the order best.  With kinks, which all examples may meet at once if d = 1, only the very
 * smallest s are used, closely spaced. */
static void taylor_fit(struct taylor_pair *pair, int order, struct finding *finding)
{
    enum { SPACED = 7, CLOSE = 6, LEAST = 5 /* order_fit */ };
    int activation = pair->subject->settings.network.activation;
    bool kinks = activation == CATAPULT_ACTIVATION_RELU, pieces = kinks || activation == CATAPULT_ACTIVATION_LINEAR;
    double s[POINTS], d[POINTS], p, interval;
    int count = scan(pair, pair->top, sqrt(10), POINTS, s, d), first = count > SPACED ? count - SPACED : 0;
    if (order == 3 && (pieces || count < LEAST) && taylor_same(pair, POINTS, s, d, finding))
        return;
    if (kinks && count > 0) {
        count = scan(pair, s[count - 1] * pow(1.5, CLOSE - 1), 1.5, CLOSE, s, d);
        first = 0;
    }
    const char *name = pair->model.running->class->name;
    if (order_fit(count - first, s + first, d + first, &p, &interval)) {
        bool open = fabs(p - order) + interval > 0.5 && fabs(p - order) - interval <= 0.5;
        if (open)
            finding_na(finding, "|network - %s| ~ s^%.3f +- %.3f: the distances leave the order open", name, p, interval);
        else
            finding_case(finding, fabs(p - order) + interval, 0.5, "|network - %s| ~ s^%.3f +- %.3f", name, p, interval);
    } else
        few(pair, order, count, s, d, finding);
}

static bool pair_init(struct taylor_pair *pair, struct subject *subject, struct running *model)
{
    size_t size = subject->size;
    struct running *exact = subject_model(subject, CATAPULT_MODEL_NETWORK);
    *pair = (struct taylor_pair){.subject = subject};
    pair->copy = try_array(3 * size, sizeof(double));
    if (!pair->copy || !ray_init(&pair->exact, exact, size) || !ray_init(&pair->model, model, size))
        return false;
    double *u = pair->copy + size, *ku = u + size, lengths = sqrt(kernel_trace(subject, model)); /* the norm of all |J_i| */
    subject_random(subject, size, u);
    if (!kernel_times(subject, model, u, ku) || !ray_descend(&pair->exact, u, &pair->stretch[0])
        || !ray_descend(&pair->model, u, &pair->stretch[1]))
        return false;
    const double *f = ray_go(&pair->exact, 0, false);
    pair->top = fmax(lengths, vector_norm(size, f)) / vector_norm(size, ku);
    pair->noise = ray_noise(exact, size, subject->rng) + ray_noise(model, size, subject->rng);
    return true;
}

static void pair_done(struct taylor_pair *pair)
{
    if (pair->exact.base)
        ray_done(&pair->exact);
    if (pair->model.base)
        ray_done(&pair->model);
    free(pair->copy);
}

/* With so few units that have kinks, the median may be of an output that meets a kink or has no second order. */
static bool few_kinks(const struct catapult_settings *settings)
{
    int least = FEW_UNITS;
    for (int l = 0; l < settings->network.widths.count; l++)
        if (settings->network.widths.value[l] < least)
            least = settings->network.widths.value[l];
    return settings->network.activation == CATAPULT_ACTIVATION_RELU && least < FEW_UNITS;
}

static void taylor_compare(struct subject *subject, enum catapult_model_kind kind, int order, struct finding *finding)
{
    struct running *model = subject_model(subject, kind);
    struct taylor_pair pair;
    if (!model) {
        finding_na(finding, "the general quadratic model is no expansion");
        return;
    }
    if (few_kinks(&subject->settings)) {
        finding_na(finding, "a layer has fewer than %d units: the kinks of so few leave no order to be seen", FEW_UNITS);
        return;
    }
    if (pair_init(&pair, subject, model))
        taylor_fit(&pair, order, finding);
    else
        finding_na(finding, "nothing moves at w0");
    pair_done(&pair);
}

void property_taylor_linear(struct subject *subject, struct finding *finding)
{
    taylor_compare(subject, CATAPULT_MODEL_LINEAR, 2, finding);
}

void property_taylor_quadratic(struct subject *subject, struct finding *finding)
{
    taylor_compare(subject, CATAPULT_MODEL_QUADRATIC, 3, finding);
}
