/* mat5.c - see mat5.h.
 *
 * The file: a header of 128 bytes (text, at byte 124 the version 0x0100, then "IM" for little-endian), then elements.
 * An element is a tag (uint32 type, uint32 number of bytes) and its data.  At this level the type is 14, a plain
 * array, or 15, an array compressed by zlib that has its own tag inside.
 *
 * An array consists of elements padded to 8 bytes: flags (its class), dimensions, name, values.  Data of up to 4
 * bytes may be stored inside the tag; their length is then in the upper half of the type. */
#include "data/mat5.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/xalloc.h"
#include "data/stream.h"

enum {
    HEADER = 128,
    VERSION_AT = 124,
    TAG = 8,
    ARRAY = 14,
    PACKED = 15,
    CLASS_DOUBLE = 6, /* the first numeric class, */
    CLASS_UINT64 = 15, /* and the last */
    HEAD = 512,       /* bytes kept of an array: enough to reach the tag of its values unless it has a hundred
                         dimensions */
    CHUNK = 1 << 16
};

/* The first bytes of an array, and its length. */
struct array {
    unsigned char head[HEAD];
    uint64_t bytes;
};

struct mat5_walk {
    const char *path;
    int file;
    uint64_t size, at; /* size of the file; position of the current element's tag */
    bool whole;
    const struct catapult_progress *progress;
    struct catapult_error *err;
    z_stream zip;
    unsigned char in[CHUNK], out[CHUNK];
};

static enum catapult_status mat5_complain(const struct mat5_walk *w, const char *what)
{
    return catapult_error_set(w->err, CATAPULT_STATUS_INPUT, "%s: byte %llu: %s", path_shown(w->path),
                              (unsigned long long)w->at, what);
}

static uint32_t mat5_little(const unsigned char *byte)
{
    return (uint32_t)byte[3] << 24 | (uint32_t)byte[2] << 16 | (uint32_t)byte[1] << 8 | byte[0];
}

static enum catapult_status check_header(struct mat5_walk *w)
{
    unsigned char head[HEADER] = {0};
    static const unsigned char five[] = {0, 1, 'I', 'M'}, seven[] = {0, 2, 'I', 'M'};
    if (w->size < HEADER)
        return catapult_error_set(w->err, CATAPULT_STATUS_INPUT,
                                  "%s: not a MATLAB 5 file: %llu bytes, the header alone has %d", path_shown(w->path),
                                  (unsigned long long)w->size, HEADER);
    enum catapult_status status = file_read_at(w->file, w->path, 0, head, HEADER, w->err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    const unsigned char *version = head + VERSION_AT;
    if (memcmp(version, seven, sizeof seven) == 0)
        return catapult_error_set(w->err, CATAPULT_STATUS_INPUT,
                                  "%s: a MATLAB 7.3 file, version 5 is expected (save -v7 writes it)",
                                  path_shown(w->path));
    if (memcmp(version, five, sizeof five) != 0)
        return catapult_error_set(
            w->err, CATAPULT_STATUS_INPUT,
            "%s: not a MATLAB 5 file (bytes %d to %d are %02x %02x %02x %02x, expected 00 01 49 4d)",
            path_shown(w->path), VERSION_AT, HEADER - 1, version[0], version[1], version[2], version[3]);
    return CATAPULT_STATUS_OK;
}

/* A sub-element of an array. */
struct mat5_part {
    uint32_t type;
    uint64_t bytes, at, next; /* length of its data, where they begin, where the next part begins */
};

/* false: the tag is not completely in the head, or the data go beyond the array. */
static bool take_part(const struct array *array, uint64_t at, struct mat5_part *part)
{
    if (at + TAG > HEAD || at + TAG > array->bytes)
        return false;
    uint32_t type = mat5_little(array->head + at);
    bool small = type >> 16;
    part->type = type & 0xffff;
    part->bytes = small ? type >> 16 : mat5_little(array->head + at + 4);
    part->at = at + (small ? TAG / 2 : TAG);
    part->next = small ? at + TAG : part->at + (part->bytes + 7) / 8 * 8;
    return part->at + part->bytes <= array->bytes;
}

/* Bytes per value of that type, 0 if it is not numeric. */
static uint64_t type_bytes(uint32_t type)
{
    static const unsigned char size[] = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8};
    return type < sizeof size ? size[type] : 0;
}

