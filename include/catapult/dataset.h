/* dataset.h - training and test examples as flat arrays.  Generators of artificial data are in src/core, readers of
 * files in src/data. */
#ifndef CATAPULT_DATASET_H
#define CATAPULT_DATASET_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct catapult_settings;
struct catapult_weights;

struct catapult_dataset {
    size_t n, n_test; /* examples */
    size_t d;         /* inputs of an example */
    size_t outputs;   /* c: 1 for two classes (y = -1, +1) or a real target, else the number of classes */
    double *x;        /* (n, d) row-major, owned */
    double *y;        /* (n, outputs) */
    double *x_test;   /* (n_test, d); NULL if n_test is 0 */
    double *y_test;   /* (n_test, outputs) */
    bool labels;      /* targets are classes, so an accuracy exists */
    size_t image[3];  /* channels, height, width when an example is an image, else 0 */
    char note[240];   /* what was understood of a file, one line; "" for other sources */
    struct catapult_weights *w0; /* initial weights that the user gives (weights.h), owned; NULL: they are drawn */
};

/* Zeroed arrays of the given sizes.  CATAPULT_STATUS_NOMEM with the bytes wanted if they do not fit in memory;
 * sizes whose product overflows are refused before anything is allocated. */
enum catapult_status catapult_dataset_new(struct catapult_dataset **out, size_t n, size_t n_test, size_t d,
                                          size_t outputs, struct catapult_error *err);
void catapult_dataset_free(struct catapult_dataset *data);

/* The artificial sources, drawn from the data stream of settings->seed:
 *   gaussian  y_i = +1, -1, +1, ... ; x_ij ~ N(shift * y_i, 1)
 *   sphere    the same y_i; x_i uniform on the sphere |x| = sqrt(d)  */
enum catapult_status catapult_dataset_gaussian(const struct catapult_settings *settings, struct catapult_dataset **out,
                                               struct catapult_error *err);
enum catapult_status catapult_dataset_sphere(const struct catapult_settings *settings, struct catapult_dataset **out,
                                             struct catapult_error *err);

/* data.normalize: "unit" scales every example to |x| = sqrt(d) (an all-zero example stays as it is);
 * "standard" subtracts the training mean of every input and divides by its standard deviation (inputs
 * that never vary become 0).  The test set uses the means and deviations of the training set. */
void catapult_dataset_normalize(struct catapult_dataset *data, int how);

#ifdef __cplusplus
}
#endif

#endif
