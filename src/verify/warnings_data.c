/* warnings_data.c - warnings from a preset's data, see diagnosis.h. */
#include "verify/warnings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "verify/vector.h"

/* --- equal examples --------------------------------------------------------------------------------------------- */

struct row {
    const double *x, *y;
    size_t bytes, c; /* of x; targets */
    size_t number;   /* from 1; test examples come after the training examples */
};

static int by_input(const void *a, const void *b)
{
    const struct row *p = a, *q = b;
    int order = memcmp(p->x, q->x, p->bytes);
    return order ? order : (p->number > q->number) - (p->number < q->number);
}

/* All examples, sorted so that equal inputs are adjacent. */
static struct row *sorted_rows(const struct catapult_dataset *data)
{
    size_t count = data->n + data->n_test;
    struct row *rows = xnew_array(count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        bool test = i >= data->n;
        size_t at = test ? i - data->n : i;
        rows[i] = (struct row){(test ? data->x_test : data->x) + at * data->d,
                               (test ? data->y_test : data->y) + at * data->outputs, data->d * sizeof(double),
                               data->outputs, i + 1};
    }
    qsort(rows, count, sizeof *rows, by_input);
    return rows;
}

/* Among equal inputs training examples come first; each is compared with the first of its group. */
static void look_at_equals(const struct catapult_dataset *data, struct diagnosis *out)
{
    size_t count = data->n + data->n_test, twice = 0, conflicts = 0, shared = 0, example[2] = {0, 0};
    struct row *rows = sorted_rows(data);
    const struct row *first = rows;
    for (size_t i = 1; i < count; i++) {
        if (memcmp(rows[i].x, first->x, first->bytes) != 0) {
            first = &rows[i];
            continue;
        }
        bool same = vector_difference(first->c, rows[i].y, first->y) == 0, test = rows[i].number > data->n;
        twice += !test && same;
        conflicts += !test && !same;
        shared += test && first->number <= data->n;
        if (!test && !same)
            example[0] = first->number, example[1] = rows[i].number;
    }
    free(rows);
    if (twice)
        diagnosis_warn(out, WARNING_DUPLICATES, "%zu of %zu training examples repeat another one: K loses as many directions", twice,
                       data->n);
    if (conflicts)
        diagnosis_warn(out, WARNING_CONFLICTS, "%zu of %zu training examples repeat the input of another with another target (numbers "
                       "%zu and %zu as drawn): no model learns both", conflicts, data->n, example[0], example[1]);
    if (shared)
        diagnosis_warn(out, WARNING_OVERLAP, "%zu of %zu test examples are training examples, too: the test loss flatters", shared,
                       data->n_test);
}

/* --- sizes -------------------------------------------------------------------------------------------------------- */

static void look_at_inputs(const struct catapult_dataset *data, struct diagnosis *out)
{
    double sum = 0, least = INFINITY, most = 0;
    size_t zero = 0;
    for (size_t i = 0; i < data->n; i++) {
        double square = vector_dot(data->d, data->x + i * data->d, data->x + i * data->d) / (double)data->d;
        sum += square;
        zero += square == 0;
        least = square > 0 ? fmin(least, square) : least;
        most = fmax(most, square);
    }
    double mean = sum / (double)data->n;
    if (zero)
        diagnosis_warn(out, WARNING_ZERO, "%zu of %zu training examples are zero throughout: no weight sees them", zero, data->n);
    if (mean > 10 || mean < 0.1)
        diagnosis_warn(out, WARNING_SCALE, "|x|^2/d is %.3g on average, where about 1 is expected "
                       "(data.normalize = unit or standard)", mean);
    else if (data->d >= 8 && most > 100 * least)
        diagnosis_warn(out, WARNING_SCALE, "the longest example is %.3g times as long as the shortest: it rules lambda_1 "
                       "(data.normalize = unit)", sqrt(most / least));
}

/* Each example is an image of `image`: channels, height, width. */
static void look_at_images(const struct catapult_dataset *data, struct diagnosis *out)
{
    const size_t *image = data->image;
    bool few = image[2] == 1 || image[2] == 3 || image[2] == 4;
    if (few && image[0] >= 8 && image[1] >= 8)
        diagnosis_warn(out, WARNING_CHANNELS, "images of %zu channels, %zu x %zu pixels: if they are %zu x %zu with %zu channels, the "
                       "channels have to come first (for .npy: data.layout = hwc)", image[0], image[1], image[2], image[0], image[1], image[2]);
}

/* --- columns ------------------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Numbers that are all different and lie on a grid of which they fill at least half: what is left of 1, 2, 3, ... when
 * examples are drawn.  Few numbers must fill it all. */
static bool counts(double *value, size_t count)
{
    double step = INFINITY;
    qsort(value, count, sizeof *value, by_number);
    for (size_t i = 1; i < count; i++)
        step = fmin(step, value[i] - value[i - 1]);
    if (!(step > 0) || count < 8)
        return false;
    double most = (double)(count < 16 ? count - 1 : 2 * (count - 1));
    bool even = (value[count - 1] - value[0]) / step < most + 0.5;
    for (size_t i = 1; i < count && even; i++)
        even = fabs((value[i] - value[0]) / step - round((value[i] - value[0]) / step)) < 1e-9 * most;
    return even;
}

