/* set_sum.h - size and checksum of a file of a known set, unpacked, and the comparison with the published ones. */
#ifndef DATA_SET_SUM_H
#define DATA_SET_SUM_H

#include <stdint.h>

#include <catapult/status.h>

#include "data/known_set.h"
#include "data/sha256.h"

struct set_sum {
    uint64_t bytes; /* unpacked; of a folder: the total of its files */
    char sha256[SHA256_TEXT];
};

/* The sum of a folder is that of the lines that `sha256sum *` prints in it, sorted by the names' bytes. */
enum catapult_status set_sum(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                             struct catapult_error *err);

enum set_verdict {
    VERDICT_PUBLISHED, /* size and sum match */
    VERDICT_SIZE,      /* the size matches, the published sum is not known */
    VERDICT_PIECE,     /* the size differs */
    VERDICT_CHANGED    /* the size matches, the sum differs */
};

enum set_verdict set_compare(const struct known_file *file, const struct set_sum *sum);
const char *set_verdict_text(enum set_verdict verdict);

#endif
