/* read_npy.c - a folder of NumPy arrays.
 *
 *     x.npy (N, d) or (N, C, H, W)       y.npy (N) or (N, c)         training and test set are drawn from them
 *     x_train.npy, y_train.npy, x_test.npy, y_test.npy               each is drawn from its own, as in our dumps
 *
 * The second form is used if x_train.npy exists.  Without data.classes the targets are the numbers of the file; with
 * it y is (N), class numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/allowed.h"
#include "base/xalloc.h"
#include "data/npy.h"
#include "data/pick.h"
#include "data/source.h"
#include "data/stream.h"

enum { AT_A_TIME = 1 << 20 }; /* numbers between two reports of progress */

/* The arrays of one set: the inputs, and the targets in memory. */
struct npy_pair {
    struct npy x, y;
    size_t rows, d, outputs;
    double *target;  /* (rows, outputs) */
    int *label;      /* (rows) if data.classes is set, else NULL */
};

static size_t npy_width_of(const struct npy *npy)
{
    return npy->count / npy->shape[0];
}

static size_t row_at(const size_t *row, size_t i)
{
    return row ? row[i] : i;
}

static enum catapult_status npy_report(const struct catapult_progress *progress, const char *what, size_t done,
                                       size_t all, struct catapult_error *err)
{
    if (catapult_progress_report(progress, what, (double)done / (double)all))
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
    return CATAPULT_STATUS_OK;
}

/* Consecutive rows of the file are read together. */
static enum catapult_status gather_c(const struct npy *npy, const size_t *row, size_t count, double *out,
                                     const char *what, const struct catapult_progress *progress,
                                     struct catapult_error *err)
{
    size_t width = npy_width_of(npy), reported = 0;
    enum catapult_status status = npy_report(progress, what, 0, count, err);
    for (size_t i = 0, run; status == CATAPULT_STATUS_OK && i < count; i += run) {
        for (run = 1; i + run < count && row_at(row, i + run) == row_at(row, i) + run; run++)
            if ((run + 1) * width > AT_A_TIME)
                break;
        status = npy_read(npy, row_at(row, i) * width, run * width, out + i * width, err);
        if (status == CATAPULT_STATUS_OK && (i - reported) * width >= AT_A_TIME) {
            status = npy_report(progress, what, i, count, err);
            reported = i;
        }
    }
    return status;
}

/* The file has the first number of all rows, then the second of all, and so on.  Each of these columns is read from
 * the first wanted row to the last. */
static enum catapult_status gather_fortran(const struct npy *npy, const size_t *row, size_t count, double *out,
                                           const char *what, const struct catapult_progress *progress,
                                           struct catapult_error *err)
{
    size_t width = npy_width_of(npy), low = row_at(row, 0), length = row_at(row, count - 1) - low + 1;
    size_t between = AT_A_TIME / length + 1;
    double *column = try_array(length, sizeof *column);
    if (!column)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for a column of %zu numbers",
                                  path_shown(npy->path), length);
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (size_t f = 0; status == CATAPULT_STATUS_OK && f < width; f++) {
        if (f % between == 0)
            status = npy_report(progress, what, f, width, err);
        if (status == CATAPULT_STATUS_OK)
            status = npy_read(npy, f * npy->shape[0] + low, length, column, err);
        size_t place = npy_place_in_c(npy->shape + 1, npy->dimensions - 1, f);
        for (size_t i = 0; status == CATAPULT_STATUS_OK && i < count; i++)
            out[i * width + place] = column[row_at(row, i) - low];
    }
    free(column);
    return status;
}

/* Reads rows `row` (ascending; NULL: the first count) into out (count, width) in C order; all must be finite. */
static enum catapult_status npy_gather(const struct npy *npy, const size_t *row, size_t count, double *out,
                                       const char *what, const struct catapult_progress *progress,
                                       struct catapult_error *err)
{
    size_t width = npy_width_of(npy);
    if (count == 0)
        return CATAPULT_STATUS_OK;
    enum catapult_status status = npy->fortran ? gather_fortran(npy, row, count, out, what, progress, err)
                                      : gather_c(npy, row, count, out, what, progress, err);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < count * width; i++)
        if (!isfinite(out[i]))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: row %zu (from 0): %s is not a finite number",
                                      path_shown(npy->path), row_at(row, i / width),
                                      isnan(out[i]) ? "nan"
                                      : out[i] > 0  ? "inf"
                                                    : "-inf");
    return status;
}