/* Not if there is one input alone or each is like that: then it is how the examples were chosen. */
static void look_at_columns(const struct catapult_dataset *raw, struct diagnosis *out)
{
    size_t all = raw->n + raw->n_test, counters = 0, first = 0;
    if (raw->image[0] || raw->d < 2)
        return;
    double *value = xnew_array(all, sizeof *value);
    for (size_t j = 0; j < raw->d; j++) {
        for (size_t i = 0; i < all; i++)
            value[i] = i < raw->n ? raw->x[i * raw->d + j] : raw->x_test[(i - raw->n) * raw->d + j];
        if (counts(value, all)) {
            first = counters ? first : j + 1;
            counters++;
        }
    }
    free(value);
    if (counters > 0 && counters < raw->d)
        diagnosis_warn(out, WARNING_COUNTER, "input %zu has evenly spaced numbers, each once: does it count the rows?", first);
}

/* --- targets ------------------------------------------------------------------------------------------------------ */

static bool same_target(const struct catapult_dataset *data, size_t output)
{
    for (size_t i = 1; i < data->n; i++)
        if (data->y[i * data->outputs + output] != data->y[output])
            return false;
    return true;
}

static void look_at_constant(const struct catapult_dataset *data, struct diagnosis *out)
{
    size_t same = 0, one = 0;
    for (size_t q = 0; q < data->outputs; q++)
        if (same_target(data, q)) {
            one = q + 1;
            same++;
        }
    if (data->n < 2 || same == 0)
        return;
    if (same == data->outputs)
        diagnosis_warn(out, WARNING_ONE_CLASS, "all %zu training targets are equal", data->n);
    else if (data->n >= data->outputs)
        diagnosis_warn(out, WARNING_ONE_CLASS, "%zu of %zu outputs, such as output %zu, have the same target in all training examples",
                       same, data->outputs, one);
}

/* Whole numbers without a gap, each for several examples. */
static void look_at_classes(const struct catapult_dataset *data, struct diagnosis *out)
{
    size_t kinds = 1;
    double *y = xnew_array(data->n, sizeof *y);
    memcpy(y, data->y, data->n * sizeof *y);
    qsort(y, data->n, sizeof *y, by_number);
    bool whole = y[0] == round(y[0]);
    for (size_t i = 1; i < data->n; i++) {
        kinds += y[i] != y[i - 1];
        whole = whole && (y[i] == y[i - 1] || y[i] == y[i - 1] + 1);
    }
    if (whole && kinds >= 2 && kinds <= 20 && data->n >= 4 * kinds)
        diagnosis_warn(out, WARNING_CLASSES, "the targets are the whole numbers %g to %g, each for several examples: if they are classes, "
                       "name them in data.classes", y[0], y[data->n - 1]);
    free(y);
}

static void look_at_targets(const struct catapult_dataset *data, struct diagnosis *out)
{
    look_at_constant(data, out);
    if (data->outputs == 1 && !data->labels)
        look_at_classes(data, out);
    if (data->n_test == 0)
        diagnosis_warn(out, WARNING_NO_TEST, "no test set (data.test = 0): no test loss, no accuracy beyond the training set's");
}

/* --- the first row of a file -------------------------------------------------------------------------------------- */

/* Whether the fields are 0, 1, 2, ... or 1, 2, 3, ..., three at least. */
static bool is_counting(const char *line)
{
    double first = 0, count = 0;
    for (const char *at = line; ; at++) {
        double value;
        at += *at == '"';
        const char *end = number_read(at, &value);
        if (!end)
            return false;
        if (count == 0)
            first = value;
        if (value != first + count || (first != 0 && first != 1))
            return false;
        count++;
        end += *end == '"';
        end += strspn(end, " \t\r");
        if (*end == '\n' || *end == '\0')
            return count >= 3;
        if (*end != ',')
            return false;
        at = end;
    }
}

/* Reads the next line that is not empty and no comment; false at the end. */
static bool next_row(FILE *file, char **line, size_t *room)
{
    while (getline(line, room, file) > 0)
        if (!strchr("#\r\n", **line))
            return true;
    return false;
}

/* Opens the file once more, if that is possible without an effect. */
static void look_at_heading(const struct catapult_settings *settings, struct diagnosis *out)
{
    struct stat info;
    bool csv = settings->data.source == CATAPULT_SOURCE_CSV && settings->data.heading != CATAPULT_HEADING_YES;
    FILE *file = csv && stat(settings->data.path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(settings->data.path, "re") : NULL;
    char *line = NULL;
    size_t room = 0;
    if (!file)
        return;
    if (next_row(file, &line, &room) && is_counting(line) && next_row(file, &line, &room) && !is_counting(line))
        diagnosis_warn(out, WARNING_HEADING, settings->data.heading == CATAPULT_HEADING_AUTO
                                                 ? "the first row of the file counts its columns and was taken for a heading: if it "
                                                   "is an example, set data.heading = no"
                                                 : "the first row of the file counts its columns: if it is a heading, set "
                                                   "data.heading = yes");
    free(line);
    fclose(file);
}

void diagnosis_look(const struct catapult_settings *settings, const struct catapult_dataset *data,
                    const struct catapult_dataset *raw, struct diagnosis *out)
{
    look_at_equals(data, out);
    look_at_inputs(data, out);
    look_at_images(data, out);
    look_at_targets(data, out);
    if (settings->data.source == CATAPULT_SOURCE_CSV || settings->data.source == CATAPULT_SOURCE_NPY)
        look_at_columns(raw, out);
    look_at_heading(settings, out);
}
