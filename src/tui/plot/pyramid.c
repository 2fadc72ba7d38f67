/* pyramid.c - see pyramid.h. */
#include "tui/plot/pyramid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static const int fields[] = {CATAPULT_FIELD_ETA,      CATAPULT_FIELD_TRAIN_LOSS, CATAPULT_FIELD_TEST_LOSS,
                             CATAPULT_FIELD_DISTANCE, CATAPULT_FIELD_LAMBDA,     CATAPULT_FIELD_LAMBDA + 1,
                             CATAPULT_FIELD_PI,       CATAPULT_FIELD_PI + 1,     CATAPULT_FIELD_PI + 2,
                             CATAPULT_FIELD_OVERLAP};

void pyramid_init(struct pyramid *pyramid)
{
    memset(pyramid, 0, sizeof *pyramid);
}

void pyramid_done(struct pyramid *pyramid)
{
    for (int i = 0; i < CATAPULT_FIELD_COUNT; i++) {
        free(pyramid->column[i].low);
        free(pyramid->column[i].high);
    }
    free(pyramid->kept);
    pyramid_init(pyramid);
}

static void pyramid_reserve(struct pyramid_column *column, size_t blocks)
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

static void pyramid_keep(struct pyramid *pyramid)
{
    if (pyramid->n_kept == pyramid->kept_capacity) {
        size_t capacity = pyramid->kept_capacity ? 2 * pyramid->kept_capacity : 8;
        struct catapult_outcome *kept = xnew_array(capacity, sizeof *kept);
        if (pyramid->n_kept)
            memcpy(kept, pyramid->kept, pyramid->n_kept * sizeof *kept);
        free(pyramid->kept);
        pyramid->kept = kept;
        pyramid->kept_capacity = capacity;
    }
    pyramid->kept[pyramid->n_kept++] = pyramid->outcome;
}

static void follow_outcome(struct pyramid *pyramid, const struct catapult_history *history,
                           const struct catapult_outcome_rules *rules, bool again)
{
    size_t end = history->length ? history->length - 1 : 0;
    if (again || pyramid->n_kept == 0 || (size_t)pyramid->outcome.rows > end) {
        catapult_outcome_init(&pyramid->outcome, rules);
        pyramid->n_kept = 0;
        pyramid_keep(pyramid);
    }
    while ((size_t)pyramid->outcome.rows < end) {
        size_t next = pyramid->n_kept * PYRAMID_OUTCOME_ROWS;
        catapult_outcome_follow(&pyramid->outcome, history, next < end ? next : end);
        if (next <= end)
            pyramid_keep(pyramid);
    }
}

void pyramid_outcome(const struct pyramid *pyramid, const struct catapult_history *history,
                     const struct catapult_outcome_rules *rules, size_t row, struct catapult_outcome_facts *out)
{
    struct catapult_outcome outcome;
    if (pyramid && pyramid->n_kept) {
        size_t last = row / PYRAMID_OUTCOME_ROWS;
        bool newest = (size_t)pyramid->outcome.rows <= row + 1;
        outcome = newest ? pyramid->outcome : pyramid->kept[last < pyramid->n_kept ? last : pyramid->n_kept - 1];
    } else {
        catapult_outcome_init(&outcome, rules);
    }
    catapult_outcome_follow(&outcome, history, row + 1);
    catapult_outcome_facts(&outcome, out);
}

void pyramid_follow(struct pyramid *pyramid, const struct catapult_history *history,
                    const struct catapult_outcome_rules *rules, bool again)
{
    if (rules)
        follow_outcome(pyramid, history, rules, again);
    size_t blocks = history->length ? (history->length - 1) / PYRAMID_BLOCK : 0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct pyramid_column *column = &pyramid->column[fields[i]];
        if (again || column->blocks > blocks)
            column->blocks = 0;
        if (!history->column[fields[i]])
            continue;
        pyramid_reserve(column, blocks);
        for (size_t b = column->blocks; b < blocks; b++) {
            column->low[b] = INFINITY;
            column->high[b] = -INFINITY;
            catapult_history_range(history, fields[i], b * PYRAMID_BLOCK, (b + 1) * PYRAMID_BLOCK, &column->low[b],
                                   &column->high[b]);
        }
        column->blocks = blocks;
    }
}

static void pyramid_widen(const struct catapult_history *history, int field, size_t begin, size_t end, double *low,
                          double *high)
{
    double l, h;
    if (begin < end && catapult_history_range(history, field, begin, end, &l, &h)) {
        *low = fmin(*low, l);
        *high = fmax(*high, h);
    }
}

bool pyramid_range(const struct pyramid *pyramid, const struct catapult_history *history, int field, size_t begin,
                   size_t end, double *low, double *high)
{
    const struct pyramid_column *column = pyramid ? &pyramid->column[field] : NULL;
    end = end < history->length ? end : history->length;
    size_t first = (begin + PYRAMID_BLOCK - 1) / PYRAMID_BLOCK, last = end / PYRAMID_BLOCK;
    if (column && last > column->blocks)
        last = column->blocks;
    if (!column || first >= last)
        return catapult_history_range(history, field, begin, end, low, high);
    double l = INFINITY, h = -INFINITY;
    pyramid_widen(history, field, begin, first * PYRAMID_BLOCK, &l, &h);
    for (size_t b = first; b < last; b++) {
        l = column->low[b] < l ? column->low[b] : l;
        h = column->high[b] > h ? column->high[b] : h;
    }
    pyramid_widen(history, field, last * PYRAMID_BLOCK, end, &l, &h);
    if (l > h)
        return false;
    *low = l;
    *high = h;
    return true;
}
