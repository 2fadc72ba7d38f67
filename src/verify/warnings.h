/* warnings.h - between diagnosis.c and warnings.c. */
#ifndef VERIFY_WARNINGS_H
#define VERIFY_WARNINGS_H

#include "verify/diagnosis.h"

void diagnosis_warn(struct diagnosis *out, enum warning warning, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What eta, its schedule and the eigenvalues found say together. */
void diagnosis_look_at_rates(const struct catapult_settings *settings, struct diagnosis *out);

#endif
