/* read_csv.c - rows of numbers separated by commas (csv.h).
 *
 * The first line may be a heading: a line whose fields are not all numbers.  The last data.targets columns are targets;
 * with data.classes the single target column holds class numbers.  Every row is read and checked, then training and test
 * examples are drawn. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "data/csv.h"
#include "data/pick.h"
#include "data/source.h"

enum { FIELD_SHOWN = 39, LINE_MOST = 1 << 28 /* bytes: ten million columns of 25 */ };

struct table {
    struct csv csv;
    const char *path;         /* for messages */
    struct catapult_error *err;
    size_t columns;           /* 0 until the first row or heading */
    long columns_line;        /* the line that set columns */
    size_t rows;
    double *value;            /* (rows, columns), then the values of the incomplete next row */
    size_t count, room;       /* numbers in value; its capacity */
    bool classes;             /* the last column must hold class numbers */
};

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

static enum catapult_status bad_field(const struct table *t, size_t index, const char *field)
{
    double value;
    if (!*field)
        return csv_fail(&t->csv, t->err, "field %zu is empty, a number is expected", index);
    return csv_fail(&t->csv, t->err, "field %zu: '%.*s' is not a %snumber", index, FIELD_SHOWN, field,
                    number_only(field, &value) || is_not_finite(field) ? "finite " : "");
}

static enum catapult_status csv_keep(struct table *t, double value)
{
    void *array = t->value;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (t->count == t->room) {
        status = csv_grow(&t->csv, &array, &t->room, sizeof *t->value, t->err);
        t->value = array;
    }
    if (status == CATAPULT_STATUS_OK)
        t->value[t->count++] = value;
    return status;
}

static enum catapult_status check_columns(struct table *t)
{
    size_t columns = t->csv.fields;
    if (t->columns == 0) {
        t->columns = columns;
        t->columns_line = t->csv.line;
    }
    if (columns == t->columns)
        return CATAPULT_STATUS_OK;
    return csv_fail(&t->csv, t->err, "%zu field%s, %zu expected as in line %ld", columns, columns == 1 ? "" : "s",
                    t->columns, t->columns_line);
}

static enum catapult_status check_class(const struct table *t)
{
    int label;
    size_t at;
    double value = t->value[t->count - 1];
    if (!t->classes || pick_labels(1, &value, 1, &label, &at))
        return CATAPULT_STATUS_OK;
    return csv_fail(&t->csv, t->err, "%g is not a class (data.classes needs whole numbers from 0 in the last column)",
                    value);
}

/* Takes the row's numbers.  In the first row, a heading is possible: at least one field is a name, and none is missing or
 * a malformed number; then *heading is set and no number is kept. */
static enum catapult_status take_row(struct table *t, bool first, bool *heading)
{
    char *name = NULL; /* the first field that is no number */
    size_t name_index = 0, before = t->count;
    bool end = false, sound = true;
    enum catapult_status status;
    while ((status = csv_field(&t->csv, &end, t->err)) == CATAPULT_STATUS_OK && !end) {
        const char *field = t->csv.text;
        double value;
        bool number = number_only(field, &value);
        sound &= *field && !is_not_finite(field);
        if (!name && (!number || !isfinite(value))) {
            name = t->csv.text;
            name_index = t->csv.fields;
        }
        *heading |= !number;
        if (name && !first)
            return bad_field(t, name_index, name);
        if (!name && (status = csv_keep(t, value)) != CATAPULT_STATUS_OK)
            return status;
    }
    *heading &= first && sound;
    if (status == CATAPULT_STATUS_OK && name && !*heading)
        return bad_field(t, name_index, name);
    if (status == CATAPULT_STATUS_OK)
        status = check_columns(t);
    if (*heading)
        t->count = before;
    else if (status == CATAPULT_STATUS_OK)
        status = check_class(t);
    t->rows += !*heading;
    return status;
}

/* Reads the heading, if there is one, and the first row; or the other rows. */
static enum catapult_status read_rows(struct table *t, bool first)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    bool end = false, heading = false;
    while (status == CATAPULT_STATUS_OK && (!first || t->rows == 0)) {
        status = csv_row(&t->csv, &end, t->err);
        if (status != CATAPULT_STATUS_OK || end)
            break;
        status = take_row(t, t->columns == 0, &heading);
        heading = false;
    }
    return status;
}

