/* summary.h - means over seeds, from rows that have been matched to jobs. */
#ifndef SWEEP_SUMMARY_H
#define SWEEP_SUMMARY_H

#include "sweep/sweep.h"

/* rows[i] is the row of job i if have[i].  The result does not depend on the order in which rows arrived. */
void summary_make(const struct sweep *sweep, const struct sweep_row *rows, const bool *have,
                  struct sweep_summary *summary);

/* Writes FOLDER/summary.csv, complete or not at all. */
enum catapult_status summary_write(const char *folder, const struct sweep *sweep, const struct sweep_summary *summary,
                                   struct catapult_error *err);

#endif
