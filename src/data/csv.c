/* csv.c - see csv.h.  libcsv was tried: it has no lines, limits and messages, and what had to stand around it was longer. */
#include "data/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/number.h"
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
    *csv = (struct csv){.path = path_shown(path), .separator = ',', .file = file};
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

/* Skips blanks; a tab is none where it separates. */
static char *csv_skip(const struct csv *csv, char *text)
{
    return text + strspn(text, csv->separator == '\t' ? " \r" : " \t\r");
}

/* The separator of a row: a semicolon, a tab or a comma outside of quotes, in this order of preference; else blanks, if there
 * are any between words. */
static char separator_of(const char *row)
{
    static const char candidates[] = ";\t,";
    bool seen[3] = {false}, quoted = false, blank = false;
    for (row += strspn(row, " \t\r"); *row; row++) {
        quoted ^= *row == '"';
        const char *at = quoted ? NULL : strchr(candidates, *row);
        if (at)
            seen[at - candidates] = row[1] != '\0' || *row != '\t';
        blank |= !quoted && *row == ' ' && !strchr(" \r", row[1]);
    }
    for (int i = 0; i < 3; i++)
        if (seen[i])
            return candidates[i];
    return blank ? ' ' : ',';
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
        const char *first = csv->file->next + strspn(csv->file->next, " \t\r");
        if (!*first || (csv->comments && *first == '#'))
            continue;
        if (!csv->separator)
            csv->separator = separator_of(first);
        return CATAPULT_STATUS_OK;
    }
}

/* Behind the field: the next one begins after the separator; blanks at the end of a line begin none. */
static char *csv_next(const struct csv *csv, char *at)
{
    if (csv->separator != ' ')
        return *at ? at + 1 : NULL;
    at = csv_skip(csv, at);
    return *at ? at : NULL;
}

enum catapult_status csv_field(struct csv *csv, bool *end, struct catapult_error *err)
{
    static const char mismatch[] = "the double quotes do not match (one within a field is written twice)";
    const char ends[] = {csv->separator, csv->separator == ' ' ? '\t' : '\0', '\0'};
    char *at = csv->file->next, *out;
    *end = !at;
    if (!at)
        return CATAPULT_STATUS_OK;
    at = csv_skip(csv, at);
    bool quoted = *at == '"';
    at += quoted;
    csv->text = out = at;
    if (quoted) {
        for (; *at && (*at != '"' || at[1] == '"'); *out++ = *at++)
            at += *at == '"';
        bool closed = *at == '"';
        at += closed;
        if (csv->separator != ' ')
            at = csv_skip(csv, at);
        if (!closed || (*at && *at != '\r' && !strchr(ends, *at)))
            return csv_fail(csv, err, mismatch);
    } else {
        at += strcspn(at, ends);
        for (out = at; out > csv->text && strchr(" \t\r", out[-1]);)
            out--;
        if (memchr(csv->text, '"', (size_t)(out - csv->text)))
            return csv_fail(csv, err, mismatch);
    }
    csv->file->next = csv_next(csv, at);
    *out = '\0';
    csv->fields++;
    return CATAPULT_STATUS_OK;
}

bool csv_number(const struct csv *csv, char *field, double *value)
{
    char *comma;
    if (number_only(field, value))
        return true;
    if (csv->separator == ',' || !(comma = strchr(field, ',')) || strchr(comma + 1, ',') || strchr(field, '.'))
        return false;
    *comma = '.';
    bool number = number_only(field, value);
    *comma = ',';
    return number;
}

const char *csv_separator_name(const struct csv *csv)
{
    return csv->separator == ';' ? "semicolons" : csv->separator == '\t' ? "tabs" : csv->separator == ' ' ? "blanks" : "commas";
}
