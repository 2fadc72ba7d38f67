/* read_csv.c - examples from rows of numbers (csv.h).
 *
 * The first line may be a heading (data.heading).  data.label says which columns are targets.  A target column of words, or
 * data.classes, makes classes of it.  Every row is read and checked, then training and test examples are drawn from them; with
 * data.test_path the test examples come from a second file. */
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
enum { TARGETS_MOST = CATAPULT_CLASSES_MAX, COLUMNS_SHOWN = 8 };

enum target_kind { TARGET_REAL, TARGET_NUMBERED, TARGET_WORDS }; /* numbers; class numbers; class words */

/* The words of the classes, in the order of data.classes or of their first appearance; training and test file share them. */
struct class_words {
    int count;
    bool fixed; /* given by data.classes: rows with other words are left out */
    char *word[CATAPULT_CLASSES_MAX];
};

struct table {
    struct csv csv;
    struct catapult_error *err;
    const struct catapult_settings *settings;
    char **field;             /* (fields) the current row */
    size_t fields, field_room;
    bool has_heading;
    size_t columns;           /* 0 until the first row or heading */
    long columns_line;        /* the line that set columns */
    size_t target[TARGETS_MOST], targets; /* column numbers from 0, ascending */
    char label[FIELD_SHOWN + 1]; /* the name of the target column, if there is one */
    enum target_kind kind;
    struct class_words *words;
    size_t rows;
    double *value;            /* (rows, columns), then the values of the incomplete next row */
    size_t count, room;       /* numbers in value; its capacity */
};

/* --- fields -------------------------------------------------------------------------------------------------- */

static bool is_one_of(const char *field, const char *const *words)
{
    char lower[16];
    size_t length = 0;
    for (; field[length] && length < sizeof lower - 1; length++)
        lower[length] = (char)(field[length] >= 'A' && field[length] <= 'Z' ? field[length] + 32 : field[length]);
    lower[length] = '\0';
    for (; *words; words++)
        if (strcmp(lower, *words) == 0)
            return true;
    return false;
}

/* What other programs accept as numbers. */
static bool is_not_finite(const char *field)
{
    static const char *const words[] = {"nan", "inf", "infinity", NULL};
    return is_one_of(field + (*field == '-' || *field == '+'), words);
}

/* What stands for a number that is not there. */
static bool is_no_value(const char *field)
{
    static const char *const words[] = {"", "na", "n/a", "null", "none", "?", "-", NULL};
    return is_one_of(field, words) || is_not_finite(field);
}

static bool is_target(const struct table *t, size_t column)
{
    for (size_t i = 0; i < t->targets; i++)
        if (t->target[i] == column)
            return true;
    return false;
}

/* Reads the next row's fields; *end if there is none. */
static enum catapult_status read_fields(struct table *t, bool *end)
{
    bool last = false;
    enum catapult_status status = csv_row(&t->csv, end, t->err);
    t->fields = 0;
    while (status == CATAPULT_STATUS_OK && !*end) {
        void *array = t->field;
        status = csv_field(&t->csv, &last, t->err);
        if (status != CATAPULT_STATUS_OK || last)
            break;
        if (t->fields == t->field_room)
            status = csv_grow(&t->csv, &array, &t->field_room, sizeof *t->field, t->err);
        t->field = array;
        if (status == CATAPULT_STATUS_OK)
            t->field[t->fields++] = t->csv.text;
    }
    return status;
}

