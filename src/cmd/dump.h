/* dump.h - the folder of `run --dump`: everything another program needs to recompute a run (DESIGN section 3).
 *
 *     meta.json      model, architecture, widths, activation, loss, outputs, batch, seed, ...
 *     x_train.npy    (n, d)           y_train.npy    (n) or (n, outputs); x_test, y_test likewise
 *     w0_0.npy, ...  (m, d), ..., (outputs, m); general: w0.npy and w0_0.npy (p); conv: (out, in, k, k), ...,
 *                    (outputs, C, H, W) or (outputs, C)
 *     phi_train.npy, s_train.npy      general: (n, p), the diagonal of S
 *     batches.npy    (steps, batch)   mini-batches: row numbers
 *
 * float64, C order.  When an old dump is replaced, meta.json is removed first and written last: a folder that has it
 * is complete. */
#ifndef CMD_DUMP_H
#define CMD_DUMP_H

#include <catapult/experiment.h>

/* Makes the folder if there is none.  A folder that has files must be a dump (meta.json) and have no input of this run.
 * Called when the inputs are read and before the run, so that a run is not lost because nothing can be written.  option:
 * "dump" or "final", for messages. */
enum catapult_status dump_prepare(const char *option, const char *folder, struct catapult_error *err);

/* `run --final`: where the run ended, for another program to go on from (network.w0 reads DIR/MODEL).  The data and meta.json
 * as in a dump, and for each model a folder MODEL with
 *     w_0.npy, ...               the weights as they multiply their layer's input, shapes as of w0
 *     f_train.npy, f_test.npy    outputs (n) or (n, outputs); no f_test.npy without a test set
 *     k.npy                      K without the factor of the loss, (n outputs, n outputs): row i*outputs + q is output q of
 *                                example i, as in f_train.npy
 *     lambda.npy                 all eigenvalues of c*K, largest first
 *     p.npy                      the leading eigenvectors, (spectrum.top, n outputs)
 * A model that has diverged has no k, lambda and p. */
enum catapult_status dump_final(const char *folder, struct catapult_experiment *experiment, struct catapult_error *err);

/* Writes the dump of a run of `steps` steps into an existing folder. */
enum catapult_status dump_write(const char *folder, const struct catapult_experiment *experiment, long steps,
                                struct catapult_error *err);

#endif
