/* The published sets of src/data/known_set.h except MNIST (test_readers.c): what is read, and every possible error in
 * a file, with its message.
 *
 * Small files of each format are made here.  The real sets are looked up in $CATAPULT_DATA; without it their tests
 * are skipped. */
#include "sandbox.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_MATIO
#include <matio.h>
#endif
#ifdef HAVE_SNDFILE
#include <sndfile.h>

#include "data/spectrogram.h"
#endif

#include "data/known_set.h"
#include "data/checksum.h"
#include "data/source.h"
#include "data/words.h"
#include "reading.h"

enum { RECORD = 3073, BYTES_MAX = 1 << 17 };

static unsigned char bytes[BYTES_MAX];

/* A program without the reader says what to install; then the rest of the test is skipped. */
static void need(const struct known_set *set)
{
    char pairs[80], message[200];
    if (!set->needs)
        return;
    snprintf(pairs, sizeof pairs, "data.source=%s", set->name);
    snprintf(message, sizeof message, "data set %s: this program was built without its reader (install %s, then "
             "configure and build again)", set->name, set->needs);
    reading_refuse(NULL, pairs, CATAPULT_STATUS_INPUT, message);
    skip();
}

/* Cancels at each progress report in turn; there must be at least `least` of them. */
static void cancel_everywhere(const char *path, const char *pairs, int least)
{
    struct catapult_settings settings;
    struct catapult_dataset *data = NULL;
    struct catapult_error err;
    int patience;
    struct catapult_progress progress = {reading_give_up, &patience};
    enum catapult_status status = CATAPULT_STATUS_CANCELLED;
    reading_prepare(&settings, path, pairs);
    for (int calls = 1; status != CATAPULT_STATUS_OK; calls++) {
        patience = calls;
        status = source_load(&settings, &data, &progress, &err);
        assert_true(status == CATAPULT_STATUS_OK || (status == CATAPULT_STATUS_CANCELLED && !data));
        assert_true(status != CATAPULT_STATUS_OK || calls > least);
    }
    catapult_dataset_free(data);
}

/* --- cifar10 ---------------------------------------------------------------------------------------------- */

/* Records whose first two pixels are their number; labels 0, 3, 6, 9, 2, 5, 8, 1, 4, 7, 0 ... */
static size_t make_records(size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char *record = bytes + i * RECORD;
        size_t number = first + i;
        record[0] = (unsigned char)(3 * number % 10);
        for (size_t j = 0; j < RECORD - 1; j++)
            record[1 + j] = (unsigned char)(j < 2 ? number >> (8 * j) & 255 : (7 * j + number) % 251);
    }
    return count * RECORD;
}

static void make_cifar10(void)
{
    sandbox_folder("c");
    sandbox_write("c/data_batch_1.bin", bytes, make_records(0, 20));
    sandbox_write("c/data_batch_2.bin", bytes, make_records(20, 7));
    sandbox_write("c/data_batch_4.bin", bytes, make_records(27, 13));
    sandbox_write("c/test_batch.bin", bytes, make_records(100, 10));
}

static void check_record(const double *x, size_t *number)
{
    *number = (size_t)lround(255 * x[0]) + 256 * (size_t)lround(255 * x[1]);
    for (size_t j = 2; j < RECORD - 1; j++)
        assert_true(x[j] == (double)((7 * j + *number) % 251) / 255);
}

static void test_cifar10(void **state)
{
    (void)state;
    make_cifar10();
    const char *path = sandbox_path("c");
    struct catapult_dataset *data = reading_load(path,
                                                 "data.source=cifar10 data.n=40 data.test=10 data.normalize=none");
    assert_true(data->d == 3072 && data->image[0] == 3 && data->image[1] == 32 && data->image[2] == 32);
    assert_true(data->outputs == 10 && data->labels);
    for (size_t i = 0; i < 50; i++) {
        size_t number;
        check_record(i < 40 ? data->x + 3072 * i : data->x_test + 3072 * (i - 40), &number);
        assert_int_equal(number, i < 40 ? i : 100 + i - 40); /* all of them, in the order of the files */
        const double *y = i < 40 ? data->y + 10 * i : data->y_test + 10 * (i - 40);
        for (size_t k = 0; k < 10; k++)
            assert_true(y[k] == (3 * number % 10 == k));
    }
    catapult_dataset_free(data);
    data = reading_load(path, "data.source=cifar10 data.n=6 data.test=1 data.classes=6,0 data.normalize=none");
    assert_int_equal(data->outputs, 1);
    for (size_t i = 0; i < 6; i++) {
        size_t number;
        check_record(data->x + 3072 * i, &number);
        assert_true(3 * number % 10 == (data->y[i] < 0 ? 6 : 0));
        assert_true(i == 0 || data->x[3072 * i] > data->x[3072 * (i - 1)]);
    }
    catapult_dataset_free(data);
}

/* Other seeds draw other records, and never the first n: those would be 0 to 5 every time. */
static void test_cifar10_draw(void **state)
{
    (void)state;
    size_t total = 0;
    char pairs[120];
    make_cifar10();
    for (int seed = 1; seed <= 20; seed++) {
        snprintf(pairs, sizeof pairs, "data.source=cifar10 data.n=6 data.test=0 data.normalize=none seed=%d", seed);
        struct catapult_dataset *data = reading_load(sandbox_path("c"), pairs);
        for (size_t i = 0, number; i < 6; i++) {
            check_record(data->x + 3072 * i, &number);
            total += number;
        }
        catapult_dataset_free(data);
    }
    /* 120 numbers from 0 to 39: their sum is 2340 with a standard deviation of 118 */
    assert_true(total > 1600 && total < 3080);
}

static void refuse_cifar10(const char *message)
{
    reading_refuse(sandbox_path("c"), "data.source=cifar10 data.n=20 data.test=5", CATAPULT_STATUS_INPUT, message);
}

static void test_cifar10_refused(void **state)
{
    (void)state;
    make_cifar10();
    sandbox_write("c/data_batch_2.bin", bytes, make_records(20, 7) - 1);
    refuse_cifar10(
        "/c/data_batch_2.bin: truncated: 21510 bytes are 6 records of 3073 bytes, and 3072 bytes of another");
    sandbox_write("c/data_batch_2.bin", bytes, 1);
    refuse_cifar10("/c/data_batch_2.bin: truncated: 1 bytes are 0 records of 3073 bytes, and 1 bytes of another");
    sandbox_write("c/data_batch_2.bin", bytes, 0);
    refuse_cifar10("/c/data_batch_2.bin: no records, the file is empty");
    make_records(20, 7);
    bytes[4 * RECORD] = 10;
    sandbox_write("c/data_batch_2.bin", bytes, 7 * RECORD);
    refuse_cifar10("/c/data_batch_2.bin: label 10 of record 4 (from 0, at byte 12292) is out of range (0 to 9)");
    assert_int_equal(unlink(sandbox_path("c/data_batch_2.bin")), 0);
    sandbox_folder("c/data_batch_2.bin");
    refuse_cifar10("/c/data_batch_2.bin: a folder where a file is expected");
    assert_int_equal(rmdir(sandbox_path("c/data_batch_2.bin")), 0);
    reading_refuse(sandbox_path("c"), "data.source=cifar10 data.n=34 data.test=5", CATAPULT_STATUS_INPUT,
                   "/c/data_batch_*.bin: data.n = 34 wanted, 33 examples of classes 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 are "
                   "there");
    reading_refuse(sandbox_path("c"), "data.source=cifar10 data.n=3 data.test=3 data.classes=0,7",
                   CATAPULT_STATUS_INPUT,
                   "/c/test_batch.bin: data.test = 3 wanted, 2 examples of classes 0, 7 are there");
    reading_refuse(sandbox_path("c"), "data.source=cifar10 data.classes=0,10", CATAPULT_STATUS_INPUT,
                   "data.classes: cifar10 has the classes 0 to 9, not 10");
    assert_int_equal(unlink(sandbox_path("c/test_batch.bin")), 0);
    refuse_cifar10("/c: test_batch.bin is missing there");
    reading_refuse("/nowhere", "data.source=cifar10", CATAPULT_STATUS_INPUT,
                   "data set cifar10 not found: data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, "
                   "data_batch_4.bin, data_batch_5.bin, test_batch.bin are not where data.path says; looked in "
                   "/nowhere, /nowhere/cifar10");
    catapult_dataset_free(reading_load(sandbox_path("c"), "data.source=cifar10 data.n=20 data.test=0"));
    assert_int_equal(unlink(sandbox_path("c/data_batch_1.bin")), 0);
    reading_refuse(sandbox_path("c"), "data.source=cifar10 data.n=1", CATAPULT_STATUS_INPUT,
                   "data set cifar10 not found: ");
}