static enum catapult_status npy_join(const char *folder, const char *file, char path[sizeof((struct npy *)0)->path],
                                     struct catapult_error *err)
{
    size_t size = sizeof((struct npy *)0)->path;
    if (snprintf(path, size, "%s/%s", folder, file) < (int)size)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the path is too long", path_shown(folder));
}

static enum catapult_status open_in(struct npy *npy, const char *folder, const char *file, struct catapult_error *err)
{
    char path[sizeof npy->path];
    *npy = (struct npy){.file = -1};
    enum catapult_status status = npy_join(folder, file, path, err);
    if (status == CATAPULT_STATUS_OK)
        status = npy_open(npy, path, err);
    if (status == CATAPULT_STATUS_OK && npy->dimensions == 0)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: a single number, not an array of examples",
                                    path_shown(npy->path));
    return status;
}

/* Reads only the headers; the caller calls pair_close whatever this returns. */
static enum catapult_status pair_open(struct npy_pair *pair, const struct catapult_settings *settings, const char *x,
                                      const char *y, struct catapult_error *err)
{
    *pair = (struct npy_pair){.x = {.file = -1}, .y = {.file = -1}};
    enum catapult_status status = open_in(&pair->x, settings->data.path, x, err);
    if (status == CATAPULT_STATUS_OK)
        status = open_in(&pair->y, settings->data.path, y, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    pair->rows = pair->x.shape[0];
    pair->d = npy_width_of(&pair->x);
    pair->outputs = npy_width_of(&pair->y);
    if (pair->y.shape[0] != pair->rows)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %zu rows, but %s has %zu", path_shown(pair->y.path),
                                  pair->y.shape[0], x, pair->rows);
    if (pair->y.dimensions > 2)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %d dimensions, targets have one or two",
                                  path_shown(pair->y.path), pair->y.dimensions);
    if (settings->data.classes.count && pair->outputs != 1)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%s: %zu numbers a row, data.classes needs one class number",
                                  path_shown(pair->y.path), pair->outputs);
    return CATAPULT_STATUS_OK;
}

static void pair_close(struct npy_pair *pair)
{
    npy_close(&pair->x);
    npy_close(&pair->y);
    free(pair->target);
    free(pair->label);
}

static enum catapult_status npy_read_labels(struct npy_pair *pair, struct catapult_error *err)
{
    size_t at;
    pair->label = try_array(pair->rows, sizeof *pair->label);
    if (!pair->label)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu classes", path_shown(pair->y.path),
                                  pair->rows);
    if (pick_labels(pair->rows, pair->target, 1, pair->label, &at))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "%s: row %zu (from 0): %g is not a class (data.classes needs whole numbers)",
                              path_shown(pair->y.path), at, pair->target[at]);
}