static enum catapult_status bad_field(const struct table *t, size_t column)
{
    char *field = t->field[column];
    double value = 0;
    bool number = csv_number(&t->csv, field, &value), first = t->rows == 0 && !t->has_heading;
    const char *hint = "";
    if (first && !number && !is_no_value(field) && t->settings->data.heading == CATAPULT_HEADING_AUTO)
        hint = " (if this line is a heading, set data.heading = yes)";
    else if (!*field && column > 0 && column + 1 == t->fields && (first || column >= t->columns))
        hint = " (every line ends with a separator: write the file without it)";
    if (!*field)
        return csv_fail(&t->csv, t->err, "field %zu is empty, a number is expected%s", column + 1, hint);
    return csv_fail(&t->csv, t->err, "field %zu: '%.*s' is not a %snumber%s", column + 1, FIELD_SHOWN, field,
                    number || is_not_finite(field) ? "finite " : "", hint);
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
    if (t->columns == 0) {
        t->columns = t->fields;
        t->columns_line = t->csv.line;
    }
    if (t->fields == t->columns)
        return CATAPULT_STATUS_OK;
    bool names = t->has_heading && t->rows == 0 && t->fields == t->columns + 1; /* R's write.table */
    return csv_fail(&t->csv, t->err, "%zu field%s, %zu expected as in line %ld%s", t->fields, t->fields == 1 ? "" : "s",
                    t->columns, t->columns_line, names ? " (row names of R? write.csv with row.names = FALSE)" : "");
}

/* The number of the class of that word; a new one gets the next number. */
static enum catapult_status class_of_word(struct table *t, const char *field, double *value)
{
    struct class_words *words = t->words;
    if (is_no_value(field))
        return csv_fail(&t->csv, t->err, "'%.40s' in the target column is not a class", field);
    int i = 0;
    while (i < words->count && strcmp(words->word[i], field) != 0)
        i++;
    *value = i;
    if (i < words->count || words->fixed)
        return CATAPULT_STATUS_OK;
    if (i == CATAPULT_CLASSES_MAX)
        return csv_fail(&t->csv, t->err, "more than %d different words in column %zu (data.label names the target column)",
                        CATAPULT_CLASSES_MAX, t->target[0] + 1);
    size_t size = strlen(field) + 1;
    words->word[i] = xnew_array(size, 1);
    memcpy(words->word[i], field, size);
    words->count++;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_class(const struct table *t, double value)
{
    int label;
    size_t at;
    if (pick_labels(1, &value, 1, &label, &at))
        return CATAPULT_STATUS_OK;
    return csv_fail(&t->csv, t->err, "%g is not a class (data.classes needs whole numbers in the target column)", value);
}

/* Takes the fields as an example. */
static enum catapult_status take_row(struct table *t)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (size_t column = 0; column < t->fields && status == CATAPULT_STATUS_OK; column++) {
        double value;
        bool target = t->kind != TARGET_REAL && is_target(t, column);
        if (target && t->kind == TARGET_WORDS)
            status = class_of_word(t, t->field[column], &value);
        else if (!csv_number(&t->csv, t->field[column], &value) || !isfinite(value))
            return bad_field(t, column);
        else if (target)
            status = check_class(t, value);
        if (status == CATAPULT_STATUS_OK)
            status = csv_keep(t, value);
    }
    if (status == CATAPULT_STATUS_OK)
        status = check_columns(t);
    t->rows++;
    return status;
}

/* --- the first line -------------------------------------------------------------------------------------------- */

/* Whether the fields are first, first + 1, ...: what a data frame without names has for names. */
static bool counts_up(const struct table *t, double first)
{
    double value;
    for (size_t i = 0; i < t->fields; i++)
        if (!csv_number(&t->csv, t->field[i], &value) || value != first + (double)i)
            return false;
    return t->fields > 2; /* two such numbers may well be an example */
}

/* auto: a heading has a name over every input, or counts the columns.  A row with some words among numbers is none: its fields
 * are checked as those of any other row. */
static bool looks_like_heading(const struct table *t)
{
    size_t names = 0, others = 0;
    if (counts_up(t, 0) || counts_up(t, 1))
        return true;
    for (size_t column = 0; column < t->fields; column++) {
        const char *field = t->field[column];
        double value;
        bool name = !csv_number(&t->csv, t->field[column], &value) && !is_no_value(field);
        if (is_target(t, column)) /* may be a word in any row */
            continue;
        names += name;
        others += !name && !(column == 0 && !*field); /* the nameless column of row numbers: refused later */
    }
    return names > 0 && others == 0;
}