static void test_cifar10_rest(void **state)
{
    (void)state;
    make_cifar10();
    cancel_everywhere(sandbox_path("c"), "data.source=cifar10 data.n=20 data.test=5", 6);
    reading_starve(sandbox_path("c"), "data.source=cifar10 data.n=20 data.test=5", 10);
}

/* --- svhn ------------------------------------------------------------------------------------------------- */

enum { MAT_UINT8 = 2, MAT_INT32 = 5, MAT_UINT32 = 6, MAT_DOUBLE = 9, CLASS_DOUBLE = 6, CLASS_UINT8 = 9 };

/* A MATLAB 5 file, made by hand: libmatio would not write it. */
struct mat {
    size_t size;
    uint32_t dims[4]; /* dimensions of X in the header; 0: 2 x 3 x 3 x images */
    int class_, type; /* of X: the class of the array, and the stored type */
    size_t images;
    double bad;       /* the value of one pixel, if not 0 */
    int label;        /* of one image, if not 0 */
    size_t labels;    /* of y; 0: as many as images */
};

static void put32(struct mat *mat, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[mat->size++] = (unsigned char)(value >> (8 * i));
}

static void put_tag(struct mat *mat, uint32_t type, size_t count)
{
    put32(mat, type);
    put32(mat, (uint32_t)count);
}

static void put_values(struct mat *mat, int type, size_t count, const double *value)
{
    size_t item = type == MAT_UINT8 ? 1 : 8;
    put_tag(mat, (uint32_t)type, count * item);
    for (size_t i = 0; i < count; i++) {
        if (type == MAT_UINT8)
            bytes[mat->size++] = (unsigned char)value[i];
        else
            memcpy(bytes + mat->size + 8 * i, value + i, 8);
    }
    mat->size += type == MAT_UINT8 ? 0 : 8 * count;
    while (mat->size % 8)
        bytes[mat->size++] = 0;
}

static void put_array(struct mat *mat, const char *name, int class_, int type, size_t rank, const uint32_t *dims,
                      size_t count, const double *value)
{
    size_t begin = mat->size;
    put_tag(mat, 14, 0);
    put_tag(mat, MAT_UINT32, 8);
    put32(mat, (uint32_t)class_);
    put32(mat, 0);
    put_tag(mat, MAT_INT32, 4 * rank);
    for (size_t i = 0; i < rank + rank % 2; i++)
        put32(mat, i < rank ? dims[i] : 0);
    put32(mat, 1 | 1 << 16); /* a name of one letter, with its tag in 8 bytes */
    put32(mat, (unsigned char)*name);
    put_values(mat, type, count, value);
    size_t end = mat->size;
    mat->size = begin;
    put_tag(mat, 14, end - begin - 8);
    mat->size = end;
}

static double pixel_value(size_t image, size_t row, size_t column, size_t channel)
{
    return (double)((image + 40 * row + 80 * column + 23 * channel) % 256);
}

/* Labels 1 to 10 in turn; column-major images of 2 x 3 pixels, three channels. */
static size_t make_mat(struct mat *mat)
{
    double x[18 * 60], y[80];
    uint32_t dims[4] = {2, 3, 3, (uint32_t)mat->images};
    size_t labels = mat->labels ? mat->labels : mat->images;
    memset(bytes, 0, 128);
    memcpy(bytes, "MATLAB 5.0 MAT-file", 19);
    memcpy(bytes + 124, "\0\1IM", 4);
    mat->size = 128;
    for (size_t k = 0; k < 18 * mat->images; k++)
        x[k] = pixel_value(k / 18, k % 2, k / 2 % 3, k / 6 % 3);
    for (size_t i = 0; i < labels; i++)
        y[i] = (double)(i % 10 + 1);
    if (mat->bad != 0)
        x[18 * 5 + 6 + 3] = mat->bad; /* image 5, channel 1, column 1, row 1 */
    if (mat->label)
        y[7] = mat->label;
    put_array(mat, "X", mat->class_, mat->type, 4, mat->dims[0] ? mat->dims : dims, 18 * mat->images, x);
    put_array(mat, "y", CLASS_UINT8, MAT_UINT8, 2, (uint32_t[]){(uint32_t)labels, 1}, labels, y);
    return mat->size;
}

static void write_mat(const char *name, struct mat mat)
{
    if (!mat.images)
        mat.images = 30;
    if (!mat.class_)
        mat.class_ = CLASS_UINT8;
    if (!mat.type)
        mat.type = MAT_UINT8;
    sandbox_write(name, bytes, make_mat(&mat));
}

/* An image as (channel, row, column), which image it is, and its class. */
static void check_digit(const double *x, double y, size_t *image)
{
    *image = (size_t)lround(255 * x[0]);
    for (size_t k = 0; k < 18; k++)
        assert_true(x[k] == pixel_value(*image, k / 3 % 2, k % 3, k / 6) / 255);
    assert_true((*image % 10 + 1) % 10 == (y < 0 ? 0 : 2)); /* the tenth label is the digit 0 */
}

static void check_svhn(const char *path)
{
    struct catapult_dataset *data =
        reading_load(path, "data.source=svhn data.n=4 data.test=2 data.classes=0,2 data.normalize=none");
    bool seen[60] = {false};
    assert_true(data->d == 18 && data->image[0] == 3 && data->image[1] == 2 && data->image[2] == 3);
    assert_true(data->outputs == 1 && data->labels);
    for (size_t i = 0; i < 6; i++) { /* all of them, none twice: the test examples are the rest */
        size_t image;
        check_digit(i < 4 ? data->x + 18 * i : data->x_test + 18 * (i - 4), i < 4 ? data->y[i] : data->y_test[i - 4],
                    &image);
        assert_true(image < 30 && !seen[image]);
        seen[image] = true;
    }
    catapult_dataset_free(data);
}

/* Stored as bytes, as floating point, and as bytes in an array declared as floating point. */
static void test_svhn(void **state)
{
    (void)state;
    need(&set_svhn);
    sandbox_folder("s");
    write_mat("s/train_32x32.mat", (struct mat){0});
    check_svhn(sandbox_path("s"));
    write_mat("s/train_32x32.mat", (struct mat){.class_ = CLASS_DOUBLE, .type = MAT_DOUBLE});
    check_svhn(sandbox_path("s"));
    write_mat("s/train_32x32.mat", (struct mat){.class_ = CLASS_DOUBLE, .type = MAT_UINT8});
    check_svhn(sandbox_path("s"));
}