/* Reads all targets of the set: rows are selected by them. */
static enum catapult_status pair_targets(struct npy_pair *pair, const struct catapult_settings *settings,
                                         const struct catapult_progress *progress, struct catapult_error *err)
{
    const char *path = path_shown(pair->y.path);
    enum catapult_status status = memory_check((double)pair->y.count * sizeof(double), path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    pair->target = try_array(pair->y.count, sizeof *pair->target);
    if (!pair->target)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu targets", path, pair->y.count);
    status = npy_gather(&pair->y, NULL, pair->rows, pair->target, "reading targets", progress, err);
    if (status == CATAPULT_STATUS_OK && settings->data.classes.count)
        status = npy_read_labels(pair, err);
    return status;
}

static struct candidates candidates_of(const struct npy_pair *pair, const struct catapult_settings *settings)
{
    return (struct candidates){.name = path_shown(pair->x.path), .hint = "", .rows = pair->rows,
                               .label = pair->label, .classes = &settings->data.classes};
}

/* Reads inputs and targets of the drawn rows. */
static enum catapult_status read_set(const struct npy_pair *pair, const struct catapult_settings *settings,
                                     const struct pick *pick, double *x, double *y, const char *what,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    size_t outputs = pair->outputs;
    if (pair->label)
        pick_targets(&settings->data.classes, pick, pair->label, y);
    else
        for (size_t i = 0; i < pick->count; i++)
            memcpy(y + i * outputs, pair->target + pick->row[i] * outputs, outputs * sizeof *y);
    return npy_gather(&pair->x, pick->row, pick->count, x, what, progress, err);
}

/* Whether the last dimension of images is the channels: data.layout. */
static bool is_channels_last(const struct npy *x, int layout)
{
    size_t last = x->dimensions == 4 ? x->shape[3] : 0;
    bool colours = last == 1 || last == 3 || last == 4;
    return x->dimensions == 4 && (layout == CATAPULT_LAYOUT_HWC || (layout == CATAPULT_LAYOUT_AUTO && colours && x->shape[1] > last));
}

/* channels, height, width */
static void set_image(const struct npy *x, int layout, size_t image[3])
{
    if (x->dimensions != 3 && x->dimensions != 4)
        return;
    bool last = is_channels_last(x, layout);
    image[0] = x->dimensions == 3 ? 1 : x->shape[last ? 3 : 1];
    image[1] = x->shape[x->dimensions - (last ? 3 : 2)];
    image[2] = x->shape[x->dimensions - (last ? 2 : 1)];
}

/* (H, W, C) to (C, H, W), each of `count` images. */
static enum catapult_status channels_first(const size_t image[3], size_t count, double *x, struct catapult_error *err)
{
    size_t channels = image[0], pixels = image[1] * image[2], width = channels * pixels;
    double *one = try_array(width, sizeof *one);
    if (!one)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for an image of %zu numbers", width);
    for (size_t i = 0; i < count; i++, x += width) {
        memcpy(one, x, width * sizeof *x);
        for (size_t p = 0; p < pixels; p++)
            for (size_t c = 0; c < channels; c++)
                x[c * pixels + p] = one[p * channels + c];
    }
    free(one);
    return CATAPULT_STATUS_OK;
}

/* What was understood: file, examples, the shape of an image and where its channels are, targets. */
static void npy_describe(const struct npy_pair *pair, const struct catapult_settings *settings, char *note, size_t size)
{
    const struct npy *x = &pair->x;
    size_t used = (size_t)snprintf(note, size, "%.80s: %zu examples of %zu numbers", path_shown(x->path), pair->rows, pair->d);
    if (x->dimensions == 3 || x->dimensions == 4) {
        size_t image[3];
        set_image(x, settings->data.layout, image);
        used += (size_t)snprintf(note + used, size - used, ", images %zu x %zu x %zu%s", image[0], image[1], image[2],
                                 is_channels_last(x, settings->data.layout) ? " (the channels are the last dimension of the file)"
                                 : x->dimensions == 4                       ? " (the channels are the first)"
                                                                            : "");
    }
    if (settings->data.classes.count)
        snprintf(note + used, size - used, "; targets: %d classes", settings->data.classes.count);
    else
        snprintf(note + used, size - used, "; targets: %zu number%s", pair->outputs, pair->outputs == 1 ? "" : "s");
}

static size_t outputs_of(const struct npy_pair *pair, const struct catapult_settings *settings)
{
    return settings->data.classes.count ? pick_outputs(&settings->data.classes) : pair->outputs;
}

/* from and from_test may be the same set. */
static enum catapult_status read_dataset(const struct npy_pair *from, const struct npy_pair *from_test,
                                         const struct pick *train, const struct pick *test,
                                         const struct catapult_settings *settings, struct catapult_dataset **out,
                                         const struct catapult_progress *progress, struct catapult_error *err)
{
    enum catapult_status status = catapult_dataset_new(out, train->count, test->count, from->d,
                                                       outputs_of(from, settings), err);
    struct catapult_dataset *data = *out;
    if (status != CATAPULT_STATUS_OK)
        return status;
    set_image(&from->x, settings->data.layout, data->image);
    npy_describe(from, settings, data->note, sizeof data->note);
    status = read_set(from, settings, train, data->x, data->y, "reading training inputs", progress, err);
    if (status == CATAPULT_STATUS_OK && test->count)
        status = read_set(from_test, settings, test, data->x_test, data->y_test, "reading test inputs", progress,
                          err);
    if (status == CATAPULT_STATUS_OK && is_channels_last(&from->x, settings->data.layout))
        status = channels_first(data->image, train->count, data->x, err);
    if (status == CATAPULT_STATUS_OK && test->count && is_channels_last(&from_test->x, settings->data.layout))
        status = channels_first(data->image, test->count, data->x_test, err);
    if (status != CATAPULT_STATUS_OK) {
        catapult_dataset_free(data);
        *out = NULL;
        return status;
    }
    data->labels = from->label || pick_are_classes(data);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status load_one(const struct catapult_settings *settings, struct catapult_dataset **out,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    struct npy_pair pair;
    struct pick train = {0}, test = {0};
    enum catapult_status status = pair_open(&pair, settings, "x.npy", "y.npy", err);
    if (status == CATAPULT_STATUS_OK)
        status = pair_targets(&pair, settings, progress, err);
    if (status == CATAPULT_STATUS_OK) {
        struct candidates set = candidates_of(&pair, settings);
        status = pick_both(settings, &set, &train, &test, err);
    }
    if (status == CATAPULT_STATUS_OK)
        status = read_dataset(&pair, &pair, &train, &test, settings, out, progress, err);
    pick_done(&train);
    pick_done(&test);
    pair_close(&pair);
    return status;
}

/* The test set must have the shape of the training set. */
static enum catapult_status npy_same_shape(const struct npy_pair *train, const struct npy_pair *test,
                                           struct catapult_error *err)
{
    if (test->d != train->d)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %zu inputs, x_train.npy has %zu",
                                  path_shown(test->x.path), test->d, train->d);
    if (test->outputs != train->outputs)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %zu targets, y_train.npy has %zu",
                                  path_shown(test->y.path), test->outputs, train->outputs);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status open_split(struct npy_pair *train, struct npy_pair *test,
                                       const struct catapult_settings *settings, struct catapult_error *err)
{
    *test = (struct npy_pair){.x = {.file = -1}, .y = {.file = -1}};
    enum catapult_status status = pair_open(train, settings, "x_train.npy", "y_train.npy", err);
    if (status != CATAPULT_STATUS_OK || settings->data.test == 0)
        return status;
    status = pair_open(test, settings, "x_test.npy", "y_test.npy", err);
    return status == CATAPULT_STATUS_OK ? npy_same_shape(train, test, err) : status;
}

static enum catapult_status pick_split(struct npy_pair *from, struct npy_pair *from_test,
                                       const struct catapult_settings *settings, struct pick *train, struct pick *test,
                                       const struct catapult_progress *progress, struct catapult_error *err)
{
    enum catapult_status status = pair_targets(from, settings, progress, err);
    struct candidates set = candidates_of(from, settings);
    if (status == CATAPULT_STATUS_OK)
        status = pick_train(settings, &set, train, err);
    if (status != CATAPULT_STATUS_OK || settings->data.test == 0)
        return status;
    status = pair_targets(from_test, settings, progress, err);
    set = candidates_of(from_test, settings);
    return status == CATAPULT_STATUS_OK ? pick_test(settings, &set, test, err) : status;
}

static enum catapult_status load_split(const struct catapult_settings *settings, struct catapult_dataset **out,
                                       const struct catapult_progress *progress, struct catapult_error *err)
{
    struct npy_pair from, from_test;
    struct pick train = {0}, test = {0};
    enum catapult_status status = open_split(&from, &from_test, settings, err);
    if (status == CATAPULT_STATUS_OK)
        status = pick_split(&from, &from_test, settings, &train, &test, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = read_dataset(&from, &from_test, &train, &test, settings, out, progress, err);
    pick_done(&train);
    pick_done(&test);
    pair_close(&from);
    pair_close(&from_test);
    return status;
}

/* Finds out which of the two forms the folder has. */
static enum catapult_status find_form(const struct catapult_settings *settings, bool *split, struct catapult_error *err)
{
    char path[sizeof((struct npy *)0)->path];
    struct stat info;
    const char *folder = settings->data.path, *shown = path_shown(folder);
    if (stat(folder, &info) == 0 && !S_ISDIR(info.st_mode))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: not a folder with x.npy and y.npy", shown);
    enum catapult_status status = npy_join(folder, "x_train.npy", path, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    *split = stat(path, &info) == 0;
    if (*split)
        return CATAPULT_STATUS_OK;
    status = npy_join(folder, "x.npy", path, err);
    if (status == CATAPULT_STATUS_OK && stat(path, &info) != 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: neither x.npy nor x_train.npy is there", shown);
    return status;
}

static enum catapult_status load_npy(const struct catapult_settings *settings, struct catapult_dataset **out,
                                     const struct catapult_progress *progress, struct catapult_error *err)
{
    bool split;
    enum catapult_status status = find_form(settings, &split, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    return split ? load_split(settings, out, progress, err) : load_one(settings, out, progress, err);
}

static enum catapult_status sizes_npy(const struct catapult_settings *settings, struct source_sizes *out,
                                      struct catapult_error *err)
{
    bool split;
    struct npy_pair pair;
    enum catapult_status status = find_form(settings, &split, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = pair_open(&pair, settings, split ? "x_train.npy" : "x.npy", split ? "y_train.npy" : "y.npy", err);
    if (status == CATAPULT_STATUS_OK) {
        out->d = pair.d;
        out->outputs = outputs_of(&pair, settings);
        set_image(&pair.x, settings->data.layout, out->image);
        npy_describe(&pair, settings, out->note, sizeof out->note);
    }
    pair_close(&pair);
    return status;
}

const struct source source_npy = {.normalize = CATAPULT_NORMALIZE_NONE, .load = load_npy, .sizes = sizes_npy};
