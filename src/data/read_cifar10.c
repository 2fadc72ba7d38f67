/* read_cifar10.c - CIFAR-10, the "binary version": data_batch_1.bin to data_batch_5.bin and test_batch.bin.
 *
 * No header; records of 3073 bytes: a label from 0 to 9, then 32 x 32 pixels row by row, all red, then all green,
 * then all blue.  The number of records follows from the size of the file, so a part of a batch is valid, and batches
 * after the first may be missing.  Of records that are not drawn only the label is read. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/stream.h"

enum {
    CLASSES = 10,
    PIXELS = 32 * 32,
    INPUTS = 3 * PIXELS,
    RECORD = 1 + INPUTS,
    BATCHES = 5,
    PUBLISHED = 10000 * RECORD, /* bytes of a whole batch */
    BETWEEN_REPORTS = 256
};

static const struct known_file files[] = {
    {"data_batch_1.bin", SET_TRAIN, PUBLISHED, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"},
    {"data_batch_2.bin", SET_TRAIN, PUBLISHED, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"},
    {"data_batch_3.bin", SET_TRAIN, PUBLISHED, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"},
    {"data_batch_4.bin", SET_TRAIN, PUBLISHED, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"},
    {"data_batch_5.bin", SET_TRAIN, PUBLISHED, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"},
    {"test_batch.bin", SET_TEST, PUBLISHED, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"},
    {.name = NULL},
};

static const struct known_download downloads[] = {
    {"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", 170052171, NULL, "cifar-10-batches-bin/"},
    {.url = NULL},
};

struct batch {
    char path[SET_PATH];
    int file;
    size_t first, count; /* rows of the half */
};

struct cifar10_batches {
    int count;
    struct batch batch[BATCHES];
};

static enum catapult_status batch_open(struct batch *batch, struct catapult_error *err)
{
    uint64_t size;
    enum catapult_status status = file_open(batch->path, &batch->file, &size, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (size == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: no records, the file is empty",
                                  path_shown(batch->path));
    if (size % RECORD)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%s: truncated: %llu bytes are %llu records of %d bytes, and %llu bytes of another",
                                  path_shown(batch->path), (unsigned long long)size,
                                  (unsigned long long)(size / RECORD), RECORD, (unsigned long long)(size % RECORD));
    batch->count = (size_t)(size / RECORD);
    return CATAPULT_STATUS_OK;
}

/* Opens the files of a half that exist, beginning with files[from]; that first one must exist. */
static enum catapult_status batches_open(struct cifar10_batches *batches, const struct set_place *place, int from,
                                         int to, struct catapult_error *err)
{
    for (int i = from; i < to; i++) {
        struct batch *batch = &batches->batch[batches->count];
        size_t before = batches->count ? batch[-1].first + batch[-1].count : 0;
        enum catapult_status status = set_file(&set_cifar10, place, files[i].name, batch->path, err);
        if (status != CATAPULT_STATUS_OK && i > from)
            continue;
        batch->file = -1;
        batch->first = before;
        batches->count++;
        if (status == CATAPULT_STATUS_OK)
            status = batch_open(batch, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status cifar10_read_labels(const struct batch *batch, int *label, struct catapult_error *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        unsigned char byte;
        enum catapult_status status = file_read_at(batch->file, batch->path, (uint64_t)i * RECORD, &byte, 1, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        if (byte >= CLASSES)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%s: label %d of record %zu (from 0, at byte %llu) is out of range (0 to %d)",
                                      path_shown(batch->path), byte, i, (unsigned long long)i * RECORD, CLASSES - 1);
        label[batch->first + i] = byte;
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status shape_cifar10(const struct set_place *place, enum set_half_kind which,
                                          struct set_half *half, struct catapult_error *err)
{
    (void)place;
    (void)which;
    (void)err;
    half->d = INPUTS;
    half->image[0] = 3;
    half->image[1] = half->image[2] = 32;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status open_cifar10(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                         const struct catapult_progress *progress, struct catapult_error *err)
{
    struct cifar10_batches *batches = half->reader = xnew_array(1, sizeof *batches);
    shape_cifar10(place, which, half, err);
    snprintf(half->name, sizeof half->name, "%s/%s", path_shown(place->folder),
             which == SET_TEST ? files[BATCHES].name : "data_batch_*.bin");
    enum catapult_status status = which == SET_TEST ? batches_open(batches, place, BATCHES, BATCHES + 1, err)
                                           : batches_open(batches, place, 0, BATCHES, err);
    const struct batch *last = &batches->batch[batches->count - 1];
    if (status == CATAPULT_STATUS_OK)
        status = known_labels(half, last->first + last->count, err);
    for (int i = 0; status == CATAPULT_STATUS_OK && i < batches->count; i++) {
        if (catapult_progress_report(progress, "reading labels", (double)i / batches->count))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        status = cifar10_read_labels(&batches->batch[i], half->label, err);
    }
    return status;
}

static enum catapult_status read_cifar10(struct set_half *half, const struct pick *pick, double *x,
                                         const struct catapult_progress *progress, struct catapult_error *err)
{
    const struct cifar10_batches *batches = half->reader;
    const struct batch *batch = batches->batch;
    unsigned char pixel[INPUTS];
    for (size_t i = 0; i < pick->count; i++, x += INPUTS) {
        size_t row = pick->row[i];
        while (row >= batch->first + batch->count) /* rows ascend */
            batch++;
        if (i % BETWEEN_REPORTS == 0 && catapult_progress_report(progress, half->task, (double)i / (double)pick->count))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        enum catapult_status status = file_read_at(batch->file, batch->path,
                                                   (uint64_t)(row - batch->first) * RECORD + 1, pixel, INPUTS, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        for (int j = 0; j < INPUTS; j++)
            x[j] = pixel[j] / 255.0;
    }
    return CATAPULT_STATUS_OK;
}

static void close_cifar10(struct set_half *half)
{
    struct cifar10_batches *batches = half->reader;
    for (int i = 0; i < batches->count; i++)
        if (batches->batch[i].file >= 0)
            close(batches->batch[i].file);
    free(batches);
}

const struct known_set set_cifar10 = {
    .name = "cifar10",
    .title = "CIFAR-10: photographs of ten kinds of things, 32 x 32 pixels, colour",
    .files = files,
    .downloads = downloads,
    .classes = CLASSES,
    .shape = shape_cifar10,
    .open = open_cifar10,
    .read = read_cifar10,
    .close = close_cifar10,
};