/* The column of that name in the heading, or of that number from 1; false if there is none. */
static bool find_column(const struct table *t, const char *item, size_t *column)
{
    for (*column = 0; t->has_heading && *column < t->fields; ++*column)
        if (strcmp(t->field[*column], item) == 0)
            return true;
    unsigned long long number;
    const char *end = number_digits(item, &number);
    if (!end || *end || number < 1 || number > t->fields)
        return false;
    *column = (size_t)number - 1;
    return true;
}

static enum catapult_status no_column(const struct table *t, const char *item)
{
    const char *list[COLUMNS_SHOWN + 1] = {NULL};
    char names[400] = "", hint[CATAPULT_NEAREST_TEXT];
    size_t used = 0, shown = t->fields < COLUMNS_SHOWN ? t->fields : COLUMNS_SHOWN;
    if (!t->has_heading)
        return csv_fail(&t->csv, t->err,
                        "data.label = '%.60s', but this file has no heading (first, last or a number from 1 to %zu)", item,
                        t->fields);
    for (size_t i = 0; i < shown; i++) {
        list[i] = t->field[i];
        used += (size_t)snprintf(names + used, sizeof names - used, " '%.*s'", FIELD_SHOWN, t->field[i]);
    }
    return csv_fail(&t->csv, t->err, "data.label = '%.60s': no column of this name%s; the columns are%s%s", item,
                    catapult_settings_hint(catapult_settings_nearest(item, list), "", hint), names,
                    shown < t->fields ? " ..." : "");
}

static int ascending_columns(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* data.label as a list of names and numbers. */
static enum catapult_status named_targets(struct table *t)
{
    char items[CATAPULT_SETTING_TEXT], *rest = items;
    snprintf(items, sizeof items, "%s", t->settings->data.label);
    t->targets = 0;
    for (char *item; (item = strtok_r(rest, ",{}", &rest));) {
        item = (char *)number_skip(item);
        for (size_t length = strlen(item); length && item[length - 1] == ' ';)
            item[--length] = '\0';
        if (t->targets == TARGETS_MOST || !find_column(t, item, &t->target[t->targets]))
            return no_column(t, item);
        if (is_target(t, t->target[t->targets]))
            return csv_fail(&t->csv, t->err, "data.label: a column is named twice");
        t->targets++;
    }
    qsort(t->target, t->targets, sizeof *t->target, ascending_columns);
    return CATAPULT_STATUS_OK;
}

/* first, last: data.targets columns there.  Returns whether data.label is one of them. */
static bool placed_targets(struct table *t)
{
    bool first = strcmp(t->settings->data.label, "first") == 0;
    if (!first && strcmp(t->settings->data.label, "last") != 0)
        return false;
    size_t targets = (size_t)t->settings->data.targets;
    t->targets = targets < TARGETS_MOST ? targets : TARGETS_MOST;
    for (size_t i = 0; i < t->targets; i++)
        t->target[i] = first ? i : t->fields - t->targets + i;
    return true;
}

static enum catapult_status check_targets(const struct table *t)
{
    if (t->targets == 0 || t->targets >= t->columns || (size_t)t->settings->data.targets > t->columns)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT,
                                  "%s: data.targets = %d of %zu column%s leaves no inputs", t->csv.path,
                                  t->settings->data.targets, t->columns, t->columns == 1 ? "" : "s");
    if (t->settings->data.classes.count > 0 && t->targets != 1)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT,
                                  "%s: data.classes needs one target column (data.targets is %zu)", t->csv.path, t->targets);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_heading(struct table *t)
{
    if (!*t->field[0])
        return csv_fail(&t->csv, t->err,
                        "the first column has no name: row numbers are no inputs (pandas: index=False, R: row.names = FALSE)");
    if (t->targets == 1)
        snprintf(t->label, sizeof t->label, "%s", t->field[t->target[0]]);
    return CATAPULT_STATUS_OK;
}

