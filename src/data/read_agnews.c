/* read_agnews.c - AG's news topics, train.csv and test.csv, by libcsv.
 *
 * A row is "class","title","description" on one line; the class is 1 (World), 2 (Sports), 3 (Business) or 4
 * (Sci/Tech), numbered the same in data.classes.  An example is a bag of words: the words of title and description
 * are cleaned and counted (words.h: 2048 features), and each count is multiplied by the inverse document frequency of
 * its feature,
 *     1 + ln((1 + n) / (1 + n_j)),        n_j: how many of the n training examples have feature j.
 * The test examples use the weights of the training examples.
 *
 * A file is read twice: first the classes, then the words of the drawn rows.  The parser gets one line at a time: if
 * a row does not end with its line, its quotes do not match. */
#include <csv.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allowed.h"
#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/stream.h"
#include "data/words.h"

enum { CLASSES = 4, FIELDS = 3, CHUNK = 1 << 16, LINE_MOST = 1 << 20, FIELD_SHOWN = 40 };

static const struct known_file files[] = {
    {"train.csv", SET_TRAIN, 29470338, "76a0a2d2f92b286371fe4d4044640910a04a803fdd2538e0f3f29a5c6f6b672e"},
    {"test.csv", SET_TEST, 1857427, "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699"},
    {.name = NULL},
};

#define PUBLISHER "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/"
static const struct known_download downloads[] = {
    {PUBLISHER "train.csv", 29470338, "train.csv", NULL},
    {PUBLISHER "test.csv", 1857427, "test.csv", NULL},
    {.url = NULL},
};

/* What to do with each row. */
struct sink {
    int **label;             /* collects the classes in a growing array; or NULL */
    const struct pick *pick; /* the rows whose words are wanted, */
    double *x;               /* and where their features go */
};

struct agnews_pass {
    struct stream *stream;
    struct csv_parser parser;
    const struct sink *sink;
    struct catapult_error *err;
    enum catapult_status status; /* of the line; the callbacks cannot return a status */
    long line;
    size_t line_bytes;  /* bytes of the line so far */
    size_t line_rows;   /* rows before the line */
    bool line_blank;    /* the line is empty so far */
    int field;          /* of the current row, from 0 */
    size_t rows, room;  /* complete rows; capacity of *sink->label */
    size_t next;        /* index in sink->pick */
};

static void agnews_complain(struct agnews_pass *pass, const char *what)
{
    if (pass->status == CATAPULT_STATUS_OK)
        pass->status = catapult_error_set(pass->err, CATAPULT_STATUS_INPUT, "%s:%ld: %s", stream_path(pass->stream),
                                          pass->line, what);
}

static void keep_label(struct agnews_pass *pass, int label)
{
    int **array = pass->sink->label;
    if (pass->rows == pass->room) {
        size_t room = pass->room ? 2 * pass->room : 1024;
        int *grown = realloc(*array, room * sizeof *grown);
        if (!grown) {
            pass->status = catapult_error_set(pass->err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu labels",
                                              stream_path(pass->stream), room);
            return;
        }
        *array = grown;
        pass->room = room;
    }
    (*array)[pass->rows] = label;
}

static void take_class(struct agnews_pass *pass, const char *text, size_t length)
{
    char what[160];
    if (length == 1 && *text >= '1' && *text <= '0' + CLASSES) {
        if (pass->sink->label)
            keep_label(pass, *text - '0');
        return;
    }
    snprintf(what, sizeof what, "class '%.*s' is out of range (1 to %d)",
             (int)(length < FIELD_SHOWN ? length : FIELD_SHOWN), text, CLASSES);
    agnews_complain(pass, what);
}

static bool is_wanted(const struct agnews_pass *pass)
{
    const struct pick *pick = pass->sink->pick;
    return pick && pass->next < pick->count && pick->row[pass->next] == pass->rows;
}

static void on_field(void *text, size_t length, void *context)
{
    struct agnews_pass *pass = context;
    if (pass->status != CATAPULT_STATUS_OK)
        return;
    if (pass->field == 0)
        take_class(pass, text ? text : "", length);
    else if (pass->field < FIELDS && text && is_wanted(pass))
        words_count(text, words_clean(text, length), pass->sink->x + pass->next * WORDS_FEATURES);
    pass->field++;
}

static void on_row(int end, void *context)
{
    struct agnews_pass *pass = context;
    char what[80];
    (void)end;
    if (pass->field != FIELDS) {
        snprintf(what, sizeof what, "%d field%s, expected %d (class, title, description)", pass->field,
                 pass->field == 1 ? "" : "s", FIELDS);
        agnews_complain(pass, what);
    }
    pass->next += is_wanted(pass);
    pass->rows++;
    pass->field = 0;
}

static void check_text(struct agnews_pass *pass, const char *text, size_t length)
{
    char what[80];
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c >= 0x20 && c != 0x7f) || c == '\t' || c == '\r' || c == '\n')
            continue;
        snprintf(what, sizeof what, "not a text file (byte 0x%02x)", c);
        agnews_complain(pass, what);
        return;
    }
}

static void end_line(struct agnews_pass *pass)
{
    if (!pass->line_blank && (pass->field != 0 || pass->rows != pass->line_rows + 1))
        agnews_complain(pass, "the double quotes do not match (one within a field is written twice)");
    pass->line++;
    pass->line_bytes = 0;
    pass->line_rows = pass->rows;
    pass->line_blank = true;
}

