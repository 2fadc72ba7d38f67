/* twin.h - chaos, asked for on demand: does a run that is bounded forget where it began?
 *
 * The rows of a run cannot tell chaos from a long period.  A twin can: the same run, each step longer by 1e-10 of itself.
 * (Apart at the start alone would not do: where the run first settles, at an eta that is raised later, the two come together to
 * the last bit.)  Around a fixed point or a cycle, and under the same mini-batches without chaos, the two stay about 1e-10
 * apart, on a torus they part no faster than t; in chaos they part exponentially, until they have nothing in common.  They
 * have separated if their losses differ, in the mean over the last 100 steps, by more than 1e-3 of their sum. */
#ifndef CATAPULT_TWIN_H
#define CATAPULT_TWIN_H

#include <catapult/experiment.h>
#include <catapult/outcome.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Runs the twin of a run of one model with these settings and data: as many steps as the outcome has rows besides the first,
 * with eta(context, t) from t to t+1.  If the run is bounded and the twin has separated from it, the outcome is chaotic from
 * now on; of a run that is not bounded nothing is done.  *outcome: of all rows of the run.  data is borrowed.
 * CATAPULT_STATUS_NOMEM, CATAPULT_STATUS_CANCELLED. */
enum catapult_status catapult_twin_judge(const struct catapult_settings *settings, const struct catapult_dataset *data,
                                         enum catapult_model_kind kind, double (*eta)(void *context, long t), void *context,
                                         const struct catapult_progress *progress, struct catapult_outcome *outcome,
                                         struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif
