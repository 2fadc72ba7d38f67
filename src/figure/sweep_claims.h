/* sweep_claims.h - the paper's claims about best test losses and accuracies against eta, judged over the seeds. */
#ifndef FIGURE_SWEEP_CLAIMS_H
#define FIGURE_SWEEP_CLAIMS_H

#include "figure/figure.h"
#include "sweep/sweep.h"

struct sweep_claims {
    const char *title;  /* begins each claim */
    bool accuracy;      /* of the test set at the step of the best test loss; false: that loss */
    int steps;          /* most steps of a run */
    int seed, seeds;    /* the first one, and how many */
    const struct sweep_summary *summary;
    const struct sweep_rows *rows; /* every run of the summary */
};

enum sweep_field sweep_claims_field(bool accuracy);

/* Whether a point is drawn: no seed diverged, died or stayed bounded, where the least test loss is just that of the
 * first steps.  The linear model has no points above eta_crit, where it diverges, however slowly. */
bool sweep_claims_point(const struct sweep_mean *mean, enum sweep_field field);

/* Adds the claims and remarks to the report. */
void sweep_claims_judge(const struct sweep_claims *claims, struct figure_report *report);

#endif
