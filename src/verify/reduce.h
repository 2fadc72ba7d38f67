/* reduce.h - reduces a preset to a size at which everything can be checked, and describes that size in words. */
#ifndef VERIFY_REDUCE_H
#define VERIFY_REDUCE_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/experiment.h>
#include <catapult/settings.h>

enum {
    REDUCE_LEAST = 4,
    REDUCE_PIXELS = 64 /* smaller images leave work for more channels */
};

/* For a convolutional network: keeps every second pixel of every second row, repeatedly, until at most REDUCE_PIXELS
 * are left.  The examples are the same, as smaller images.  *out NULL if there is nothing to reduce; the caller frees
 * it. CATAPULT_STATUS_NOMEM. */
enum catapult_status reduce_images(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                   struct catapult_dataset **out, struct catapult_error *err);

/* Halves the widest layer; false if no layer has more than REDUCE_LEAST units, or there are no units. */
bool reduce_width(struct catapult_settings *settings);

/* Selects `n` examples, spread over all of them, so that sorted or alternating classes are all included.  test: the
 * same examples again as test examples, else none.  The caller frees *out.  CATAPULT_STATUS_NOMEM. */
enum catapult_status reduce_examples(const struct catapult_dataset *data, size_t n, bool test,
                                     struct catapult_dataset **out, struct catapult_error *err);

/* The cost of an experiment with these settings and data; n examples, and as many for a test. */
struct catapult_experiment_cost reduce_cost(const struct catapult_settings *settings,
                                            const struct catapult_dataset *data, size_t n, size_t n_test);

/* The work of one step, in operations of large matrix products, at about 1e10 per second.  The products of a small
 * image's convolutions are about a third as fast. */
double reduce_work(const struct catapult_settings *settings, const struct catapult_experiment_cost *cost);

/* "n 48, d 1, width 160" */
void reduce_text(const struct catapult_settings *settings, size_t d, char *text, size_t size);

#endif
