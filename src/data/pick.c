/* pick.c - see pick.h. */
#include "data/pick.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/xalloc.h"

enum { STREAM_TRAIN, STREAM_TEST }; /* pick_both continues with the first for its test set */

/* The rows that may be drawn; drawn rows are moved to the front. */
struct urn {
    size_t count, drawn;
    size_t *row;
};

void pick_done(struct pick *pick)
{
    free(pick->row);
    *pick = (struct pick){0};
}

static int class_index(const struct catapult_int_list *classes, int label)
{
    for (int k = 0; k < classes->count; k++)
        if (classes->value[k] == label)
            return k;
    return -1;
}

/* " of classes 0, 1", or "". */
static void classes_text(const struct candidates *set, char *text, size_t size)
{
    size_t used = 0;
    *text = '\0';
    for (int k = 0; set->label && k < set->classes->count && used < size; k++)
        used += (size_t)snprintf(text + used, size - used, "%s%d", k ? ", " : " of classes ",
                                 set->classes->value[k]);
}

static enum catapult_status pick_fill(const struct candidates *set, struct urn *urn, struct catapult_error *err)
{
    size_t found[CATAPULT_CLASSES_MAX] = {0};
    *urn = (struct urn){0};
    urn->row = try_array(set->rows, sizeof *urn->row);
    if (!urn->row)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for the numbers of %zu rows", set->name,
                                  set->rows);
    for (size_t i = 0; i < set->rows; i++) {
        int k = set->label ? class_index(set->classes, set->label[i]) : 0;
        if (k < 0)
            continue;
        found[k]++;
        urn->row[urn->count++] = i;
    }
    for (int k = 0; set->label && k < set->classes->count; k++)
        if (found[k] == 0)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: no example of class %d (data.classes)",
                                      set->name, set->classes->value[k]);
    return CATAPULT_STATUS_OK;
}

static int pick_ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The next `count` steps of a Fisher-Yates shuffle. */
static enum catapult_status pick_draw(struct urn *urn, gsl_rng *rng, size_t count, struct pick *pick,
                                      struct catapult_error *err)
{
    *pick = (struct pick){.row = try_array(count, sizeof *pick->row)};
    if (!pick->row)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the numbers of %zu rows", count);
    for (; pick->count < count; pick->count++, urn->drawn++) {
        size_t other = urn->drawn + gsl_rng_uniform_int(rng, urn->count - urn->drawn), row = urn->row[other];
        urn->row[other] = urn->row[urn->drawn];
        urn->row[urn->drawn] = row;
        pick->row[pick->count] = row;
    }
    qsort(pick->row, count, sizeof *pick->row, pick_ascending);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status too_few(const struct candidates *set, const struct urn *urn, const char *wanted,
                                    struct catapult_error *err)
{
    char classes[200];
    classes_text(set, classes, sizeof classes);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s wanted, %zu examples%s are there%s", set->name,
                              wanted, urn->count, classes, set->hint);
}

enum catapult_status pick_both(const struct catapult_settings *settings, const struct candidates *set,
                               struct pick *train, struct pick *test, struct catapult_error *err)
{
    struct urn urn;
    char wanted[100];
    size_t n = (size_t)settings->data.n, n_test = (size_t)settings->data.test;
    *train = *test = (struct pick){0};
    enum catapult_status status = pick_fill(set, &urn, err);
    if (status == CATAPULT_STATUS_OK && n + n_test > urn.count) {
        snprintf(wanted, sizeof wanted, "data.n + data.test = %zu + %zu", n, n_test);
        status = too_few(set, &urn, wanted, err);
    }
    gsl_rng *rng = rng_new(settings->seed, RNG_DRAW, STREAM_TRAIN);
    if (status == CATAPULT_STATUS_OK)
        status = pick_draw(&urn, rng, n, train, err);
    if (status == CATAPULT_STATUS_OK)
        status = pick_draw(&urn, rng, n_test, test, err);
    gsl_rng_free(rng);
    free(urn.row);
    return status;
}

static enum catapult_status pick_one(int seed, const char *key, int count, uint64_t stream,
                                     const struct candidates *set, struct pick *pick, struct catapult_error *err)
{
    struct urn urn;
    char wanted[100];
    *pick = (struct pick){0};
    enum catapult_status status = pick_fill(set, &urn, err);
    if (status == CATAPULT_STATUS_OK && (size_t)count > urn.count) {
        snprintf(wanted, sizeof wanted, "%s = %d", key, count);
        status = too_few(set, &urn, wanted, err);
    }
    gsl_rng *rng = rng_new(seed, RNG_DRAW, stream);
    if (status == CATAPULT_STATUS_OK)
        status = pick_draw(&urn, rng, (size_t)count, pick, err);
    gsl_rng_free(rng);
    free(urn.row);
    return status;
}

enum catapult_status pick_train(const struct catapult_settings *settings, const struct candidates *set,
                                struct pick *train, struct catapult_error *err)
{
    return pick_one(settings->seed, "data.n", settings->data.n, STREAM_TRAIN, set, train, err);
}

enum catapult_status pick_test(const struct catapult_settings *settings, const struct candidates *set,
                               struct pick *test, struct catapult_error *err)
{
    return pick_one(settings->seed, "data.test", settings->data.test, STREAM_TEST, set, test, err);
}

size_t pick_outputs(const struct catapult_int_list *classes)
{
    return classes->count == 2 ? 1 : (size_t)classes->count;
}

void pick_targets(const struct catapult_int_list *classes, const struct pick *pick, const int *label, double *y)
{
    size_t outputs = pick_outputs(classes);
    for (size_t i = 0; i < pick->count; i++) {
        int k = class_index(classes, label[pick->row[i]]);
        for (size_t j = 0; j < outputs; j++)
            y[i * outputs + j] = outputs == 1 ? 2 * k - 1 : (int)j == k;
    }
}

bool pick_labels(size_t rows, const double *value, size_t stride, int *label, size_t *at)
{
    for (size_t i = 0; i < rows; i++) {
        double v = value[i * stride];
        *at = i;
        if (!(v >= INT_MIN && v <= INT_MAX && v == floor(v)))
            return false;
        label[i] = (int)v;
    }
    return true;
}

static bool row_is_class(size_t outputs, const double *y)
{
    size_t ones = 0;
    if (outputs == 1)
        return fabs(*y) == 1;
    for (size_t j = 0; j < outputs; j++) {
        if (y[j] != 0 && y[j] != 1)
            return false;
        ones += y[j] == 1;
    }
    return ones == 1;
}

bool pick_are_classes(const struct catapult_dataset *data)
{
    for (size_t i = 0; i < data->n; i++)
        if (!row_is_class(data->outputs, data->y + i * data->outputs))
            return false;
    for (size_t i = 0; i < data->n_test; i++)
        if (!row_is_class(data->outputs, data->y_test + i * data->outputs))
            return false;
    return true;
}