/* The product of the dimensions; infinite if they are not all in the head. */
static double count_values(const struct array *array, const struct mat5_part *dims)
{
    double count = 1;
    if (dims->at + dims->bytes > HEAD)
        return INFINITY;
    for (uint64_t i = 0; i + 4 <= dims->bytes; i += 4)
        count *= (double)mat5_little(array->head + dims->at + i);
    return count;
}

/* Checks that a numeric array has as many values as its dimensions say.  Other arrays are accepted: nobody reads
 * them. */
static enum catapult_status check_array(const struct mat5_walk *w, const struct array *array)
{
    struct mat5_part flags, dims, name, values;
    char what[160];
    if (!take_part(array, 0, &flags) || !take_part(array, flags.next, &dims) || dims.at + dims.bytes > HEAD)
        return mat5_complain(w, "the array is cut short");
    int class_ = array->head[flags.at];
    if (class_ < CLASS_DOUBLE || class_ > CLASS_UINT64)
        return CATAPULT_STATUS_OK;
    if (!take_part(array, dims.next, &name) || !take_part(array, name.next, &values))
        return mat5_complain(w, "the array is cut short");
    double count = count_values(array, &dims);
    uint64_t item = type_bytes(values.type);
    if (item && count * (double)item == (double)values.bytes)
        return CATAPULT_STATUS_OK;
    snprintf(what, sizeof what, "the dimensions ask for %.0f values, there are %llu bytes of type %lu", count,
             (unsigned long long)values.bytes, (unsigned long)values.type);
    return mat5_complain(w, what);
}

