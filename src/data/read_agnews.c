/* read_agnews.c - AG's news topics, train.csv and test.csv.
 *
 * A row is "class","title","description" on one line; the class is 1 (World), 2 (Sports), 3 (Business) or 4
 * (Sci/Tech), numbered the same in data.classes.  An example is a bag of words: the words of title and description
 * are cleaned and counted (words.h: 2048 features), and each count is multiplied by the inverse document frequency of
 * its feature,
 *     1 + ln((1 + n) / (1 + n_j)),        n_j: how many of the n training examples have feature j.
 * The test examples use the weights of the training examples.
 *
 * A file is read twice: first the classes, then the words of the drawn rows. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/csv.h"
#include "data/known_set.h"
#include "data/stream.h"
#include "data/words.h"

enum { CLASSES = 4, FIELDS = 3, LINE_MOST = 1 << 20, FIELD_SHOWN = 40 };

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
    struct csv csv;
    const struct sink *sink;
    struct catapult_error *err;
    size_t rows, room;  /* complete rows; capacity of *sink->label */
    size_t next;        /* index in sink->pick */
};

static enum catapult_status take_class(struct agnews_pass *pass, const char *text)
{
    int **labels = pass->sink->label;
    void *array = labels ? *labels : NULL;
    if (strlen(text) != 1 || *text < '1' || *text > '0' + CLASSES)
        return csv_fail(&pass->csv, pass->err, "class '%.*s' is out of range (1 to %d)", FIELD_SHOWN, text, CLASSES);
    if (!labels)
        return CATAPULT_STATUS_OK;
    enum catapult_status status = pass->rows < pass->room
                                      ? CATAPULT_STATUS_OK
                                      : csv_grow(&pass->csv, &array, &pass->room, sizeof **labels, pass->err);
    *labels = array;
    if (status == CATAPULT_STATUS_OK)
        (*labels)[pass->rows] = *text - '0';
    return status;
}

static bool is_wanted(const struct agnews_pass *pass)
{
    const struct pick *pick = pass->sink->pick;
    return pick && pass->next < pick->count && pick->row[pass->next] == pass->rows;
}

static enum catapult_status take_news(struct agnews_pass *pass)
{
    bool end = false;
    enum catapult_status status;
    while ((status = csv_field(&pass->csv, &end, pass->err)) == CATAPULT_STATUS_OK && !end) {
        char *text = pass->csv.text;
        if (pass->csv.fields == 1)
            status = take_class(pass, text);
        else if (pass->csv.fields <= FIELDS && is_wanted(pass))
            words_count(text, words_clean(text, strlen(text)), pass->sink->x + pass->next * WORDS_FEATURES);
        if (status != CATAPULT_STATUS_OK)
            return status;
    }
    size_t fields = pass->csv.fields;
    if (status == CATAPULT_STATUS_OK && fields != FIELDS)
        status = csv_fail(&pass->csv, pass->err, "%zu field%s, expected %d (class, title, description)", fields,
                          fields == 1 ? "" : "s", FIELDS);
    pass->next += is_wanted(pass);
    pass->rows++;
    return status;
}

/* Reads the file once; *rows is the number of its rows. */
static enum catapult_status agnews_run_pass(const char *path, const struct sink *sink, const char *task, size_t *rows,
                                            const struct catapult_progress *progress, struct catapult_error *err)
{
    struct agnews_pass pass = {.sink = sink, .err = err};
    bool end = false;
    enum catapult_status status = csv_open(&pass.csv, path, task, LINE_MOST, progress, err);
    while (status == CATAPULT_STATUS_OK && (status = csv_row(&pass.csv, &end, err)) == CATAPULT_STATUS_OK && !end)
        status = take_news(&pass);
    *rows = pass.rows;
    csv_close(&pass.csv);
    return status;
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
