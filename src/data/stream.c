/* stream.c - see stream.h. */
#include "data/stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/outfile.h"
#include "base/xalloc.h"

enum {
    INPUT_BYTES = 1 << 16,
    GZIP_WRAPPER = 16 + MAX_WBITS, /* asks zlib for a gzip header and checksum */
    DEFLATE_MOST = 1032            /* a byte of deflate expands to at most this many (zlib's technical notes) */
};

struct stream {
    char *path;
    int file;
    uint64_t size, done; /* bytes of the file, and how many of them have been read */
    bool gzip;
    bool member;         /* inside a gzip member: its end has not come yet */
    z_stream zip;        /* next_in, avail_in: bytes read and not yet returned, also for a plain file */
    unsigned char input[INPUT_BYTES];
};

const char *path_shown(const char *path)
{
    size_t length = strlen(path);
    return length > SHOWN_PATH ? path + length - SHOWN_PATH : path;
}

enum catapult_status file_open(const char *path, int *file, uint64_t *size, struct catapult_error *err)
{
    struct stat info;
    enum catapult_status status = CATAPULT_STATUS_INPUT;
    *file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (*file < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
    if (fstat(*file, &info) != 0)
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
    else if (S_ISDIR(info.st_mode))
        catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: a folder where a file is expected", path_shown(path));
    else if (!S_ISREG(info.st_mode))
        catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: not a regular file", path_shown(path));
    else
        status = CATAPULT_STATUS_OK;
    if (status == CATAPULT_STATUS_OK) {
        outfile_note_input(*file);
        *size = (uint64_t)info.st_size;
        return CATAPULT_STATUS_OK;
    }
    close(*file);
    *file = -1;
    return status;
}

enum catapult_status file_read_at(int file, const char *path, uint64_t offset, void *out, size_t count,
                                  struct catapult_error *err)
{
    for (size_t done = 0; done < count;) {
        ssize_t got = pread(file, (char *)out + done, count - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
        if (got == 0)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: truncated: ends at byte %llu", path_shown(path),
                                      (unsigned long long)(offset + done));
        done += (size_t)got;
    }
    return CATAPULT_STATUS_OK;
}

/* Reads more if the buffer is empty; avail_in stays 0 at the end of the file. */
static enum catapult_status stream_refill(struct stream *s, struct catapult_error *err)
{
    if (s->zip.avail_in > 0)
        return CATAPULT_STATUS_OK;
    ssize_t got;
    do
        got = read(s->file, s->input, sizeof s->input);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", stream_path(s), strerror(errno));
    s->zip.next_in = s->input;
    s->zip.avail_in = (uInt)got;
    s->done += (uint64_t)got;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status start_gzip(struct stream *s, struct catapult_error *err)
{
    s->gzip = s->zip.avail_in >= 2 && s->input[0] == 0x1f && s->input[1] == 0x8b;
    if (!s->gzip)
        return CATAPULT_STATUS_OK;
    unsigned char *next = s->zip.next_in;
    uInt left = s->zip.avail_in;
    if (inflateInit2(&s->zip, GZIP_WRAPPER) != Z_OK) {
        s->gzip = false;
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory to unpack it", stream_path(s));
    }
    s->zip.next_in = next;
    s->zip.avail_in = left;
    s->member = true;
    return CATAPULT_STATUS_OK;
}

enum catapult_status stream_open(struct stream **out, const char *path, struct catapult_error *err)
{
    int file;
    uint64_t size;
    *out = NULL;
    enum catapult_status status = file_open(path, &file, &size, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct stream *s = xnew_array(1, sizeof *s);
    s->file = file;
    s->size = size;
    s->path = xnew_array(strlen(path) + 1, 1);
    strcpy(s->path, path);
    status = stream_refill(s, err);
    if (status == CATAPULT_STATUS_OK)
        status = start_gzip(s, err);
    if (status == CATAPULT_STATUS_OK)
        *out = s;
    else
        stream_close(s);
    return status;
}

void stream_close(struct stream *stream)
{
    if (!stream)
        return;
    if (stream->gzip)
        inflateEnd(&stream->zip);
    close(stream->file);
    free(stream->path);
    free(stream);
}

/* Unpacks once into zip.next_out, avail_out; *end if nothing more comes. */
static enum catapult_status stream_unpack(struct stream *s, bool *end, struct catapult_error *err)
{
    *end = !s->member && s->zip.avail_in == 0;
    if (*end)
        return CATAPULT_STATUS_OK;
    if (s->zip.avail_in == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: truncated: the gzip data have no end",
                                  stream_path(s));
    if (!s->member) { /* a gzip file may consist of several members */
        if (*s->zip.next_in != 0x1f)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: junk after the end of the gzip data",
                                      stream_path(s));
        inflateReset(&s->zip);
        s->member = true;
    }
    int result = inflate(&s->zip, Z_NO_FLUSH);
    if (result == Z_STREAM_END)
        s->member = false;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: damaged gzip data (%s)", stream_path(s),
                                  s->zip.msg ? s->zip.msg : "no reason given");
    return CATAPULT_STATUS_OK;
}

static void copy(struct stream *s, bool *end)
{
    size_t part = s->zip.avail_in < s->zip.avail_out ? s->zip.avail_in : s->zip.avail_out;
    *end = s->zip.avail_in == 0;
    memcpy(s->zip.next_out, s->zip.next_in, part);
    s->zip.next_in += part;
    s->zip.next_out += part;
    s->zip.avail_in -= (uInt)part;
    s->zip.avail_out -= (uInt)part;
}

enum catapult_status stream_read(struct stream *s, void *out, size_t count, size_t *got, struct catapult_error *err)
{
    bool end = false;
    *got = 0;
    while (*got < count && !end) {
        size_t room = count - *got < INPUT_BYTES ? count - *got : INPUT_BYTES;
        s->zip.next_out = (unsigned char *)out + *got;
        s->zip.avail_out = (uInt)room;
        enum catapult_status status = stream_refill(s, err);
        if (status == CATAPULT_STATUS_OK && s->gzip)
            status = stream_unpack(s, &end, err);
        else if (status == CATAPULT_STATUS_OK)
            copy(s, &end);
        if (status != CATAPULT_STATUS_OK)
            return status;
        *got += room - s->zip.avail_out;
    }
    return CATAPULT_STATUS_OK;
}

enum catapult_status stream_take(struct stream *s, void *out, size_t count, const char *what,
                                 struct catapult_error *err)
{
    size_t got;
    enum catapult_status status = stream_read(s, out, count, &got, err);
    if (status == CATAPULT_STATUS_OK && got < count)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: truncated: the file ends within %s", stream_path(s),
                                  what);
    return status;
}

