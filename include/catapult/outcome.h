/* outcome.h - what a run did, as a pure function of its rows so far.
 *
 * A phase (phase.h) says where eta stands at w0; an outcome says what came of it, and the same rows have the same
 * outcome whoever made them.  The first of these that holds, W = 50 steps, s = eta lambda_1 with the lambda_1 carried on where a
 * row has none, thr = phase_threshold of the momentum:
 *
 *     diverged     the loss is not finite or passed the limit
 *     dead         lambda_1 <= 1e-12 lambda_1(0) while the loss is not below stop.loss: nothing moves any more
 *     converged    the loss is below stop.loss; or loss and distance stay within 1e-6 of themselves over W steps, and s < thr
 *     periodic(p)  full batch: loss and lambda_1 repeat to 1e-6 with period 2 <= p <= 32 over 4 p steps, and the loss differs
 *                  within the period
 *     edge         full batch: lambda_1 (not eta) has once risen through thr/eta with the loss below its first value; over W
 *                  steps s is within 25 % of thr in each and 10 % in the mean, and the loss fell at least once
 *     bounded      after 4 W steps, of which the loss rose in one: of all pairs of one of the last 2 W steps and one of the
 *                  2 W before, between 1/4 and 3/4 are falls
 *     chaotic      bounded, and a twin has separated: rows alone never say it
 *     rising, falling   the slope of log loss over the last 10 steps (mini-batches: W)
 *
 * The laboratory, `run` and sweeps give a row to outcome_push as it comes; outcome_word costs little enough to be asked after
 * each.  A struct outcome is plain data of a few kilobytes: copying it keeps a moment, which is how one goes back. */
#ifndef CATAPULT_OUTCOME_H
#define CATAPULT_OUTCOME_H

#include <stdbool.h>

#include <catapult/measure.h>
#include <catapult/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OUTCOME_LIST(X)                                                                          \
    X(OUTCOME_DIVERGED, "diverged", "the loss is no longer finite, or passed the limit")         \
    X(OUTCOME_DEAD, "dead", "lambda_1 is zero and the loss is not: nothing moves any more")      \
    X(OUTCOME_CONVERGED, "converged", "the loss is below stop.loss, or nothing has changed for 50 steps") \
    X(OUTCOME_PERIODIC, "periodic", "loss and lambda_1 repeat with the period in brackets")      \
    X(OUTCOME_EDGE, "edge", "lambda_1 has risen to 2/eta and stays there, the edge of stability") \
    X(OUTCOME_BOUNDED, "bounded", "the loss goes up and down without a trend: it will not settle") \
    X(OUTCOME_CHAOTIC, "chaotic", "bounded, and a twin that began beside it has separated")      \
    X(OUTCOME_RISING, "rising", "none of these, the loss has been rising")                       \
    X(OUTCOME_FALLING, "falling", "none of these, the loss has been falling")

#define OUTCOME_ENUM(name, word, help) name,
enum outcome_word { OUTCOME_LIST(OUTCOME_ENUM) OUTCOME_COUNT };
#undef OUTCOME_ENUM

enum { OUTCOME_WINDOW = 50, OUTCOME_PERIOD_MAX = 32, OUTCOME_TEXT = 16, OUTCOME_KEPT = 256 };

const char *outcome_name(enum outcome_word word);
const char *outcome_help(enum outcome_word word);

/* What the rules take from the settings. */
struct outcome_rules {
    double threshold, stop_loss;
    bool full_batch;
};

struct outcome_rules outcome_rules_of(const struct settings *settings);

/* The fields are outcome.c's own. */
struct outcome {
    struct outcome_rules rules;
    long rows;
    bool diverged, rose;
    struct outcome_kept {
        double loss, distance, lambda_1, s;
    } kept[OUTCOME_KEPT]; /* of the last rows, row i at i modulo OUTCOME_KEPT */
    double loss_first, lambda_first;
    long last_rise;       /* the newest row with a larger loss than the one before, -1 */
    double peak;          /* the largest finite loss, -inf if none yet */
    long peak_step;
    double spike_low, spike_top; /* the running minimum; the top of the spike under way, NaN: none */
    long spikes, last_above;
    bool ended;           /* a loss that is not finite ends the counting of spikes */
};

/* No rows yet. */
void outcome_init(struct outcome *outcome, const struct outcome_rules *rules);

/* The next row: its measure, and the eta used from it on. */
void outcome_push(struct outcome *outcome, const struct measure *measure, double eta);

/* The outcome of the rows so far, at least one; *period: of OUTCOME_PERIODIC, else 0.  period may be NULL. */
enum outcome_word outcome_word(const struct outcome *outcome, int *period);

/* As rows and summaries have it: "converged", "periodic(4)".  text has OUTCOME_TEXT bytes and is returned. */
char *outcome_text(const struct outcome *outcome, char *text);

/* Three facts beside it. */
struct outcome_facts {
    double thrown;   /* peak over first loss; NaN if no loss was finite */
    long peak_step;
    long spikes;     /* how often the loss rose above twice its running minimum, again only after it came down to half its
                        peak; -1 where every period would be one: full batch and periodic, bounded or chaotic */
    long crossed;    /* the first step at which eta lambda_1 was below the threshold for good; -1: none, or as above */
};
void outcome_facts(const struct outcome *outcome, struct outcome_facts *facts);

#ifdef __cplusplus
}
#endif

#endif
