/* pyramid.h - minimum and maximum of every block of rows of a history, so that a plot of a million iterations reads
 * only a few thousand numbers; and the outcome of its rows up to now and then, so that the outcome up to any row is
 * known at once.
 *
 * The front end keeps a pyramid for each history and calls pyramid_follow after each change; drawing only reads it.
 * Blocks are complete and end before the newest row, whose eta may still change. */
#ifndef TUI_PYRAMID_H
#define TUI_PYRAMID_H

#include <catapult/history.h>
#include <catapult/outcome.h>

enum { PYRAMID_BLOCK = 64, PYRAMID_OUTCOME_ROWS = 4096 };

struct pyramid {
    struct pyramid_column {
        size_t blocks, capacity;
        double *low, *high;          /* of the finite values; low > high if there are none */
    } column[CATAPULT_FIELD_COUNT];  /* blocks 0 for fields that no plot shows */
    struct catapult_outcome outcome; /* of all rows but the newest */
    struct catapult_outcome *kept;   /* kept[i]: of the first i PYRAMID_OUTCOME_ROWS rows */
    size_t n_kept, kept_capacity;
};

void pyramid_init(struct pyramid *pyramid);
void pyramid_done(struct pyramid *pyramid);

/* Adds the new rows. again: rows may have changed or been removed (another epoch), start from the first. rules: of the
 * run's settings; NULL: the rows are not those of a run, and have no outcome. */
void pyramid_follow(struct pyramid *pyramid, const struct catapult_history *history,
                    const struct catapult_outcome_rules *rules, bool again);

/* The outcome of the rows 0 .. row.  Without a pyramid (NULL) it reads all of them. */
void pyramid_outcome(const struct pyramid *pyramid, const struct catapult_history *history,
                     const struct catapult_outcome_rules *rules, size_t row, struct catapult_outcome_facts *out);

/* Like catapult_history_range, but uses whole blocks of pyramid (NULL: none) where possible. */
bool pyramid_range(const struct pyramid *pyramid, const struct catapult_history *history, int field, size_t begin,
                   size_t end, double *low, double *high);

#endif
