/* outcome.c - see outcome.h.
 *
 * What the rules need from all rows is updated with each row (the last rise, a crossing, the peak, spikes).  What they need
 * from the last rows is computed on request from a ring of these rows. */
#include <catapult/outcome.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include <catapult/phase.h>

enum { W = CATAPULT_OUTCOME_WINDOW, SLOPE = 10 };
_Static_assert(CATAPULT_OUTCOME_KEPT >= 4 * W && CATAPULT_OUTCOME_KEPT >= 5 * CATAPULT_OUTCOME_PERIOD_MAX,
               "the rules look back as far");

static const double still = 1e-6; /* a smaller relative change counts as none */

#define OUTCOME_ROW(name, word, help) [name] = {word, help},
static const struct {
    const char *name, *help;
} outcomes[] = {CATAPULT_OUTCOME_LIST(OUTCOME_ROW)};

const char *catapult_outcome_name(enum catapult_outcome_word word)
{
    return outcomes[word].name;
}

const char *catapult_outcome_help(enum catapult_outcome_word word)
{
    return outcomes[word].help;
}

struct catapult_outcome_rules catapult_outcome_rules_of(const struct catapult_settings *settings)
{
    return (struct catapult_outcome_rules){catapult_settings_threshold(settings), settings->stop.loss,
                                           settings->batch == 0};
}

/* --- adding rows ------------------------------------------------------------------------------------------------- */

void catapult_outcome_init(struct catapult_outcome *o, const struct catapult_outcome_rules *rules)
{
    *o = (struct catapult_outcome){
        .rules = *rules, .last_rise = -1, .last_above = -1, .peak = -INFINITY, .spike_low = INFINITY, .spike_top = NAN};
}

/* The row `back` rows before the last. */
static const struct catapult_outcome_kept *kept_row(const struct catapult_outcome *o, long back)
{
    return &o->kept[(o->rows - 1 - back) % CATAPULT_OUTCOME_KEPT];
}

/* A spike begins when the loss is above twice the running minimum, and ends when it is below half the top of the spike.
 * There the running minimum starts again. */
static void note_spike(struct catapult_outcome *o, double loss)
{
    o->ended |= !isfinite(loss);
    if (o->ended)
        return;
    if (isnan(o->spike_top) && loss > 2 * o->spike_low) {
        o->spikes++;
        o->spike_top = loss;
    }
    if (!isnan(o->spike_top)) {
        o->spike_top = fmax(o->spike_top, loss);
        if (loss < o->spike_top / 2) {
            o->spike_top = NAN;
            o->spike_low = loss;
        }
    }
    o->spike_low = fmin(o->spike_low, loss);
}

static void note_peak(struct catapult_outcome *o, double loss)
{
    if (isfinite(loss) && loss > o->peak) {
        o->peak = loss;
        o->peak_step = o->rows;
    }
}

void catapult_outcome_push(struct catapult_outcome *o, const struct catapult_measure *m, double eta)
{
    double loss = m->train_loss, lambda_1 = m->lambda[0], threshold = o->rules.threshold;
    if (o->rows == 0) {
        o->loss_first = loss;
        o->lambda_first = lambda_1;
    } else {
        const struct catapult_outcome_kept *last = kept_row(o, 0);
        lambda_1 = isnan(lambda_1) ? last->lambda_1 : lambda_1;
        if (loss > last->loss)
            o->last_rise = o->rows;
        if (eta * last->lambda_1 < threshold && threshold <= eta * lambda_1 && loss < o->loss_first)
            o->rose = true; /* lambda_1 rose, not eta: both comparisons use the same eta */
    }
    if (eta * lambda_1 >= threshold)
        o->last_above = o->rows;
    note_peak(o, loss);
    note_spike(o, loss);
    o->diverged = m->phase == CATAPULT_PHASE_DIVERGED || !isfinite(loss);
    o->kept[o->rows % CATAPULT_OUTCOME_KEPT] = (struct catapult_outcome_kept){loss, m->distance, lambda_1,
                                                                              eta * lambda_1};
    o->rows++;
}