static void test_svhn_test_file(void **state)
{
    (void)state;
    struct catapult_settings settings;
    struct source_sizes sizes;
    static const char pairs[] = "data.source=svhn data.n=6 data.test=3 data.classes=0,2 data.normalize=none";
    need(&set_svhn);
    sandbox_folder("s");
    write_mat("s/train_32x32.mat", (struct mat){0});
    reading_prepare(&settings, sandbox_path("s"), pairs);
    assert_int_equal(source_sizes(&settings, &sizes, NULL), CATAPULT_STATUS_OK);
    assert_string_equal(sizes.note,
                        "test examples are drawn from the rest of train_32x32.mat: there is no test_32x32.mat");
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: data.n + data.test = 6 + 3 wanted, 6 examples of classes 0, 2 are there (the "
                   "test examples too come from this file: there is no test_32x32.mat)");
    write_mat("s/test_32x32.mat", (struct mat){.images = 20});
    struct catapult_dataset *data = reading_load(sandbox_path("s"), pairs);
    for (size_t i = 0; i < 9; i++) {
        size_t image;
        check_digit(i < 6 ? data->x + 18 * i : data->x_test + 18 * (i - 6), i < 6 ? data->y[i] : data->y_test[i - 6],
                    &image);
    }
    catapult_dataset_free(data);
    assert_int_equal(source_sizes(&settings, &sizes, NULL), CATAPULT_STATUS_OK);
    assert_string_equal(sizes.note, "");
    write_mat("s/test_32x32.mat", (struct mat){.dims = {3, 2, 3, 30}});
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/test_32x32.mat: images of 3 x 2 pixels, those for training have 2 x 3");
    write_mat("s/test_32x32.mat", (struct mat){.dims = {2, 3, 1, 90}, .labels = 80});
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/test_32x32.mat: X has 90 images, but y is 80 x 1, "
                   "expected 90 x 1");
}

#ifdef HAVE_MATIO
/* The same file written by libmatio, packed or not, as bytes or as floating point; y after or before X. */
static void write_with_matio(const char *path, int class_, int type, enum matio_compression compression, bool y_first)
{
    unsigned char x[18 * 30], y[30];
    double x_real[18 * 30];
    for (size_t k = 0; k < 18 * 30; k++)
        x_real[k] = x[k] = (unsigned char)pixel_value(k / 18, k % 2, k / 2 % 3, k / 6 % 3);
    for (size_t i = 0; i < 30; i++)
        y[i] = (unsigned char)(i % 10 + 1);
    unlink(path);
    mat_t *mat = Mat_CreateVer(path, NULL, MAT_FT_MAT5);
    assert_non_null(mat);
    matvar_t *array[2] = {
        Mat_VarCreate("X", class_, type, 4, (size_t[]){2, 3, 3, 30}, type == MAT_T_DOUBLE ? (void *)x_real : x, 0),
        Mat_VarCreate("y", MAT_C_UINT8, MAT_T_UINT8, 2, (size_t[]){30, 1}, y, 0)};
    for (int i = 0; i < 2; i++)
        assert_int_equal(Mat_VarWrite(mat, array[y_first ? 1 - i : i], compression), 0);
    for (int i = 0; i < 2; i++)
        Mat_VarFree(array[i]);
    assert_int_equal(Mat_Close(mat), 0);
}

static void test_svhn_matio(void **state)
{
    (void)state;
    char path[512];
    sandbox_folder("s");
    snprintf(path, sizeof path, "%s", sandbox_path("s/train_32x32.mat"));
    for (int packed = 0; packed < 2; packed++)
        for (int first = 0; first < 2; first++) {
            enum matio_compression compression = packed ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE;
            write_with_matio(path, MAT_C_UINT8, MAT_T_UINT8, compression, first);
            check_svhn(sandbox_path("s"));
            write_with_matio(path, MAT_C_DOUBLE, MAT_T_DOUBLE, compression, first);
            check_svhn(sandbox_path("s"));
        }
}

static void test_svhn_packed_refused(void **state)
{
    (void)state;
    size_t size;
    sandbox_folder("s");
    write_with_matio(sandbox_path("s/train_32x32.mat"), MAT_C_UINT8, MAT_T_UINT8, MAT_COMPRESSION_ZLIB, false);
    unsigned char *file = (unsigned char *)sandbox_read(sandbox_path("s/train_32x32.mat"), &size);
    size_t packed = file[132] + 256u * file[133];
    static const char pairs[] = "data.source=svhn data.n=20 data.test=5";
    char message[120];
    file[136 + packed - 1] ^= 1; /* of zlib's checksum */
    sandbox_write("s/train_32x32.mat", file, size);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 128: damaged compressed data");
    file[136 + packed - 1] ^= 1;
    sandbox_write("s/train_32x32.mat", file, 128 + packed);
    snprintf(message, sizeof message,
             "/s/train_32x32.mat: byte 128: truncated: a data element of %zu bytes, the file has %zu more", packed,
             packed - 8);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT, message);
    file[132] = (unsigned char)(packed - 9);
    file[133] = (unsigned char)((packed - 9) >> 8);
    sandbox_write("s/train_32x32.mat", file, 136 + packed - 9);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 128: the compressed data have no end");
    file[132] = (unsigned char)(packed + 9);
    file[133] = (unsigned char)((packed + 9) >> 8);
    sandbox_write("s/train_32x32.mat", file, 136 + packed + 9);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 128: the compressed data end before their element does");
    free(file);
}
#endif

static void refuse_mat(struct mat mat, const char *message)
{
    write_mat("s/train_32x32.mat", mat);
    reading_refuse(sandbox_path("s"), "data.source=svhn data.n=20 data.test=5", CATAPULT_STATUS_INPUT, message);
}

