/* fuzz_files.c - the formats of files: each input is a file in a folder of its own, read as a preset would have
 * it read.  Of a set of several files the first byte says which one the input is; the others are sound. */
#include "fuzz.h"

#include <catapult/dataset.h>
#include <catapult/settings.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/source.h"
#include "data/tar.h"

static void check_data(const struct catapult_dataset *data)
{
    for (size_t i = 0; i < data->n * data->d; i++)
        fuzz_require(isfinite(data->x[i]), "an input that is not finite");
    for (size_t i = 0; i < data->n_test * data->d; i++)
        fuzz_require(isfinite(data->x_test[i]), "a test input that is not finite");
    for (size_t i = 0; i < data->n * data->outputs; i++)
        fuzz_require(isfinite(data->y[i]), "a target that is not finite");
}

/* data.source = source, data.path = path, n training and test test examples. */
static void load(const char *source, const char *path, int n, int test)
{
    struct catapult_settings settings;
    struct source_sizes sizes;
    struct catapult_dataset *data = NULL;
    struct catapult_error err = {0};
    catapult_settings_defaults(&settings);
    fuzz_require(catapult_settings_set(&settings, "data.source", source, &err) == CATAPULT_STATUS_OK
                     && catapult_settings_set(&settings, "data.path", path, &err) == CATAPULT_STATUS_OK,
                 err.text);
    settings.data.n = n;
    settings.data.test = test;
    enum catapult_status status = source_sizes(&settings, &sizes, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    err = (struct catapult_error){0};
    status = source_load(&settings, &data, NULL, &err);
    if (status != CATAPULT_STATUS_OK) {
        fuzz_require(data == NULL, "refused, and data all the same");
        fuzz_refused(status, &err);
        return;
    }
    fuzz_require(data->n == (size_t)n && data->n_test == (size_t)test, "another number of examples");
    check_data(data);
    catapult_dataset_free(data);
}

static void one_csv(const uint8_t *data, size_t size)
{
    fuzz_write("x.csv", data, size);
    load("csv", fuzz_path("x.csv"), 2, 1);
}

/* x_train.npy or y_train.npy of a folder. */
static void one_npy(const uint8_t *data, size_t size)
{
    static const char head[] = "\x93NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    static const double values[2] = {1, -1};
    static char sound[128 + sizeof values];
    const char *names[] = {"npy/x_train.npy", "npy/y_train.npy"};
    if (size == 0)
        return;
    mkdir(fuzz_path("npy"), 0777);
    memset(sound, ' ', sizeof sound);
    memcpy(sound, head, sizeof head - 1);
    sound[127] = '\n';
    memcpy(sound + 128, values, sizeof values);
    fuzz_write(names[*data & 1], data + 1, size - 1);
    fuzz_write(names[!(*data & 1)], sound, sizeof sound);
    load("npy", fuzz_path("npy"), 2, 0);
}

static void one_idx(const uint8_t *data, size_t size)
{
    static const char images[] = "\0\0\10\3\0\0\0\2\0\0\0\2\0\0\0\1ab", labels[] = "\0\0\10\1\0\0\0\2\0\1";
    const char *names[] = {"idx/train-images-idx3-ubyte", "idx/train-labels-idx1-ubyte"};
    if (size == 0)
        return;
    mkdir(fuzz_path("idx"), 0777);
    fuzz_write(names[0], images, sizeof images - 1);
    fuzz_write(names[1], labels, sizeof labels - 1);
    fuzz_write(names[*data & 1], data + 1, size - 1);
    load("mnist", fuzz_path("idx"), 2, 0);
}

/* A file of one name in the set's folder. */
static void one_file(const char *source, const char *folder, const char *name, const uint8_t *data, size_t size,
                     int test)
{
    char inner[80];
    mkdir(fuzz_path(folder), 0777);
    snprintf(inner, sizeof inner, "%s/%s", folder, name);
    fuzz_write(inner, data, size);
    load(source, fuzz_path(folder), 1, test);
}

/* Records of 3073 bytes: a short input is the beginning of one. */
static void one_cifar10(const uint8_t *data, size_t size)
{
    static uint8_t record[2 * 3073];
    memset(record, 0, sizeof record);
    memcpy(record, data, size < sizeof record ? size : sizeof record);
    one_file("cifar10", "cifar", "data_batch_1.bin", record, sizeof record, 0);
    one_file("cifar10", "cifar", "data_batch_1.bin", data, size, 0);
}

/* Every member's name and some of its bytes, until the end or an error. */
static void one_tar(const uint8_t *data, size_t size)
{
    struct tar tar;
    struct tar_member member;
    struct catapult_error err = {0};
    char some[600];
    size_t got;
    fuzz_write("x.tar", data, size);
    enum catapult_status status = tar_open(&tar, fuzz_path("x.tar"), &err);
    for (int n = 0; n < 1000 && status == CATAPULT_STATUS_OK; n++) {
        status = tar_next(&tar, &member, &err);
        fuzz_require(strlen(member.name) < TAR_NAME, "a name too long");
        if (status != CATAPULT_STATUS_OK || tar.end)
            break;
        status = tar_read(&tar, some, sizeof some, &got, &err);
        fuzz_require(got <= member.bytes || status != CATAPULT_STATUS_OK, "more bytes than the member has");
    }
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    tar_close(&tar);
}

const struct fuzz_target fuzz_csv = {"csv", one_csv};
const struct fuzz_target fuzz_npy = {"npy", one_npy};
const struct fuzz_target fuzz_idx = {"idx", one_idx};
const struct fuzz_target fuzz_cifar10 = {"cifar10", one_cifar10};
const struct fuzz_target fuzz_tar = {"tar", one_tar};

#ifdef HAVE_MATIO
static void one_mat(const uint8_t *data, size_t size)
{
    one_file("svhn", "mat", "train_32x32.mat", data, size, 1);
}

const struct fuzz_target fuzz_mat = {"mat", one_mat};
#endif

#ifdef HAVE_SNDFILE
static void one_wav(const uint8_t *data, size_t size)
{
    mkdir(fuzz_path("wav"), 0777);
    one_file("fsdd", "wav", "recordings", NULL, 0, 0); /* a file where a folder is expected */
    unlink(fuzz_path("wav/recordings"));
    mkdir(fuzz_path("wav/recordings"), 0777);
    fuzz_write("wav/recordings/0_a_5.wav", data, size);
    load("fsdd", fuzz_path("wav"), 1, 0);
    unlink(fuzz_path("wav/recordings/0_a_5.wav"));
    rmdir(fuzz_path("wav/recordings"));
}

const struct fuzz_target fuzz_wav = {"wav", one_wav};
#endif

static void one_agnews(const uint8_t *data, size_t size)
{
    one_file("agnews", "ag", "train.csv", data, size, 0);
}

const struct fuzz_target fuzz_agnews = {"agnews", one_agnews};