/* --- the rules --------------------------------------------------------------------------------------------------- */

static double relative_change(double a, double b)
{
    return fabs(a - b) / fmax(fmax(fabs(a), fabs(b)), 1e-300);
}

static bool outcome_still(const struct catapult_outcome *o)
{
    if (o->rows <= W || !(kept_row(o, 0)->s < o->rules.threshold))
        return false;
    struct catapult_outcome_kept low = *kept_row(o, 0), high = low;
    for (long i = 1; i < W; i++) {
        const struct catapult_outcome_kept *row = kept_row(o, i);
        low.loss = fmin(low.loss, row->loss);
        high.loss = fmax(high.loss, row->loss);
        if (relative_change(high.loss, low.loss) >= still)
            return false;
        low.distance = fmin(low.distance, row->distance);
        high.distance = fmax(high.distance, row->distance);
    }
    return relative_change(high.distance, low.distance) < still;
}

static bool repeats(const struct catapult_outcome *o, int period)
{
    bool differs = false;
    for (long i = 0; i < 4 * period; i++) {
        const struct catapult_outcome_kept *row = kept_row(o, i), *before = kept_row(o, i + period);
        if (!(relative_change(row->loss, before->loss) < still && relative_change(row->lambda_1, before->lambda_1) < still))
            return false;
    }
    for (long i = 0; i < period; i++)
        differs |= relative_change(kept_row(o, i)->loss, kept_row(o, i + 1)->loss) > 10 * still;
    return differs;
}

static int period_of(const struct catapult_outcome *o)
{
    for (int period = 2; period <= CATAPULT_OUTCOME_PERIOD_MAX && o->rows >= 5 * period; period++)
        if (repeats(o, period))
            return period;
    return 0;
}

static bool at_edge(const struct catapult_outcome *o)
{
    double sum = 0;
    bool fell = false;
    if (o->rows <= 2 * W || !o->rose)
        return false;
    for (long i = W - 1; i >= 0; i--) {
        double s = kept_row(o, i)->s;
        if (!(fabs(s / o->rules.threshold - 1) < 0.25))
            return false;
        sum += s;
        fell |= i < W - 1 && kept_row(o, i)->loss < kept_row(o, i + 1)->loss;
    }
    return fell && fabs(sum / W / o->rules.threshold - 1) < 0.1;
}

static bool without_trend(const struct catapult_outcome *o)
{
    double before[2 * W], after[2 * W];
    long falls = 0;
    if (o->rows <= 4 * W || o->last_rise <= o->rows - 4 * W)
        return false;
    for (long i = 0; i < 2 * W; i++) {
        after[i] = kept_row(o, i)->loss;
        before[i] = kept_row(o, i + 2 * W)->loss;
    }
    for (int i = 0; i < 2 * W; i++)
        for (int j = 0; j < 2 * W; j++)
            falls += after[j] < before[i];
    return falls >= W * W && falls <= 3 * W * W; /* of 4 W^2 */
}

/* Whether the slope of the least squares line through log loss is positive.  The sum starts at the oldest row, and each term is
 * rounded separately: for equal losses rounding decides the sign, which must be the same on every machine. */
static bool slopes_up(const struct catapult_outcome *o)
{
    long count = o->rules.full_batch ? SLOPE : W;
    double sum = 0;
    count = o->rows < count ? o->rows : count;
    for (long i = 0; i < count; i++) {
        double term = ((double)i - (double)(count - 1) / 2) * log(fmax(kept_row(o, count - 1 - i)->loss, 1e-300));
        sum += term;
    }
    return sum > 0;
}

