/* runs_look.h - how runs side by side look: each has a letter, which is its mark in the plots, and a colour. */
#ifndef TUI_RUNS_LOOK_H
#define TUI_RUNS_LOOK_H

#include "tui/panes/pane.h"

enum style runs_style(const struct snapshot *snapshot, int run);
enum glyph runs_glyph(const struct snapshot *snapshot, int run);

/* The curves of a field of the model in focus, one for each run that waits and whose rows are there; with `all` the one
 * in focus, too, which comes last.  Returns how many. */
int runs_series(const struct scene *scene, enum catapult_history_field field, struct series series[RUNS_MAX], bool all);

/* In the place of a plot: what those that wait differ by from the run in focus, the absolute difference of losses,
 * others as it is.  False, with nothing drawn, unless that is wanted and there is another run. */
bool runs_draw_differences(struct canvas *canvas, const struct scene *scene, struct rect rect, enum pane_kind kind,
                           enum catapult_history_field field);

/* "A 1.200 crit" */
void runs_legend(struct fields *legend, const struct scene *scene, const struct series *series, int rank);

/* Heading and a line each, those around the run in focus where there is no room for all.  Returns the rows of all. */
int runs_table(struct canvas *canvas, const struct scene *scene, struct rect rect);

/* The table in a frame of its own. */
void runs_frame(struct canvas *canvas, const struct scene *scene, struct rect rect);

/* Which run has that row of the screen, where a table of runs stands in a frame; -1: none. */
int runs_at(const struct view *view, struct rect frame, int row);

/* The frame of the table beside the plots, at the foot of the column of numbers; without rows: there is none. */
struct rect runs_beside(const struct view *view, struct rect column);

#endif
