/* export.h - the rows of a run as CSV: RFC 4180, '.' as decimal point, %.17g, one row per model and step.
 *
 *     # catapult VERSION preset=NAME blas=LIBRARY-VERSION-KERNELS KEY=VALUE ... [command="..."]
 *     model,step,eta,train_loss,test_loss,train_accuracy,test_accuracy,lambda_1..,pi_1..,distance,phase,outcome
 *
 * Row t holds the values at w(t) and the eta used from t to t+1.  A field is empty where a value does not
 * exist; a training loss that is no longer finite, which ends a model's rows, is written as inf or nan. */
#ifndef CATAPULT_EXPORT_H
#define CATAPULT_EXPORT_H

#include <stdio.h>

#include <catapult/history.h>
#include <catapult/outcome.h>
#include <catapult/settings.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The comment line without its end, for files of other rows. */
void catapult_export_settings(FILE *out, const struct catapult_settings *settings);

/* The comment line and the line of names; errors stay in the stream. */
void catapult_export_heading(FILE *out, const struct catapult_settings *settings);

/* top: how many lambda and pi a row has, settings.spectrum.top.  outcome: of the rows so far, with this one. */
void catapult_export_row(FILE *out, int top, enum catapult_model_kind kind, long step, double eta,
                         const struct catapult_measure *measure, const struct catapult_outcome *outcome);

/* The same with the command that makes these rows as the last word of the comment; NULL: none. */
void catapult_export_heading_of(FILE *out, const struct catapult_settings *settings, const char *command);

/* All rows of the histories, step by step.  kinds[i] is the model of histories[i].  Rows after the one that diverged
 * are left out.  command as above. */
void catapult_export_histories(FILE *out, const struct catapult_settings *settings,
                               const struct catapult_history *histories, const int *kinds, int models,
                               const char *command);

/* The same into a file of that name, complete or not at all.  CATAPULT_STATUS_IO. */
enum catapult_status catapult_export_csv(const char *path, const struct catapult_settings *settings,
                                         const struct catapult_history *histories, const int *kinds, int models,
                                         const char *command, struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif
