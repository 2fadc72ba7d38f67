/* read_idx.c - MNIST in its published form: four idx files, packed with gzip or not.
 *
 * Big-endian throughout.  Labels: 00 00 08 01, uint32 count, a byte each.  Images: 00 00 08 03, uint32 count,
 * rows, columns, then a byte a pixel, row by row.  The training set comes from the train files, the test set
 * from the t10k files.  A file is read to its end even where the last images are not wanted: only then is it
 * known to be whole. */
#include <stdio.h>
#include <stdlib.h>

#include "core/xalloc.h"
#include "data/pick.h"
#include "data/set_find.h"
#include "data/source.h"
#include "data/stream.h"

enum { CLASSES = 10, BETWEEN_REPORTS = 256, HINT_TEXT = 300 };

static const char set_name[] = "mnist";
static const char *const files[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", NULL};
enum { TRAIN = 0, TEST = 2 }; /* of files: images, and labels behind */

struct images {
    struct stream *stream; /* behind the header */
    size_t count, rows, columns;
};

/* The header of an idx file of bytes with that many dimensions. */
static enum status read_header(struct stream *stream, int dimensions, size_t *size, struct error *err)
{
    unsigned char head[16];
    enum status status = stream_take(stream, head, 4 + 4 * (size_t)dimensions, "the header", err);
    if (status != STATUS_OK)
        return status;
    if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] != dimensions)
        return error_set(err, STATUS_INPUT,
                         "%s: not an idx file of %s (begins with %02x %02x %02x %02x, expected 00 00 08 %02x)",
                         stream_path(stream), dimensions == 1 ? "labels" : "images", head[0], head[1], head[2],
                         head[3], (unsigned)dimensions);
    double bytes = 1;
    for (int i = 0; i < dimensions; i++) {
        const unsigned char *p = head + 4 + 4 * i;
        size[i] = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
        bytes *= (double)size[i];
    }
    if (bytes == 0)
        return error_set(err, STATUS_INPUT, "%s: the header promises no records at all", stream_path(stream));
    if (bytes > stream_most(stream))
        return error_set(err, STATUS_INPUT, "%s: truncated: the header promises %.0f bytes, the file has fewer",
                         stream_path(stream), bytes);
    return STATUS_OK;
}

static enum status check_labels(const char *path, size_t count, const unsigned char *byte, int *label,
                                struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        label[i] = byte[i];
        if (byte[i] >= CLASSES)
            return error_set(err, STATUS_INPUT, "%s: label %d of record %zu (from 0) is out of range (0 to %d)",
                             path, byte[i], i, CLASSES - 1);
    }
    return STATUS_OK;
}

/* *label is for the caller to free, also after an error. */
static enum status read_labels(const struct set_place *place, const char *file, int **label, size_t *count,
                               struct error *err)
{
    char path[SET_PATH];
    struct stream *stream = NULL;
    unsigned char *byte = NULL;
    *label = NULL;
    enum status status = set_file(place, file, path, err);
    if (status == STATUS_OK)
        status = stream_open(&stream, path, err);
    if (status == STATUS_OK)
        status = read_header(stream, 1, count, err);
    if (status == STATUS_OK) {
        byte = try_array(*count, 1);
        *label = try_array(*count, sizeof **label);
        if (!byte || !*label)
            status = error_set(err, STATUS_NOMEM, "%s: no memory for %zu labels", path_shown(path), *count);
    }
    if (status == STATUS_OK)
        status = stream_take(stream, byte, *count, "the labels", err);
    if (status == STATUS_OK)
        status = stream_end(stream, err);
    if (status == STATUS_OK)
        status = check_labels(path_shown(path), *count, byte, *label, err);
    free(byte);
    stream_close(stream);
    return status;
}

static void images_close(struct images *images)
{
    stream_close(images->stream);
    images->stream = NULL;
}

static enum status images_open(struct images *images, const struct set_place *place, const char *file,
                               struct error *err)
{
    char path[SET_PATH];
    size_t size[3];
    *images = (struct images){0};
    enum status status = set_file(place, file, path, err);
    if (status == STATUS_OK)
        status = stream_open(&images->stream, path, err);
    if (status == STATUS_OK)
        status = read_header(images->stream, 3, size, err);
    if (status != STATUS_OK) {
        images_close(images);
        return status;
    }
    images->count = size[0];
    images->rows = size[1];
    images->columns = size[2];
    return STATUS_OK;
}

/* The chosen images as inputs from 0 to 1. */
static enum status read_images(struct images *images, const struct pick *pick, double *x, const char *what,
                               const struct progress *progress, struct error *err)
{
    size_t d = images->rows * images->columns, next = 0;
    unsigned char *byte = try_array(d, 1);
    enum status status = byte ? STATUS_OK
                              : error_set(err, STATUS_NOMEM, "%s: no memory for an image of %zu bytes",
                                          stream_path(images->stream), d);
    for (size_t i = 0; status == STATUS_OK && i < images->count; i++) {
        if (i % BETWEEN_REPORTS == 0 && progress_report(progress, what, stream_fraction(images->stream)))
            status = error_set(err, STATUS_CANCELLED, "cancelled");
        else
            status = stream_take(images->stream, byte, d, "the images", err);
        if (status != STATUS_OK || next == pick->count || pick->row[next] != i)
            continue;
        for (size_t j = 0; j < d; j++)
            x[next * d + j] = byte[j] / 255.0;
        next++;
    }
    if (status == STATUS_OK)
        status = stream_end(images->stream, err);
    free(byte);
    return status;
}

