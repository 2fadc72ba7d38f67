/* check_print.h - prints what `check` found about one preset, as text for people or as JSON for scripts. */
#ifndef CMD_CHECK_PRINT_H
#define CMD_CHECK_PRINT_H

#include <stdio.h>

#include "verify/diagnosis.h"
#include "verify/verify.h"

enum { CHECK_FINDINGS = 64 };

struct check_report {
    const struct catapult_settings *settings;
    size_t n, n_test, d;
    bool full, only;                /* only: one property, no diagnosis */
    int count;
    const struct property *property[CHECK_FINDINGS];
    struct finding finding[CHECK_FINDINGS];
    struct diagnosis diagnosis;
};

/* How many findings have that verdict; the diagnosis's warnings count as VERDICT_WARN. */
int check_count(const struct check_report *report, enum verdict verdict);

void check_print_text(FILE *out, const struct check_report *report);

/* Prints an object of the array that --json prints. */
void check_print_json(FILE *out, const struct check_report *report);

/* What --only boundaries prints. */
void check_boundaries_text(FILE *out, const struct catapult_settings *settings, const struct boundaries *found);

/* An object. */
void check_boundaries_json(FILE *out, const struct catapult_settings *settings, const struct boundaries *found);

#endif
