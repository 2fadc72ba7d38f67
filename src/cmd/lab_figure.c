/* lab_figure.c - see lab_figure.h. */
#include "cmd/lab_figure.h"

#include "figure/live.h"

static enum catapult_status lab_figure_begin(void **work, const char *path, const struct catapult_settings *settings,
                                             const struct snapshot *snapshot, const struct catapult_history *histories,
                                             int focus, const char *command, struct catapult_error *err)
{
    struct live *live = NULL;
    struct live_run run = {settings, histories, snapshot->kind, snapshot->models, focus, command};
    enum catapult_status status = live_begin(&live, path, &run, err);
    *work = live;
    return status;
}

static bool lab_figure_end(void *work, bool wait, enum catapult_status *status, struct catapult_error *err)
{
    return live_end(work, wait, status, err);
}

const struct illustrator lab_illustrator = {lab_figure_begin, lab_figure_end};