enum catapult_outcome_word catapult_outcome_word(const struct catapult_outcome *o, int *period)
{
    int found = 0;
    if (period)
        *period = 0;
    if (o->rows == 0)
        return CATAPULT_OUTCOME_FALLING; /* nothing has risen */
    const struct catapult_outcome_kept *now = kept_row(o, 0);
    if (o->diverged)
        return CATAPULT_OUTCOME_DIVERGED;
    if (now->lambda_1 <= 1e-12 * o->lambda_first && now->loss > o->rules.stop_loss)
        return CATAPULT_OUTCOME_DEAD;
    if (now->loss < o->rules.stop_loss || outcome_still(o))
        return CATAPULT_OUTCOME_CONVERGED;
    if (o->rules.full_batch && (found = period_of(o)) > 0) {
        if (period)
            *period = found;
        return CATAPULT_OUTCOME_PERIODIC;
    }
    if (o->rules.full_batch && at_edge(o))
        return CATAPULT_OUTCOME_EDGE;
    if (without_trend(o))
        return o->separated ? CATAPULT_OUTCOME_CHAOTIC : CATAPULT_OUTCOME_BOUNDED;
    return slopes_up(o) ? CATAPULT_OUTCOME_RISING : CATAPULT_OUTCOME_FALLING;
}

void catapult_outcome_compare(struct catapult_outcome *run, const struct catapult_outcome *twin)
{
    double sum = 0, parted = 1e-3;
    long rows = 2 * CATAPULT_OUTCOME_WINDOW;
    if (run->rows < rows)
        return;
    for (long i = 0; i < rows && twin->rows == run->rows; i++) {
        double a = kept_row(run, i)->loss, b = kept_row(twin, i)->loss;
        sum += a == b ? 0 : fabs(a - b) / (a + b);
    }
    run->separated = twin->diverged || !(sum / (double)rows < parted);
}

char *catapult_outcome_format(enum catapult_outcome_word word, int period, char *text)
{
    if (word == CATAPULT_OUTCOME_PERIODIC)
        snprintf(text, CATAPULT_OUTCOME_TEXT, "%s(%d)", catapult_outcome_name(word), period);
    else
        snprintf(text, CATAPULT_OUTCOME_TEXT, "%s", catapult_outcome_name(word));
    return text;
}

char *catapult_outcome_text(const struct catapult_outcome *o, char *text)
{
    int period;
    enum catapult_outcome_word word = catapult_outcome_word(o, &period);
    return catapult_outcome_format(word, period, text);
}

void catapult_outcome_facts(const struct catapult_outcome *o, struct catapult_outcome_facts *facts)
{
    enum catapult_outcome_word word = catapult_outcome_word(o, &facts->period);
    bool cycle = o->rules.full_batch
                 && (word == CATAPULT_OUTCOME_PERIODIC || word == CATAPULT_OUTCOME_BOUNDED
                     || word == CATAPULT_OUTCOME_CHAOTIC);
    bool below = o->last_above >= 0 && o->last_above + 1 < o->rows;
    facts->word = word;
    facts->thrown = isfinite(o->peak) ? o->peak / o->loss_first : NAN;
    facts->peak_step = o->peak_step;
    facts->spikes = cycle ? -1 : o->spikes;
    facts->crossed = below && !cycle ? o->last_above + 1 : -1;
}

static void say_more(char *text, size_t size, size_t *used, const char *format, ...) __attribute__((format(printf, 4, 5)));

static void say_more(char *text, size_t size, size_t *used, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (*used < size)
        *used += (size_t)vsnprintf(text + *used, size - *used, format, arguments);
    va_end(arguments);
}

void catapult_outcome_say(const struct catapult_outcome_facts *facts, char *text, size_t size)
{
    char word[CATAPULT_OUTCOME_TEXT];
    size_t used = 0;
    say_more(text, size, &used, "%s", catapult_outcome_format(facts->word, facts->period, word));
    if (facts->thrown >= 2)
        say_more(text, size, &used, ", thrown %.3gx at %ld", facts->thrown, facts->peak_step);
    if (facts->spikes > 1)
        say_more(text, size, &used, ", %ld spikes", facts->spikes);
    if (facts->crossed > 0)
        say_more(text, size, &used, ", crossed at %ld", facts->crossed);
}