/* One of the two halves of the set: labels read, rows picked, images open. */
struct half {
    int *label;
    struct pick pick;
    struct images images;
};

static void half_done(struct half *half)
{
    free(half->label);
    pick_done(&half->pick);
    images_close(&half->images);
}

static enum status half_open(struct half *half, const struct set_place *place, int which,
                             const struct settings *settings, const struct int_list *classes, struct error *err)
{
    char hint[HINT_TEXT], name[SET_PATH];
    size_t count;
    *half = (struct half){0};
    enum status status = images_open(&half->images, place, files[which], err);
    if (status == STATUS_OK)
        status = read_labels(place, files[which + 1], &half->label, &count, err);
    if (status != STATUS_OK)
        return status;
    if (count != half->images.count)
        return error_set(err, STATUS_INPUT, "%s: %zu images, but %s has %zu labels",
                         stream_path(half->images.stream), half->images.count, files[which + 1], count);
    set_hint(set_name, place, hint, sizeof hint);
    snprintf(name, sizeof name, "%s", stream_path(half->images.stream));
    struct candidates set = {.name = name, .hint = hint, .rows = count, .label = half->label, .classes = classes};
    return which == TRAIN ? pick_train(settings, &set, &half->pick, err)
                          : pick_test(settings, &set, &half->pick, err);
}

/* The classes wanted: those of the settings, or all. */
static enum status wanted_classes(const struct settings *settings, struct int_list *classes, struct error *err)
{
    *classes = settings->data.classes;
    if (classes->count == 0)
        for (; classes->count < CLASSES; classes->count++)
            classes->value[classes->count] = classes->count;
    for (int k = 0; k < classes->count; k++)
        if (classes->value[k] >= CLASSES)
            return error_set(err, STATUS_INPUT, "data.classes: %s has the classes 0 to %d, not %d", set_name,
                             CLASSES - 1, classes->value[k]);
    return STATUS_OK;
}

static enum status same_size(const struct images *train, const struct images *test, struct error *err)
{
    if (train->rows == test->rows && train->columns == test->columns)
        return STATUS_OK;
    return error_set(err, STATUS_INPUT, "%s: images of %zu x %zu pixels, those for training have %zu x %zu",
                     stream_path(test->stream), test->rows, test->columns, train->rows, train->columns);
}

static enum status read_halves(struct half *train, struct half *test, const struct int_list *classes,
                               struct dataset **out, const struct progress *progress, struct error *err)
{
    size_t d = train->images.rows * train->images.columns;
    enum status status = dataset_new(out, train->pick.count, test->pick.count, d, pick_outputs(classes), err);
    struct dataset *data = *out;
    if (status != STATUS_OK)
        return status;
    data->labels = true;
    data->image[0] = 1;
    data->image[1] = train->images.rows;
    data->image[2] = train->images.columns;
    pick_targets(classes, &train->pick, train->label, data->y);
    pick_targets(classes, &test->pick, test->label, data->y_test);
    status = read_images(&train->images, &train->pick, data->x, "reading training images", progress, err);
    if (status == STATUS_OK && test->pick.count)
        status = read_images(&test->images, &test->pick, data->x_test, "reading test images", progress, err);
    if (status != STATUS_OK) {
        dataset_free(data);
        *out = NULL;
    }
    return status;
}

static enum status load_mnist(const struct settings *settings, struct dataset **out,
                              const struct progress *progress, struct error *err)
{
    struct set_place place;
    struct int_list classes;
    struct half train = {0}, test = {0};
    enum status status = wanted_classes(settings, &classes, err);
    if (status == STATUS_OK)
        status = set_find(set_name, files, settings, &place, err);
    if (status == STATUS_OK)
        status = half_open(&train, &place, TRAIN, settings, &classes, err);
    if (status == STATUS_OK && settings->data.test > 0) {
        status = half_open(&test, &place, TEST, settings, &classes, err);
        if (status == STATUS_OK)
            status = same_size(&train.images, &test.images, err);
    }
    if (status == STATUS_OK)
        status = read_halves(&train, &test, &classes, out, progress, err);
    half_done(&train);
    half_done(&test);
    return status;
}

static enum status sizes_mnist(const struct settings *settings, struct source_sizes *out, struct error *err)
{
    struct set_place place;
    struct int_list classes;
    struct images images;
    enum status status = wanted_classes(settings, &classes, err);
    if (status == STATUS_OK)
        status = set_find(set_name, files, settings, &place, err);
    if (status == STATUS_OK)
        status = images_open(&images, &place, files[TRAIN], err);
    if (status != STATUS_OK)
        return status;
    out->d = images.rows * images.columns;
    out->outputs = pick_outputs(&classes);
    images_close(&images);
    return STATUS_OK;
}

const struct source source_mnist = {.normalize = NORMALIZE_UNIT, .load = load_mnist, .sizes = sizes_mnist};
