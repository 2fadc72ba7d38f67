/* read_svhn.c - the cropped digits of Street View House Numbers: train_32x32.mat and test_32x32.mat, by libmatio.
 *
 * X (height, width, channels, images) and y (images, 1) are MATLAB arrays, so the first index runs fastest; here an
 * image is (channels, height, width).  Label 10 is the digit 0.  MATLAB may declare an array as double and store
 * bytes: libmatio reads the stored type and returns numbers of the declared class, whichever it is.
 *
 * The file is checked first (mat5.h): libmatio allocates what the dimensions in the file ask for, and leaves missing
 * values uninitialised.
 *
 * If there is no test_32x32.mat, the test examples are drawn from the rest of the training file. */
#ifdef MATIO_SONAME
#include <dlfcn.h>
#endif
#include <math.h>
#include <matio.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/allowed.h"
#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/mat5.h"
#include "data/stream.h"

enum {
    CLASSES = 10,
    BETWEEN_REPORTS = 256,
    RANK_MAX = 4,
    DEFLATE_MOST = 1032 /* a byte of deflate expands to at most this many */
};

/* --- the library ----------------------------------------------------------------------------------------------
 *
 * libmatio brings HDF5, which starts slowly; every run would pay for a format that few use.  So it is loaded by name
 * when the first such file is opened (if configure found the name; else it is linked). */

/* The functions in use, named without the prefix Mat_. */
struct matio {
    mat_t *(*open)(const char *path, int mode);
    int (*close)(mat_t *mat);
    matvar_t *(*var_read_info)(mat_t *mat, const char *name);
    int (*var_read_data_all)(mat_t *mat, matvar_t *array);
    void (*var_free)(matvar_t *array);
};

#ifdef MATIO_SONAME
static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    {"Mat_Open", offsetof(struct matio, open)},
    {"Mat_Close", offsetof(struct matio, close)},
    {"Mat_VarReadInfo", offsetof(struct matio, var_read_info)},
    {"Mat_VarReadDataAll", offsetof(struct matio, var_read_data_all)},
    {"Mat_VarFree", offsetof(struct matio, var_free)},
};

/* POSIX lets dlsym return functions as pointers to void; memcpy converts them to function pointers. */
static bool find_all(void *library, struct matio *matio)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *function = dlsym(library, functions[i].name);
        if (!function)
            return false;
        memcpy((char *)matio + functions[i].offset, &function, sizeof function);
    }
    return true;
}

/* NULL with a message that names the library if it cannot be loaded. */
static const struct matio *matio_load(struct catapult_error *err)
{
    static struct matio matio;
    static bool loaded;
    void *library = loaded ? NULL : dlopen(MATIO_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!loaded && (!library || !find_all(library, &matio))) {
        const char *why = dlerror();
        catapult_error_set(err, CATAPULT_STATUS_INPUT,
                           "svhn needs the library libmatio, which cannot be loaded: %.300s", why ? why : MATIO_SONAME);
        if (library)
            dlclose(library);
        return NULL;
    }
    loaded = true;
    return &matio;
}

#else

static const struct matio *matio_load(struct catapult_error *err)
{
    static const struct matio matio = {Mat_Open, Mat_Close, Mat_VarReadInfo, Mat_VarReadDataAll, Mat_VarFree};
    (void)err;
    return &matio;
}

#endif

/* --- the arrays ----------------------------------------------------------------------------------------------- */

static const struct known_file files[] = {
    {"train_32x32.mat", SET_TRAIN, 182040794, "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8"},
    {"test_32x32.mat", SET_TEST, 64275384, "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b"},
    {.name = NULL},
};

#define PUBLISHER "https://ufldl.stanford.edu/housenumbers/"
static const struct known_download downloads[] = {
    {PUBLISHER "train_32x32.mat", 182040794, "train_32x32.mat", NULL},
    {PUBLISHER "test_32x32.mat", 64275384, "test_32x32.mat", NULL},
    {.url = NULL},
};

/* An open file, and its X. */
struct svhn {
    const struct matio *matio;
    mat_t *mat;
    matvar_t *x;
    size_t size[RANK_MAX]; /* of X: height, width, channels, images */
};

