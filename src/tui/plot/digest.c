/* digest.c - see digest.h. */
#include "tui/plot/digest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static const int fields[] = {CATAPULT_FIELD_ETA,      CATAPULT_FIELD_TRAIN_LOSS, CATAPULT_FIELD_TEST_LOSS,
                             CATAPULT_FIELD_DISTANCE, CATAPULT_FIELD_LAMBDA,     CATAPULT_FIELD_LAMBDA + 1,
                             CATAPULT_FIELD_PI,       CATAPULT_FIELD_PI + 1,     CATAPULT_FIELD_PI + 2,
                             CATAPULT_FIELD_OVERLAP};

void digest_init(struct digest *digest)
{
    memset(digest, 0, sizeof *digest);
}

void digest_done(struct digest *digest)
{
    for (int i = 0; i < CATAPULT_FIELD_COUNT; i++) {
        free(digest->column[i].low);
        free(digest->column[i].high);
    }
    free(digest->kept);
    digest_init(digest);
}

static void digest_reserve(struct digest_column *column, size_t blocks)
{
    if (blocks <= column->capacity)
        return;
    size_t capacity = column->capacity ? column->capacity : 64;
    while (capacity < blocks)
        capacity *= 2;
    double *low = xnew_array(capacity, sizeof *low), *high = xnew_array(capacity, sizeof *high);
    if (column->blocks) {
        memcpy(low, column->low, column->blocks * sizeof *low);
        memcpy(high, column->high, column->blocks * sizeof *high);
    }
    free(column->low);
    free(column->high);
    column->low = low;
    column->high = high;
    column->capacity = capacity;
}

static void digest_keep(struct digest *digest)
{
    if (digest->n_kept == digest->kept_capacity) {
        size_t capacity = digest->kept_capacity ? 2 * digest->kept_capacity : 8;
        struct catapult_outcome *kept = xnew_array(capacity, sizeof *kept);
        if (digest->n_kept)
            memcpy(kept, digest->kept, digest->n_kept * sizeof *kept);
        free(digest->kept);
        digest->kept = kept;
        digest->kept_capacity = capacity;
    }
    digest->kept[digest->n_kept++] = digest->outcome;
}

static void follow_outcome(struct digest *digest, const struct catapult_history *history,
                           const struct catapult_outcome_rules *rules, bool again)
{
    size_t end = history->length ? history->length - 1 : 0;
    if (again || digest->n_kept == 0 || (size_t)digest->outcome.rows > end) {
        catapult_outcome_init(&digest->outcome, rules);
        digest->n_kept = 0;
        digest_keep(digest);
    }
    while ((size_t)digest->outcome.rows < end) {
        size_t next = digest->n_kept * DIGEST_OUTCOME_ROWS;
        catapult_outcome_follow(&digest->outcome, history, next < end ? next : end);
        if (next <= end)
            digest_keep(digest);
    }
}

void digest_outcome(const struct digest *digest, const struct catapult_history *history,
                    const struct catapult_outcome_rules *rules, size_t row, struct catapult_outcome_facts *out)
{
    struct catapult_outcome outcome;
    if (digest && digest->n_kept) {
        size_t last = row / DIGEST_OUTCOME_ROWS;
        bool newest = (size_t)digest->outcome.rows <= row + 1;
        outcome = newest ? digest->outcome : digest->kept[last < digest->n_kept ? last : digest->n_kept - 1];
    } else {
        catapult_outcome_init(&outcome, rules);
    }
    catapult_outcome_follow(&outcome, history, row + 1);
    catapult_outcome_facts(&outcome, out);
}

void digest_follow(struct digest *digest, const struct catapult_history *history,
                   const struct catapult_outcome_rules *rules, bool again)
{
    if (rules)
        follow_outcome(digest, history, rules, again);
    size_t blocks = history->length ? (history->length - 1) / DIGEST_BLOCK : 0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct digest_column *column = &digest->column[fields[i]];
        if (again || column->blocks > blocks)
            column->blocks = 0;
        if (!history->column[fields[i]])
            continue;
        digest_reserve(column, blocks);
        for (size_t b = column->blocks; b < blocks; b++) {
            column->low[b] = INFINITY;
            column->high[b] = -INFINITY;
            catapult_history_range(history, fields[i], b * DIGEST_BLOCK, (b + 1) * DIGEST_BLOCK, &column->low[b],
                                   &column->high[b]);
        }
        column->blocks = blocks;
    }
}

static void digest_widen(const struct catapult_history *history, int field, size_t begin, size_t end, double *low,
                         double *high)
{
    double l, h;
    if (begin < end && catapult_history_range(history, field, begin, end, &l, &h)) {
        *low = fmin(*low, l);
        *high = fmax(*high, h);
    }
}

bool digest_range(const struct digest *digest, const struct catapult_history *history, int field, size_t begin,
                  size_t end, double *low, double *high)
{
    const struct digest_column *column = digest ? &digest->column[field] : NULL;
    end = end < history->length ? end : history->length;
    size_t first = (begin + DIGEST_BLOCK - 1) / DIGEST_BLOCK, last = end / DIGEST_BLOCK;
    if (column && last > column->blocks)
        last = column->blocks;
    if (!column || first >= last)
        return catapult_history_range(history, field, begin, end, low, high);
    double l = INFINITY, h = -INFINITY;
    digest_widen(history, field, begin, first * DIGEST_BLOCK, &l, &h);
    for (size_t b = first; b < last; b++) {
        l = column->low[b] < l ? column->low[b] : l;
        h = column->high[b] > h ? column->high[b] : h;
    }
    digest_widen(history, field, last * DIGEST_BLOCK, end, &l, &h);
    if (l > h)
        return false;
    *low = l;
    *high = h;
    return true;
}
