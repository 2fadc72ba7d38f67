/* read_csv.c - rows of numbers separated by commas.
 *
 * The first line may be a heading: a line whose fields are not all numbers.  Lines that are empty or begin with '#'
 * are skipped.  A number may be in double quotes (RFC 4180).  The last data.targets columns are targets; with
 * data.classes the single target column holds class numbers.  Every row is read and checked, then training and test
 * examples are drawn. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/number.h"
#include "base/xalloc.h"
#include "data/pick.h"
#include "data/source.h"
#include "data/stream.h"

enum { CHUNK_BYTES = 1 << 16, FIELD_SHOWN = 40 };

struct csv {
    struct stream *stream;
    const char *path;         /* for messages */
    const struct catapult_progress *progress;
    struct catapult_error *err;
    char chunk[CHUNK_BYTES];  /* of the file */
    size_t begin, end;        /* the part of chunk still to be read */
    char *line;               /* the current line, NUL-terminated */
    size_t line_room;
    long number;              /* of the current line, from 1 */
    size_t columns;           /* 0 until the first row or heading */
    long columns_line;        /* the line that set columns */
    size_t rows;
    double *value;            /* (rows, columns), then the values of the incomplete next row */
    size_t count, room;       /* numbers in value; its capacity */
    bool classes;             /* the last column must hold class numbers */
};

static enum catapult_status csv_complain(const struct csv *csv, const char *what)
{
    return catapult_error_set(csv->err, CATAPULT_STATUS_INPUT, "%s:%ld: %s", csv->path, csv->number, what);
}

