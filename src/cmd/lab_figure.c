/* lab_figure.c - see lab_figure.h. */
#include "cmd/lab_figure.h"

#include "figure/live.h"

static enum status begin(void **work, const char *path, const struct settings *settings, const struct snapshot *snapshot,
                         const struct history *histories, int focus, const char *command, struct error *err)
{
    struct live *live = NULL;
    struct live_run run = {settings, histories, snapshot->kind, snapshot->models, focus, command};
    enum status status = live_begin(&live, path, &run, err);
    *work = live;
    return status;
}

static bool end(void *work, bool wait, enum status *status, struct error *err)
{
    return live_end(work, wait, status, err);
}

const struct illustrator lab_illustrator = {begin, end};
