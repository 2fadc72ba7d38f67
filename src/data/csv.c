/* csv.c - see csv.h.  libcsv was tried: it has no lines, limits and messages, and what had to stand around it was longer. */
#include "data/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/xalloc.h"
#include "data/stream.h"

enum { CHUNK_BYTES = 1 << 16 };

struct csv_file {
    struct stream *stream;
    const struct catapult_progress *progress;
    const char *task;
    size_t line_most;
    size_t begin, end; /* the part of chunk still to be read */
    char *line;        /* the current line, with a zero at its end */
    size_t room;
    char *next;        /* the field after the latest; NULL: there is none */
    char chunk[CHUNK_BYTES];
};

enum catapult_status csv_fail(const struct csv *csv, struct catapult_error *err, const char *format, ...)
{
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s:%ld: %s", csv->path, csv->line, text);
}

enum catapult_status csv_grow(const struct csv *csv, void **array, size_t *room, size_t item, struct catapult_error *err)
{
    size_t wanted = *room ? 2 * *room : 256;
    enum catapult_status status = memory_check((double)wanted * (double)item, csv->path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    void *grown = realloc(*array, wanted * item);
    if (!grown)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %.0f bytes", csv->path,
                                  (double)wanted * (double)item);
    *array = grown;
    *room = wanted;
    return CATAPULT_STATUS_OK;
}

enum catapult_status csv_open(struct csv *csv, const char *path, const char *task, size_t line_most,
                              const struct catapult_progress *progress, struct catapult_error *err)
{
    struct csv_file *file = xnew_array(1, sizeof *file);
    file->task = task;
    file->line_most = line_most;
    file->progress = progress;
    *csv = (struct csv){.path = path_shown(path), .file = file};
    return stream_open(&file->stream, path, err);
}

void csv_close(struct csv *csv)
{
    stream_close(csv->file->stream);
    free(csv->file->line);
    free(csv->file);
}

static enum catapult_status csv_refill(struct csv_file *f, struct catapult_error *err)
{
    f->begin = 0;
    f->end = 0;
    if (catapult_progress_report(f->progress, f->task, stream_fraction(f->stream)))
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
    return stream_read(f->stream, f->chunk, sizeof f->chunk, &f->end, err);
}

/* Appends a byte to the line.  A line of a gigabyte may come from a compressed file of a megabyte. */
static enum catapult_status csv_append(struct csv *csv, size_t length, char c, struct catapult_error *err)
{
    struct csv_file *f = csv->file;
    void *line = f->line;
    if (length > f->line_most)
        return csv_fail(csv, err, "the line is longer than %zu bytes", f->line_most);
    enum catapult_status status = length < f->room ? CATAPULT_STATUS_OK : csv_grow(csv, &line, &f->room, 1, err);
    f->line = line;
    if (status == CATAPULT_STATUS_OK)
        f->line[length] = c;
    return status;
}

/* Reads the next line without its end; *end if there is none. */
static enum catapult_status csv_line(struct csv *csv, bool *end, struct catapult_error *err)
{
    struct csv_file *f = csv->file;
    enum catapult_status status = CATAPULT_STATUS_OK;
    size_t length = 0;
    csv->line++;
    while (status == CATAPULT_STATUS_OK) {
        if (f->begin == f->end)
            status = csv_refill(f, err);
        *end = f->end == 0 && length == 0;
        if (status != CATAPULT_STATUS_OK || f->end == 0 || f->chunk[f->begin++] == '\n')
            break;
        unsigned char c = (unsigned char)f->chunk[f->begin - 1];
        if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f)
            return csv_fail(csv, err, "not a text file (byte 0x%02x)", c);
        status = csv_append(csv, length++, (char)c, err);
    }
    return status == CATAPULT_STATUS_OK ? csv_append(csv, length, '\0', err) : status;
}

static char *csv_skip(char *text)
{
    return text + strspn(text, " \t\r");
}

enum catapult_status csv_row(struct csv *csv, bool *end, struct catapult_error *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    csv->fields = 0;
    for (;;) {
        enum catapult_status status = csv_line(csv, end, err);
        if (status != CATAPULT_STATUS_OK || *end)
            return status;
        csv->file->next = csv->file->line;
        if (csv->line == 1 && strncmp(csv->file->line, byte_order_mark, 3) == 0)
            csv->file->next += 3;
        const char *first = csv_skip(csv->file->next);
        if (*first && !(csv->comments && *first == '#'))
            return CATAPULT_STATUS_OK;
    }
}

enum catapult_status csv_field(struct csv *csv, bool *end, struct catapult_error *err)
{
    char *at = csv->file->next, *out;
    *end = !at;
    if (!at)
        return CATAPULT_STATUS_OK;
    at = csv_skip(at);
    bool quoted = *at == '"';
    at += quoted;
    csv->text = out = at;
    if (quoted) {
        for (; *at && (*at != '"' || at[1] == '"'); *out++ = *at++)
            at += *at == '"';
        bool closed = *at == '"';
        at = closed ? csv_skip(at + 1) : at;
        if (!closed || (*at && *at != ','))
            return csv_fail(csv, err, "the double quotes do not match (one within a field is written twice)");
    } else {
        at += strcspn(at, ",");
        for (out = at; out > csv->text && strchr(" \t\r", out[-1]);)
            out--;
        if (memchr(csv->text, '"', (size_t)(out - csv->text)))
            return csv_fail(csv, err, "the double quotes do not match (one within a field is written twice)");
    }
    csv->file->next = *at ? at + 1 : NULL;
    *out = '\0';
    csv->fields++;
    return CATAPULT_STATUS_OK;
}