static void test_svhn_refused(void **state)
{
    (void)state;
    static const char pairs[] = "data.source=svhn data.n=20 data.test=5";
    const char *path = "s/train_32x32.mat";
    need(&set_svhn);
    sandbox_folder("s");
    refuse_mat((struct mat){.label = 11}, "/s/train_32x32.mat: label 11 of image 7 (from 0) is out of range (1 to 10)");
    refuse_mat((struct mat){.labels = 29}, "/s/train_32x32.mat: X has 30 images, but y is 29 x 1, expected 30 x 1");
    refuse_mat((struct mat){.dims = {2, 3, 90, 1}},
               "/s/train_32x32.mat: X has 1 images, but y is 30 x 1, expected 1 x 1");
    refuse_mat((struct mat){.dims = {2, 3, 3, 40}, .labels = 40},
               "/s/train_32x32.mat: byte 128: the dimensions ask for 720 values, there are 540 bytes of type 2");
    refuse_mat((struct mat){.dims = {2, 3, 3, 0}},
               "/s/train_32x32.mat: byte 128: the dimensions ask for 0 values, there are 540 bytes of type 2");
    refuse_mat((struct mat){.dims = {1 << 30, 1 << 30, 1 << 30, 1 << 30}},
               "/s/train_32x32.mat: byte 128: the dimensions ask for 1329227995784915872903807060280344576 values, "
               "there are 540 bytes of type 2");
    /* the whole set is drawn: every image is read */
    static const char all[] = "data.source=svhn data.n=30 data.test=0";
    write_mat(path, (struct mat){.class_ = CLASS_DOUBLE, .type = MAT_DOUBLE, .bad = NAN});
    reading_refuse(sandbox_path("s"), all, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: value nan at row 1, column 1, channel 1 "
                   "of image 5 (all from 0) is out of range (0 to 255)");
    write_mat(path, (struct mat){.class_ = CLASS_DOUBLE, .type = MAT_DOUBLE, .bad = 255.5});
    reading_refuse(sandbox_path("s"), all, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: value 255.5 at row 1, column 1, channel "
                   "1 of image 5 (all from 0) is out of range (0 to 255)");

    struct mat mat = {.images = 30, .class_ = CLASS_UINT8, .type = MAT_UINT8};
    size_t size = make_mat(&mat);
    sandbox_write(path, bytes, size - 1);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 736: truncated: a data element of 80 bytes, the file has 79 more");
    sandbox_write(path, bytes, size + 3);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 824: truncated: the file ends within the tag of a data element");
    bytes[184] = 8; /* an invalid type number for its values */
    sandbox_write(path, bytes, size);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 128: the dimensions ask for 540 values, there are 540 bytes of type 8");
    bytes[184] = 2;
    bytes[132] = 80; /* bytes of X */
    bytes[133] = 0;
    sandbox_write(path, bytes, 216);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 128: the array is cut short");
    make_mat(&mat);
    sandbox_write(path, bytes, 736); /* without y */
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT, "/s/train_32x32.mat: no array 'y' in it");
    sandbox_write(path, bytes, 128);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT, "/s/train_32x32.mat: no array 'X' in it");
    sandbox_write(path, bytes, 127);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: not a MATLAB 5 file: 127 bytes, the header alone has 128");
    bytes[128] = 7;
    sandbox_write(path, bytes, size);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: byte 128: a data element of type 7, "
                   "expected 14 (array) or 15 (compressed)");
    bytes[125] = 2;
    sandbox_write(path, bytes, size);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: a MATLAB 7.3 file, version 5 is expected (save -v7 writes it)");
    bytes[126] = 'J';
    sandbox_write(path, bytes, size);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: not a MATLAB 5 file (bytes 124 to 127 "
                   "are 00 02 4a 4d, expected 00 01 49 4d)");
    size = make_mat(&mat);
    bytes[144] = 4; /* the class of X: characters */
    sandbox_write(path, bytes, size);
    reading_refuse(sandbox_path("s"), pairs, CATAPULT_STATUS_INPUT,
                   "/s/train_32x32.mat: 'X' is not an array of real numbers");
}

static void test_svhn_rest(void **state)
{
    (void)state;
    static const char pairs[] = "data.source=svhn data.n=20 data.test=5";
    struct mat mat = {.images = 10, .class_ = CLASS_UINT8, .type = MAT_UINT8};
    static unsigned char file[4096];
    need(&set_svhn);
    sandbox_folder("s");
    write_mat("s/train_32x32.mat", (struct mat){0});
    write_mat("s/test_32x32.mat", (struct mat){0});
    cancel_everywhere(sandbox_path("s"), pairs, 2);
    reading_starve(sandbox_path("s"), pairs, 8);
    size_t size = make_mat(&mat);
    memcpy(file, bytes, size);
    reading_mangle("s/train_32x32.mat", (char *)file, size, sandbox_path("s"), "data.source=svhn data.n=4 data.test=3");
#ifdef HAVE_MATIO
    write_with_matio(sandbox_path("s/train_32x32.mat"), MAT_C_UINT8, MAT_T_UINT8, MAT_COMPRESSION_ZLIB, false);
    char *packed = sandbox_read(sandbox_path("s/train_32x32.mat"), &size);
    reading_mangle("s/train_32x32.mat", packed, size, sandbox_path("s"), "data.source=svhn data.n=4 data.test=3");
    free(packed);
#endif
}

/* --- fsdd ------------------------------------------------------------------------------------------------- */

static void test_fsdd_left_out(void **state)
{
    (void)state;
    need(&set_fsdd);
}

#ifdef HAVE_SNDFILE
/* A tone of `count` samples: a complete WAVE file. */
static size_t make_wav(size_t count, double frequency)
{
    static const unsigned char head[44] = {'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ',
                                           16,  0,   0,   0,   1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0,
                                           2,   0,   16,  0,   'd', 'a', 't', 'a'};
    memcpy(bytes, head, sizeof head);
    for (int i = 0; i < 4; i++) {
        bytes[4 + i] = (unsigned char)((36 + 2 * count) >> (8 * i));
        bytes[40 + i] = (unsigned char)((2 * count) >> (8 * i));
    }
    for (size_t i = 0; i < count; i++) {
        int sample = (int)lround(20000 * sin(2 * M_PI * frequency / 8000 * (double)i));
        bytes[44 + 2 * i] = (unsigned char)sample;
        bytes[45 + 2 * i] = (unsigned char)(sample >> 8);
    }
    return 44 + 2 * count;
}

/* Digits 0 to 3, indices 0 to 9, half of them for training; digit k is a tone of about 500 (k + 1) Hz. */
static void make_fsdd(void)
{
    char name[80];
    sandbox_folder("f");
    sandbox_folder("f/recordings");
    for (int digit = 0; digit < 4; digit++)
        for (int index = 0; index < 10; index++) {
            snprintf(name, sizeof name, "f/recordings/%d_anna_%d.wav", digit, index);
            sandbox_write(name, bytes, make_wav(700 + 97 * (size_t)index, 500 * (digit + 1)));
        }
}

/* The loudest band in the middle frame. */
static size_t loudest(const double *x)
{
    size_t best = 0;
    for (size_t b = 0; b < SPECTROGRAM_BANDS; b++)
        if (x[b * SPECTROGRAM_FRAMES + 16] > x[best * SPECTROGRAM_FRAMES + 16])
            best = b;
    return best;
}

static void test_fsdd(void **state)
{
    (void)state;
    make_fsdd();
    struct catapult_dataset *data =
        reading_load(sandbox_path("f"), "data.source=fsdd data.n=10 data.test=10 data.classes=1,3 data.normalize=none");
    assert_true(data->d == 1024 && data->image[0] == 1 && data->image[1] == 32 && data->image[2] == 32);
    for (size_t i = 0; i < 20; i++) {
        const double *x = i < 10 ? data->x + 1024 * i : data->x_test + 1024 * (i - 10);
        double y = i < 10 ? data->y[i] : data->y_test[i - 10], mean = 0;
        assert_int_equal(loudest(x), y < 0 ? 7 : 15); /* 1000 and 2000 Hz are the upper limits of these bands */
        for (size_t k = 0; k < 1024; k++)
            mean += x[k] / 1024;
        assert_true(fabs(mean) < 1e-12);
    }
    catapult_dataset_free(data);
    reading_refuse(sandbox_path("f"), "data.source=fsdd data.n=11 data.test=10 data.classes=1,3", CATAPULT_STATUS_INPUT,
                   "/f/recordings/ (index 5 and up): data.n = 11 wanted, 10 examples of classes 1, 3 are there");
    reading_refuse(sandbox_path("f"), "data.source=fsdd data.n=10 data.test=11 data.classes=1,3", CATAPULT_STATUS_INPUT,
                   "/f/recordings/ (index 0 to 4): data.test = 11 wanted, 10 examples of classes 1, 3 are there");
    /* what is not drawn is not read */
    sandbox_text("f/recordings/2_anna_3.wav", "junk");
    catapult_dataset_free(reading_load(sandbox_path("f"), "data.source=fsdd data.n=10 data.test=10 data.classes=1,3"));
}

