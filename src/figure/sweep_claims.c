/* sweep_claims.c - see sweep_claims.h. */
#include "figure/sweep_claims.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "figure/evidence.h"
#include "figure/kind.h"

static const double same_ratio = 1e-6;
static const int claims_kinds[] = {CATAPULT_MODEL_NETWORK, CATAPULT_MODEL_QUADRATIC, CATAPULT_MODEL_LINEAR};
enum { CLAIMS_KINDS = sizeof claims_kinds / sizeof claims_kinds[0] };

enum sweep_field sweep_claims_field(bool accuracy)
{
    return accuracy ? SWEEP_BEST_TEST_ACCURACY : SWEEP_BEST_TEST_LOSS;
}

bool sweep_claims_point(const struct sweep_mean *mean, enum sweep_field field)
{
    const int *of = mean->outcomes;
    return mean->runs > 0 && isfinite(mean->mean[field])
           && of[CATAPULT_OUTCOME_DIVERGED] + of[CATAPULT_OUTCOME_DEAD] + of[CATAPULT_OUTCOME_BOUNDED] == 0
           && (mean->model != CATAPULT_MODEL_LINEAR || mean->mean[SWEEP_ETA_OVER_CRIT] <= 1);
}

/* --- looking up -------------------------------------------------------------------------------------------------- */

/* Of the rates on one side of eta_crit the one nearest to `wanted`, whatever the runs did there; NULL if there is none. */
static const struct sweep_mean *rate_near(const struct sweep_claims *claims, int kind, double wanted)
{
    const struct sweep_mean *found = NULL;
    double least = INFINITY;
    for (size_t i = 0; i < claims->summary->count; i++) {
        const struct sweep_mean *mean = &claims->summary->mean[i];
        double ratio = mean->mean[SWEEP_ETA_OVER_CRIT], far = fabs(log(ratio / wanted));
        if ((int)mean->model != kind || (wanted < 1 ? !(ratio < 1 - same_ratio) : !(ratio > 1 + same_ratio)) || !(far < least))
            continue;
        least = far;
        found = mean;
    }
    return found;
}

/* A seed's number at the rate of `mean`; NaN without such a run.  A rate in units of eta_crit has one ratio, another
 * one has one eta. */
static double seed_value(const struct sweep_claims *claims, const struct sweep_mean *mean, int seed)
{
    enum sweep_field field = sweep_claims_field(claims->accuracy);
    for (size_t i = 0; i < claims->rows->count; i++) {
        const struct sweep_row *row = &claims->rows->row[i];
        if (row->model == mean->model && row->seed == seed
            && (fabs(row->value[SWEEP_ETA_OVER_CRIT] - mean->mean[SWEEP_ETA_OVER_CRIT]) < same_ratio
                || fabs(row->value[SWEEP_ETA] / mean->mean[SWEEP_ETA] - 1) < 1e-9))
            return row->value[field];
    }
    return NAN;
}

/* The best mean above eta_crit; NULL if no rate there has a point. */
static const struct sweep_mean *best_above(const struct sweep_claims *claims, int kind)
{
    enum sweep_field field = sweep_claims_field(claims->accuracy);
    const struct sweep_mean *best = NULL;
    for (size_t i = 0; i < claims->summary->count; i++) {
        const struct sweep_mean *mean = &claims->summary->mean[i];
        if ((int)mean->model != kind || !sweep_claims_point(mean, field) || !(mean->mean[SWEEP_ETA_OVER_CRIT] > 1 + same_ratio))
            continue;
        if (!best || (claims->accuracy ? mean->mean[field] > best->mean[field] : mean->mean[field] < best->mean[field]))
            best = mean;
    }
    return best;
}

/* --- equal below eta_crit ---------------------------------------------------------------------------------------- */

/* The largest difference between two models at one rate below eta_crit: a ratio for a loss, a difference for an
 * accuracy; NaN if there is none. */
static double seed_apart(const struct sweep_claims *claims, int seed)
{
    enum sweep_field field = sweep_claims_field(claims->accuracy);
    double most = NAN;
    for (size_t i = 0; i < claims->summary->count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct sweep_mean *a = &claims->summary->mean[i], *b = &claims->summary->mean[j];
            double ratio = a->mean[SWEEP_ETA_OVER_CRIT];
            if (fabs(ratio - b->mean[SWEEP_ETA_OVER_CRIT]) > same_ratio || !(ratio < 1 - same_ratio)
                || !sweep_claims_point(a, field) || !sweep_claims_point(b, field))
                continue;
            double x = seed_value(claims, a, seed), y = seed_value(claims, b, seed), apart = fabs(x - y);
            most = fmax(isnan(most) ? 0 : most, claims->accuracy ? apart : apart / fmin(x, y));
        }
    return most;
}

static const char *p_text(const struct evidence *found, int seeds, char text[60])
{
    if (isnan(found->p))
        snprintf(text, 60, "one seed decides nothing");
    else
        snprintf(text, 60, "p = %.2g over %d seeds", found->p, seeds);
    return text;
}

static void judge_equal(const struct sweep_claims *claims, struct figure_report *report)
{
    double bound = claims->accuracy ? 0.03 : 0.05, sum = 0, *gain = xnew_array((size_t)claims->seeds, sizeof *gain);
    char text[60];
    for (int k = 0; k < claims->seeds; k++) {
        double apart = seed_apart(claims, claims->seed + k);
        gain[k] = bound - apart;
        sum += apart;
    }
    struct evidence found = evidence_of(gain, claims->seeds);
    figure_verdict(report, found.verdict,
                   "%s: below eta_crit the three models are equal to %g %s: %.1f +- %.1f %% apart, %s", claims->title, 100 * bound,
                   claims->accuracy ? "points" : "%", 100 * sum / claims->seeds,
                   isnan(found.error) ? 0 : 100 * found.error, p_text(&found, claims->seeds, text));
    free(gain);
}