/* Classes by number if data.classes says so, by word if the target of the first row is a word. */
static void choose_kind(struct table *t)
{
    double value;
    if (*t->settings->data.class_names)
        t->kind = TARGET_WORDS;
    else if (t->settings->data.classes.count > 0)
        t->kind = TARGET_NUMBERED;
    else if (t->targets == 1 && t->target[0] < t->fields) {
        char *field = t->field[t->target[0]];
        t->kind = csv_number(&t->csv, field, &value) || is_no_value(field) ? TARGET_REAL : TARGET_WORDS;
    }
}

/* Reads the heading and the first row. */
static enum catapult_status read_first(struct table *t)
{
    int how = t->settings->data.heading;
    bool end;
    enum catapult_status status = read_fields(t, &end);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (!end) {
        bool placed = placed_targets(t);
        t->has_heading = how == CATAPULT_HEADING_YES || (how == CATAPULT_HEADING_AUTO && looks_like_heading(t));
        t->columns = t->fields;
        t->columns_line = t->csv.line;
        if (!placed)
            status = named_targets(t);
        if (status == CATAPULT_STATUS_OK)
            status = check_targets(t);
        if (status == CATAPULT_STATUS_OK && t->has_heading)
            status = take_heading(t);
        if (status == CATAPULT_STATUS_OK && t->has_heading)
            status = read_fields(t, &end);
    }
    if (status == CATAPULT_STATUS_OK && end)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT, "%s: no row of numbers", t->csv.path);
    if (status != CATAPULT_STATUS_OK)
        return status;
    choose_kind(t);
    return take_row(t);
}

/* --- the whole file ---------------------------------------------------------------------------------------------- */

static void words_init(struct class_words *words, const char *names)
{
    char items[CATAPULT_SETTING_TEXT], *rest = items;
    *words = (struct class_words){.fixed = *names != '\0'};
    snprintf(items, sizeof items, "%s", names);
    for (char *item; words->count < CATAPULT_CLASSES_MAX && (item = strtok_r(rest, ",", &rest));) {
        words->word[words->count] = xnew_array(strlen(item) + 1, 1);
        strcpy(words->word[words->count++], item);
    }
}

static void words_done(struct class_words *words)
{
    for (int i = 0; i < words->count; i++)
        free(words->word[i]);
}

/* The caller calls table_close whatever this returns. */
static enum catapult_status table_open(struct table **out, const struct catapult_settings *settings, const char *path,
                                       struct class_words *words, const struct catapult_progress *progress,
                                       struct catapult_error *err)
{
    static const char separators[] = {0, ',', ';', '\t', ' '}; /* by enum catapult_separator */
    struct table *t = *out = xnew_array(1, sizeof *t);
    t->settings = settings;
    t->words = words;
    t->err = err;
    enum catapult_status status = csv_open(&t->csv, path, "reading numbers", LINE_MOST, progress, err);
    t->csv.comments = true;
    t->csv.separator = separators[settings->data.separator];
    return status == CATAPULT_STATUS_OK ? read_first(t) : status;
}

static void table_close(struct table *t)
{
    if (!t)
        return;
    csv_close(&t->csv);
    free(t->field);
    free(t->value);
    free(t);
}

static enum catapult_status read_rest(struct table *t)
{
    bool end = false;
    enum catapult_status status = CATAPULT_STATUS_OK;
    while (status == CATAPULT_STATUS_OK && !end) {
        status = read_fields(t, &end);
        if (status == CATAPULT_STATUS_OK && !end)
            status = take_row(t);
    }
    return status;
}

/* The classes that become targets: those of the settings, or all words of the file. */
static struct catapult_int_list classes_of(const struct table *t)
{
    struct catapult_int_list classes = {0};
    if (t->kind != TARGET_WORDS)
        return t->settings->data.classes;
    for (; classes.count < t->words->count; classes.count++)
        classes.value[classes.count] = classes.count;
    return classes;
}

