/* warnings.h - private to diagnosis.c and warnings.c. */
#ifndef VERIFY_WARNINGS_H
#define VERIFY_WARNINGS_H

#include "verify/diagnosis.h"

void diagnosis_warn(struct diagnosis *out, enum warning warning, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Warnings from eta, its schedule and the measured eigenvalues. */
void diagnosis_look_at_rates(const struct catapult_settings *settings, struct diagnosis *out);

#endif
