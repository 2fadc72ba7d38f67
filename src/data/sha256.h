/* sha256.h - the checksum that `sha256sum` prints (FIPS 180-4). */
#ifndef DATA_SHA256_H
#define DATA_SHA256_H

#include <stddef.h>
#include <stdint.h>

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

#endif