/* Samples of other types, by libsndfile; floating-point samples may be NaN. */
static void write_sound(int format, int channels, int rate, double bad)
{
    float sample[2000];
    SF_INFO info = {.samplerate = rate, .channels = channels, .format = SF_FORMAT_WAV | format};
    for (int i = 0; i < 2000; i++)
        sample[i] = (float)(0.5 * sin(2 * M_PI * 1000 / 8000 * i));
    if (bad != 0)
        sample[700] = (float)bad;
    unlink(sandbox_path("f/recordings/1_anna_7.wav"));
    SNDFILE *file = sf_open(sandbox_path("f/recordings/1_anna_7.wav"), SFM_WRITE, &info);
    assert_non_null(file);
    assert_int_equal(sf_write_float(file, sample, 2000), 2000);
    assert_int_equal(sf_close(file), 0);
}

static void refuse_sound(const char *what)
{
    char message[200];
    snprintf(message, sizeof message, "/f/recordings/1_anna_7.wav: %s", what);
    reading_refuse(sandbox_path("f"), "data.source=fsdd data.n=20 data.test=20 data.classes=0,1,2,3",
                   CATAPULT_STATUS_INPUT, message);
}

static void test_fsdd_sndfile(void **state)
{
    (void)state;
    make_fsdd();
    static const int formats[] = {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE,
                                  SF_FORMAT_PCM_U8};
    for (size_t k = 0; k < 5; k++) {
        write_sound(formats[k], 1, 8000, 0);
        struct catapult_dataset *data = reading_load(sandbox_path("f"), "data.source=fsdd data.n=10 data.test=0 "
                                                                        "data.classes=0,1 data.normalize=none");
        assert_int_equal(loudest(data->x + 1024 * 7), 7); /* by name the eighth of the ten */
        catapult_dataset_free(data);
    }
    write_sound(SF_FORMAT_PCM_16, 2, 8000, 0);
    refuse_sound("2 channels, expected 1 (mono)");
    write_sound(SF_FORMAT_PCM_16, 1, 44100, 0);
    refuse_sound("44100 samples a second, expected 8000");
    write_sound(SF_FORMAT_FLOAT, 1, 8000, NAN);
    refuse_sound("sample 700 (from 0) is nan, expected about -1 to 1");
    write_sound(SF_FORMAT_FLOAT, 1, 8000, 1e30);
    refuse_sound("sample 700 (from 0) is 1e+30, expected about -1 to 1");
}

static void test_fsdd_refused(void **state)
{
    (void)state;
    const char *name = "f/recordings/1_anna_7.wav";
    make_fsdd();
    size_t size = make_wav(900, 1000);
    sandbox_write(name, bytes, size - 1);
    refuse_sound("truncated: the chunk at byte 36 promises 1800 bytes, the file has 1799 more");
    sandbox_write(name, bytes, 40);
    refuse_sound("truncated: there is no chunk 'data'");
    bytes[43] = 0x7f;
    sandbox_write(name, bytes, size);
    refuse_sound("truncated: the chunk at byte 36 promises 2130708232 bytes, the file has 1800 more");
    sandbox_write(name, bytes, make_wav(0, 1000));
    refuse_sound("no samples, the recording is empty");
    sandbox_write(name, bytes, 0);
    refuse_sound("not a WAVE file (RIFF and WAVE are expected at bytes 0 and 8)");
    sandbox_text(name, "version https://git-lfs.github.com/spec/v1\n");
    refuse_sound("not a WAVE file (RIFF and WAVE are expected at bytes 0 and 8)");
    assert_int_equal(unlink(sandbox_path(name)), 0);
    sandbox_folder(name);
    refuse_sound("a folder where a file is expected");
    assert_int_equal(rmdir(sandbox_path(name)), 0);
}

static void test_fsdd_names(void **state)
{
    (void)state;
    static const char *const junk[] = {"1_anna_07.wav", "a_anna_7.wav", "11_anna_7.wav", "1_an na_7.wav", "1__7.wav",
                                       "1_anna_.wav",   "1_anna_7.WAV", "1_anna_7.wav~", "1_anna_1234567.wav",
                                       "1_anna_7_8.wav", "notes.txt", "1_anna_-7.wav"};
    char path[80], message[200];
    make_fsdd();
    sandbox_text("f/recordings/.hidden", "");
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
        snprintf(path, sizeof path, "f/recordings/%s", junk[i]);
        sandbox_text(path, "");
        snprintf(message, sizeof message, "/%s: the name is not DIGIT_SPEAKER_INDEX.wav, as 7_jackson_32.wav is", path);
        reading_refuse(sandbox_path("f"), "data.source=fsdd data.n=5 data.test=5", CATAPULT_STATUS_INPUT, message);
        assert_int_equal(unlink(sandbox_path(path)), 0);
    }
    sandbox_folder("g");
    sandbox_folder("g/recordings");
    reading_refuse(sandbox_path("g"), "data.source=fsdd data.n=5 data.test=5", CATAPULT_STATUS_INPUT,
                   "/g/recordings/ (index 5 and up): no recordings");
    sandbox_text("g/recordings/7_anna_12.wav", "");
    reading_refuse(sandbox_path("g"), "data.source=fsdd data.n=1 data.test=0", CATAPULT_STATUS_INPUT,
                   "/g/recordings/ (index 5 and up): no example of class 0 (data.classes)");
    reading_refuse("/nowhere", "data.source=fsdd", CATAPULT_STATUS_INPUT,
                   "data set fsdd not found: recordings/ is not where "
                   "data.path says; looked in /nowhere, /nowhere/fsdd");
}

static void test_fsdd_rest(void **state)
{
    (void)state;
    make_fsdd();
    cancel_everywhere(sandbox_path("f"), "data.source=fsdd data.n=20 data.test=20 data.classes=0,1,2,3", 4);
    reading_starve(sandbox_path("f"), "data.source=fsdd data.n=5 data.test=5 data.classes=0,1", 50);
    char name[80];
    for (int index = 5; index < 10; index++) { /* leaves one recording of digit 0 for training, which is drawn */
        snprintf(name, sizeof name, "f/recordings/0_anna_%d.wav", index);
        if (index != 6)
            assert_int_equal(unlink(sandbox_path(name)), 0);
    }
    size_t size = make_wav(40, 1000);
    static char file[200];
    memcpy(file, bytes, size);
    reading_mangle("f/recordings/0_anna_6.wav", file, size, sandbox_path("f"),
                   "data.source=fsdd data.n=6 data.test=0 data.classes=0,1");
}

