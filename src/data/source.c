/* source.c - see source.h. */
#include "data/source.h"

#include <catapult/weights.h>

#include <assert.h>
#include <math.h>

#include "data/known_set.h"
#include "data/read_weights.h"

static enum catapult_status load_gaussian(const struct catapult_settings *settings, struct catapult_dataset **out,
                                          const struct catapult_progress *progress, struct catapult_error *err)
{
    (void)progress;
    return catapult_dataset_gaussian(settings, out, err);
}

static enum catapult_status load_sphere(const struct catapult_settings *settings, struct catapult_dataset **out,
                                        const struct catapult_progress *progress, struct catapult_error *err)
{
    (void)progress;
    return catapult_dataset_sphere(settings, out, err);
}

static enum catapult_status sizes_of_settings(const struct catapult_settings *settings, struct source_sizes *out,
                                              struct catapult_error *err)
{
    (void)err;
    out->d = (size_t)settings->data.d;
    out->outputs = 1;
    return CATAPULT_STATUS_OK;
}

static const struct source source_gaussian = {
    .normalize = CATAPULT_NORMALIZE_NONE, .load = load_gaussian, .sizes = sizes_of_settings};
static const struct source source_sphere = {
    .normalize = CATAPULT_NORMALIZE_NONE, .load = load_sphere, .sizes = sizes_of_settings};

static const struct source source_mnist = {.normalize = CATAPULT_NORMALIZE_UNIT, .set = &set_mnist};
static const struct source source_cifar10 = {.normalize = CATAPULT_NORMALIZE_UNIT, .set = &set_cifar10};
static const struct source source_svhn = {.normalize = CATAPULT_NORMALIZE_UNIT, .set = &set_svhn};
static const struct source source_fsdd = {.normalize = CATAPULT_NORMALIZE_UNIT, .set = &set_fsdd};
static const struct source source_agnews = {.normalize = CATAPULT_NORMALIZE_UNIT, .set = &set_agnews};

static const struct source *const sources[] = {
    [CATAPULT_SOURCE_GAUSSIAN] = &source_gaussian,
    [CATAPULT_SOURCE_SPHERE] = &source_sphere,
    [CATAPULT_SOURCE_MNIST] = &source_mnist,
    [CATAPULT_SOURCE_CIFAR10] = &source_cifar10,
    [CATAPULT_SOURCE_SVHN] = &source_svhn,
    [CATAPULT_SOURCE_FSDD] = &source_fsdd,
    [CATAPULT_SOURCE_AGNEWS] = &source_agnews,
    [CATAPULT_SOURCE_CSV] = &source_csv,
    [CATAPULT_SOURCE_NPY] = &source_npy,
};
_Static_assert(sizeof sources / sizeof sources[0] == CATAPULT_SOURCE_COUNT, "a source for every constant");

/* Sets image from data.image.  image holds what the source knows (0: nothing); d is the number of inputs. */
static enum catapult_status source_settle_image(const struct catapult_settings *settings, size_t d, size_t image[3],
                                                struct catapult_error *err)
{
    const int *wanted = settings->data.image.value;
    if (settings->data.image.count == 0) {
        if (settings->network.type == CATAPULT_NETWORK_CONV && !image[0])
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "network.type = conv needs images; %s has rows of %zu inputs (set "
                                      "data.image = {channels, height, width})",
                                      settings->data.path, d);
        return CATAPULT_STATUS_OK;
    }
    bool same = true;
    for (int i = 0; i < 3; i++)
        same = same && image[i] == (size_t)wanted[i];
    if (image[0] && !same)
        return catapult_error_set(
            err, CATAPULT_STATUS_INPUT, "data.image: %d x %d x %d, but the images of %s are %zu x %zu x %zu", wanted[0],
            wanted[1], wanted[2], catapult_source_name(settings->data.source), image[0], image[1], image[2]);
    double size = (double)wanted[0] * wanted[1] * wanted[2];
    if (size != (double)d)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "data.image: %d x %d x %d are %.0f inputs, the examples have %zu", wanted[0],
                                  wanted[1], wanted[2], size, d);
    for (int i = 0; i < 3; i++)
        image[i] = (size_t)wanted[i];
    return CATAPULT_STATUS_OK;
}

static bool all_finite(size_t count, const double *values)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

enum catapult_status source_load(const struct catapult_settings *settings, struct catapult_dataset **out,
                                 const struct catapult_progress *progress, struct catapult_error *err)
{
    const struct source *source = sources[settings->data.source];
    int how = settings->data.normalize == CATAPULT_NORMALIZE_AUTO ? (int)source->normalize : settings->data.normalize;
    struct catapult_dataset *data;
    *out = NULL;
    enum catapult_status status = source->set ? known_load(source->set, settings, &data, progress, err)
                                     : source->load(settings, &data, progress, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    assert(data->n == (size_t)settings->data.n && data->n_test == (size_t)settings->data.test);
    status = source_settle_image(settings, data->d, data->image, err);
    if (status != CATAPULT_STATUS_OK) {
        catapult_dataset_free(data);
        return status;
    }
    catapult_dataset_normalize(data, how);
    /* "standard" may make a test value huge if the input hardly varies in the training set */
    if (!all_finite(data->n * data->d, data->x) || !all_finite(data->n_test * data->d, data->x_test)) {
        catapult_dataset_free(data);
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: an input is out of range after data.normalize",
                                  catapult_source_name(settings->data.source));
    }
    if (*settings->network.w0) {
        status = weights_read(settings->network.w0, &data->w0, err);
        if (status != CATAPULT_STATUS_OK) {
            catapult_dataset_free(data);
            return status;
        }
    }
    *out = data;
    return CATAPULT_STATUS_OK;
}

enum catapult_status source_sizes(const struct catapult_settings *settings, struct source_sizes *out,
                                  struct catapult_error *err)
{
    const struct source *source = sources[settings->data.source];
    *out = (struct source_sizes){.n = (size_t)settings->data.n, .n_test = (size_t)settings->data.test};
    enum catapult_status status = source->set ? known_sizes(source->set, settings, out, err)
                                     : source->sizes(settings, out, err);
    return status == CATAPULT_STATUS_OK ? source_settle_image(settings, out->d, out->image, err) : status;
}

struct catapult_settings source_shaped(const struct catapult_settings *settings, const struct source_sizes *sizes)
{
    struct catapult_settings shaped = *settings;
    shaped.data.image.count = sizes->image[0] ? 3 : 0;
    for (int i = 0; i < 3; i++)
        shaped.data.image.value[i] = (int)sizes->image[i];
    return shaped;
}
