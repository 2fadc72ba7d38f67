/* read_idx.c - MNIST in its published form: four idx files, gzipped or not.
 *
 * All numbers are big-endian.  Labels: 00 00 08 01, uint32 count, one byte each.  Images: 00 00 08 03, uint32 count,
 * rows, columns, then one byte per pixel, row by row.  The training set comes from the train files, the test set from
 * the t10k files.  A file is read to its end even if the last images are not wanted: only then is it known to be
 * complete. */
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/stream.h"

enum { CLASSES = 10, BETWEEN_REPORTS = 256 };

/* By half: the images, then the labels. */
static const struct known_file files[] = {
    {"train-images-idx3-ubyte", SET_TRAIN, 47040016,
     "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
    {"train-labels-idx1-ubyte", SET_TRAIN, 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
    {"t10k-images-idx3-ubyte", SET_TEST, 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
    {"t10k-labels-idx1-ubyte", SET_TEST, 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
    {.name = NULL},
};

/* The authors' own server often refuses; this mirror has the same files. */
#define MIRROR "https://ossci-datasets.s3.amazonaws.com/mnist/"
static const struct known_download downloads[] = {
    {MIRROR "train-images-idx3-ubyte.gz", 9912422, "train-images-idx3-ubyte", NULL},
    {MIRROR "train-labels-idx1-ubyte.gz", 28881, "train-labels-idx1-ubyte", NULL},
    {MIRROR "t10k-images-idx3-ubyte.gz", 1648877, "t10k-images-idx3-ubyte", NULL},
    {MIRROR "t10k-labels-idx1-ubyte.gz", 4542, "t10k-labels-idx1-ubyte", NULL},
    {.url = NULL},
};

/* Reads the header of an idx file of bytes with that many dimensions. */
static enum catapult_status idx_read_header(struct stream *stream, int dimensions, size_t *size,
                                            struct catapult_error *err)
{
    unsigned char head[16];
    enum catapult_status status = stream_take(stream, head, 4 + 4 * (size_t)dimensions, "the header", err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] != dimensions)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
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
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the header promises no records at all",
                                  stream_path(stream));
    if (bytes > stream_most(stream))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%s: truncated: the header promises %.0f bytes, the file has fewer",
                                  stream_path(stream), bytes);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status idx_check_labels(const char *path, size_t count, const unsigned char *byte, int *label,
                                             struct catapult_error *err)
{
    for (size_t i = 0; i < count; i++) {
        label[i] = byte[i];
        if (byte[i] >= CLASSES)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%s: label %d of record %zu (from 0) is out of range (0 to %d)", path, byte[i], i,
                                      CLASSES - 1);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status idx_read_labels(const struct set_place *place, const char *file, struct set_half *half,
                                            size_t *count, struct catapult_error *err)
{
    char path[SET_PATH];
    struct stream *stream = NULL;
    unsigned char *byte = NULL;
    enum catapult_status status = set_file(&set_mnist, place, file, path, err);
    if (status == CATAPULT_STATUS_OK)
        status = stream_open(&stream, path, err);
    if (status == CATAPULT_STATUS_OK)
        status = idx_read_header(stream, 1, count, err);
    if (status == CATAPULT_STATUS_OK)
        status = known_labels(half, *count, err);
    if (status == CATAPULT_STATUS_OK) {
        byte = try_array(*count, 1);
        if (!byte)
            status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu labels", path_shown(path),
                                        *count);
    }
    if (status == CATAPULT_STATUS_OK)
        status = stream_take(stream, byte, *count, "the labels", err);
    if (status == CATAPULT_STATUS_OK)
        status = stream_end(stream, err);
    if (status == CATAPULT_STATUS_OK)
        status = idx_check_labels(path_shown(path), *count, byte, half->label, err);
    free(byte);
    stream_close(stream);
    return status;
}

/* The reader keeps the stream of images, positioned after its header. */
static enum catapult_status shape_mnist(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                        struct catapult_error *err)
{
    char path[SET_PATH];
    size_t size[3];
    struct stream *stream = NULL;
    enum catapult_status status = set_file(&set_mnist, place, files[which == SET_TEST ? 2 : 0].name, path, err);
    if (status == CATAPULT_STATUS_OK)
        status = stream_open(&stream, path, err);
    if (status == CATAPULT_STATUS_OK)
        status = idx_read_header(stream, 3, size, err);
    half->reader = stream;
    if (status != CATAPULT_STATUS_OK)
        return status;
    snprintf(half->name, sizeof half->name, "%s", stream_path(stream));
    half->rows = size[0];
    half->image[0] = 1;
    half->image[1] = size[1];
    half->image[2] = size[2];
    half->d = size[1] * size[2];
    return CATAPULT_STATUS_OK;
}

static enum catapult_status open_mnist(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                       const struct catapult_progress *progress, struct catapult_error *err)
{
    size_t labels, images;
    const char *file = files[which == SET_TEST ? 3 : 1].name;
    (void)progress;
    enum catapult_status status = shape_mnist(place, which, half, err);
    images = half->rows;
    if (status == CATAPULT_STATUS_OK)
        status = idx_read_labels(place, file, half, &labels, err);
    if (status == CATAPULT_STATUS_OK && labels != images)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %zu images, but %s has %zu labels", half->name,
                                  images, file, labels);
    return status;
}

/* Inputs from 0 to 1. */
static enum catapult_status read_mnist(struct set_half *half, const struct pick *pick, double *x,
                                       const struct catapult_progress *progress, struct catapult_error *err)
{
    struct stream *stream = half->reader;
    size_t d = half->d, next = 0;
    unsigned char *byte = try_array(d, 1);
    enum catapult_status status = byte ? CATAPULT_STATUS_OK
                                       : catapult_error_set(err, CATAPULT_STATUS_NOMEM,
                                                            "%s: no memory for an image of %zu bytes", half->name, d);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < half->rows; i++) {
        if (i % BETWEEN_REPORTS == 0 && catapult_progress_report(progress, half->task, stream_fraction(stream)))
            status = catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        else
            status = stream_take(stream, byte, d, "the images", err);
        if (status != CATAPULT_STATUS_OK || next == pick->count || pick->row[next] != i)
            continue;
        for (size_t j = 0; j < d; j++)
            x[next * d + j] = byte[j] / 255.0;
        next++;
    }
    if (status == CATAPULT_STATUS_OK)
        status = stream_end(stream, err);
    free(byte);
    return status;
}

static void close_mnist(struct set_half *half)
{
    stream_close(half->reader);
}

const struct known_set set_mnist = {
    .name = "mnist",
    .title = "MNIST: handwritten digits, 28 x 28 pixels, grey",
    .files = files,
    .downloads = downloads,
    .packed = true,
    .classes = CLASSES,
    .shape = shape_mnist,
    .open = open_mnist,
    .read = read_mnist,
    .close = close_mnist,
};
