/* read_weights.h - initial weights from a folder of .npy files: network.w0. */
#ifndef DATA_READ_WEIGHTS_H
#define DATA_READ_WEIGHTS_H

#include <catapult/weights.h>

/* Reads folder/w0_0.npy, w0_1.npy, ... (as `run --dump` writes them), or if there is no w0_0.npy, w_0.npy, ... (as
 * `run --final` does).  Whether they fit the network is checked when it is made (draw_check).  The caller frees *out with
 * catapult_weights_free.  CATAPULT_STATUS_INPUT, CATAPULT_STATUS_IO or CATAPULT_STATUS_NOMEM, with the file's name. */
enum catapult_status weights_read(const char *folder, struct catapult_weights **out, struct catapult_error *err);

#endif