static enum catapult_status check_targets(const struct table *t, const struct catapult_settings *settings)
{
    size_t targets = (size_t)settings->data.targets;
    if (t->rows == 0)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT, "%s: no row of numbers", t->path);
    if (targets >= t->columns)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT,
                                  "%s: data.targets = %zu of %zu columns leaves no inputs", t->path, targets,
                                  t->columns);
    if (t->classes && targets != 1)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT,
                                  "%s: data.classes needs data.targets = 1 (it is %zu)", t->path, targets);
    return CATAPULT_STATUS_OK;
}

/* The caller calls table_close whatever this returns. */
static enum catapult_status table_open(struct table *t, const struct catapult_settings *settings,
                                       const struct catapult_progress *progress, struct catapult_error *err)
{
    *t = (struct table){.err = err, .classes = settings->data.classes.count > 0};
    enum catapult_status status = csv_open(&t->csv, settings->data.path, "reading numbers", LINE_MOST, progress, err);
    t->path = t->csv.path;
    t->csv.comments = true;
    if (status == CATAPULT_STATUS_OK)
        status = read_rows(t, true);
    return status == CATAPULT_STATUS_OK ? check_targets(t, settings) : status;
}

static void table_close(struct table *t)
{
    csv_close(&t->csv);
    free(t->value);
}

static void csv_copy_rows(const struct table *t, const struct pick *pick, size_t from, size_t width, double *out)
{
    for (size_t i = 0; i < pick->count; i++)
        memcpy(out + i * width, t->value + pick->row[i] * t->columns + from, width * sizeof *out);
}

/* Fills in the drawn rows as examples; label: class numbers of all rows, or NULL for real targets. */
static enum catapult_status csv_fill(const struct table *t, const struct catapult_settings *settings, const int *label,
                                     const struct pick *train, const struct pick *test, struct catapult_dataset **out)
{
    size_t targets = (size_t)settings->data.targets, d = t->columns - targets;
    const struct catapult_int_list *classes = &settings->data.classes;
    enum catapult_status status = catapult_dataset_new(out, train->count, test->count, d,
                                                       label ? pick_outputs(classes) : targets, t->err);
    struct catapult_dataset *data = *out;
    if (status != CATAPULT_STATUS_OK)
        return status;
    csv_copy_rows(t, train, 0, d, data->x);
    csv_copy_rows(t, test, 0, d, data->x_test);
    if (label) {
        pick_targets(classes, train, label, data->y);
        pick_targets(classes, test, label, data->y_test);
    } else {
        csv_copy_rows(t, train, d, targets, data->y);
        csv_copy_rows(t, test, d, targets, data->y_test);
    }
    data->labels = label || pick_are_classes(data);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status csv_draw(const struct table *t, const struct catapult_settings *settings,
                                     struct catapult_dataset **out)
{
    struct pick train = {0}, test = {0};
    struct candidates set = {.name = t->path, .hint = "", .rows = t->rows, .classes = &settings->data.classes};
    int *label = NULL;
    size_t at;
    if (t->classes) {
        label = try_array(t->rows, sizeof *label);
        if (!label)
            return catapult_error_set(t->err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu classes", t->path,
                                      t->rows);
        pick_labels(t->rows, t->value + t->columns - 1, t->columns, label, &at);
        set.label = label;
    }
    enum catapult_status status = pick_both(settings, &set, &train, &test, t->err);
    if (status == CATAPULT_STATUS_OK)
        status = csv_fill(t, settings, label, &train, &test, out);
    pick_done(&train);
    pick_done(&test);
    free(label);
    return status;
}

static enum catapult_status load_csv(const struct catapult_settings *settings, struct catapult_dataset **out,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    struct table table;
    enum catapult_status status = table_open(&table, settings, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = read_rows(&table, false);
    if (status == CATAPULT_STATUS_OK)
        status = csv_draw(&table, settings, out);
    table_close(&table);
    return status;
}

static enum catapult_status sizes_csv(const struct catapult_settings *settings, struct source_sizes *out,
                                      struct catapult_error *err)
{
    struct table table;
    const struct catapult_int_list *classes = &settings->data.classes;
    size_t targets = (size_t)settings->data.targets;
    enum catapult_status status = table_open(&table, settings, NULL, err);
    out->d = table.columns - targets;
    out->outputs = classes->count ? pick_outputs(classes) : targets;
    table_close(&table);
    return status;
}

const struct source source_csv = {.normalize = CATAPULT_NORMALIZE_NONE, .load = load_csv, .sizes = sizes_csv};
