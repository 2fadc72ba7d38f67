/* pick.h - which rows of a set become examples, and what their classes become.
 *
 * The classes are chosen first, then rows are drawn from what is left, without repetition, from the stream
 * RNG_DRAW of the seed: never "the first n", since a set may be sorted.  The rows drawn are kept in the order
 * of the file, so that drawing all of them changes nothing; a smaller n with the same seed is a part of a
 * larger one. */
#ifndef DATA_PICK_H
#define DATA_PICK_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>
#include <catapult/status.h>

struct pick {
    size_t count;
    size_t *row; /* (count) ascending, owned */
};

void pick_done(struct pick *pick);

/* A set to draw from, as a reader found it. */
struct candidates {
    const char *name;             /* of the set or file, for messages */
    const char *hint;             /* where more may be had, for messages; "" if nowhere */
    size_t rows;
    const int *label;             /* (rows), or NULL: every row will do */
    const struct catapult_int_list *classes; /* wanted; used with label only */
};

/* data.n rows for training and data.test others for the test, from one set. */
enum catapult_status pick_both(const struct catapult_settings *settings, const struct candidates *set,
                               struct pick *train, struct pick *test, struct catapult_error *err);

/* Where the set has a file of its own for either. */
enum catapult_status pick_train(const struct catapult_settings *settings, const struct candidates *set,
                                struct pick *train, struct catapult_error *err);
enum catapult_status pick_test(const struct catapult_settings *settings, const struct candidates *set,
                               struct pick *test, struct catapult_error *err);

/* Outputs for that many classes: 1 for two, else one each. */
size_t pick_outputs(const struct catapult_int_list *classes);

/* The targets (count, outputs) of the rows drawn: -1, +1 in the order of classes, or one-hot. */
void pick_targets(const struct catapult_int_list *classes, const struct pick *pick, const int *label, double *y);

/* Real numbers that are classes: whole and not negative.  false at the first that is not, *at. */
bool pick_labels(size_t rows, const double *value, size_t stride, int *label, size_t *at);

/* Whether real targets look like those of classes: all -1 or +1, or all one-hot. */
bool pick_are_classes(const struct catapult_dataset *data);

#endif
