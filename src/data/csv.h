/* csv.h - reads rows of fields between separators (RFC 4180), plain or gzipped, for every format that consists of them.
 *
 * A field may be in double quotes; a double quote in it is written twice.  Blanks around a field do not count.  A row is
 * one line.  Empty lines are skipped, and if `comments` is set those that begin with '#'. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/status.h>

struct csv {
    const char *path; /* for messages, as path_shown */
    long line;        /* the number of the current line, from 1 */
    size_t fields;    /* read from it so far */
    char *text;       /* the latest field, without its quotes; the caller may change it */
    bool comments;
    char separator;   /* a comma unless it is set before the first row: to ';', '\t', ' ' (any number of blanks), or 0: what the
                         first row has */
    struct csv_file *file;
};

/* task: what is said while it is read.  Lines of more than line_most bytes are refused.  The caller calls csv_close
 * whatever this returns. */
enum catapult_status csv_open(struct csv *csv, const char *path, const char *task, size_t line_most,
                              const struct catapult_progress *progress, struct catapult_error *err);
void csv_close(struct csv *csv);

/* Goes to the next row; *end if there is none.  What is left of the current one is skipped. */
enum catapult_status csv_row(struct csv *csv, bool *end, struct catapult_error *err);

/* Reads the next field of the row; *end if there is none.  The text of earlier fields stays until the next csv_row. */
enum catapult_status csv_field(struct csv *csv, bool *end, struct catapult_error *err);

/* Whether the field is a number and nothing else.  Where commas do not separate fields, one may be the decimal point. */
bool csv_number(const struct csv *csv, char *field, double *value);

const char *csv_separator_name(const struct csv *csv); /* "commas", "tabs", ... */

/* CATAPULT_STATUS_INPUT with "PATH:LINE: ..." */
enum catapult_status csv_fail(const struct csv *csv, struct catapult_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Doubles the capacity of an array of items; CATAPULT_STATUS_NOMEM if it cannot fit. */
enum catapult_status csv_grow(const struct csv *csv, void **array, size_t *room, size_t item,
                              struct catapult_error *err);

#endif