enum catapult_status stream_end(struct stream *s, struct catapult_error *err)
{
    char byte;
    size_t got;
    enum catapult_status status = stream_read(s, &byte, 1, &got, err);
    if (status == CATAPULT_STATUS_OK && got > 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: bytes too many after the end of the data",
                                  stream_path(s));
    return status;
}

const char *stream_path(const struct stream *stream)
{
    return path_shown(stream->path);
}

double stream_fraction(const struct stream *stream)
{
    uint64_t used = stream->done - stream->zip.avail_in;
    return stream->size ? (double)used / (double)stream->size : 1;
}

double stream_most(const struct stream *stream)
{
    return (double)stream->size * (stream->gzip ? DEFLATE_MOST : 1);
}

/* --- the names in a folder ----------------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum catapult_status folder_add(struct folder *folder, size_t *room, const char *name, const char *path,
                                       struct catapult_error *err)
{
    char *copy = try_array(strlen(name) + 1, 1);
    if (folder->count == *room) {
        size_t wanted = *room ? 2 * *room : 256;
        char **grown = realloc(folder->name, wanted * sizeof *grown);
        if (grown) {
            folder->name = grown;
            *room = wanted;
        }
    }
    if (!copy || folder->count == *room) {
        free(copy);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for its names", path_shown(path));
    }
    folder->name[folder->count++] = strcpy(copy, name);
    return CATAPULT_STATUS_OK;
}

enum catapult_status folder_open(struct folder *folder, const char *path, struct catapult_error *err)
{
    size_t room = 0;
    enum catapult_status status = CATAPULT_STATUS_OK;
    *folder = (struct folder){0};
    DIR *dir = opendir(path);
    if (!dir)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
    while (status == CATAPULT_STATUS_OK) {
        errno = 0;
        const struct dirent *item = readdir(dir);
        if (!item && errno)
            status = catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
        if (!item)
            break;
        if (item->d_name[0] != '.')
            status = folder_add(folder, &room, item->d_name, path, err);
    }
    closedir(dir);
    if (status != CATAPULT_STATUS_OK)
        folder_close(folder);
    else if (folder->count)
        qsort(folder->name, folder->count, sizeof *folder->name, by_bytes);
    return status;
}

void folder_close(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->name[i]);
    free(folder->name);
    *folder = (struct folder){0};
}
