/* live.h - the figure of a run that somebody looks at: loss, and lambda_1 with 2/eta and 4/eta, for print. */
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
    const char *note;                /* below the panels: the command that makes it again */
};

struct live;

/* Writes NAME.csv and NAME.gp beside PATH, NAME.svg, .pdf or .png, and starts gnuplot; no file that is there is touched.
 * *out NULL with CATAPULT_STATUS_OK: there is no gnuplot, and those two files are written. */
enum catapult_status live_begin(struct live **out, const char *path, const struct live_run *run,
                                struct catapult_error *err);

/* Whether the picture is done, with *status (and err if it is not CATAPULT_STATUS_OK); wait: until it is.  Frees live then. */
bool live_end(struct live *live, bool wait, enum catapult_status *status, struct catapult_error *err);

#endif