/* Frames and bands against the definition: sums of cosines and sines. */
static void test_spectrogram(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static double sample[COUNT], out[SPECTROGRAM_SIZE], quiet[SPECTROGRAM_SIZE];
    double power[SPECTROGRAM_SIZE], largest = 0, mean = 0;
    for (int i = 0; i < COUNT; i++)
        sample[i] = 0.3 * sin(0.4 * i + 1e-4 * i * i) + 0.1 * cos(2.385 * i);
    struct spectrogram *work = spectrogram_new();
    assert_non_null(work);
    spectrogram_make(work, COUNT, sample, out);
    for (int t = 0; t < 32; t++)
        for (int b = 0; b < 32; b++) {
            int begin = (int)lround((double)t * (COUNT - 256) / 31);
            power[32 * b + t] = 0;
            for (int k = 4 * b + 1; k <= 4 * b + 4; k++) {
                double re = 0, im = 0;
                for (int i = 0; i < 256; i++) {
                    double s = sample[begin + i] * pow(sin(M_PI * i / 256), 2);
                    re += s * cos(2 * M_PI * i * k / 256);
                    im += s * sin(2 * M_PI * i * k / 256);
                }
                power[32 * b + t] += re * re + im * im;
            }
            largest = fmax(largest, power[32 * b + t]);
        }
    for (int i = 0; i < SPECTROGRAM_SIZE; i++) {
        power[i] = log10(fmax(power[i] / largest, 1e-6));
        mean += power[i] / SPECTROGRAM_SIZE;
    }
    for (int i = 0; i < SPECTROGRAM_SIZE; i++)
        assert_true(fabs(out[i] - (power[i] - mean)) < 1e-9);
    for (int i = 0; i < COUNT; i++)
        sample[i] *= 1e-3;
    spectrogram_make(work, COUNT, sample, quiet);
    for (int i = 0; i < SPECTROGRAM_SIZE; i++)
        assert_true(fabs(out[i] - quiet[i]) < 1e-9);
    spectrogram_make(work, 100, sample, out); /* shorter than a frame */
    for (int i = 0; i < SPECTROGRAM_SIZE; i++)
        assert_true(isfinite(out[i]) && out[i] == out[i - i % 32]);
    memset(sample, 0, sizeof sample);
    spectrogram_make(work, COUNT, sample, out);
    for (int i = 0; i < SPECTROGRAM_SIZE; i++)
        assert_true(out[i] == 0);
    spectrogram_free(work);
}
#endif

/* --- agnews ----------------------------------------------------------------------------------------------- */

static void clean(const char *text, const char *wanted)
{
    char copy[200];
    size_t length = strlen(text);
    memcpy(copy, text, length);
    copy[words_clean(copy, length)] = '\0';
    assert_string_equal(copy, wanted);
}

static void test_words_clean(void **state)
{
    (void)state;
    clean("", "");
    clean("a second\\team of", "a second team of");
    clean("NYMEX at \\$46.76", "NYMEX at  $46.76");
    clean("Amazon #39;s", "Amazon 's");
    clean("the  #36;10 million", "the  $10 million");
    clean("In  quot;helping themselves, quot; Ricky", "In  \"helping themselves, \" Ricky");
    clean("ATamp;T AT amp;T AT&amp;T", "ATamp;T AT &T AT&T");
    clean("Inc. &lt;AAPL.O&gt; said", "Inc. <AAPL.O> said");
    clean("&lt;b&gt;Opinion&lt;/B&gt; now", " Opinion  now");
    clean("x&lt;A HREF=\"http://q.com/?a=1\"&gt;the fool&lt;/A&gt;y", "x the fool y");
    clean("Afghanistan&lt;br&gt;Like &lt;br/&gt;", "Afghanistan Like  ");
    clean("a &lt; b &lt;b", "a < b <b");
    clean("&lt;b &lt;i&gt;", "<b  ");
    clean("it#146;s #151; 1 #8212; 2 #12", "it s   1   2 #12");
    clean("#39;", "'");
    clean("&", "&");
    clean("#", "#");
    clean("&#", "&#");
    clean("<", "<");
    clean("&lt;/", "</");
    clean("gt;", ">");
    clean("length; weight;", "length; weight;");
}

/* Expects these nonzero features: two at most. */
static void count_words(const char *text, size_t at, double first, size_t other, double second)
{
    double feature[WORDS_FEATURES] = {0};
    words_count(text, strlen(text), feature);
    for (size_t j = 0; j < WORDS_FEATURES; j++)
        assert_true(feature[j] == (j == at ? first : j == other ? second : 0));
}

/* FNV-1a of "foobar" is 85944171f73967e8, of "hello" a430d84680aabd0b. */
static void test_words_count(void **state)
{
    (void)state;
    size_t foobar = (0x85944171u ^ 0xf73967e8u) % 2048, hello = (0xa430d846u ^ 0x80aabd0bu) % 2048;
    count_words("", 0, 0, 0, 0);
    count_words("a I 7, -- & .", 0, 0, 0, 0);
    count_words("foobar", foobar, 1, hello, 0);
    count_words("Hello, FooBar; hello-hello a", foobar, 1, hello, 3);
    count_words("foobar hello's", foobar, 1, hello, 1);
}

static void write_agnews(void)
{
    sandbox_text("a/train.csv", "\"3\",\"Foobar\",\"hello &lt;b&gt;foobar&lt;/b&gt;\"\n"
                                "\"1\",\"Foobar\",\"\"\n"
                                "\"4\",\"hello \"\"hello\"\"\",\" #39; x, y\\foobar\"\n"
                                "\"2\",\"none, of\",\"them\"\n");
    sandbox_text("a/test.csv", "\"1\",\"hello\",\"hello\"\r\n\n\"2\",\"hello\",\"\"");
}

static void make_agnews(void)
{
    sandbox_folder("a");
    write_agnews();
}

static void test_agnews(void **state)
{
    (void)state;
    size_t foobar = (0x85944171u ^ 0xf73967e8u) % 2048, hello = (0xa430d846u ^ 0x80aabd0bu) % 2048;
    need(&set_agnews);
    make_agnews();
    sandbox_text("a/test.csv", "\"1\",\"hello\",\"hello\"\r\n\n\"2\",\"hello\",\"\"\n\"3\",\"a\",\"\"\n\"4\",,foobar");
    struct catapult_dataset *data =
        reading_load(sandbox_path("a"), "data.source=agnews data.n=4 data.test=4 data.normalize=none");
    assert_true(data->d == 2048 && data->outputs == 4 && data->labels && data->image[0] == 0);
    static const double count_foobar[] = {2, 1, 1, 0, 0, 0, 0, 1}, count_hello[] = {1, 0, 2, 0, 2, 1, 0, 0};
    static const int class_[] = {3, 1, 4, 2, 1, 2, 3, 4};
    double weight_foobar = 1 + log(5.0 / 4), weight_hello = 1 + log(5.0 / 3); /* in 3 and 2 of the 4 */
    for (size_t i = 0; i < 8; i++) {
        const double *x = i < 4 ? data->x + 2048 * i : data->x_test + 2048 * (i - 4);
        const double *y = i < 4 ? data->y + 4 * i : data->y_test + 4 * (i - 4);
        assert_true(fabs(x[foobar] - count_foobar[i] * weight_foobar) < 1e-14);
        assert_true(fabs(x[hello] - count_hello[i] * weight_hello) < 1e-14);
        for (int k = 0; k < 4; k++)
            assert_true(y[k] == (class_[i] == k + 1));
    }
    catapult_dataset_free(data);
    data = reading_load(sandbox_path("a"), "data.source=agnews data.n=2 data.test=2 data.classes=2,1");
    assert_true(data->outputs == 1 && data->y[0] == 1 && data->y[1] == -1);
    catapult_dataset_free(data);
}

static void refuse_news(const char *text, const char *message)
{
    sandbox_text("a/train.csv", text);
    reading_refuse(sandbox_path("a"), "data.source=agnews data.n=1 data.test=1 data.classes=1,2", CATAPULT_STATUS_INPUT,
                   message);
}