/* Unpacks the bytes in w->in.  *total counts the bytes so far; the first ones are the array's tag and head. */
static enum catapult_status unpack_chunk(struct mat5_walk *w, unsigned char *begin, uint64_t *total, bool *end)
{
    do {
        w->zip.next_out = w->out;
        w->zip.avail_out = CHUNK;
        int result = inflate(&w->zip, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return mat5_complain(w, "damaged compressed data");
        size_t got = CHUNK - w->zip.avail_out;
        for (size_t i = 0; i < got && *total + i < TAG + HEAD; i++)
            begin[*total + i] = w->out[i];
        *total += got;
        *end = result == Z_STREAM_END;
    } while (!*end && w->zip.avail_out == 0);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status mat5_unpack(struct mat5_walk *w, uint32_t bytes, unsigned char *begin, uint64_t *total)
{
    uint64_t from = w->at + TAG;
    bool end = false;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (uint32_t done = 0; status == CATAPULT_STATUS_OK && done < bytes && !end;) {
        uint32_t part = bytes - done < CHUNK ? bytes - done : CHUNK;
        if (catapult_progress_report(w->progress, "checking the file", (double)(from + done) / (double)w->size))
            return catapult_error_set(w->err, CATAPULT_STATUS_CANCELLED, "cancelled");
        status = file_read_at(w->file, w->path, from + done, w->in, part, w->err);
        w->zip.next_in = w->in;
        w->zip.avail_in = part;
        if (status == CATAPULT_STATUS_OK)
            status = unpack_chunk(w, begin, total, &end);
        done += part;
        if (status == CATAPULT_STATUS_OK && end && (done < bytes || w->zip.avail_in > 0))
            return mat5_complain(w, "the compressed data end before their element does");
    }
    if (status == CATAPULT_STATUS_OK && !end)
        return mat5_complain(w, "the compressed data have no end");
    return status;
}

static enum catapult_status check_packed(struct mat5_walk *w, uint32_t bytes)
{
    unsigned char begin[TAG + HEAD] = {0};
    struct array array;
    uint64_t total = 0;
    w->zip = (z_stream){0};
    if (inflateInit(&w->zip) != Z_OK)
        return catapult_error_set(w->err, CATAPULT_STATUS_NOMEM, "%s: no memory to unpack it", path_shown(w->path));
    enum catapult_status status = mat5_unpack(w, bytes, begin, &total);
    inflateEnd(&w->zip);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (total < TAG || mat5_little(begin) != ARRAY || mat5_little(begin + 4) > total - TAG)
        return mat5_complain(w, "the compressed data are no array");
    array.bytes = mat5_little(begin + 4);
    memcpy(array.head, begin + TAG, HEAD);
    return check_array(w, &array);
}

/* Unpacks only the head, which determines how much memory libmatio will allocate. */
static enum catapult_status check_packed_head(struct mat5_walk *w, uint32_t bytes)
{
    unsigned char begin[TAG + HEAD] = {0};
    struct array array;
    uint32_t part = bytes < CHUNK ? bytes : CHUNK;
    enum catapult_status status = file_read_at(w->file, w->path, w->at + TAG, w->in, part, w->err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    w->zip = (z_stream){.next_in = w->in, .avail_in = part, .next_out = begin, .avail_out = sizeof begin};
    if (inflateInit(&w->zip) != Z_OK)
        return catapult_error_set(w->err, CATAPULT_STATUS_NOMEM, "%s: no memory to unpack it", path_shown(w->path));
    int result = inflate(&w->zip, Z_NO_FLUSH);
    size_t got = sizeof begin - w->zip.avail_out;
    inflateEnd(&w->zip);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return mat5_complain(w, "damaged compressed data");
    if (got < TAG || mat5_little(begin) != ARRAY)
        return mat5_complain(w, "the compressed data are no array");
    array.bytes = mat5_little(begin + 4);
    memcpy(array.head, begin + TAG, HEAD);
    return check_array(w, &array);
}

static enum catapult_status check_plain(struct mat5_walk *w, uint32_t bytes)
{
    struct array array = {.bytes = bytes};
    enum catapult_status status =
        file_read_at(w->file, w->path, w->at + TAG, array.head, bytes < HEAD ? bytes : HEAD, w->err);
    return status == CATAPULT_STATUS_OK ? check_array(w, &array) : status;
}

static enum catapult_status check_element(struct mat5_walk *w)
{
    unsigned char tag[TAG];
    char what[160];
    if (w->size - w->at < TAG)
        return mat5_complain(w, "truncated: the file ends within the tag of a data element");
    enum catapult_status status = file_read_at(w->file, w->path, w->at, tag, TAG, w->err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    uint32_t type = mat5_little(tag), bytes = mat5_little(tag + 4);
    uint64_t left = w->size - w->at - TAG;
    if (type != ARRAY && type != PACKED) {
        snprintf(what, sizeof what, "a data element of type %lu, expected 14 (array) or 15 (compressed)",
                 (unsigned long)type);
        return mat5_complain(w, what);
    }
    if (bytes > left) {
        snprintf(what, sizeof what, "truncated: a data element of %lu bytes, the file has %llu more",
                 (unsigned long)bytes, (unsigned long long)left);
        return mat5_complain(w, what);
    }
    if (type == ARRAY)
        status = check_plain(w, bytes);
    else
        status = w->whole ? check_packed(w, bytes) : check_packed_head(w, bytes);
    if (status == CATAPULT_STATUS_OK)
        w->at += TAG + (uint64_t)bytes;
    return status;
}

enum catapult_status mat5_check(const char *path, bool whole, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    struct mat5_walk *w = xnew_array(1, sizeof *w);
    *w = (struct mat5_walk){.path = path, .at = HEADER, .whole = whole, .progress = progress, .err = err};
    enum catapult_status status = file_open(path, &w->file, &w->size, err);
    if (status == CATAPULT_STATUS_OK) {
        status = check_header(w);
        while (status == CATAPULT_STATUS_OK && w->at < w->size)
            status = check_element(w);
        close(w->file);
    }
    free(w);
    return status;
}
