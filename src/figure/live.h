/* live.h - the figure of a run that somebody looks at: loss, and lambda_1 with 2/eta and 4/eta, for print. */
#ifndef FIGURE_LIVE_H
#define FIGURE_LIVE_H

#include <stdbool.h>

#include <catapult/history.h>
#include <catapult/settings.h>

struct live_run {
    const struct settings *settings;
    const struct history *histories; /* (models) */
    const int *kind;                 /* (models) enum model_kind */
    int models, focus;
    const char *note;                /* below the panels: the command that makes it again */
};

struct live;

/* Writes NAME.csv and NAME.gp beside PATH, NAME.svg, .pdf or .png, and starts gnuplot; no file that is there is touched.
 * *out NULL with STATUS_OK: there is no gnuplot, and those two files are written. */
enum status live_begin(struct live **out, const char *path, const struct live_run *run, struct error *err);

/* Whether the picture is done, with *status (and err if it is not STATUS_OK); wait: until it is.  Frees live then. */
bool live_end(struct live *live, bool wait, enum status *status, struct error *err);

#endif
