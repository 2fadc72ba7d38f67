/* digest.h - minimum and maximum of every block of rows of a history, so that a plot of a million iterations reads
 * only a few thousand numbers.
 *
 * The front end keeps a digest for each history and calls digest_follow after each change; drawing only reads it.
 * Blocks are complete and end before the newest row, whose eta may still change. */
#ifndef TUI_DIGEST_H
#define TUI_DIGEST_H

#include <catapult/history.h>

enum { DIGEST_BLOCK = 64 };

struct digest {
    struct digest_column {
        size_t blocks, capacity;
        double *low, *high; /* of the finite values; low > high if there are none */
    } column[CATAPULT_FIELD_COUNT];  /* blocks 0 for fields that no plot shows */
};

void digest_init(struct digest *digest);
void digest_done(struct digest *digest);

/* Adds the new rows. anew: rows may have changed or been removed (another epoch), start again. */
void digest_follow(struct digest *digest, const struct catapult_history *history, bool anew);

/* Like catapult_history_range, but uses whole blocks of digest (NULL: none) where possible. */
bool digest_range(const struct digest *digest, const struct catapult_history *history, int field, size_t begin,
                  size_t end, double *low, double *high);

#endif
