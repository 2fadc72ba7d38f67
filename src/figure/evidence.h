/* evidence.h - whether an effect shows in the seeds: a one-sided paired t test. */
#ifndef FIGURE_EVIDENCE_H
#define FIGURE_EVIDENCE_H

#include "figure/figure.h"

enum { EVIDENCE_SEEDS_LEAST = 2 };
static const double evidence_level = 0.05;

/* The rates that are compared, in units of eta_crit.  They are fixed before any run: the best of several rates, chosen
 * and tested on the same seeds, would show an effect where there is none. */
static const double evidence_rate_below = 0.75, evidence_rate_above = 1.5;

struct evidence {
    enum figure_verdict verdict; /* FIGURE_SEEN, FIGURE_AGAINST or FIGURE_UNDECIDED */
    double mean, error;          /* of the gains, with the standard error of the mean; NaN without two seeds */
    double p;                    /* probability of such a mean or a larger one without an effect; NaN likewise */
};

/* gain: (seeds), what a seed gains, positive if the claim is right.  FIGURE_SEEN if p < 0.05, FIGURE_AGAINST if the
 * opposite effect has p < 0.05.  Gains that are not finite, or fewer than two, decide nothing. */
struct evidence evidence_of(const double *gain, int seeds);

#endif
