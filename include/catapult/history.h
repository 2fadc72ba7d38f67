/* history.h - the time series of one model: a row per iteration, a column per quantity.
 *
 * Row t holds the measures at w(t) and the eta used from t to t+1 (in the newest row: the eta that the next step would
 * use).  Rows are only appended or removed at the end, never changed in the middle.  So a reader that knows (epoch,
 * length) can copy just the new rows.  Every value is kept: plots draw the min and max of a range of rows, so that no
 * spike is lost. */
#ifndef CATAPULT_HISTORY_H
#define CATAPULT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

enum catapult_history_field {
    CATAPULT_FIELD_ETA,
    CATAPULT_FIELD_TRAIN_LOSS,
    CATAPULT_FIELD_TEST_LOSS,
    CATAPULT_FIELD_TRAIN_ACCURACY,
    CATAPULT_FIELD_TEST_ACCURACY,
    CATAPULT_FIELD_DISTANCE,
    CATAPULT_FIELD_SHARPNESS,
    CATAPULT_FIELD_PHASE,                            /* an enum catapult_phase as a double */
    CATAPULT_FIELD_LAMBDA,                           /* CATAPULT_FIELD_LAMBDA + k, k < top; so are _PI and _OVERLAP */
    CATAPULT_FIELD_PI = CATAPULT_FIELD_LAMBDA + CATAPULT_TOP_MAX,      /* CATAPULT_FIELD_PI + k */
    CATAPULT_FIELD_OVERLAP = CATAPULT_FIELD_PI + CATAPULT_TOP_MAX,     /* CATAPULT_FIELD_OVERLAP + k */
    CATAPULT_FIELD_DIRECTION = CATAPULT_FIELD_OVERLAP + CATAPULT_TOP_MAX, /* number of the direction at rank k, as a double */
    CATAPULT_FIELD_COUNT = CATAPULT_FIELD_DIRECTION + CATAPULT_TOP_MAX
};

struct catapult_history {
    int top;        /* number of eigenvalues in a row; columns beyond it are not kept */
    size_t length;  /* rows; row t is iteration t */
    size_t capacity;
    double *column[CATAPULT_FIELD_COUNT]; /* each (capacity), owned; NULL where not kept.  Those of CATAPULT_FIELD_LAMBDA, _PI and
                                             _OVERLAP are by direction: column[CATAPULT_FIELD_PI + i] is Pi along direction i
                                             (measure.h), whatever its rank; all functions here but _along and _range are by rank */
};

void catapult_history_init(struct catapult_history *history, int top);
void catapult_history_done(struct catapult_history *history);

/* Bytes of a row in a history with `top` eigenvalues. */
size_t catapult_history_row_bytes(int top);

/* Appends iteration number `length`.  Grows by doubling; returns false and appends nothing if there is no memory. */
bool catapult_history_push(struct catapult_history *history, double eta, const struct catapult_measure *measure);

/* Sets the eta of the newest row, when the learning rate is changed before the next step. */
void catapult_history_set_last_eta(struct catapult_history *history, double eta);

/* Keeps rows 0 .. length-1. */
void catapult_history_truncate(struct catapult_history *history, size_t length);

/* The value of a field in a row; NaN if there is no such row or column. */
double catapult_history_get(const struct catapult_history *history, int field, size_t row);

/* By direction: columns are sorted by size, but a direction (measure.h) keeps its number.  The rank (0: the largest) that a
 * direction has in a row; and the value there of CATAPULT_FIELD_LAMBDA, _PI or _OVERLAP. */
int catapult_history_rank(const struct catapult_history *history, int direction, size_t row);
double catapult_history_along(const struct catapult_history *history, int field, int direction, size_t row);

/* Whether directions have changed places from row-1 to row, which has a spectrum: catapult_measure_crossing, with its text. */
bool catapult_history_crossing(const struct catapult_history *history, size_t row, char *text);

/* Row `row` as a measure; values not kept are NaN. */
void catapult_history_row(const struct catapult_history *history, size_t row, struct catapult_measure *out);

/* Copies rows [copy->length, source->length), so that copy equals source.  copy must be a prefix of source.  False
 * without memory. */
bool catapult_history_follow(struct catapult_history *copy, const struct catapult_history *source);

/* Smallest and largest finite value of a column in rows [begin, end); false if there is none. */
bool catapult_history_range(const struct catapult_history *history, int field, size_t begin, size_t end, double *low,
                            double *high);

#ifdef __cplusplus
}
#endif

#endif
