/* history.h - the time series of one model: a row per iteration, a column per figure.
 *
 * Row t holds the measures at w(t) and the eta used from t to t+1 (the newest row: the eta that the next
 * step would use).  Rows are appended and cut off at the end, never changed in the middle, so a reader that
 * knows (epoch, length) can copy what is new.  Every value is kept: plots take min and max of a column of
 * rows, so that no spike is lost to decimation. */
#ifndef CATAPULT_HISTORY_H
#define CATAPULT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

enum history_field {
    FIELD_ETA,
    FIELD_TRAIN_LOSS,
    FIELD_TEST_LOSS,
    FIELD_TRAIN_ACCURACY,
    FIELD_TEST_ACCURACY,
    FIELD_DISTANCE,
    FIELD_PHASE,                            /* an enum phase as a double */
    FIELD_LAMBDA,                           /* FIELD_LAMBDA + k, k < top */
    FIELD_PI = FIELD_LAMBDA + TOP_MAX,      /* FIELD_PI + k */
    FIELD_OVERLAP = FIELD_PI + TOP_MAX,     /* FIELD_OVERLAP + k */
    FIELD_COUNT = FIELD_OVERLAP + TOP_MAX
};

struct history {
    int top;        /* how many eigenvalues a row has; columns of others are not kept */
    size_t length;  /* rows; row t is iteration t */
    size_t capacity;
    double *column[FIELD_COUNT]; /* each (capacity), owned; NULL where not kept */
};

void history_init(struct history *history, int top);
void history_done(struct history *history);

/* Bytes of a row, of a history of so many eigenvalues. */
size_t history_row_bytes(int top);

/* Appends iteration number `length`.  Grows by doubling; returns false (and changes nothing) if there is
 * no memory. */
bool history_push(struct history *history, double eta, const struct measure *measure);

/* Sets the eta of the newest row: a learning rate changed before the next step. */
void history_set_last_eta(struct history *history, double eta);

/* Keeps rows 0 .. length-1. */
void history_truncate(struct history *history, size_t length);

/* NaN if there is no such row or column. */
double history_get(const struct history *history, int field, size_t row);

/* Row `row` as a measure; values not kept are NaN. */
void history_row(const struct history *history, size_t row, struct measure *out);

/* Copies rows [copy->length, source->length) so that copy equals source; copy must be a prefix of source. */
bool history_follow(struct history *copy, const struct history *source);

/* Smallest and largest finite value of rows [begin, end); false if there is none. */
bool history_range(const struct history *history, int field, size_t begin, size_t end,
                   double *low, double *high);

#ifdef __cplusplus
}
#endif

#endif