/* Reads the array of that name without its values; the caller calls mat_free, also after an error. */
static enum catapult_status find_array(const struct set_half *half, const char *name, matvar_t **array,
                                       struct catapult_error *err)
{
    const struct svhn *svhn = half->reader;
    *array = svhn->matio->var_read_info(svhn->mat, name);
    if (!*array)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: no array '%s' in it", half->name, name);
    bool numeric = (*array)->class_type >= MAT_C_DOUBLE && (*array)->class_type <= MAT_C_UINT64;
    if (!numeric || (*array)->isComplex)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%s' is not an array of real numbers", half->name,
                                  name);
    return CATAPULT_STATUS_OK;
}

/* Reads its values, after its size was checked. */
static enum catapult_status read_values(const struct set_half *half, const char *name, matvar_t *array, size_t count,
                                        struct catapult_error *err)
{
    const struct svhn *svhn = half->reader;
    enum catapult_status status = memory_check((double)count * sizeof(double), half->name, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (svhn->matio->var_read_data_all(svhn->mat, array) != 0 || !array->data || array->nbytes / (size_t)array->data_size < count)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the values of '%s' cannot be read", half->name,
                                  name);
    return CATAPULT_STATUS_OK;
}

static double svhn_value_at(const matvar_t *array, size_t i)
{
    switch (array->data_type) {
    case MAT_T_UINT8: return ((const uint8_t *)array->data)[i];
    case MAT_T_INT8: return ((const int8_t *)array->data)[i];
    case MAT_T_UINT16: return ((const uint16_t *)array->data)[i];
    case MAT_T_INT16: return ((const int16_t *)array->data)[i];
    case MAT_T_UINT32: return ((const uint32_t *)array->data)[i];
    case MAT_T_INT32: return ((const int32_t *)array->data)[i];
    case MAT_T_UINT64: return (double)((const uint64_t *)array->data)[i];
    case MAT_T_INT64: return (double)((const int64_t *)array->data)[i];
    case MAT_T_SINGLE: return ((const float *)array->data)[i];
    case MAT_T_DOUBLE: return ((const double *)array->data)[i];
    default: return NAN;
    }
}