/* Parses a line or a part of one; a line end, if there is one, is the last byte. */
static void agnews_take_text(struct agnews_pass *pass, const char *text, size_t length)
{
    char what[80];
    pass->line_bytes += length;
    check_text(pass, text, length);
    for (size_t i = 0; i < length; i++)
        pass->line_blank &= strchr(" \t\r\n", text[i]) != NULL;
    if (pass->line_bytes > LINE_MOST) {
        snprintf(what, sizeof what, "the line is longer than %d bytes", LINE_MOST);
        agnews_complain(pass, what);
    }
    if (pass->status != CATAPULT_STATUS_OK)
        return;
    if (csv_parse(&pass->parser, text, length, on_field, on_row, pass) < length) {
        pass->line_rows = pass->rows; /* not a whole row, whatever follows */
        if (csv_error(&pass->parser) == CSV_ENOMEM && pass->status == CATAPULT_STATUS_OK)
            pass->status = catapult_error_set(pass->err, CATAPULT_STATUS_NOMEM, "%s: no memory for a line",
                                              stream_path(pass->stream));
        end_line(pass);
    } else if (text[length - 1] == '\n') {
        end_line(pass);
    }
}

static void take_chunk(struct agnews_pass *pass, const char *chunk, size_t length)
{
    while (length > 0 && pass->status == CATAPULT_STATUS_OK) {
        const char *end = memchr(chunk, '\n', length);
        size_t part = end ? (size_t)(end - chunk) + 1 : length;
        agnews_take_text(pass, chunk, part);
        chunk += part;
        length -= part;
    }
}

static void agnews_finish_file(struct agnews_pass *pass)
{
    if (pass->status != CATAPULT_STATUS_OK)
        return;
    if (csv_fini(&pass->parser, on_field, on_row, pass) != 0)
        pass->line_rows = pass->rows;
    if (pass->line_bytes)
        end_line(pass);
}

/* Reads the file once; *rows is the number of its rows. */
static enum catapult_status agnews_run_pass(const char *path, const struct sink *sink, const char *task, size_t *rows,
                                            const struct catapult_progress *progress, struct catapult_error *err)
{
    struct agnews_pass pass = {.sink = sink, .err = err, .line = 1, .line_blank = true};
    enum catapult_status status = stream_open(&pass.stream, path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    char *chunk = xnew_array(CHUNK, 1);
    csv_init(&pass.parser, CSV_STRICT | CSV_STRICT_FINI);
    for (size_t got = 1; pass.status == CATAPULT_STATUS_OK && got > 0;) {
        if (catapult_progress_report(progress, task, stream_fraction(pass.stream)))
            pass.status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        else
            pass.status = stream_read(pass.stream, chunk, CHUNK, &got, err);
        if (pass.status == CATAPULT_STATUS_OK)
            take_chunk(&pass, chunk, got);
    }
    agnews_finish_file(&pass);
    *rows = pass.rows;
    csv_free(&pass.parser);
    stream_close(pass.stream);
    free(chunk);
    return pass.status;
}

static enum catapult_status shape_agnews(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                         struct catapult_error *err)
{
    (void)place;
    (void)which;
    (void)err;
    half->d = WORDS_FEATURES;
    return CATAPULT_STATUS_OK;
}

/* The reader keeps the path of the file. */
static enum catapult_status open_agnews(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                        const struct catapult_progress *progress, struct catapult_error *err)
{
    char *path = half->reader = xnew_array(SET_PATH, 1);
    const struct sink sink = {.label = &half->label};
    shape_agnews(place, which, half, err);
    enum catapult_status status = set_file(&set_agnews, place, files[which == SET_TEST].name, path, err);
    snprintf(half->name, sizeof half->name, "%s", path_shown(path));
    if (status == CATAPULT_STATUS_OK)
        status = agnews_run_pass(path, &sink, "reading classes", &half->rows, progress, err);
    if (status == CATAPULT_STATUS_OK && half->rows == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: no rows", half->name);
    return status;
}

static enum catapult_status read_agnews(struct set_half *half, const struct pick *pick, double *x,
                                        const struct catapult_progress *progress, struct catapult_error *err)
{
    size_t rows;
    const struct sink sink = {.pick = pick, .x = x};
    enum catapult_status status = agnews_run_pass(half->reader, &sink, half->task, &rows, progress, err);
    if (status == CATAPULT_STATUS_OK && rows != half->rows)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: changed while it was read (%zu rows, then %zu)",
                                  half->name, half->rows, rows);
    return status;
}

static void close_agnews(struct set_half *half)
{
    free(half->reader);
}

/* n_j: how many training examples have feature j. */
static double document_frequency(const struct catapult_dataset *data, size_t j)
{
    double count = 0;
    for (size_t i = 0; i < data->n; i++)
        count += data->x[i * data->d + j] > 0;
    return count;
}

static void weigh_words(struct catapult_dataset *data)
{
    for (size_t j = 0; j < data->d; j++) {
        double weight = 1 + log((1 + (double)data->n) / (1 + document_frequency(data, j)));
        for (size_t i = 0; i < data->n; i++)
            data->x[i * data->d + j] *= weight;
        for (size_t i = 0; i < data->n_test; i++)
            data->x_test[i * data->d + j] *= weight;
    }
}

const struct known_set set_agnews = {
    .name = "agnews",
    .title = "AG News: titles and descriptions of four kinds of news, 2048 hashed words",
    .files = files,
    .downloads = downloads,
    .first_class = 1,
    .classes = CLASSES,
    .shape = shape_agnews,
    .open = open_agnews,
    .read = read_agnews,
    .close = close_agnews,
    .finish = weigh_words,
};