static void test_agnews_refused(void **state)
{
    (void)state;
    static const char quotes[] = "the double quotes do not match (one within a field is written twice)";
    char message[200];
    need(&set_agnews);
    make_agnews();
    refuse_news("\"1\",\"a\",\"b\"\n\"5\",\"a\",\"b\"\n", "/a/train.csv:2: class '5' is out of range (1 to 4)");
    refuse_news("\"1\",\"a\",\"b\"\n\"0\",\"a\",\"b\"\n", "/a/train.csv:2: class '0' is out of range (1 to 4)");
    refuse_news("\"Class Index\",\"Title\",\"Description\"\n",
                "/a/train.csv:1: class 'Class Index' is out of range (1 to 4)");
    refuse_news("\"\",\"a\",\"b\"\n", "/a/train.csv:1: class '' is out of range (1 to 4)");
    refuse_news("\"1\",\"a\"\n", "/a/train.csv:1: 2 fields, expected 3 (class, title, description)");
    refuse_news("\"1\",\"a\",\"b\",\"c\"\n", "/a/train.csv:1: 4 fields, expected 3 (class, title, description)");
    refuse_news("\"1\",\"a\",\"b\"\n\"1\"", "/a/train.csv:2: 1 field, expected 3 (class, title, description)");
    snprintf(message, sizeof message, "/a/train.csv:2: %s", quotes);
    refuse_news("\"1\",\"a\",\"b\"\n\"2\",\"a\"b\",\"c\"\n\"2\",\"a\",\"b\"\n", message);
    refuse_news("\"1\",\"a\",\"b\"\n\"2\",\"a,b\n\"2\",\"a\",\"b\"\n", message);
    refuse_news("\"1\",\"a\",\"b\"\n\"2\",\"a\",\"b\n", message);
    refuse_news("\"1\",\"a\",\"b\"\n\"2\",\"a\",\"b", message);
    refuse_news("\"1\",\"a\",\"b\"\n\"2\",\"a\",b\"\n", message);
    refuse_news("\"1\",\"a\",\"b\"\n2,\"", message);
    refuse_news("\"1\",\"a\",\"b\"\n\"2,a,b\n\"1\",\"a\",\"b\"\n", message);
    refuse_news("\"1\",\"a\",\"b\"\n\"2\"x,\"a\",\"b\"\n", message);
    refuse_news("\"1\",\"a\",\"b\"\n\n\"2\",\"a\x1b[31m\",\"b\"\n", "/a/train.csv:3: not a text file (byte 0x1b)");
    refuse_news("", "/a/train.csv: no rows");
    refuse_news("\n\n  \n", "/a/train.csv: no rows");
    refuse_news("\"1\",\"a\",\"b\"\n", "/a/train.csv: no example of class 2 (data.classes)");
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "\"1\",\"", 5);
    sandbox_write("a/train.csv", bytes, sizeof bytes);
    for (int i = 1; i < 9; i++) { /* more than a million bytes without a line end */
        FILE *file = fopen(sandbox_path("a/train.csv"), "ab");
        assert_true(file && fwrite(bytes + 9, 1, sizeof bytes - 9, file) == sizeof bytes - 9);
        assert_int_equal(fclose(file), 0);
    }
    reading_refuse(sandbox_path("a"), "data.source=agnews data.n=1", CATAPULT_STATUS_INPUT,
                   "/a/train.csv:1: the line is longer than 1048576 bytes");
    write_agnews();
    reading_refuse(sandbox_path("a"), "data.source=agnews data.n=3 data.test=1 data.classes=1,2", CATAPULT_STATUS_INPUT,
                   "/a/train.csv: data.n = 3 wanted, 2 examples of classes 1, 2 are there");
    reading_refuse(sandbox_path("a"), "data.source=agnews data.classes=0,1", CATAPULT_STATUS_INPUT,
                   "data.classes: agnews has the classes 1 to 4, not 0");
    assert_int_equal(unlink(sandbox_path("a/test.csv")), 0);
    reading_refuse(sandbox_path("a"), "data.source=agnews data.n=2 data.test=1 data.classes=1,2", CATAPULT_STATUS_INPUT,
                   "/a: test.csv is missing there");
}

static void test_agnews_rest(void **state)
{
    (void)state;
    static const char pairs[] = "data.source=agnews data.n=2 data.test=2 data.classes=1,2";
    size_t size;
    need(&set_agnews);
    make_agnews();
    cancel_everywhere(sandbox_path("a"), pairs, 7);
    reading_starve(sandbox_path("a"), pairs, 8);
    char *file = sandbox_read(sandbox_path("a/train.csv"), &size);
    reading_mangle("a/train.csv", file, size, sandbox_path("a"), pairs);
    free(file);
}

/* --- checksums -------------------------------------------------------------------------------------------- */

static void check_sum(const char *name, uint64_t size, const char *sha256)
{
    struct set_sum sum;
    assert_int_equal(set_sum(sandbox_path(name), &sum, NULL, NULL), CATAPULT_STATUS_OK);
    assert_true(sum.bytes == size);
    assert_string_equal(sum.sha256, sha256);
}

