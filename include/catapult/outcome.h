/* outcome.h - what a run did, as a pure function of its rows so far.
 *
 * A phase (phase.h) compares eta with the boundaries at w0; an outcome says what happened.  The same rows always have
 * the same outcome.  It is the first of these that holds.  W = 50 steps; s = eta lambda_1, where a row without lambda_1
 * uses the last known one; thr = catapult_phase_threshold of the momentum:
 *
 *     diverged     the loss is not finite or passed the limit
 *     dead         lambda_1 <= 1e-12 lambda_1(0) and the loss is not below stop.loss: nothing moves any more
 *     converged    the loss is below stop.loss; or loss and distance stay within 1e-6 of themselves over W steps, and s < thr
 *     periodic(p)  full batch: loss and lambda_1 repeat to 1e-6 with period 2 <= p <= 32 over 4 p steps, and the loss differs
 *                  within the period
 *     edge         full batch: lambda_1 (not eta) has once risen through thr/eta while the loss was below its first value;
 *                  over W steps s is within 25 % of thr in each and within 10 % in the mean, and the loss fell at least once
 *     bounded      at least 4 W steps, and the loss rose in at least one of the last 4 W; of all pairs (step among the last
 *                  2 W, step among the 2 W before), the loss falls in between 1/4 and 3/4
 *     chaotic      bounded, and a twin run has separated: this cannot follow from the rows alone
 *     rising, falling   the slope of log loss over the last 10 steps (mini-batches: W)
 *
 * The laboratory, `run` and sweeps pass every new row to catapult_outcome_push; catapult_outcome_word is cheap enough to
 * call after each row.  A struct catapult_outcome is plain data of a few kilobytes: to go back later, keep a copy. */
#ifndef CATAPULT_OUTCOME_H
#define CATAPULT_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

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

struct catapult_history;

const char *catapult_outcome_name(enum catapult_outcome_word word);
const char *catapult_outcome_help(enum catapult_outcome_word word);

/* The settings that the rules use. */
struct catapult_outcome_rules {
    double threshold, stop_loss;
    bool full_batch;
};

struct catapult_outcome_rules catapult_outcome_rules_of(const struct catapult_settings *settings);

/* The fields are private to outcome.c. */
struct catapult_outcome {
    struct catapult_outcome_rules rules;
    long rows;
    bool diverged, rose;
    struct catapult_outcome_kept {
        double loss, distance, lambda_1, s;
    } kept[CATAPULT_OUTCOME_KEPT]; /* ring of the last rows: row i is at i modulo CATAPULT_OUTCOME_KEPT */
    double loss_first, lambda_first;
    long last_rise;       /* the newest row with a larger loss than the row before; -1: none */
    double peak;          /* the largest finite loss, -inf if none yet */
    long peak_step;
    double spike_low, spike_top; /* the running minimum; the top of the present spike, NaN: none */
    long spikes, last_above;
    bool separated;       /* see catapult_outcome_compare */
    bool ended;           /* a loss was not finite: spikes are no longer counted */
};

/* No rows yet. */
void catapult_outcome_init(struct catapult_outcome *outcome, const struct catapult_outcome_rules *rules);

/* Adds the next row: its measure, and the eta of the step that starts from it. */
void catapult_outcome_push(struct catapult_outcome *outcome, const struct catapult_measure *measure, double eta);

/* The outcome of the rows so far; without rows it is falling.  *period: the period of CATAPULT_OUTCOME_PERIODIC, else 0; period may be
 * NULL. */
enum catapult_outcome_word catapult_outcome_word(const struct catapult_outcome *outcome, int *period);

/* Compares a run with its twin (twin.h), which has as many rows unless it has diverged.  If they have separated, the run is
 * chaotic wherever it is bounded. */
void catapult_outcome_compare(struct catapult_outcome *run, const struct catapult_outcome *twin);

/* As written in rows and summaries: "converged", "periodic(4)".  text has CATAPULT_OUTCOME_TEXT bytes and is returned. */
char *catapult_outcome_format(enum catapult_outcome_word word, int period, char *text);
char *catapult_outcome_text(const struct catapult_outcome *outcome, char *text);

/* The outcome with more facts about the rows. */
struct catapult_outcome_facts {
    enum catapult_outcome_word word;
    int period;      /* of CATAPULT_OUTCOME_PERIODIC, else 0 */
    double thrown;   /* peak over first loss; NaN if no loss was finite */
    long peak_step;
    long spikes;     /* how often the loss rose above twice its running minimum; a new spike counts only after the loss fell
                        below half the peak of the last one.  -1 where every period would count as a spike: full batch and
                        periodic, bounded or chaotic */
    long crossed;    /* the step after the last one at which eta lambda_1 reached the threshold; -1: no such step yet, or full
                        batch and periodic, bounded or chaotic */
};
void catapult_outcome_facts(const struct catapult_outcome *outcome, struct catapult_outcome_facts *facts);

/* "converged, thrown 73x at 9, crossed at 10".  Thrown: to at least twice the first loss, as in a catapult. */
void catapult_outcome_say(const struct catapult_outcome_facts *facts, char *text, size_t size);

/* Adds rows of the history after those it has, up to `rows` in all.  What it has must be the history's first rows. */
void catapult_outcome_follow(struct catapult_outcome *outcome, const struct catapult_history *history, size_t rows);

#ifdef __cplusplus
}
#endif

#endif
