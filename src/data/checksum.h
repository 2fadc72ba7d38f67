/* checksum.h - SHA-256, and the comparison of a known set's file with the published one. */
#ifndef DATA_CHECKSUM_H
#define DATA_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include <catapult/status.h>

#include "data/known_set.h"

/* --- the checksum that `sha256sum` prints (FIPS 180-4) ----------------------------------------------------- */

enum { SHA256_TEXT = 65 };

struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[64]; /* the first bytes % 64 are in use */
};

void sha256_init(struct sha256 *sum);
void sha256_add(struct sha256 *sum, const void *bytes, size_t count);

/* The sum as hexadecimal digits; nothing can be added after this. */
void sha256_text(struct sha256 *sum, char text[SHA256_TEXT]);

/* --- a file of a known set, unpacked ------------------------------------------------------------------------ */

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
