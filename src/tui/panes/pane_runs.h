/* pane_runs.h - how several runs are shown: each has a letter, which is its mark in the plots, and a colour. */
#ifndef TUI_PANE_RUNS_H
#define TUI_PANE_RUNS_H

#include "tui/panes/pane.h"

enum style runs_style(const struct snapshot *snapshot, int run);
enum glyph runs_glyph(const struct snapshot *snapshot, int run);

/* The curves of a field of the model in focus, one for each waiting run whose rows are known; with `all` also the one
 * in focus, which comes last.  Returns how many. */
int runs_series(const struct scene *scene, enum catapult_history_field field, struct series series[RUNS_MAX], bool all);

/* Draws, instead of a plot, how the waiting runs differ from the run in focus: absolute differences for losses,
 * signed ones for other fields.  Returns false, with nothing drawn, unless differences are selected and there is
 * another run. */
bool runs_draw_differences(struct canvas *canvas, const struct scene *scene, struct rect rect, enum pane_kind kind,
                           enum catapult_history_field field);

/* "A 1.200 crit" */
void runs_legend(struct fields *legend, const struct scene *scene, const struct series *series, int rank);

/* Draws a heading and a line per run; if not all fit, those around the run in focus.  Returns the rows of all. */
int runs_table(struct canvas *canvas, const struct scene *scene, struct rect rect);

/* Draws the table in its own frame. */
void runs_frame(struct canvas *canvas, const struct scene *scene, struct rect rect);

/* The run in that row of the screen, for a table of runs in `frame`; -1: none. */
int runs_at(const struct view *view, struct rect frame, int row);

/* The frame of the table at the bottom of the column of numbers; without rows: there is none. */
struct rect runs_beside(const struct view *view, struct rect column);

#endif
