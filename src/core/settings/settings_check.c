/* settings_check.c - what several settings mean together: validation and the models that run.  And the nearest word of a
 * list, for every "did you mean". */
#include "core/settings/settings_check.h"

#include <catapult/phase.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static enum catapult_status check_general(const struct catapult_settings *s, struct catapult_error *err)
{
    bool model = s->model == CATAPULT_MODEL_GENERAL, type = s->network.type == CATAPULT_NETWORK_GENERAL;
    if (model && !type)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "model = general needs network.type = general (it is %s)",
                                  catapult_network_name(s->network.type));
    if (type && !model)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "network.type = general needs model = general (it is %s)",
                                  catapult_model_name(s->model));
    for (int i = 0; i < s->compare.count; i++) {
        if (model && s->compare.value[i] != CATAPULT_MODEL_GENERAL)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "compare: model general has no parameters in common with %s",
                                      catapult_model_name(s->compare.value[i]));
        if (!model && s->compare.value[i] == CATAPULT_MODEL_GENERAL)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "compare: general runs alone (set model = general)");
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_data(const struct catapult_settings *s, struct catapult_error *err)
{
    const struct catapult_int_list *classes = &s->data.classes;
    bool file = s->data.source == CATAPULT_SOURCE_CSV || s->data.source == CATAPULT_SOURCE_NPY;
    if (file && !*s->data.path)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data.source = %s needs data.path",
                                  catapult_source_name(s->data.source));
    if (*s->data.class_names && s->data.source != CATAPULT_SOURCE_CSV)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "data.classes: the classes of %s are numbers; words are for csv (it is '%.60s')",
                                  catapult_source_name(s->data.source), s->data.class_names);
    if (*s->data.test_path && s->data.source != CATAPULT_SOURCE_CSV)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data.test_path is for data.source = csv (it is %s)",
                                  catapult_source_name(s->data.source));
    if (classes->count == 1)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "data.classes: one class alone (give two or more, or none for all)");
    for (int i = 0; i < classes->count; i++)
        for (int j = 0; j < i; j++)
            if (classes->value[i] == classes->value[j])
                return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data.classes: %d is given twice",
                                          classes->value[i]);
    if (s->batch > s->data.n)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "batch: %d is more than the %d training examples (data.n)", s->batch, s->data.n);
    return CATAPULT_STATUS_OK;
}

/* Inputs of an example by data.image; a double, so that the product of three large numbers does not overflow. */
static double image_size(const struct catapult_int_list *image)
{
    return (double)image->value[0] * image->value[1] * image->value[2];
}

static enum catapult_status check_image(const struct catapult_settings *s, struct catapult_error *err)
{
    const struct catapult_int_list *image = &s->data.image;
    bool drawn = s->data.source <= CATAPULT_SOURCE_SPHERE; /* these have data.d inputs */
    if (image->count && drawn && image_size(image) != s->data.d)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data.image: %d x %d x %d are %.0f inputs, data.d is %d",
                                  image->value[0], image->value[1], image->value[2], image_size(image), s->data.d);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_conv(const struct catapult_settings *s, struct catapult_error *err)
{
    int source = s->data.source;
    bool flat = source <= CATAPULT_SOURCE_SPHERE
                || source == CATAPULT_SOURCE_CSV; /* not .npy: its array may contain the shape */
    if (s->network.type != CATAPULT_NETWORK_CONV)
        return CATAPULT_STATUS_OK;
    if (source == CATAPULT_SOURCE_AGNEWS)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "network.type = conv needs images; agnews has words (use fc)");
    if (flat && s->data.image.count == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "network.type = conv needs images; %s does not say what its inputs are "
                                  "(set data.image = {channels, height, width})",
                                  catapult_source_name(source));
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_schedule(const struct catapult_settings *s, struct catapult_error *err)
{
    for (int i = 1; i < s->n_schedule; i++)
        if (s->schedule[i].at <= s->schedule[i - 1].at)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "schedule: step %ld comes after step %ld (steps must ascend)", s->schedule[i].at,
                                      s->schedule[i - 1].at);
    return CATAPULT_STATUS_OK;
}

