/* live.h - a figure of the run in the laboratory for print: loss, and lambda_1 with 2/eta and 4/eta. */
#ifndef FIGURE_LIVE_H
#define FIGURE_LIVE_H

#include <stdbool.h>

#include <catapult/history.h>
#include <catapult/settings.h>

struct live_run {
    const struct catapult_settings *settings;
    const struct catapult_history *histories; /* (models) */
    const int *kind;                 /* (models) enum catapult_model_kind */
    int models, focus;
    const char *note;                /* below the panels: the command that repeats the run */
};

struct live;

/* Writes NAME.csv and NAME.gp next to PATH, which is NAME.svg, .pdf or .png, and starts gnuplot.  No existing file is
 * changed.  *out NULL with CATAPULT_STATUS_OK: there is no gnuplot, but those two files are written. */
enum catapult_status live_begin(struct live **out, const char *path, const struct live_run *run,
                                struct catapult_error *err);

/* Whether the picture is done; then sets *status (and err if it is not CATAPULT_STATUS_OK) and frees live.  wait:
 * waits until it is done. */
bool live_end(struct live *live, bool wait, enum catapult_status *status, struct catapult_error *err);

#endif
