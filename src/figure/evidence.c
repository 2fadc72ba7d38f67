/* evidence.c - see evidence.h. */
#include "figure/evidence.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Without any spread there is no t.  Equal gains are then as likely in either direction, a sign test: accuracies of few
 * examples often agree by chance. */
static double p_of(double mean, double error, int seeds)
{
    if (error > 1e-9 * fabs(mean)) /* less is rounding */
        return gsl_cdf_tdist_Q(mean / error, seeds - 1);
    double all = pow(0.5, seeds);
    return mean > 0 ? all : mean < 0 ? 1 - all : 0.5;
}

struct evidence evidence_of(const double *gain, int seeds)
{
    struct evidence found = {.verdict = FIGURE_UNDECIDED, .mean = NAN, .error = NAN, .p = NAN};
    double sum = 0, square = 0;
    for (int k = 0; k < seeds; k++)
        sum += gain[k];
    if (seeds < EVIDENCE_SEEDS_LEAST || !isfinite(sum))
        return found;
    found.mean = sum / seeds;
    for (int k = 0; k < seeds; k++)
        square += (gain[k] - found.mean) * (gain[k] - found.mean);
    found.error = sqrt(square / (seeds - 1) / seeds);
    found.p = p_of(found.mean, found.error, seeds);
    if (found.p < evidence_level)
        found.verdict = FIGURE_SEEN;
    else if (found.p > 1 - evidence_level)
        found.verdict = FIGURE_AGAINST;
    return found;
}
