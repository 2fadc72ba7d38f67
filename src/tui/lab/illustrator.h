/* illustrator.h - figures for print from inside the laboratory, made by whoever knows gnuplot. */
#ifndef TUI_ILLUSTRATOR_H
#define TUI_ILLUSTRATOR_H

#include <stdbool.h>

#include "session/thread/session.h"

struct illustrator {
    /* Begins a figure of the runs into a new file PATH (.svg, .pdf, .png); *work NULL with CATAPULT_STATUS_OK: what it is drawn
     * from is written, but there is nobody to draw it. */
    enum catapult_status (*begin)(void **work, const char *path, const struct catapult_settings *settings,
                                  const struct snapshot *snapshot, const struct catapult_history *histories, int focus,
                                  const char *command, struct catapult_error *err);
    /* Whether it has ended, with *status; wait: until it has.  Frees work then. */
    bool (*end)(void *work, bool wait, enum catapult_status *status, struct catapult_error *err);
};

#endif
