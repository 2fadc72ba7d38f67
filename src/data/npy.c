/* npy.c - see npy.h.
 *
 * The header is a Python dictionary, {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.  Only these three
 * keys, with values of these types, are valid. */
#include "data/npy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "base/outfile.h"
#include "data/stream.h"

enum {
    PREFIX_BYTES = 12,       /* magic, version, length of the header: 10 in version 1 */
    HEADER_MOST = 1 << 16,   /* a plain array has about a hundred bytes of header */
    ALIGNMENT = 64,          /* the numbers begin at a multiple of it */
    CHUNK = 4096             /* numbers read at a time */
};

static const char magic[6] = {(char)0x93, 'N', 'U', 'M', 'P', 'Y'};

static bool little_endian(void)
{
    uint16_t one = 1;
    return *(unsigned char *)&one == 1;
}

static enum catapult_status bad(const struct npy *npy, struct catapult_error *err, const char *what)
{
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s", path_shown(npy->path), what);
}

static const char *npy_skip(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

/* Parses 'text' or "text" into out; returns the position after it, or NULL. */
static const char *take_string(const char *p, char *out, size_t size)
{
    char quote = *p;
    const char *end = quote == '\'' || quote == '"' ? strchr(p + 1, quote) : NULL;
    if (!end || (size_t)(end - p - 1) >= size)
        return NULL;
    memcpy(out, p + 1, (size_t)(end - p - 1));
    out[end - p - 1] = '\0';
    return end + 1;
}

/* Parses "<f8": byte order, kind, bytes. */
static bool set_type(struct npy *npy, const char *descr)
{
    static const char *const known[] = {"f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1", NULL};
    if (!*descr || !strchr("<>|=", *descr))
        return false;
    int i = 0;
    while (known[i] && strcmp(descr + 1, known[i]) != 0)
        i++;
    if (!known[i])
        return false;
    npy->kind = descr[1];
    npy->item = (size_t)(descr[2] - '0');
    npy->swap = (*descr == '<' && !little_endian()) || (*descr == '>' && little_endian());
    return true;
}

static const char *take_type(struct npy *npy, const char *p, struct catapult_error *err)
{
    char descr[32];
    const char *end = take_string(p, descr, sizeof descr);
    if (end && set_type(npy, descr))
        return end;
    catapult_error_set(err, CATAPULT_STATUS_INPUT,
                       "%s: numbers of type %.20s cannot be read (float32, float64, integers, bool can)",
                       path_shown(npy->path), end ? descr : p);
    return NULL;
}

static const char *take_order(struct npy *npy, const char *p)
{
    npy->fortran = strncmp(p, "True", 4) == 0;
    return npy->fortran ? p + 4 : strncmp(p, "False", 5) == 0 ? p + 5 : NULL;
}

/* Parses "(3, 4)", "(3,)" or "()". */
static const char *take_shape(struct npy *npy, const char *p)
{
    if (*p++ != '(')
        return NULL;
    npy->dimensions = 0;
    for (p = npy_skip(p); *p != ')'; p = npy_skip(p)) {
        size_t value = 0;
        if (npy->dimensions == NPY_DIMENSIONS || *p < '0' || *p > '9')
            return NULL;
        for (; *p >= '0' && *p <= '9'; p++) {
            if (value > (SIZE_MAX - 9) / 10)
                return NULL;
            value = 10 * value + (size_t)(*p - '0');
        }
        p = npy_skip(p + (*p == 'L')); /* Python 2 wrote 3L */
        npy->shape[npy->dimensions++] = value;
        if (*p == ',')
            p++;
        else if (*p != ')')
            return NULL;
    }
    return p + 1;
}

static enum catapult_status parse_header(struct npy *npy, const char *text, struct catapult_error *err)
{
    bool type = false, order = false, shape = false;
    const char *p = npy_skip(text);
    char key[32];
    if (*p++ != '{')
        return bad(npy, err, "the header is no dictionary");
    for (p = npy_skip(p); *p != '}'; p = npy_skip(p)) {
        p = take_string(p, key, sizeof key);
        p = p ? npy_skip(p) : NULL;
        if (!p || *p++ != ':')
            return bad(npy, err, "the header is damaged");
        p = npy_skip(p);
        if (strcmp(key, "descr") == 0) {
            p = take_type(npy, p, err);
            if (!p)
                return CATAPULT_STATUS_INPUT;
            type = true;
        } else if (strcmp(key, "fortran_order") == 0) {
            p = take_order(npy, p);
            order = true;
        } else if (strcmp(key, "shape") == 0) {
            p = take_shape(npy, p);
            shape = true;
        } else {
            return bad(npy, err, "the header has an unknown key");
        }
        if (!p)
            return bad(npy, err, "the header is damaged");
        p = npy_skip(p);
        if (*p == ',')
            p++;
        else if (*p != '}')
            return bad(npy, err, "the header is damaged");
    }
    return type && order && shape ? CATAPULT_STATUS_OK
                                  : bad(npy, err, "the header lacks one of descr, fortran_order, shape");
}

/* Checks the header's shape against the size of the file. */
static enum catapult_status check_size(struct npy *npy, uint64_t size, struct catapult_error *err)
{
    double claimed = (double)npy->item;
    npy->count = 1;
    for (int i = 0; i < npy->dimensions; i++) {
        claimed *= (double)npy->shape[i];
        npy->count *= npy->shape[i]; /* may wrap: used only if the size is right */
    }
    double there = (double)(size - npy->begin);
    if (claimed == 0)
        return bad(npy, err, "the array is empty");
    if (claimed != there)
        return catapult_error_set(
            err, CATAPULT_STATUS_INPUT, "%s: %s: the header promises %.0f bytes of numbers, there are %.0f",
            path_shown(npy->path), claimed > there ? "truncated" : "bytes too many", claimed, there);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status npy_read_header(struct npy *npy, uint64_t size, struct catapult_error *err)
{
    unsigned char prefix[PREFIX_BYTES];
    if (size < PREFIX_BYTES)
        return bad(npy, err, "too short for a .npy file");
    enum catapult_status status = file_read_at(npy->file, npy->path, 0, prefix, PREFIX_BYTES, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (memcmp(prefix, magic, sizeof magic) != 0)
        return bad(npy, err, "not a .npy file (it does not begin with \\x93NUMPY)");
    if (prefix[6] < 1 || prefix[6] > 3)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: .npy version %d is unknown (1 to 3 can be read)",
                                  path_shown(npy->path), prefix[6]);
    bool first = prefix[6] == 1;
    uint32_t length = (uint32_t)prefix[8] | (uint32_t)prefix[9] << 8;
    if (!first)
        length |= (uint32_t)prefix[10] << 16 | (uint32_t)prefix[11] << 24;
    uint64_t start = first ? 10 : 12;
    if (length > HEADER_MOST || start + length > size)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: a header of %lu bytes %s", path_shown(npy->path),
                                  (unsigned long)length,
                                  length > HEADER_MOST ? "is too long" : "does not fit into the file");
    char *text = xnew_array(length + 1, 1);
    status = file_read_at(npy->file, npy->path, start, text, length, err);
    npy->begin = start + length;
    if (status == CATAPULT_STATUS_OK)
        status = parse_header(npy, text, err);
    free(text);
    return status == CATAPULT_STATUS_OK ? check_size(npy, size, err) : status;
}

enum catapult_status npy_open(struct npy *npy, const char *path, struct catapult_error *err)
{
    uint64_t size;
    *npy = (struct npy){.file = -1};
    if (snprintf(npy->path, sizeof npy->path, "%s", path) >= (int)sizeof npy->path)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the path is too long", path_shown(path));
    enum catapult_status status = file_open(path, &npy->file, &size, err);
    if (status == CATAPULT_STATUS_OK)
        status = npy_read_header(npy, size, err);
    if (status != CATAPULT_STATUS_OK)
        npy_close(npy);
    return status;
}

void npy_close(struct npy *npy)
{
    if (npy->file >= 0)
        close(npy->file);
    npy->file = -1;
}

static double number_at(const struct npy *npy, const unsigned char *from)
{
    union {
        unsigned char bytes[8];
        float f4;
        double f8;
        int8_t i1;
        int16_t i2;
        int32_t i4;
        int64_t i8;
        uint16_t u2;
        uint32_t u4;
        uint64_t u8;
    } value = {{0}};
    for (size_t i = 0; i < npy->item; i++)
        value.bytes[i] = from[npy->swap ? npy->item - 1 - i : i];
    switch (npy->kind) {
    case 'f':
        return npy->item == 4 ? (double)value.f4 : value.f8;
    case 'i':
        return npy->item == 1   ? value.i1
               : npy->item == 2 ? value.i2
               : npy->item == 4 ? value.i4
                                : (double)value.i8;
    default: /* 'u', and 'b', a byte of 0 or 1 */
        return npy->item == 1   ? value.bytes[0]
               : npy->item == 2 ? value.u2
               : npy->item == 4 ? value.u4
                                : (double)value.u8;
    }
}

enum catapult_status npy_read(const struct npy *npy, size_t first, size_t count, double *out,
                              struct catapult_error *err)
{
    unsigned char chunk[8 * CHUNK];
    for (size_t done = 0; done < count;) {
        size_t part = count - done < CHUNK ? count - done : CHUNK;
        enum catapult_status status = file_read_at(
            npy->file, npy->path, npy->begin + (uint64_t)(first + done) * npy->item, chunk, part * npy->item, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        for (size_t i = 0; i < part; i++)
            out[done + i] = number_at(npy, chunk + i * npy->item);
        done += part;
    }
    return CATAPULT_STATUS_OK;
}

/* Padded with spaces so that header and the 10 bytes before it are a multiple of 64; newline last. */
static void npy_write_header(FILE *stream, int dimensions, const size_t *shape)
{
    char text[NPY_DIMENSIONS * 24 + 4 * ALIGNMENT];
    size_t used = (size_t)snprintf(text, sizeof text, "{'descr': '%cf8', 'fortran_order': False, 'shape': (",
                                   little_endian() ? '<' : '>');
    for (int i = 0; i < dimensions; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, i ? " %zu," : "%zu,", shape[i]);
    used -= dimensions > 1; /* "(3,)" but "(3, 4)" */
    used += (size_t)snprintf(text + used, sizeof text - used, "), }");
    while ((10 + used + 1) % ALIGNMENT != 0)
        text[used++] = ' ';
    text[used++] = '\n';
    unsigned char version[4] = {1, 0, (unsigned char)(used & 0xff), (unsigned char)(used >> 8)};
    fwrite(magic, sizeof magic, 1, stream);
    fwrite(version, sizeof version, 1, stream);
    fwrite(text, used, 1, stream);
}

size_t npy_place_in_c(const size_t *shape, int dimensions, size_t f)
{
    size_t place = 0;
    for (int k = 0; k < dimensions; k++) {
        place = place * shape[k] + f % shape[k];
        f /= shape[k];
    }
    return place;
}

void npy_write(FILE *stream, int dimensions, const size_t *shape, const double *values)
{
    size_t count = 1;
    for (int i = 0; i < dimensions; i++)
        count *= shape[i];
    npy_write_header(stream, dimensions, shape);
    if (count)
        fwrite(values, sizeof *values, count, stream);
}

enum catapult_status npy_write_file(const char *path, int dimensions, const size_t *shape, const double *values,
                                    struct catapult_error *err)
{
    struct outfile *out;
    enum catapult_status status = outfile_open_beside(&out, path, NULL, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    npy_write(outfile_stream(out), dimensions, shape, values);
    return outfile_commit(out, err);
}
