/* pane.h - the parts of the screen: each draws a view into its rectangle and changes nothing else.
 *
 * Data that several panes need is computed once per frame, in struct scene. */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include "tui/canvas/canvas.h"
#include "tui/panes/layout.h"
#include "tui/plot/plot.h"
#include "tui/panes/view.h"

struct scene {
    const struct view *view;
    const struct layout *layout;
    const struct catapult_history *focus;   /* of the model in focus; NULL: none yet */
    const struct catapult_history *longest; /* of all models: eta and t are shared */
    const struct pyramid *longest_pyramid;
    long newest;                   /* iteration; -1: none yet */
    long cursor;                   /* iteration of the readout, 0..newest; -1 like newest */
    long first, span;              /* of the iteration axis: its first iteration, and its length */
    struct pane_scale *record;     /* (PANE_COUNT) receives the scales, or NULL */
};

struct pane_class {
    const char *name;
    void (*draw)(struct canvas *canvas, const struct scene *scene, struct rect rect);
};

extern const struct pane_class pane_header, pane_axis, pane_readout, pane_last, pane_keys, pane_now, pane_caption, pane_band;

/* The panes that Tab can reach, by enum pane_kind. */
#define PANE_CLASS(constant, class, name, log, over) extern const struct pane_class class;
PANE_LIST(PANE_CLASS)
#undef PANE_CLASS

/* These cover the screen, or most of it, instead. */
void pane_help_draw(struct canvas *canvas, const struct scene *scene, struct rect rect);
int pane_help_scroll_max(struct rect rect);
void pane_words_draw(struct canvas *canvas, const struct scene *scene); /* why nothing was done, where its row is too short */
void pane_failed_draw(struct canvas *canvas, const struct scene *scene, struct rect rect);

/* --- for panes with a plot -------------------------------------------------------------------------------- */

/* Starts a plot in rect, whose first row is the upper edge. */
void pane_plot_init(struct plot *plot, struct canvas *canvas, const struct scene *scene, struct rect rect, bool log);

/* The visible rows, which determine the scales.  For struct series' begin and end. */
void pane_rows_in_view(const struct scene *scene, long *begin, long *end);

/* Sets the plot's y axis: plot_set_range, or the frozen one. */
void pane_plot_fit(struct plot *plot, const struct scene *scene, enum pane_kind kind, double low, double high);

/* Draws the upper edge with title and legend. kind: highlighted if it is the pane that y and z act on. */
void pane_plot_edge(struct canvas *canvas, const struct scene *scene, struct rect rect, const char *title,
                    enum pane_kind kind, const struct fields *legend);

/* Draws axes, marks of changes of eta, the cursor, then the curves with their marks. */
void pane_plot_draw(struct plot *plot, const struct scene *scene, const struct series *series, int count);

/* Draws a lesson's marks in the pane of that kind. */
void pane_marks(struct plot *plot, const struct scene *scene, enum pane_kind kind);

/* Calls put for each column of cells in which eta was changed, and returns how many there are (put may be NULL). */
int pane_plot_changes(const struct plot *plot, const struct scene *scene,
                      void (*put)(const struct plot *plot, int column));

/* --- names and numbers ------------------------------------------------------------------------------------- */

enum style pane_model_style(int kind);
enum glyph pane_model_glyph(int kind);
enum style pane_phase_style(enum catapult_phase phase);

enum style pane_outcome_style(enum catapult_outcome_word word);

/* Where eta stands on the ruler of the model (marks.h), whatever the run did. */
enum catapult_phase pane_regime(const struct view *view, int model, double eta);

/* What the model did in the rows 0 .. row, of which there is at least one. */
void pane_outcome(const struct view *view, int model, long row, struct catapult_outcome_facts *out);

/* The learning rate at a column of the screen, on the ruler drawn into rect; NaN if there is no ruler yet. */
double pane_ruler_eta(const struct scene *scene, struct rect rect, int col);

/* The value of a field at row, or the newest earlier one that is at most every-1 rows old. */
double pane_value(const struct catapult_history *history, int field, long row, long every);

/* Rows between two evaluations of the test set; of the spectrum. */
long pane_test_every(const struct view *view);
long pane_spectrum_every(const struct view *view);

bool pane_has_models(const struct view *view);

/* eta_crit for the settings' momentum; whether there is no momentum. */
double pane_eta_crit(const struct view *view);
bool pane_plain_gd(const struct view *view);
const struct pyramid *pane_pyramid(const struct view *view, int model);

#endif
