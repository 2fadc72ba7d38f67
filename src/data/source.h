/* source.h - where examples come from: one const struct per source, one file per format, one table.
 *
 * A new source needs a constant of enum catapult_source_kind, its word in settings_table.c, a file read_NAME.c and a
 * row of the table in source.c.  A published set of labelled examples is less work: see known_set.h. */
#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>
#include <catapult/status.h>

struct known_set;

struct source_sizes {
    size_t n, n_test, d, outputs;
    size_t image[3]; /* channels, height, width if an example is an image, else 0 */
    char note[240]; /* one line of further information about the examples; "" if none */
};

struct source {
    enum catapult_normalize_kind normalize; /* the meaning of data.normalize = auto */

    const struct known_set *set; /* not NULL: a published set, which has neither of the functions below */

    /* The raw examples, chosen by data.n, data.test, data.classes and the seed; not yet normalised.  Every number is
     * finite.  CATAPULT_STATUS_INPUT with "FILE: ..." or "FILE:LINE: ..." for an error in a file, CATAPULT_STATUS_IO,
     * CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_CANCELLED. */
    enum catapult_status (*load)(const struct catapult_settings *settings, struct catapult_dataset **out,
                                 const struct catapult_progress *progress, struct catapult_error *err);

    /* The sizes that load would give; reads only the head of a file. */
    enum catapult_status (*sizes)(const struct catapult_settings *settings, struct source_sizes *out,
                                  struct catapult_error *err);
};

extern const struct source source_csv, source_npy;

/* The normalised data of a validated struct catapult_settings.  The caller frees them with catapult_dataset_free. Has
 * the type of session_loader. */
enum catapult_status source_load(const struct catapult_settings *settings, struct catapult_dataset **out,
                                 const struct catapult_progress *progress, struct catapult_error *err);

/* The sizes without the data.  Reads only the beginning of a file, so an error further on, or too few examples, is
 * not noticed. */
enum catapult_status source_sizes(const struct catapult_settings *settings, struct source_sizes *out,
                                  struct catapult_error *err);

/* The settings with the images' shape in data.image, as catapult_experiment_cost needs it. */
struct catapult_settings source_shaped(const struct catapult_settings *settings, const struct source_sizes *sizes);

#endif