static void test_sums(void **state)
{
    (void)state;
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct set_sum sum;
    struct catapult_error err;
    sandbox_text("abc", "abc");
    check_sum("abc", 3, abc);
    sandbox_gzip("abc.gz", "abc", 3, 1); /* the checksum of the contents, not of the packed file */
    check_sum("abc.gz", 3, abc);
    sandbox_text("none", "");
    check_sum("none", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    memset(bytes, 'a', 100000);
    sandbox_folder("d");
    for (int i = 0; i < 10; i++) {
        char name[8] = "d/0";
        name[2] = (char)('0' + i);
        sandbox_write(name, bytes, 100000);
    }
    char lines[1000] = "";
    for (int i = 0; i < 10; i++) { /* as `sha256sum *` prints them */
        assert_int_equal(set_sum(sandbox_path("d/0"), &sum, NULL, NULL), CATAPULT_STATUS_OK);
        snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%s  %d\n", sum.sha256, i);
    }
    sandbox_text("lines", lines);
    assert_int_equal(set_sum(sandbox_path("lines"), &sum, NULL, NULL), CATAPULT_STATUS_OK);
    check_sum("d", 1000000, sum.sha256);
    assert_int_equal(set_sum(sandbox_path("nothing"), &sum, NULL, &err), CATAPULT_STATUS_IO);

    struct known_file file = {"abc", SET_TRAIN, 3, abc};
    assert_int_equal(set_sum(sandbox_path("abc"), &sum, NULL, NULL), CATAPULT_STATUS_OK);
    assert_int_equal(set_compare(&file, &sum), VERDICT_PUBLISHED);
    file.sha256 = NULL;
    assert_int_equal(set_compare(&file, &sum), VERDICT_SIZE);
    file.bytes = 4;
    assert_int_equal(set_compare(&file, &sum), VERDICT_PIECE);
    file.bytes = 3;
    file.sha256 = "0";
    assert_int_equal(set_compare(&file, &sum), VERDICT_CHANGED);
}

/* --- the sets themselves ---------------------------------------------------------------------------------- */

/* $CATAPULT_DATA, saved before the tests change it; "" if unset. */
static char data_folder[CATAPULT_SETTING_TEXT];

/* Finds the real set, or skips. */
static void find_whole(const struct known_set *set, struct set_place *place)
{
    if (!*data_folder || set->needs || set_find(set, data_folder, place, NULL) != CATAPULT_STATUS_OK)
        skip();
}

static void check_counts(const struct known_set *set, const struct set_place *place, enum set_half_kind which,
                         const size_t *wanted)
{
    struct set_half half;
    struct catapult_error err;
    size_t count[16] = {0}, rows = 0;
    if (known_open(set, place, which, &half, NULL, &err) != CATAPULT_STATUS_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < half.rows; i++)
        count[half.label[i]]++;
    for (int k = 0; k < set->classes; k++) {
        assert_int_equal(count[set->first_class + k], wanted[k]);
        rows += wanted[k];
    }
    assert_int_equal(half.rows, rows);
    known_close(set, &half);
}

/* Whether the file is the small sample whose counts and pixels the tests below know. */
static bool is_piece(const struct set_place *place, const char *file, uint64_t size)
{
    char path[SET_PATH + 80];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", place->folder, file);
    return stat(path, &info) == 0 && (uint64_t)info.st_size == size;
}

/* The counts of the whole set, or of the small sample that the tests know. */
static void test_whole_cifar10(void **state)
{
    (void)state;
    struct set_place place;
    static const size_t piece[] = {682, 663, 673, 648, 711, 637, 674, 680, 695, 665};
    static const size_t piece_test[] = {1000, 78, 1000, 95, 85, 84, 105, 96, 98, 100};
    static const size_t whole[] = {5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000};
    static const size_t whole_test[] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    find_whole(&set_cifar10, &place);
    bool known = is_piece(&place, "test_batch.bin", 8423093);
    check_counts(&set_cifar10, &place, SET_TRAIN, known ? piece : whole);
    check_counts(&set_cifar10, &place, SET_TEST, known ? piece_test : whole_test);
    struct catapult_dataset *data =
        reading_load(data_folder, "data.source=cifar10 data.classes=0,2 data.n=256 data.test=2000");
    double sum = 0;
    for (size_t i = 0; i < 2000; i++)
        sum += data->y_test[i];
    assert_true(sum == 0 && data->d == 3072 && data->outputs == 1);
    catapult_dataset_free(data);
}

static void test_whole_svhn(void **state)
{
    (void)state;
    struct set_place place;
    static const size_t piece[] = {66, 227, 141, 134, 110, 112, 78, 70, 78, 67};
    static const size_t whole[] = {4948, 13861, 10585, 8497, 7458, 6882, 5727, 5595, 5045, 4659};
    find_whole(&set_svhn, &place);
    bool known = is_piece(&place, "train_32x32.mat", 2656352);
    check_counts(&set_svhn, &place, SET_TRAIN, known ? piece : whole);
    struct set_half half;
    struct pick pick = {.count = 1, .row = (size_t[]){0}};
    static double x[3072];
    assert_int_equal(known_open(&set_svhn, &place, SET_TRAIN, &half, NULL, NULL), CATAPULT_STATUS_OK);
    assert_true(half.image[0] == 3 && half.image[1] == 32 && half.image[2] == 32);
    assert_int_equal(half.label[0], 1);
    assert_int_equal(set_svhn.read(&half, &pick, x, NULL, NULL), CATAPULT_STATUS_OK);
    assert_true(x[0] == 33 / 255.0 && x[1024] == 30 / 255.0 && x[2048] == 38 / 255.0);
    known_close(&set_svhn, &half);
    if (known)
        reading_refuse(data_folder, "data.source=svhn data.classes=0,2 data.n=128 data.test=80", CATAPULT_STATUS_INPUT,
                       "/svhn/train_32x32.mat: data.n + data.test = 128 + 80 wanted, 207 examples of classes 0, 2 are "
                       "there (the test examples too come from this file: there is no test_32x32.mat)");
}

static void test_whole_fsdd(void **state)
{
    (void)state;
    struct set_place place;
    static const size_t train[] = {270, 270, 270, 270, 270, 270, 270, 270, 270, 270};
    static const size_t test[] = {30, 30, 30, 30, 30, 30, 30, 30, 30, 30};
    find_whole(&set_fsdd, &place);
    check_counts(&set_fsdd, &place, SET_TRAIN, train);
    check_counts(&set_fsdd, &place, SET_TEST, test);
    struct catapult_dataset *data = reading_load(data_folder,
                                                 "data.source=fsdd data.n=2700 data.test=300"); /* all of them */
    assert_true(data->d == 1024 && data->outputs == 10);
    for (size_t i = 0; i < 2700; i++) {
        double length2 = 0;
        for (size_t j = 0; j < 1024; j++)
            length2 += data->x[1024 * i + j] * data->x[1024 * i + j];
        assert_true(fabs(length2 / 1024 - 1) < 1e-12); /* none is silent */
    }
    catapult_dataset_free(data);
}

/* Texts of the same class have more words in common than texts of different ones, by the cosine of their features. */
static void test_whole_agnews(void **state)
{
    (void)state;
    struct set_place place;
    static const size_t piece[] = {163, 132, 137, 149}, test[] = {1900, 1900, 1900, 1900};
    static const size_t whole[] = {30000, 30000, 30000, 30000};
    find_whole(&set_agnews, &place);
    check_counts(&set_agnews, &place, SET_TRAIN, is_piece(&place, "train.csv", 149135) ? piece : whole);
    check_counts(&set_agnews, &place, SET_TEST, test);
    struct catapult_dataset *data = reading_load(data_folder,
                                                 "data.source=agnews data.classes=1,2 data.n=200 data.test=100");
    double same = 0, other = 0, n_same = 0, n_other = 0;
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < i; k++) {
            double cosine = 0;
            for (size_t j = 0; j < 2048; j++)
                cosine += data->x[2048 * i + j] * data->x[2048 * k + j] / 2048;
            bool equal = data->y[i] == data->y[k];
            *(equal ? &same : &other) += cosine;
            *(equal ? &n_same : &n_other) += 1;
        }
    assert_true(same / n_same > 1.05 * other / n_other);
    catapult_dataset_free(data);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_open, sandbox_close)

int main(void)
{
    const char *data = getenv("CATAPULT_DATA");
    if (data && strlen(data) < sizeof data_folder)
        strcpy(data_folder, data);
    const struct CMUnitTest tests[] = {
        IN_SANDBOX(test_cifar10),
        IN_SANDBOX(test_cifar10_draw),
        IN_SANDBOX(test_cifar10_refused),
        IN_SANDBOX(test_cifar10_rest),
        IN_SANDBOX(test_svhn),
        IN_SANDBOX(test_svhn_test_file),
        IN_SANDBOX(test_svhn_refused),
        IN_SANDBOX(test_svhn_rest),
#ifdef HAVE_MATIO
        IN_SANDBOX(test_svhn_matio),
        IN_SANDBOX(test_svhn_packed_refused),
#endif
        IN_SANDBOX(test_fsdd_left_out),
#ifdef HAVE_SNDFILE
        IN_SANDBOX(test_fsdd),
        IN_SANDBOX(test_fsdd_sndfile),
        IN_SANDBOX(test_fsdd_refused),
        IN_SANDBOX(test_fsdd_names),
        IN_SANDBOX(test_fsdd_rest),
        cmocka_unit_test(test_spectrogram),
#endif
        cmocka_unit_test(test_words_clean),
        cmocka_unit_test(test_words_count),
        IN_SANDBOX(test_agnews),
        IN_SANDBOX(test_agnews_refused),
        IN_SANDBOX(test_agnews_rest),
        IN_SANDBOX(test_sums),
        cmocka_unit_test(test_whole_cifar10),
        cmocka_unit_test(test_whole_svhn),
        cmocka_unit_test(test_whole_fsdd),
        cmocka_unit_test(test_whole_agnews),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
