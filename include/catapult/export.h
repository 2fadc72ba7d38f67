/* export.h - the rows of a run as CSV: RFC 4180, '.' as decimal point, %.17g, one row per model and step.
 *
 *     # catapult VERSION preset=NAME blas=LIBRARY-VERSION-KERNELS KEY=VALUE ... [command="..."]
 *     model,step,eta,train_loss,test_loss,train_accuracy,test_accuracy,lambda_1..,pi_1..,distance,phase,
 *     overlap_1..,sharpness,outcome
 *
 * Row t holds the values at w(t) and the eta used from t to t+1.  A field is empty if its value does not exist.  A
 * training loss that is not finite is written as inf or nan and ends the rows of its model. */
#ifndef CATAPULT_EXPORT_H
#define CATAPULT_EXPORT_H

#include <stdio.h>

#include <catapult/history.h>
#include <catapult/outcome.h>
#include <catapult/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The comment line without its newline, for files with other kinds of rows. */
void catapult_export_settings(FILE *out, const struct catapult_settings *settings);

/* The comment line and the line of column names.  Write errors stay in the stream (ferror). */
void catapult_export_heading(FILE *out, const struct catapult_settings *settings);

/* top: the number of lambda, pi and overlap columns, settings.spectrum.top.  outcome: of the rows up to and including this one. */
void catapult_export_row(FILE *out, int top, enum catapult_model_kind kind, long step, double eta,
                         const struct catapult_measure *measure, const struct catapult_outcome *outcome);

/* Like catapult_export_heading, with the command that makes these rows as the last item of the comment line; NULL:
 * none. */
void catapult_export_heading_of(FILE *out, const struct catapult_settings *settings, const char *command);

/* The heading and all rows of the histories, step by step.  kinds[i] is the model of histories[i].  Rows after the one
 * that diverged are left out.  command as above. */
void catapult_export_histories(FILE *out, const struct catapult_settings *settings,
                               const struct catapult_history *histories, const int *kinds, int models,
                               const char *command);

/* The same into a file, which is complete or not written at all.  CATAPULT_STATUS_INPUT if a file is there that is neither
 * empty nor from catapult; CATAPULT_STATUS_IO. */
enum catapult_status catapult_export_csv(const char *path, const struct catapult_settings *settings,
                                         const struct catapult_history *histories, const int *kinds, int models,
                                         const char *command, struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif
