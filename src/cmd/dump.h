/* dump.h - the folder of `run --dump`: all that another program needs to recompute a run (DESIGN section 3).
 *
 *     meta.json      model, architecture, widths, activation, loss, outputs, batch, seed, ...
 *     x_train.npy    (n, d)           y_train.npy    (n) or (n, outputs); x_test, y_test likewise
 *     w0_0.npy, ...  (m, d), ..., (outputs, m); general: w0.npy and w0_0.npy (p); conv: (out, in, k, k), ...,
 *                    (outputs, C, H, W) or (outputs, C)
 *     phi_train.npy, s_train.npy      general: (n, p), the diagonal of S
 *     batches.npy    (steps, batch)   mini-batches: row numbers
 *
 * float64, C order.  meta.json goes first when an old dump is written over, and comes last: a folder that has
 * it is whole. */
#ifndef CMD_DUMP_H
#define CMD_DUMP_H

#include <catapult/experiment.h>

/* Makes the folder if there is none, so that a run need not be lost to one that cannot be made. */
enum catapult_status dump_prepare(const char *folder, struct catapult_error *err);

/* Writes the dump of a run of `steps` steps into a folder that is there. */
enum catapult_status dump_write(const char *folder, const struct catapult_experiment *experiment, long steps,
                                struct catapult_error *err);

#endif
