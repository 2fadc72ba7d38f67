/* checksum.c - see checksum.h. */
#include "data/checksum.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/xalloc.h"
#include "data/stream.h"

enum { ROUNDS = 64, BLOCK = 64, LENGTH_AT = 56 };

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes; below, of the square roots of
 * the first 8. */
static const uint32_t round_constant[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint32_t first_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static uint32_t sha256_rotate(uint32_t x, int bits)
{
    return x >> bits | x << (32 - bits);
}

/* The 16 words of the block, and 48 computed from them. */
static void schedule(const unsigned char block[BLOCK], uint32_t w[ROUNDS])
{
    for (int i = 0; i < 16; i++, block += 4)
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 | block[3];
    for (int i = 16; i < ROUNDS; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (sha256_rotate(a, 7) ^ sha256_rotate(a, 18) ^ a >> 3) + w[i - 7]
               + (sha256_rotate(b, 17) ^ sha256_rotate(b, 19) ^ b >> 10);
    }
}

static void compress(uint32_t state[8], const unsigned char block[BLOCK])
{
    uint32_t w[ROUNDS];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    schedule(block, w);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
        uint32_t one = h + (sha256_rotate(e, 6) ^ sha256_rotate(e, 11) ^ sha256_rotate(e, 25)) + choice
                       + round_constant[i] + w[i];
        uint32_t two = (sha256_rotate(a, 2) ^ sha256_rotate(a, 13) ^ sha256_rotate(a, 22)) + majority;
        h = g;
        g = f;
        f = e;
        e = d + one;
        d = c;
        c = b;
        b = a;
        a = one + two;
    }
    const uint32_t add[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++)
        state[i] += add[i];
}

void sha256_init(struct sha256 *sum)
{
    *sum = (struct sha256){.bytes = 0};
    memcpy(sum->state, first_state, sizeof sum->state);
}

void sha256_add(struct sha256 *sum, const void *bytes, size_t count)
{
    const unsigned char *next = bytes;
    while (count > 0) {
        size_t used = sum->bytes % BLOCK, part = BLOCK - used < count ? BLOCK - used : count;
        memcpy(sum->block + used, next, part);
        sum->bytes += part;
        next += part;
        count -= part;
        if (sum->bytes % BLOCK == 0)
            compress(sum->state, sum->block);
    }
}

void sha256_text(struct sha256 *sum, char text[SHA256_TEXT])
{
    static const unsigned char padding[BLOCK] = {0x80};
    uint64_t bits = 8 * sum->bytes;
    unsigned char length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    sha256_add(sum, padding, 1 + (BLOCK + LENGTH_AT - 1 - sum->bytes % BLOCK) % BLOCK);
    sha256_add(sum, length, sizeof length);
    for (int i = 0; i < 8; i++)
        snprintf(text + 8 * i, SHA256_TEXT - 8 * (size_t)i, "%08x", (unsigned)sum->state[i]);
}

/* --- a file of a known set --------------------------------------------------------------------------------- */

enum { CHUNK = 1 << 16, BETWEEN_REPORTS = 16 };

static const char task[] = "checksums";

static enum catapult_status sum_file(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                                     struct catapult_error *err)
{
    struct stream *stream;
    struct sha256 sha;
    enum catapult_status status = stream_open(&stream, path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    char *chunk = xnew_array(CHUNK, 1);
    sha256_init(&sha);
    for (size_t got = 1; status == CATAPULT_STATUS_OK && got > 0;) {
        if (catapult_progress_report(progress, task, stream_fraction(stream)))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        else
            status = stream_read(stream, chunk, CHUNK, &got, err);
        if (status == CATAPULT_STATUS_OK)
            sha256_add(&sha, chunk, got);
    }
    sum->bytes = sha.bytes;
    sha256_text(&sha, sum->sha256);
    stream_close(stream);
    free(chunk);
    return status;
}

static enum catapult_status sum_folder(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                                       struct catapult_error *err)
{
    struct folder folder;
    struct sha256 lines;
    char file[SET_PATH + 256], line[SHA256_TEXT + 260];
    enum catapult_status status = folder_open(&folder, path, err);
    sum->bytes = 0;
    sha256_init(&lines);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < folder.count; i++) {
        struct set_sum one;
        if (i % BETWEEN_REPORTS == 0 && catapult_progress_report(progress, task, (double)i / (double)folder.count))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        snprintf(file, sizeof file, "%s/%s", path, folder.name[i]);
        if (status == CATAPULT_STATUS_OK)
            status = sum_file(file, &one, NULL, err);
        if (status != CATAPULT_STATUS_OK)
            break;
        sum->bytes += one.bytes;
        snprintf(line, sizeof line, "%s  %s\n", one.sha256, folder.name[i]);
        sha256_add(&lines, line, strlen(line));
    }
    sha256_text(&lines, sum->sha256);
    if (status == CATAPULT_STATUS_OK || folder.count)
        folder_close(&folder);
    return status;
}

enum catapult_status set_sum(const char *path, struct set_sum *sum, const struct catapult_progress *progress,
                             struct catapult_error *err)
{
    struct stat info;
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return folder ? sum_folder(path, sum, progress, err) : sum_file(path, sum, progress, err);
}

enum set_verdict set_compare(const struct known_file *file, const struct set_sum *sum)
{
    if (sum->bytes != file->bytes)
        return VERDICT_PIECE;
    if (!file->sha256)
        return VERDICT_SIZE;
    return strcmp(sum->sha256, file->sha256) == 0 ? VERDICT_PUBLISHED : VERDICT_CHANGED;
}

const char *set_verdict_text(enum set_verdict verdict)
{
    static const char *const texts[] = {
        [VERDICT_PUBLISHED] = "as published",
        [VERDICT_SIZE] = "of the published size",
        [VERDICT_PIECE] = "a piece, not of the published size",
        [VERDICT_CHANGED] = "NOT AS PUBLISHED: the size is right, the checksum is not",
    };
    return texts[verdict];
}
