/* history.c - see history.h.  Column arrays that double; a field that is not kept has no array. */
#include <catapult/history.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/outcome.h>

static bool field_kept(const struct catapult_history *history, int field)
{
    if (field < CATAPULT_FIELD_LAMBDA)
        return true;
    return (field - CATAPULT_FIELD_LAMBDA) % CATAPULT_TOP_MAX < history->top;
}

void catapult_history_init(struct catapult_history *history, int top)
{
    assert(top >= 0 && top <= CATAPULT_TOP_MAX);
    memset(history, 0, sizeof *history);
    history->top = top;
}

void catapult_history_done(struct catapult_history *history)
{
    for (int i = 0; i < CATAPULT_FIELD_COUNT; i++)
        free(history->column[i]);
    catapult_history_init(history, history->top);
}

size_t catapult_history_row_bytes(int top)
{
    struct catapult_history history = {.top = top};
    size_t kept = 0;
    for (int i = 0; i < CATAPULT_FIELD_COUNT; i++)
        kept += field_kept(&history, i);
    return kept * sizeof(double);
}

static bool history_reserve(struct catapult_history *history, size_t rows)
{
    if (rows <= history->capacity)
        return true;
    size_t capacity = history->capacity ? history->capacity : 512;
    while (capacity < rows)
        capacity *= 2;
    for (int i = 0; i < CATAPULT_FIELD_COUNT; i++) {
        if (!field_kept(history, i))
            continue;
        double *column = realloc(history->column[i], capacity * sizeof *column);
        if (!column)
            return false; /* columns grown so far stay valid, capacity is still the old one */
        history->column[i] = column;
    }
    history->capacity = capacity;
    return true;
}

/* A measure made by hand may have no directions. */
static bool is_permutation(int top, const int *direction)
{
    unsigned seen = 0;
    for (int k = 0; k < top; k++)
        seen |= direction[k] >= 0 && direction[k] < top ? 1u << direction[k] : 0;
    return seen == (1u << top) - 1;
}

bool catapult_history_push(struct catapult_history *history, double eta, const struct catapult_measure *measure)
{
    if (!history_reserve(history, history->length + 1))
        return false;
    size_t row = history->length++;
    double **column = history->column;
    column[CATAPULT_FIELD_ETA][row] = eta;
    column[CATAPULT_FIELD_TRAIN_LOSS][row] = measure->train_loss;
    column[CATAPULT_FIELD_TEST_LOSS][row] = measure->test_loss;
    column[CATAPULT_FIELD_TRAIN_ACCURACY][row] = measure->train_accuracy;
    column[CATAPULT_FIELD_TEST_ACCURACY][row] = measure->test_accuracy;
    column[CATAPULT_FIELD_DISTANCE][row] = measure->distance;
    column[CATAPULT_FIELD_SHARPNESS][row] = measure->sharpness;
    column[CATAPULT_FIELD_PHASE][row] = measure->phase;
    bool numbered = is_permutation(history->top, measure->direction);
    for (int k = 0; k < history->top; k++) {
        int i = numbered ? measure->direction[k] : k;
        column[CATAPULT_FIELD_LAMBDA + i][row] = measure->lambda[k];
        column[CATAPULT_FIELD_PI + i][row] = measure->pi[k];
        column[CATAPULT_FIELD_OVERLAP + i][row] = measure->overlap[k];
        column[CATAPULT_FIELD_DIRECTION + k][row] = i;
    }
    return true;
}

void catapult_history_set_last_eta(struct catapult_history *history, double eta)
{
    if (history->length > 0)
        history->column[CATAPULT_FIELD_ETA][history->length - 1] = eta;
}

void catapult_history_truncate(struct catapult_history *history, size_t length)
{
    if (length < history->length)
        history->length = length;
}

double catapult_history_get(const struct catapult_history *history, int field, size_t row)
{
    if (row >= history->length || field < 0 || field >= CATAPULT_FIELD_COUNT || !history->column[field])
        return NAN;
    if (field >= CATAPULT_FIELD_LAMBDA && field < CATAPULT_FIELD_DIRECTION) {
        int rank = (field - CATAPULT_FIELD_LAMBDA) % CATAPULT_TOP_MAX;
        field += (int)history->column[CATAPULT_FIELD_DIRECTION + rank][row] - rank;
    }
    return history->column[field][row];
}

/* Rank k's own number where there is no such row. */
static int direction_at(const struct catapult_history *history, int k, size_t row)
{
    double number = catapult_history_get(history, CATAPULT_FIELD_DIRECTION + k, row);
    return isnan(number) ? k : (int)number;
}