/* Doubles the capacity of an array. */
static enum catapult_status csv_grow(const struct csv *csv, void **array, size_t *room, size_t item)
{
    size_t wanted = *room ? 2 * *room : 256;
    enum catapult_status status = memory_check((double)wanted * (double)item, csv->path, csv->err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    void *grown = realloc(*array, wanted * item);
    if (!grown)
        return catapult_error_set(csv->err, CATAPULT_STATUS_NOMEM, "%s: no memory for %.0f bytes", csv->path,
                                  (double)wanted * (double)item);
    *array = grown;
    *room = wanted;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status csv_refill(struct csv *csv)
{
    csv->begin = 0;
    csv->end = 0;
    if (catapult_progress_report(csv->progress, "reading numbers", stream_fraction(csv->stream)))
        return catapult_error_set(csv->err, CATAPULT_STATUS_CANCELLED, "cancelled");
    return stream_read(csv->stream, csv->chunk, sizeof csv->chunk, &csv->end, csv->err);
}

static bool csv_is_text(unsigned char c)
{
    return c >= 0x20 ? c != 0x7f : c == '\t' || c == '\r';
}

enum { LINE_MOST = 1 << 28 /* bytes: ten million columns of 25 */ };

static enum catapult_status csv_append(struct csv *csv, size_t length, char c)
{
    void *line = csv->line;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (length > LINE_MOST) /* a line of a gigabyte may come from a compressed file of a megabyte */
        return catapult_error_set(csv->err, CATAPULT_STATUS_INPUT, "%s:%ld: a line of more than %d MB", csv->path,
                                  csv->number, LINE_MOST >> 20);
    if (length == csv->line_room) {
        status = csv_grow(csv, &line, &csv->line_room, 1);
        csv->line = line;
    }
    if (status == CATAPULT_STATUS_OK)
        csv->line[length] = c;
    return status;
}

/* Reads the next line without its end; *last if there is none. */
static enum catapult_status next_line(struct csv *csv, bool *last)
{
    size_t length = 0;
    enum catapult_status status = CATAPULT_STATUS_OK;
    csv->number++;
    *last = false;
    for (;;) {
        if (csv->begin == csv->end)
            status = csv_refill(csv);
        if (status != CATAPULT_STATUS_OK)
            return status;
        *last = csv->end == 0 && length == 0;
        if (csv->end == 0)
            break;
        char c = csv->chunk[csv->begin++];
        if (c == '\n')
            break;
        if (!csv_is_text((unsigned char)c))
            return catapult_error_set(csv->err, CATAPULT_STATUS_INPUT, "%s:%ld: not a text file (byte 0x%02x)",
                                      csv->path, csv->number, (unsigned char)c);
        status = csv_append(csv, length, c);
        length++;
        if (status != CATAPULT_STATUS_OK)
            return status;
    }
    return csv_append(csv, length, '\0');
}

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* The next line that is neither empty nor a comment. */
static enum catapult_status next_content(struct csv *csv, const char **text, bool *last)
{
    for (;;) {
        enum catapult_status status = next_line(csv, last);
        if (status != CATAPULT_STATUS_OK || *last)
            return status;
        *text = csv->line;
        if (csv->number == 1 && strncmp(*text, byte_order_mark, 3) == 0)
            *text += 3;
        const char *first = number_skip(*text);
        if (*first && *first != '#')
            return CATAPULT_STATUS_OK;
    }
}

/* Parses a number, quoted or not, that must reach to a comma or the end of the line.  Returns that position, or NULL. */
static const char *csv_take_number(const char *text, double *value)
{
    text = number_skip(text);
    bool quoted = *text == '"';
    const char *end = number_read(text + quoted, value);
    if (!end)
        return NULL;
    end = number_skip(end);
    if (quoted && *end++ != '"')
        return NULL;
    end = number_skip(end);
    return *end == ',' || *end == '\0' ? end : NULL;
}

/* The end of any field; a comma inside quotes does not end it. */
static const char *field_end(const char *text)
{
    bool quoted = false;
    for (; *text && (quoted || *text != ','); text++)
        quoted ^= *text == '"';
    return text;
}

/* The field without surrounding blanks and quotes. */
static void field_text(const char *text, char *out, size_t size)
{
    const char *end = field_end(text);
    text = number_skip(text);
    while (end > text && strchr(" \t\r\"", end[-1]))
        end--;
    text += text < end && *text == '"';
    size_t length = end > text ? (size_t)(end - text) : 0;
    snprintf(out, size, "%.*s", (int)(length < size ? length : size - 1), text);
}

/* "nan", "inf" and similar words, which other programs accept as numbers. */
static bool is_not_finite(const char *field)
{
    static const char *const words[] = {"nan", "inf", "infinity", NULL};
    char lower[16];
    size_t length = 0;
    for (field += *field == '-' || *field == '+'; field[length] && length < sizeof lower - 1; length++)
        lower[length] = (char)(field[length] >= 'A' && field[length] <= 'Z' ? field[length] + 32 : field[length]);
    lower[length] = '\0';
    for (int i = 0; words[i]; i++)
        if (strcmp(lower, words[i]) == 0)
            return true;
    return false;
}

static enum catapult_status bad_field(const struct csv *csv, size_t index, const char *text)
{
    char field[FIELD_SHOWN], what[FIELD_SHOWN + 80];
    field_text(text, field, sizeof field);
    double value = 0;
    bool number = csv_take_number(text, &value);
    if (!*field)
        snprintf(what, sizeof what, "field %zu is empty, a number is expected", index);
    else
        snprintf(what, sizeof what, "field %zu: '%s' is not a %snumber", index, field,
                 number || is_not_finite(field) ? "finite " : "");
    return csv_complain(csv, what);
}

static enum catapult_status csv_keep(struct csv *csv, double value)
{
    void *array = csv->value;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (csv->count == csv->room) {
        status = csv_grow(csv, &array, &csv->room, sizeof *csv->value);
        csv->value = array;
    }
    if (status == CATAPULT_STATUS_OK)
        csv->value[csv->count++] = value;
    return status;
}

static enum catapult_status check_columns(struct csv *csv, size_t columns)
{
    char what[120];
    if (csv->columns == 0) {
        csv->columns = columns;
        csv->columns_line = csv->number;
    }
    if (columns == csv->columns)
        return CATAPULT_STATUS_OK;
    snprintf(what, sizeof what, "%zu field%s, %zu expected as in line %ld", columns, columns == 1 ? "" : "s",
             csv->columns, csv->columns_line);
    return csv_complain(csv, what);
}

static enum catapult_status check_class(const struct csv *csv)
{
    char what[120];
    int label;
    size_t at;
    double value = csv->value[csv->count - 1];
    if (!csv->classes || pick_labels(1, &value, 1, &label, &at))
        return CATAPULT_STATUS_OK;
    snprintf(what, sizeof what, "%g is not a class (data.classes needs whole numbers from 0 in the last column)",
             value);
    return csv_complain(csv, what);
}

static enum catapult_status take_row(struct csv *csv, const char *text)
{
    size_t columns = 0;
    for (;; text++) {
        double value;
        const char *end = csv_take_number(text, &value);
        columns++;
        if (!end || !isfinite(value))
            return bad_field(csv, columns, text);
        enum catapult_status status = csv_keep(csv, value);
        if (status != CATAPULT_STATUS_OK)
            return status;
        text = end;
        if (!*text)
            break;
    }
    enum catapult_status status = check_columns(csv, columns);
    if (status == CATAPULT_STATUS_OK)
        status = check_class(csv);
    csv->rows++;
    return status;
}

/* Whether the line is a heading; *columns is its number of fields.  At least one field is a name, and none is missing
 * or a malformed number. */
static bool is_heading(const char *text, size_t *columns)
{
    bool name = false, sound = true;
    *columns = 0;
    for (;; text++) {
        char field[FIELD_SHOWN];
        double value;
        field_text(text, field, sizeof field);
        name |= !csv_take_number(text, &value);
        sound &= *field && !is_not_finite(field);
        ++*columns;
        text = field_end(text);
        if (!*text)
            return name && sound;
    }
}

/* Reads the heading and the first row; *last if there is no row. */
static enum catapult_status read_first(struct csv *csv, bool *last)
{
    const char *text;
    size_t columns;
    enum catapult_status status = next_content(csv, &text, last);
    if (status == CATAPULT_STATUS_OK && !*last && is_heading(text, &columns)) {
        status = check_columns(csv, columns);
        if (status == CATAPULT_STATUS_OK)
            status = next_content(csv, &text, last);
    }
    return status == CATAPULT_STATUS_OK && !*last ? take_row(csv, text) : status;
}

static enum catapult_status check_targets(const struct csv *csv, const struct catapult_settings *settings)
{
    size_t targets = (size_t)settings->data.targets;
    if (csv->rows == 0)
        return catapult_error_set(csv->err, CATAPULT_STATUS_INPUT, "%s: no row of numbers", csv->path);
    if (targets >= csv->columns)
        return catapult_error_set(csv->err, CATAPULT_STATUS_INPUT,
                                  "%s: data.targets = %zu of %zu columns leaves no inputs", csv->path, targets,
                                  csv->columns);
    if (csv->classes && targets != 1)
        return catapult_error_set(csv->err, CATAPULT_STATUS_INPUT,
                                  "%s: data.classes needs data.targets = 1 (it is %zu)", csv->path, targets);
    return CATAPULT_STATUS_OK;
}

/* The caller calls csv_close whatever this returns. */
static enum catapult_status csv_open(struct csv **out, const struct catapult_settings *settings,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    bool last;
    struct csv *csv = *out = xnew_array(1, sizeof *csv);
    csv->path = path_shown(settings->data.path);
    csv->progress = progress;
    csv->err = err;
    csv->classes = settings->data.classes.count > 0;
    enum catapult_status status = stream_open(&csv->stream, settings->data.path, err);
    if (status == CATAPULT_STATUS_OK)
        status = read_first(csv, &last);
    return status == CATAPULT_STATUS_OK ? check_targets(csv, settings) : status;
}

static void csv_close(struct csv *csv)
{
    stream_close(csv->stream);
    free(csv->line);
    free(csv->value);
    free(csv);
}

static enum catapult_status read_rest(struct csv *csv)
{
    const char *text;
    bool last = false;
    enum catapult_status status = CATAPULT_STATUS_OK;
    while (status == CATAPULT_STATUS_OK && !last) {
        status = next_content(csv, &text, &last);
        if (status == CATAPULT_STATUS_OK && !last)
            status = take_row(csv, text);
    }
    return status;
}

static void csv_copy_rows(const struct csv *csv, const struct pick *pick, size_t from, size_t width, double *out)
{
    for (size_t i = 0; i < pick->count; i++)
        memcpy(out + i * width, csv->value + pick->row[i] * csv->columns + from, width * sizeof *out);
}

/* Fills in the drawn rows as examples; label: class numbers of all rows, or NULL for real targets. */
static enum catapult_status csv_fill(const struct csv *csv, const struct catapult_settings *settings, const int *label,
                                     const struct pick *train, const struct pick *test, struct catapult_dataset **out)
{
    size_t targets = (size_t)settings->data.targets, d = csv->columns - targets;
    const struct catapult_int_list *classes = &settings->data.classes;
    enum catapult_status status = catapult_dataset_new(out, train->count, test->count, d,
                                                       label ? pick_outputs(classes) : targets, csv->err);
    struct catapult_dataset *data = *out;
    if (status != CATAPULT_STATUS_OK)
        return status;
    csv_copy_rows(csv, train, 0, d, data->x);
    csv_copy_rows(csv, test, 0, d, data->x_test);
    if (label) {
        pick_targets(classes, train, label, data->y);
        pick_targets(classes, test, label, data->y_test);
    } else {
        csv_copy_rows(csv, train, d, targets, data->y);
        csv_copy_rows(csv, test, d, targets, data->y_test);
    }
    data->labels = label || pick_are_classes(data);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status csv_draw(const struct csv *csv, const struct catapult_settings *settings,
                                     struct catapult_dataset **out)
{
    struct pick train = {0}, test = {0};
    struct candidates set = {.name = csv->path, .hint = "", .rows = csv->rows, .classes = &settings->data.classes};
    int *label = NULL;
    size_t at;
    if (csv->classes) {
        label = try_array(csv->rows, sizeof *label);
        if (!label)
            return catapult_error_set(csv->err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu classes", csv->path,
                                      csv->rows);
        pick_labels(csv->rows, csv->value + csv->columns - 1, csv->columns, label, &at);
        set.label = label;
    }
    enum catapult_status status = pick_both(settings, &set, &train, &test, csv->err);
    if (status == CATAPULT_STATUS_OK)
        status = csv_fill(csv, settings, label, &train, &test, out);
    pick_done(&train);
    pick_done(&test);
    free(label);
    return status;
}

static enum catapult_status load_csv(const struct catapult_settings *settings, struct catapult_dataset **out,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    struct csv *csv;
    enum catapult_status status = csv_open(&csv, settings, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = read_rest(csv);
    if (status == CATAPULT_STATUS_OK)
        status = csv_draw(csv, settings, out);
    csv_close(csv);
    return status;
}

static enum catapult_status sizes_csv(const struct catapult_settings *settings, struct source_sizes *out,
                                      struct catapult_error *err)
{
    struct csv *csv;
    const struct catapult_int_list *classes = &settings->data.classes;
    size_t targets = (size_t)settings->data.targets;
    enum catapult_status status = csv_open(&csv, settings, NULL, err);
    out->d = csv->columns - targets;
    out->outputs = classes->count ? pick_outputs(classes) : targets;
    csv_close(csv);
    return status;
}

const struct source source_csv = {.normalize = CATAPULT_NORMALIZE_NONE, .load = load_csv, .sizes = sizes_csv};
