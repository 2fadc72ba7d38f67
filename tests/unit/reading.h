/* reading.h - data from files, as the tests of the readers ask for them.
 *
 * pairs: "key=value key=value" over the defaults; path: data.path, or NULL.  A test program that links this
 * has -Wl,--wrap=try_array. */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include <stddef.h>

#include <catapult/dataset.h>
#include <catapult/settings.h>
#include <catapult/status.h>

void reading_prepare(struct catapult_settings *settings, const char *path, const char *pairs);

/* Must load, with the sizes that source_sizes promised. */
struct catapult_dataset *reading_load(const char *path, const char *pairs);

/* Must fail with a message that has `message` in it; one that begins with a slash must be its end. */
void reading_refuse(const char *path, const char *pairs, enum catapult_status status, const char *message);

/* For a struct catapult_progress: gives up at the call number *(int *)context, counted down. */
int reading_give_up(void *context, const char *what, double fraction);

/* Every change of one byte of the file ends in data or in a message about a file of the sandbox. */
void reading_mangle(const char *name, const char *file, size_t size, const char *path, const char *pairs);

/* Whichever allocation fails, it is told, and nothing is left behind (for the address sanitizer to find);
 * there are more than `least`. */
void reading_starve(const char *path, const char *pairs, long least);

#endif
