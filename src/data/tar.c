/* tar.c - see tar.h. */
#include "data/tar.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK = 512, SUM_AT = 148, SUM_DIGITS = 8, SIZE_AT = 124, SIZE_DIGITS = 12, TYPE_AT = 156, MAGIC_AT = 257 };
enum { NAME_BYTES = 100, PREFIX_AT = 345, PREFIX_BYTES = 155, SKIP_BYTES = 1 << 14 };

enum catapult_status tar_open(struct tar *tar, const char *path, struct catapult_error *err)
{
    *tar = (struct tar){0};
    return stream_open(&tar->stream, path, err);
}

void tar_close(struct tar *tar)
{
    stream_close(tar->stream);
    *tar = (struct tar){0};
}

/* Parses octal digits between blanks or zeros; false for anything else, such as the base-256 numbers of large files. */
static bool parse_octal(const unsigned char *text, int digits, uint64_t *value)
{
    int i = 0;
    *value = 0;
    while (i < digits && text[i] == ' ')
        i++;
    for (; i < digits && text[i] >= '0' && text[i] <= '7'; i++)
        *value = *value << 3 | (uint64_t)(text[i] - '0');
    return i == digits || text[i] == ' ' || text[i] == '\0';
}

/* Checks the sum of the header's bytes, which counts the sum's own field as blanks. */
static bool sum_is_right(const unsigned char *block)
{
    uint64_t wanted, sum = 0;
    for (int i = 0; i < BLOCK; i++)
        sum += i >= SUM_AT && i < SUM_AT + SUM_DIGITS ? ' ' : block[i];
    return parse_octal(block + SUM_AT, SUM_DIGITS, &wanted) && sum == wanted;
}

static bool is_zero(const unsigned char *block)
{
    for (int i = 0; i < BLOCK; i++)
        if (block[i])
            return false;
    return true;
}

static void tar_take_name(const unsigned char *block, char name[TAR_NAME])
{
    const char *prefix = (const char *)block + PREFIX_AT;
    bool ustar = memcmp(block + MAGIC_AT, "ustar", 6) == 0;
    snprintf(name, TAR_NAME, "%.*s%s%.*s", ustar ? PREFIX_BYTES : 0, prefix, ustar && *prefix ? "/" : "",
             NAME_BYTES, (const char *)block);
}

static enum catapult_status tar_skip(struct tar *tar, struct catapult_error *err)
{
    char waste[SKIP_BYTES];
    size_t got = 1;
    enum catapult_status status = CATAPULT_STATUS_OK;
    while (status == CATAPULT_STATUS_OK && got > 0)
        status = tar_read(tar, waste, sizeof waste, &got, err);
    if (status == CATAPULT_STATUS_OK && tar->padding)
        status = stream_take(tar->stream, waste, tar->padding, "a member", err);
    tar->padding = 0;
    return status;
}

enum catapult_status tar_next(struct tar *tar, struct tar_member *member, struct catapult_error *err)
{
    unsigned char block[BLOCK];
    *member = (struct tar_member){0};
    enum catapult_status status = tar_skip(tar, err);
    if (status == CATAPULT_STATUS_OK)
        status = stream_take(tar->stream, block, BLOCK, "the archive", err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    tar->end = is_zero(block);
    if (tar->end)
        return CATAPULT_STATUS_OK;
    if (!sum_is_right(block) || !parse_octal(block + SIZE_AT, SIZE_DIGITS, &member->bytes))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: not a tar archive, or a damaged one",
                                  stream_path(tar->stream));
    tar_take_name(block, member->name);
    member->file = block[TYPE_AT] == '0' || block[TYPE_AT] == '\0';
    tar->left = member->bytes;
    tar->padding = (unsigned)((BLOCK - member->bytes % BLOCK) % BLOCK);
    return CATAPULT_STATUS_OK;
}

enum catapult_status tar_read(struct tar *tar, void *out, size_t count, size_t *got, struct catapult_error *err)
{
    *got = count < tar->left ? count : (size_t)tar->left;
    enum catapult_status status = *got ? stream_take(tar->stream, out, *got, "a member", err) : CATAPULT_STATUS_OK;
    if (status == CATAPULT_STATUS_OK)
        tar->left -= *got;
    return status;
}