/* "32 x 32 x 3 x 73257" */
static const char *dimensions_text(const matvar_t *array, char *text, size_t size)
{
    size_t used = 0;
    *text = '\0';
    for (int i = 0; i < array->rank && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%zu", i ? " x " : "", array->dims[i]);
    return text;
}

/* Checks the size of X against a file of `size` bytes.  MATLAB omits a last dimension of 1. */
static enum catapult_status check_images(struct set_half *half, uint64_t size, struct catapult_error *err)
{
    struct svhn *svhn = half->reader;
    char text[120];
    double bytes = 1;
    int rank = svhn->x->rank;
    for (int i = 0; i < RANK_MAX; i++) {
        svhn->size[i] = i < rank ? svhn->x->dims[i] : 1;
        bytes *= (double)svhn->size[i];
    }
    dimensions_text(svhn->x, text, sizeof text);
    if ((rank != RANK_MAX && rank != RANK_MAX - 1) || bytes == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%s: X is %s, expected height x width x channels x images", half->name, text);
    if (bytes > (double)size * DEFLATE_MOST)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%s: X claims to be %s, too large for a file of %llu bytes", half->name, text,
                                  (unsigned long long)size);
    half->image[0] = svhn->size[2];
    half->image[1] = svhn->size[0];
    half->image[2] = svhn->size[1];
    half->d = svhn->size[0] * svhn->size[1] * svhn->size[2];
    return CATAPULT_STATUS_OK;
}

static enum catapult_status find_file(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                      char path[SET_PATH], uint64_t *size, struct catapult_error *err)
{
    int file;
    half->reader = xnew_array(1, sizeof(struct svhn));
    enum catapult_status status = set_file(&set_svhn, place, files[which == SET_TEST].name, path, err);
    snprintf(half->name, sizeof half->name, "%s", path_shown(path));
    if (status == CATAPULT_STATUS_OK)
        status = file_open(path, &file, size, err); /* libmatio would block on a FIFO */
    if (status == CATAPULT_STATUS_OK)
        close(file);
    return status;
}

static enum catapult_status open_arrays(const char *path, struct set_half *half, uint64_t size,
                                        struct catapult_error *err)
{
    struct svhn *svhn = half->reader;
    svhn->matio = matio_load(err);
    if (!svhn->matio)
        return err->code;
    svhn->mat = svhn->matio->open(path, MAT_ACC_RDONLY);
    if (!svhn->mat)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: libmatio cannot read it", half->name);
    enum catapult_status status = find_array(half, "X", &svhn->x, err);
    return status == CATAPULT_STATUS_OK ? check_images(half, size, err) : status;
}

static enum catapult_status svhn_check_labels(struct set_half *half, const matvar_t *y, struct catapult_error *err)
{
    for (size_t i = 0; i < half->rows; i++) {
        double label = svhn_value_at(y, i);
        if (!(label >= 1 && label <= CLASSES && label == floor(label)))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%s: label %g of image %zu (from 0) is out of range (1 to %d)", half->name, label,
                                      i, CLASSES);
        half->label[i] = (int)label % CLASSES;
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status svhn_read_labels(struct set_half *half, struct catapult_error *err)
{
    const struct svhn *svhn = half->reader;
    matvar_t *y;
    char text[120];
    enum catapult_status status = find_array(half, "y", &y, err);
    size_t images = svhn->size[3];
    if (status == CATAPULT_STATUS_OK
        && (y->rank != 2 || (y->dims[0] != 1 && y->dims[1] != 1) || y->dims[0] * y->dims[1] != images))
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: X has %zu images, but y is %s, expected %zu x 1",
                                    half->name, images, dimensions_text(y, text, sizeof text), images);
    if (status == CATAPULT_STATUS_OK)
        status = known_labels(half, images, err);
    if (status == CATAPULT_STATUS_OK)
        status = read_values(half, "y", y, images, err);
    if (status == CATAPULT_STATUS_OK)
        status = svhn_check_labels(half, y, err);
    svhn->matio->var_free(y);
    return status;
}

static enum catapult_status shape_svhn(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                       struct catapult_error *err)
{
    char path[SET_PATH];
    uint64_t size;
    enum catapult_status status = find_file(place, which, half, path, &size, err);
    if (status == CATAPULT_STATUS_OK)
        status = mat5_check(path, false, NULL, err);
    return status == CATAPULT_STATUS_OK ? open_arrays(path, half, size, err) : status;
}

static enum catapult_status open_svhn(const struct set_place *place, enum set_half_kind which, struct set_half *half,
                                      const struct catapult_progress *progress, struct catapult_error *err)
{
    char path[SET_PATH];
    uint64_t size;
    enum catapult_status status = find_file(place, which, half, path, &size, err);
    if (status == CATAPULT_STATUS_OK)
        status = mat5_check(path, true, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = open_arrays(path, half, size, err);
    return status == CATAPULT_STATUS_OK ? svhn_read_labels(half, err) : status;
}

/* Reads image `image` as (channel, row, column) with values from 0 to 1. */
static enum catapult_status read_image(const struct set_half *half, size_t image, double *x, struct catapult_error *err)
{
    const struct svhn *svhn = half->reader;
    size_t height = half->image[1], width = half->image[2], first = image * half->d;
    for (size_t k = 0; k < half->d; k++) {
        size_t row = k % height, column = k / height % width, channel = k / (height * width);
        double value = svhn_value_at(svhn->x, first + k);
        if (!(value >= 0 && value <= 255))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%s: value %g at row %zu, column %zu, channel %zu of image %zu (all "
                                      "from 0) is out of range (0 to 255)",
                                      half->name, value, row, column, channel, image);
        x[(channel * height + row) * width + column] = value / 255;
    }
    return CATAPULT_STATUS_OK;
}

/* Unpacks all of X: a compressed array has no random access. */
static enum catapult_status read_svhn(struct set_half *half, const struct pick *pick, double *x,
                                      const struct catapult_progress *progress, struct catapult_error *err)
{
    struct svhn *svhn = half->reader;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (!svhn->x->data)
        status = read_values(half, "X", svhn->x, half->rows * half->d, err);
    for (size_t i = 0; status == CATAPULT_STATUS_OK && i < pick->count; i++) {
        if (i % BETWEEN_REPORTS == 0 && catapult_progress_report(progress, half->task, (double)i / (double)pick->count))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        status = read_image(half, pick->row[i], x + i * half->d, err);
    }
    return status;
}

static void close_svhn(struct set_half *half)
{
    struct svhn *svhn = half->reader;
    if (svhn->x)
        svhn->matio->var_free(svhn->x);
    if (svhn->mat)
        svhn->matio->close(svhn->mat);
    free(svhn);
}

const struct known_set set_svhn = {
    .name = "svhn",
    .title = "SVHN: house numbers from street photographs, cropped digits, 32 x 32 pixels, colour",
    .files = files,
    .downloads = downloads,
    .rest = true,
    .classes = CLASSES,
    .shape = shape_svhn,
    .open = open_svhn,
    .read = read_svhn,
    .close = close_svhn,
};