/* What was understood, as far as it is known: rows only when all have been read. */
static void describe(const struct table *t, bool whole, char *note, size_t size)
{
    struct catapult_int_list classes = classes_of(t);
    size_t used = (size_t)snprintf(note, size, "%.80s: ", t->csv.path);
    if (whole)
        used += (size_t)snprintf(note + used, size - used, "%zu rows, ", t->rows);
    used += (size_t)snprintf(note + used, size - used, "%zu columns separated by %s, %s; ", t->columns,
                             csv_separator_name(&t->csv), t->has_heading ? "the first line is a heading" : "no heading");
    if (t->targets == 1 && *t->label)
        used += (size_t)snprintf(note + used, size - used, "target \"%.30s\"", t->label);
    else if (t->targets == 1)
        used += (size_t)snprintf(note + used, size - used, "target in column %zu", t->target[0] + 1);
    else
        used += (size_t)snprintf(note + used, size - used, "%zu targets in columns %zu%s%zu", t->targets, t->target[0] + 1,
                                 t->targets == 2 ? " and " : " to ", t->target[t->targets - 1] + 1);
    if (t->kind == TARGET_REAL)
        snprintf(note + used, size - used, ", a number");
    else if (t->kind == TARGET_NUMBERED)
        snprintf(note + used, size - used, ", %d classes", classes.count);
    else
        snprintf(note + used, size - used, ", %d classes (%.20s, %.20s%s)", classes.count, t->words->word[0],
                 t->words->count > 1 ? t->words->word[1] : "", t->words->count > 2 ? ", ..." : "");
}

static void copy_columns(const struct table *t, const struct pick *pick, bool targets, double *out)
{
    for (size_t i = 0; i < pick->count; i++)
        for (size_t j = 0; j < t->columns; j++)
            if (is_target(t, j) == targets)
                *out++ = t->value[pick->row[i] * t->columns + j];
}