enum catapult_status settings_fit(const struct catapult_settings *s, struct catapult_error *err)
{
    const struct catapult_int_list *image = &s->data.image;
    enum catapult_status status = check_general(s, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (s->network.widths.count > CATAPULT_DEPTH_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "network.widths: %d hidden layers, at most %d are possible",
                                  s->network.widths.count, CATAPULT_DEPTH_MAX);
    if (image->count != 0 && image->count != 3)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "data.image: %d number%s, expected three (channels, height, width)", image->count,
                                  image->count == 1 ? "" : "s");
    if (s->network.type == CATAPULT_NETWORK_CONV && s->network.kernel % 2 == 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "network.kernel: %d is even (3 and 5 have a middle)",
                                  s->network.kernel);
    return check_schedule(s, err);
}

enum catapult_status catapult_settings_validate(const struct catapult_settings *s, struct catapult_error *err)
{
    enum catapult_status status = settings_fit(s, err);
    if (status == CATAPULT_STATUS_OK)
        status = check_data(s, err);
    if (status == CATAPULT_STATUS_OK)
        status = check_image(s, err);
    return status == CATAPULT_STATUS_OK ? check_conv(s, err) : status;
}

int catapult_settings_models(const struct catapult_settings *settings, int kinds[CATAPULT_MODEL_COUNT])
{
    int count = 1;
    kinds[0] = settings->model;
    for (int i = 0; i < settings->compare.count; i++) {
        bool listed = false;
        for (int j = 0; j < count; j++)
            listed |= kinds[j] == settings->compare.value[i];
        if (!listed)
            kinds[count++] = settings->compare.value[i];
    }
    return count;
}

bool catapult_settings_runs(const struct catapult_settings *settings, enum catapult_model_kind kind)
{
    int kinds[CATAPULT_MODEL_COUNT], count = catapult_settings_models(settings, kinds);
    for (int i = 0; i < count; i++)
        if (kinds[i] == (int)kind)
            return true;
    return false;
}

enum { WORD_MAX = 64 };

static int lower_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

/* Edit distance from a to b, ignoring case: insert, delete or change a letter, or swap two neighbours. */
static int edit_distance(const char *a, const char *b)
{
    int d[WORD_MAX + 1][WORD_MAX + 1];
    int la = (int)strlen(a), lb = (int)strlen(b);
    for (int i = 0; i <= la; i++)
        for (int j = 0; j <= lb; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            int change = lower_letter(a[i - 1]) != lower_letter(b[j - 1]);
            d[i][j] = min_int(min_int(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
            if (i > 1 && j > 1 && lower_letter(a[i - 1]) == lower_letter(b[j - 2])
                && lower_letter(a[i - 2]) == lower_letter(b[j - 1]))
                d[i][j] = min_int(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[la][lb];
}

const char *catapult_settings_nearest(const char *word, const char *const *list)
{
    size_t length = strlen(word);
    if (length == 0 || length > WORD_MAX)
        return NULL;
    const char *best = NULL;
    int least = (int)(length + 2) / 3 + 1; /* a third of the letters may be wrong */
    if (least > (int)length)
        least = (int)length; /* but not all of them */
    for (; *list; list++) {
        if (strlen(*list) > WORD_MAX)
            continue;
        int distance = edit_distance(word, *list);
        if (distance < least) {
            least = distance;
            best = *list;
        }
    }
    return best;
}

const char *catapult_settings_hint(const char *near, const char *otherwise, char hint[CATAPULT_NEAREST_TEXT])
{
    if (!near)
        return otherwise;
    snprintf(hint, CATAPULT_NEAREST_TEXT, " (did you mean '%s'?)", near);
    return hint;
}
