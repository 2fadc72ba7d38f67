/* outcome.h - what a run did, as a pure function of its rows so far.
 *
 * A phase (phase.h) says where eta stands at w0; an outcome says what came of it, and the same rows have the same
 * outcome whoever made them.  The first of these that holds, W = 50 steps, s = eta lambda_1 with the lambda_1 carried on where a
 * row has none, thr = catapult_phase_threshold of the momentum:
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
 * The laboratory, `run` and sweeps give a row to catapult_outcome_push as it comes; catapult_outcome_word costs little enough to be asked after
 * each.  A struct catapult_outcome is plain data of a few kilobytes: copying it keeps a moment, which is how one goes back. */
#ifndef CATAPULT_OUTCOME_H
#define CATAPULT_OUTCOME_H

#include <stdbool.h>

#include <catapult/measure.h>
#include <catapult/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CATAPULT_OUTCOME_LIST(X)                                                                          \
    X(CATAPULT_OUTCOME_DIVERGED, "diverged", "the loss is no longer finite, or passed the limit")         \
    X(CATAPULT_OUTCOME_DEAD, "dead", "lambda_1 is zero and the loss is not: nothing moves any more")      \
    X(CATAPULT_OUTCOME_CONVERGED, "converged", "the loss is below stop.loss, or nothing has changed for 50 steps") \
    X(CATAPULT_OUTCOME_PERIODIC, "periodic", "loss and lambda_1 repeat with the period in brackets")      \
    X(CATAPULT_OUTCOME_EDGE, "edge", "lambda_1 has risen to 2/eta and stays there, the edge of stability") \
    X(CATAPULT_OUTCOME_BOUNDED, "bounded", "the loss goes up and down without a trend: it will not settle") \
    X(CATAPULT_OUTCOME_CHAOTIC, "chaotic", "bounded, and a twin that began beside it has separated")      \
    X(CATAPULT_OUTCOME_RISING, "rising", "none of these, the loss has been rising")                       \
    X(CATAPULT_OUTCOME_FALLING, "falling", "none of these, the loss has been falling")

#define CATAPULT_OUTCOME_ENUM(name, word, help) name,
enum catapult_outcome_word { CATAPULT_OUTCOME_LIST(CATAPULT_OUTCOME_ENUM) CATAPULT_OUTCOME_COUNT };
#undef CATAPULT_OUTCOME_ENUM

enum {
    CATAPULT_OUTCOME_WINDOW = 50,
    CATAPULT_OUTCOME_PERIOD_MAX = 32,
    CATAPULT_OUTCOME_TEXT = 16,
    CATAPULT_OUTCOME_KEPT = 256
};

const char *catapult_outcome_name(enum catapult_outcome_word word);
const char *catapult_outcome_help(enum catapult_outcome_word word);

/* What the rules take from the settings. */
struct catapult_outcome_rules {
    double threshold, stop_loss;
    bool full_batch;
};

struct catapult_outcome_rules catapult_outcome_rules_of(const struct catapult_settings *settings);

/* The fields are outcome.c's own. */
struct catapult_outcome {
    struct catapult_outcome_rules rules;
    long rows;
    bool diverged, rose;
    struct catapult_outcome_kept {
        double loss, distance, lambda_1, s;
    } kept[CATAPULT_OUTCOME_KEPT]; /* of the last rows, row i at i modulo CATAPULT_OUTCOME_KEPT */
    double loss_first, lambda_first;
    long last_rise;       /* the newest row with a larger loss than the one before, -1 */
    double peak;          /* the largest finite loss, -inf if none yet */
    long peak_step;
    double spike_low, spike_top; /* the running minimum; the top of the spike under way, NaN: none */
    long spikes, last_above;
    bool ended;           /* a loss that is not finite ends the counting of spikes */
};

/* No rows yet. */
void catapult_outcome_init(struct catapult_outcome *outcome, const struct catapult_outcome_rules *rules);

/* The next row: its measure, and the eta used from it on. */
void catapult_outcome_push(struct catapult_outcome *outcome, const struct catapult_measure *measure, double eta);

/* The outcome of the rows so far, at least one; *period: of CATAPULT_OUTCOME_PERIODIC, else 0.  period may be NULL. */
enum catapult_outcome_word catapult_outcome_word(const struct catapult_outcome *outcome, int *period);

/* As rows and summaries have it: "converged", "periodic(4)".  text has CATAPULT_OUTCOME_TEXT bytes and is returned. */
char *catapult_outcome_format(enum catapult_outcome_word word, int period, char *text);
char *catapult_outcome_text(const struct catapult_outcome *outcome, char *text);

/* Three facts beside it. */
struct catapult_outcome_facts {
    double thrown;   /* peak over first loss; NaN if no loss was finite */
    long peak_step;
    long spikes;     /* how often the loss rose above twice its running minimum, again only after it came down to half its
                        peak; -1 where every period would be one: full batch and periodic, bounded or chaotic */
    long crossed;    /* the first step at which eta lambda_1 was below the threshold for good; -1: none, or as above */
};
void catapult_outcome_facts(const struct catapult_outcome *outcome, struct catapult_outcome_facts *facts);

#ifdef __cplusplus
}
#endif

#endif