void catapult_history_row(const struct catapult_history *history, size_t row, struct catapult_measure *out)
{
    out->train_loss = catapult_history_get(history, CATAPULT_FIELD_TRAIN_LOSS, row);
    out->test_loss = catapult_history_get(history, CATAPULT_FIELD_TEST_LOSS, row);
    out->train_accuracy = catapult_history_get(history, CATAPULT_FIELD_TRAIN_ACCURACY, row);
    out->test_accuracy = catapult_history_get(history, CATAPULT_FIELD_TEST_ACCURACY, row);
    out->distance = catapult_history_get(history, CATAPULT_FIELD_DISTANCE, row);
    out->sharpness = catapult_history_get(history, CATAPULT_FIELD_SHARPNESS, row);
    out->phase = row < history->length ? (enum catapult_phase)history->column[CATAPULT_FIELD_PHASE][row]
                                       : CATAPULT_PHASE_LAZY;
    for (int k = 0; k < CATAPULT_TOP_MAX; k++) {
        out->lambda[k] = catapult_history_get(history, CATAPULT_FIELD_LAMBDA + k, row);
        out->pi[k] = catapult_history_get(history, CATAPULT_FIELD_PI + k, row);
        out->overlap[k] = catapult_history_get(history, CATAPULT_FIELD_OVERLAP + k, row);
        out->direction[k] = direction_at(history, k, row);
    }
}

void catapult_outcome_follow(struct catapult_outcome *outcome, const struct catapult_history *history, size_t rows)
{
    assert(rows <= history->length);
    for (size_t row = (size_t)outcome->rows; row < rows; row++) {
        struct catapult_measure m = {.train_loss = history->column[CATAPULT_FIELD_TRAIN_LOSS][row],
                                     .distance = history->column[CATAPULT_FIELD_DISTANCE][row],
                                     .lambda = {catapult_history_get(history, CATAPULT_FIELD_LAMBDA, row)},
                                     .phase = (enum catapult_phase)history->column[CATAPULT_FIELD_PHASE][row]};
        catapult_outcome_push(outcome, &m, history->column[CATAPULT_FIELD_ETA][row]);
    }
}

int catapult_history_rank(const struct catapult_history *history, int direction, size_t row)
{
    int at[CATAPULT_TOP_MAX];
    for (int k = 0; k < history->top && k < CATAPULT_TOP_MAX; k++)
        at[k] = direction_at(history, k, row);
    return catapult_measure_rank(history->top, at, direction);
}

double catapult_history_along(const struct catapult_history *history, int field, int direction, size_t row)
{
    const double *column = history->column[field + direction];
    return column && row < history->length ? column[row] : NAN;
}

bool catapult_history_crossing(const struct catapult_history *history, size_t row, char *text)
{
    int before[CATAPULT_TOP_MAX], now[CATAPULT_TOP_MAX];
    text[0] = '\0';
    if (row == 0 || isnan(catapult_history_get(history, CATAPULT_FIELD_LAMBDA, row)))
        return false;
    for (int k = 0; k < history->top && k < CATAPULT_TOP_MAX; k++) {
        before[k] = direction_at(history, k, row - 1);
        now[k] = direction_at(history, k, row);
    }
    return catapult_measure_crossing(history->top, before, now, text);
}

bool catapult_history_follow(struct catapult_history *copy, const struct catapult_history *source)
{
    assert(copy->top == source->top && copy->length <= source->length);
    if (!history_reserve(copy, source->length))
        return false;
    size_t begin = copy->length;
    if (begin == source->length)
        return true;
    for (int i = 0; i < CATAPULT_FIELD_COUNT; i++)
        if (source->column[i])
            memcpy(copy->column[i] + begin, source->column[i] + begin,
                   (source->length - begin) * sizeof(double));
    copy->length = source->length;
    return true;
}

bool catapult_history_range(const struct catapult_history *history, int field, size_t begin, size_t end, double *low,
                            double *high)
{
    if (end > history->length)
        end = history->length;
    if (!history->column[field])
        return false;
    const double *column = history->column[field];
    double min = INFINITY, max = -INFINITY;
    for (size_t i = begin; i < end; i++) {
        if (!isfinite(column[i]))
            continue;
        min = column[i] < min ? column[i] : min;
        max = column[i] > max ? column[i] : max;
    }
    if (min > max)
        return false;
    *low = min;
    *high = max;
    return true;
}
