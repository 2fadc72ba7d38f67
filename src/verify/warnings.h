/* warnings.h - private to diagnosis.c and the files that warn. */
#ifndef VERIFY_WARNINGS_H
#define VERIFY_WARNINGS_H

#include "verify/diagnosis.h"

void diagnosis_warn(struct diagnosis *out, enum warning warning, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Those from the data alone.  raw: the same examples, not normalised; may be the data themselves. */
void diagnosis_look(const struct catapult_settings *settings, const struct catapult_dataset *data,
                    const struct catapult_dataset *raw, struct diagnosis *out);

enum { DIAGNOSIS_SEEDS = 30 };

/* Compares lambda_1 and lambda_2 at w0 with those of the seeds 1 to 30; at_w0: the preset's own, as measure_start has them. */
enum catapult_status diagnosis_look_at_seeds(const struct catapult_settings *at_w0, diagnosis_loader *load,
                                             const struct catapult_progress *progress, struct diagnosis *out,
                                             struct catapult_error *err);

/* Warnings from eta, its schedule and the measured eigenvalues. */
void diagnosis_look_at_rates(const struct catapult_settings *settings, struct diagnosis *out);

#endif