/* --- better above it --------------------------------------------------------------------------------------------- */

/* The gain from one rate to the other, seed by seed, because the differences between seeds affect both alike. */
static struct evidence evidence_of_gain(const struct sweep_claims *claims, const struct sweep_mean *below,
                                        const struct sweep_mean *above)
{
    double sign = claims->accuracy ? 1 : -1, *gain = xnew_array((size_t)claims->seeds, sizeof *gain);
    for (int k = 0; k < claims->seeds; k++)
        gain[k] = sign * (seed_value(claims, above, claims->seed + k) - seed_value(claims, below, claims->seed + k));
    struct evidence found = evidence_of(gain, claims->seeds);
    free(gain);
    return found;
}

static void say_gain(const struct sweep_claims *claims, const struct sweep_mean *below, const struct sweep_mean *above,
                     struct figure_report *report)
{
    enum sweep_field field = sweep_claims_field(claims->accuracy);
    struct evidence found = evidence_of_gain(claims, below, above);
    double low = below->mean[field], high = above->mean[field], gain = claims->accuracy ? high - low : low - high;
    double error = isnan(found.error) ? 0 : found.error, unit = claims->accuracy ? 100 : 100 / low;
    const struct sweep_mean *best = best_above(claims, (int)above->model);
    char p[60], best_text[80] = "";
    if (best && best != above)
        snprintf(best_text, sizeof best_text, "; the best mean, chosen afterwards, is %.4g at %.3g", (claims->accuracy ? 100 : 1) * best->mean[field],
                 best->mean[SWEEP_ETA_OVER_CRIT]);
    figure_verdict(report, found.verdict, "%s: the %s is %s at %.3g eta_crit than at %.3g, by %.1f +- %.1f %s: %.4g against %.4g, %s%s",
                   claims->title, catapult_model_name((int)above->model), claims->accuracy ? "more accurate" : "better",
                   above->mean[SWEEP_ETA_OVER_CRIT], below->mean[SWEEP_ETA_OVER_CRIT], unit * gain, unit * error,
                   claims->accuracy ? "points" : "%", (claims->accuracy ? 100 : 1) * high, (claims->accuracy ? 100 : 1) * low,
                   p_text(&found, claims->seeds, p), best_text);
}

static void judge_gain(const struct sweep_claims *claims, int kind, struct figure_report *report)
{
    enum sweep_field field = sweep_claims_field(claims->accuracy);
    const struct sweep_mean *below = rate_near(claims, kind, evidence_rate_below),
                            *above = rate_near(claims, kind, evidence_rate_above);
    if (below && above && sweep_claims_point(below, field) && sweep_claims_point(above, field))
        say_gain(claims, below, above, report);
    else
        figure_verdict(report, FIGURE_UNDECIDED, "%s: the %s is %s above eta_crit: at %.3g or %.3g eta_crit a seed has no run that settles",
                       claims->title, catapult_model_name(kind), claims->accuracy ? "more accurate" : "better",
                       below ? below->mean[SWEEP_ETA_OVER_CRIT] : evidence_rate_below,
                       above ? above->mean[SWEEP_ETA_OVER_CRIT] : evidence_rate_above);
}

/* --- the others -------------------------------------------------------------------------------------------------- */

/* How many runs below eta_crit had their best test loss at the last step: more steps might improve it further. */
static void judge_length(const struct sweep_claims *claims, struct figure_report *report)
{
    int runs = 0, cut = 0;
    for (size_t i = 0; i < claims->rows->count; i++) {
        const double *value = claims->rows->row[i].value;
        if (value[SWEEP_ETA_OVER_CRIT] > 1)
            continue;
        runs++;
        cut += value[SWEEP_STEPS] >= claims->steps && value[SWEEP_BEST_STEP] >= 0.98 * value[SWEEP_STEPS];
    }
    if (cut > 0)
        figure_remark(report, "%s: %d of %d runs below eta_crit were still getting better at the last step (%d)", claims->title,
                      cut, runs, claims->steps);
}

/* A linear run above eta_crit ends diverged, or at the largest loss it ever had. */
static void judge_linear(const struct sweep_claims *claims, struct figure_report *report)
{
    int runs = 0, diverging = 0;
    for (size_t i = 0; i < claims->rows->count; i++) {
        const struct sweep_row *row = &claims->rows->row[i];
        if (row->model != CATAPULT_MODEL_LINEAR || row->value[SWEEP_ETA_OVER_CRIT] <= 1)
            continue;
        runs++;
        diverging += row->outcome == CATAPULT_OUTCOME_DIVERGED
                     || !(row->value[SWEEP_FINAL_TRAIN_LOSS] < 0.99 * row->value[SWEEP_PEAK_TRAIN_LOSS]);
    }
    figure_verdict(report, runs == 0 ? FIGURE_UNDECIDED : diverging == runs ? FIGURE_SEEN : FIGURE_AGAINST,
                   "%s: the linear model diverges above eta_crit: %d of %d runs", claims->title, diverging, runs);
}

void sweep_claims_judge(const struct sweep_claims *claims, struct figure_report *report)
{
    judge_equal(claims, report);
    for (int k = 0; k < CLAIMS_KINDS; k++)
        if (claims_kinds[k] != CATAPULT_MODEL_LINEAR)
            judge_gain(claims, claims_kinds[k], report);
    judge_linear(claims, report);
    judge_length(claims, report);
}
