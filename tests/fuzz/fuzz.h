/* fuzz.h - what is fed with hostile input: a table of targets, one for each thing that reads what people write
 * or publish.  libfuzzer.c and replay.c drive them.
 *
 * A target returns if all is well, whether the input was accepted or refused.  It aborts where the input got
 * further than it should: a message of several lines, numbers that are not finite, text that does not read back. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/settings.h>

enum { FUZZ_MOST = 1 << 16 }; /* bytes of an input; more are cut off */

struct fuzz_target {
    const char *name; /* corpus/NAME, regressions/NAME, NAME.dict */
    void (*one)(const uint8_t *data, size_t size);
};

extern const struct fuzz_target fuzz_preset, fuzz_set, fuzz_eta; /* fuzz_text.c */
extern const struct fuzz_target fuzz_csv, fuzz_npy, fuzz_idx, fuzz_cifar10, fuzz_tar; /* fuzz_files.c */
extern const struct fuzz_target fuzz_config, fuzz_rows, fuzz_journal, fuzz_session, fuzz_command; /* fuzz_kept.c */
extern const struct fuzz_target fuzz_lesson; /* fuzz_lesson.c */
extern const struct fuzz_target fuzz_mat, fuzz_wav, fuzz_agnews; /* where their readers are built in */

/* All of them, ended by NULL; targets.c. */
extern const struct fuzz_target *const fuzz_targets[];

/* The target of that name; ends the program if there is none. */
const struct fuzz_target *fuzz_find(const char *name);

/* Aborts with the text unless the condition holds. */
void fuzz_require(int condition, const char *text);

/* Whether two settings are written alike, but for a relative data.path, which is written as an absolute one. */
bool fuzz_same(const struct catapult_settings *a, const struct catapult_settings *b);

/* A refusal is one of these codes and one line. */
void fuzz_refused(enum catapult_status status, const struct catapult_error *err);

/* A folder of its own, made at the first call and removed at the end of the program. */
const char *fuzz_folder(void);

/* FOLDER/NAME, valid until the next call. */
const char *fuzz_path(const char *name);
void fuzz_write(const char *name, const void *data, size_t size);

#endif
