/* cast.h - a recording of the screen: asciicast, version 2.
 *
 * A header line, then one line per event: [seconds, "o", bytes] for a frame, [seconds, "r", "COLSxROWS"] for a new
 * size.  Every line is written with one system call, so that a killed program loses at most the current frame. */
#ifndef TUI_CAST_H
#define TUI_CAST_H

#include <catapult/status.h>

#include "tui/canvas/theme.h"

struct cast;

/* colors as for theme_look.  CATAPULT_STATUS_INPUT if the file exists already. */
enum catapult_status cast_open(struct cast **cast, const char *path, int rows, int cols, int colors, const char *title,
                               const char *command, struct catapult_error *err);

/* Records the changes, if any.  CATAPULT_STATUS_IO, once, if they cannot be written; the recording then ends with the
 * last event. */
enum catapult_status cast_frame(struct cast *cast, const struct canvas *canvas, enum theme theme,
                                struct catapult_error *err);

/* NULL is allowed. */
void cast_close(struct cast *cast);

#endif
