/* cast.h - a recording of the screen: asciicast, version 2.
 *
 * A line for the header, then a line an event: [seconds, "o", bytes] for a frame, [seconds, "r", "COLSxROWS"] for
 * another size.  Every line is written with one system call, so that a program that is killed loses no more than
 * the frame it was at. */
#ifndef TUI_CAST_H
#define TUI_CAST_H

#include <catapult/status.h>

#include "tui/canvas/theme.h"

struct cast;

/* colors as for theme_look.  CATAPULT_STATUS_INPUT if there is such a file already. */
enum catapult_status cast_open(struct cast **cast, const char *path, int rows, int cols, int colors, const char *title,
                               const char *command, struct catapult_error *err);

/* Records what has changed; nothing if nothing has.  CATAPULT_STATUS_IO, once, if it cannot be written: the recording ends
 * with the event before. */
enum catapult_status cast_frame(struct cast *cast, const struct canvas *canvas, enum theme theme,
                                struct catapult_error *err);

/* NULL is allowed. */
void cast_close(struct cast *cast);

#endif
