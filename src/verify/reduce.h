/* reduce.h - a preset cut down to a size that can be looked at from all sides, and that size in words. */
#ifndef VERIFY_REDUCE_H
#define VERIFY_REDUCE_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/experiment.h>
#include <catapult/settings.h>

enum { REDUCE_LEAST = 4 };

/* Halves the widest layer; false if none is above REDUCE_LEAST units, or there are no units. */
bool reduce_width(struct settings *settings);

/* `n` of the examples, spread over all of them, so that sorted or alternating classes all take part; test: once
 * more as test examples, else none.  The caller frees *out.  STATUS_NOMEM. */
enum status reduce_examples(const struct dataset *data, size_t n, bool test, struct dataset **out, struct error *err);

/* What an experiment of these settings and data will cost; n examples, as many of them for a test. */
struct experiment_cost reduce_cost(const struct settings *settings, const struct dataset *data, size_t n, size_t n_test);

/* "n 48, d 1, width 160" */
void reduce_text(const struct settings *settings, size_t d, char *text, size_t size);

#endif
