/* reduce.h - a preset cut down to a size that can be looked at from all sides, and that size in words. */
#ifndef VERIFY_REDUCE_H
#define VERIFY_REDUCE_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/experiment.h>
#include <catapult/settings.h>

enum {
    REDUCE_LEAST = 4,
    REDUCE_PIXELS = 64 /* what is saved by small images is there for more channels */
};

/* For a convolutional network every second pixel of every second row, until no more than REDUCE_PIXELS are left: the
 * same examples, as smaller images.  *out NULL if there is nothing to reduce; the caller frees it.  CATAPULT_STATUS_NOMEM. */
enum catapult_status reduce_images(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                   struct catapult_dataset **out, struct catapult_error *err);

/* Halves the widest layer; false if none is above REDUCE_LEAST units, or there are no units. */
bool reduce_width(struct catapult_settings *settings);

/* `n` of the examples, spread over all of them, so that sorted or alternating classes all take part; test: once
 * more as test examples, else none.  The caller frees *out.  CATAPULT_STATUS_NOMEM. */
enum catapult_status reduce_examples(const struct catapult_dataset *data, size_t n, bool test,
                                     struct catapult_dataset **out, struct catapult_error *err);

/* What an experiment of these settings and data will cost; n examples, as many of them for a test. */
struct catapult_experiment_cost reduce_cost(const struct catapult_settings *settings,
                                            const struct catapult_dataset *data, size_t n, size_t n_test);

/* What a step of it takes, in operations of large products of matrices, of which a second has some 1e10: those of a small
 * image's convolutions are about a third as fast. */
double reduce_work(const struct catapult_settings *settings, const struct catapult_experiment_cost *cost);

/* "n 48, d 1, width 160" */
void reduce_text(const struct catapult_settings *settings, size_t d, char *text, size_t size);

#endif
