/* illustrator.h - the interface through which the laboratory draws figures for print; the implementation uses
 * gnuplot. */
#ifndef TUI_ILLUSTRATOR_H
#define TUI_ILLUSTRATOR_H

#include <stdbool.h>

#include "session/thread/session.h"

struct illustrator {
    /* Starts a figure of the runs in a new file PATH (.svg, .pdf, .png). *work NULL with CATAPULT_STATUS_OK: the data
     * and script are written, but no program can draw it. */
    enum catapult_status (*begin)(void **work, const char *path, const struct catapult_settings *settings,
                                  const struct snapshot *snapshot, const struct catapult_history *histories, int focus,
                                  const char *command, struct catapult_error *err);
    /* Whether drawing has ended, with *status; wait: waits until it has.  Frees work when it has ended. */
    bool (*end)(void *work, bool wait, enum catapult_status *status, struct catapult_error *err);
};

#endif
