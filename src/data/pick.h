/* pick.h - which rows of a set become examples, and which targets their classes become.
 *
 * First the rows of the chosen classes are selected, then rows are drawn from them without repetition, with the
 * random stream RNG_DRAW of the seed.  It is never "the first n", since a set may be sorted.  The drawn rows are kept
 * in the order of the file, so drawing all rows changes nothing.  With the same seed, a smaller n gives a subset of a
 * larger n. */
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

/* A set to draw from, as its reader describes it. */
struct candidates {
    const char *name;             /* of the set or file, for messages */
    const char *hint;             /* for messages: where to get more examples; "" if nowhere */
    size_t rows;
    const int *label;             /* (rows), or NULL: any row can be drawn */
    const struct catapult_int_list *classes; /* the classes wanted; used only with label */
};

/* Draws data.n rows for training and data.test other rows for the test from one set. */
enum catapult_status pick_both(const struct catapult_settings *settings, const struct candidates *set,
                               struct pick *train, struct pick *test, struct catapult_error *err);

/* For sets with a separate file for each half. */
enum catapult_status pick_train(const struct catapult_settings *settings, const struct candidates *set,
                                struct pick *train, struct catapult_error *err);
enum catapult_status pick_test(const struct catapult_settings *settings, const struct candidates *set,
                               struct pick *test, struct catapult_error *err);

/* Number of outputs for that many classes: 1 for two, else one per class. */
size_t pick_outputs(const struct catapult_int_list *classes);

/* The targets (count, outputs) of the drawn rows: -1, +1 in the order of classes, or one-hot. */
void pick_targets(const struct catapult_int_list *classes, const struct pick *pick, const int *label, double *y);

/* Converts real numbers to class numbers, which must be integers.  false at the first that is not; *at is its
 * row. */
bool pick_labels(size_t rows, const double *value, size_t stride, int *label, size_t *at);

/* Whether real targets look like class targets: all -1 or +1, or all one-hot. */
bool pick_are_classes(const struct catapult_dataset *data);

#endif