static enum catapult_status table_labels(const struct table *t, int **label)
{
    size_t at;
    *label = NULL;
    if (t->kind == TARGET_REAL)
        return CATAPULT_STATUS_OK;
    *label = try_array(t->rows, sizeof **label);
    if (!*label)
        return catapult_error_set(t->err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu classes", t->csv.path, t->rows);
    pick_labels(t->rows, t->value + t->target[0], t->columns, *label, &at);
    return CATAPULT_STATUS_OK;
}

static void fill_half(const struct table *t, const struct catapult_int_list *classes, const int *label,
                      const struct pick *pick, double *x, double *y)
{
    copy_columns(t, pick, false, x);
    if (label)
        pick_targets(classes, pick, label, y);
    else
        copy_columns(t, pick, true, y);
}

/* Draws from one table, or from two: test may be the same as train. */
static enum catapult_status draw_examples(const struct table *train, const struct table *test,
                                          const struct catapult_settings *settings, struct catapult_dataset **out)
{
    struct pick chosen = {0}, chosen_test = {0};
    struct catapult_int_list classes = classes_of(train);
    struct candidates set = {.name = train->csv.path, .hint = "", .rows = train->rows, .classes = &classes};
    int *label = NULL, *label_test = NULL;
    enum catapult_status status = table_labels(train, &label);
    if (status == CATAPULT_STATUS_OK && test != train)
        status = table_labels(test, &label_test);
    set.label = label;
    if (status == CATAPULT_STATUS_OK && test == train)
        status = pick_both(settings, &set, &chosen, &chosen_test, train->err);
    else if (status == CATAPULT_STATUS_OK) {
        status = pick_train(settings, &set, &chosen, train->err);
        set = (struct candidates){.name = test->csv.path, .hint = "", .rows = test->rows, .label = label_test, .classes = &classes};
        if (status == CATAPULT_STATUS_OK)
            status = pick_test(settings, &set, &chosen_test, train->err);
    }
    if (status == CATAPULT_STATUS_OK)
        status = catapult_dataset_new(out, chosen.count, chosen_test.count, train->columns - train->targets,
                                      label ? pick_outputs(&classes) : train->targets, train->err);
    if (status == CATAPULT_STATUS_OK) {
        fill_half(train, &classes, label, &chosen, (*out)->x, (*out)->y);
        fill_half(test, &classes, test == train ? label : label_test, &chosen_test, (*out)->x_test, (*out)->y_test);
        (*out)->labels = label || pick_are_classes(*out);
    }
    pick_done(&chosen);
    pick_done(&chosen_test);
    free(label);
    free(label_test);
    return status;
}

static enum catapult_status check_one_class(const struct table *t)
{
    if (t->kind == TARGET_WORDS && t->words->count == 1)
        return catapult_error_set(t->err, CATAPULT_STATUS_INPUT, "%s: every row has the class '%.60s'", t->csv.path,
                                  t->words->word[0]);
    return CATAPULT_STATUS_OK;
}

/* The test file must have the columns of the training file. */
static enum catapult_status check_alike(const struct table *train, const struct table *test)
{
    if (test->columns != train->columns)
        return catapult_error_set(test->err, CATAPULT_STATUS_INPUT, "%s: %zu columns, %.100s has %zu", test->csv.path,
                                  test->columns, train->settings->data.path, train->columns);
    if (test->kind != train->kind || memcmp(test->target, train->target, sizeof test->target) != 0)
        return catapult_error_set(test->err, CATAPULT_STATUS_INPUT, "%s: other targets than %.100s", test->csv.path,
                                  train->settings->data.path);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status load_csv(const struct catapult_settings *settings, struct catapult_dataset **out,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    struct table *train = NULL, *test = NULL;
    struct class_words words;
    const char *second = settings->data.test > 0 ? settings->data.test_path : "";
    words_init(&words, settings->data.class_names);
    enum catapult_status status = table_open(&train, settings, settings->data.path, &words, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = read_rest(train);
    if (status == CATAPULT_STATUS_OK && *second) {
        words.fixed = true; /* words that the training file does not have are no classes */
        status = table_open(&test, settings, second, &words, progress, err);
        if (status == CATAPULT_STATUS_OK)
            status = check_alike(train, test);
        if (status == CATAPULT_STATUS_OK)
            status = read_rest(test);
    }
    if (status == CATAPULT_STATUS_OK)
        status = check_one_class(train);
    if (status == CATAPULT_STATUS_OK)
        status = draw_examples(train, test ? test : train, settings, out);
    if (status == CATAPULT_STATUS_OK)
        describe(train, true, (*out)->note, sizeof (*out)->note);
    table_close(train);
    table_close(test);
    words_done(&words);
    return status;
}

/* A file whose targets are words is read to its end: their number is not known before. */
static enum catapult_status sizes_csv(const struct catapult_settings *settings, struct source_sizes *out,
                                      struct catapult_error *err)
{
    struct table *t = NULL;
    struct class_words words;
    words_init(&words, settings->data.class_names);
    enum catapult_status status = table_open(&t, settings, settings->data.path, &words, NULL, err);
    bool whole = status == CATAPULT_STATUS_OK && t->kind == TARGET_WORDS && !words.fixed;
    if (whole)
        status = read_rest(t);
    if (status == CATAPULT_STATUS_OK) {
        struct catapult_int_list classes = classes_of(t);
        out->d = t->columns - t->targets;
        out->outputs = t->kind == TARGET_REAL ? t->targets : pick_outputs(&classes);
        describe(t, whole, out->note, sizeof out->note);
    }
    table_close(t);
    words_done(&words);
    return status;
}

const struct source source_csv = {.normalize = CATAPULT_NORMALIZE_NONE, .load = load_csv, .sizes = sizes_csv};
